//! `endpoint`: queries each member by itself, all at once.

mod answers;
mod check;
mod conditions;
mod hashkv;
mod health;
mod require;
mod status;
pub(super) mod targets;

use crate::cli::argv::bool_option;
use crate::context::Context;
use clap::{Args, Subcommand};

/// Check and compare endpoints
#[derive(Debug, Args)]
#[command(arg_required_else_help = false, mut_args(bool_option))]
pub(crate) struct Endpoint {
    /// Query all members of the cluster instead of --endpoints
    #[arg(long, global = true)]
    pub(super) cluster: Option<bool>,
    #[command(subcommand)]
    command: EndpointCommand,
}

#[derive(Debug, Subcommand)]
enum EndpointCommand {
    Hashkv(hashkv::Hashkv),
    Health(health::Health),
    Status(status::Status),
}

impl Endpoint {
    /// Returns the name of the command if a context with a prefix refuses it: a hash covers all keys.
    pub(super) fn refused_in_namespace(&self) -> Option<&'static str> {
        match self.command {
            EndpointCommand::Hashkv(_) => Some("endpoint hashkv"),
            EndpointCommand::Health(_) | EndpointCommand::Status(_) => None,
        }
    }

    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self.command {
            EndpointCommand::Hashkv(hashkv) => hashkv.run(cx).await,
            EndpointCommand::Health(health) => health.run(cx).await,
            EndpointCommand::Status(status) => status.run(cx).await,
        }
    }
}
