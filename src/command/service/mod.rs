//! `service`: endpoints of services, as etcd's Go package `naming/endpoints` has them.

mod attend;
mod checks;
mod herald;
mod register;

use crate::cli::Context;
use clap::Subcommand;

/// Register services, and find them
#[derive(Debug, Subcommand)]
pub(crate) enum Service {
    Register(register::Register),
}

impl Service {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Register(register) => register.run(cx).await,
        }
    }
}
