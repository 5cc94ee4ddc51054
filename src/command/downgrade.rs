//! `downgrade`: a cluster on its way to an older version.

use crate::cli::Context;
use crate::etcd::proto::DowngradeRequest;
use crate::failure::Failure;
use crate::reply::DowngradeReply;
use clap::{Args, Subcommand};

/// Move the cluster to an older version
#[derive(Debug, Args)]
pub(crate) struct Downgrade {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ask whether the cluster could be downgraded to a version
    Validate(Target),
    /// Begin the downgrade to a version
    Enable(Target),
    /// Take a downgrade back that is under way
    Cancel,
}

#[derive(Debug, Args)]
struct Target {
    /// The version to go to, such as 3.6
    #[arg(value_name = "VERSION")]
    version: String,
}

impl Downgrade {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<DowngradeReply>()?;
        let (action, verb, version) = match self.command {
            Command::Validate(target) => (0, "validate", target.version),
            Command::Enable(target) => (1, "enable", target.version),
            Command::Cancel => (2, "cancel", String::new()),
        };
        if version.is_empty() && verb != "cancel" {
            return Err(Failure::usage("target version not provided").into());
        }
        let session = cx.session()?;
        let response = session.call(DowngradeRequest { action, version }).await?;
        output.print(&DowngradeReply { verb, response })
    }
}
