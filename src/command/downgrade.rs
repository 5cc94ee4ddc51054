//! `downgrade`: downgrades the cluster to an older version.

use crate::context::Context;
use crate::etcd::proto::DowngradeRequest;
use crate::failure::Failure;
use crate::reply::DowngradeReply;
use clap::{Args, Subcommand};

/// Downgrade the cluster
#[derive(Debug, Subcommand)]
pub(crate) enum Downgrade {
    /// Cancel the downgrade in progress
    #[command(after_help = "Examples:\n  ectl downgrade cancel")]
    Cancel,
    /// Start a downgrade to a version
    #[command(after_help = ENABLE)]
    Enable(Target),
    /// Check whether the cluster can be downgraded to a version
    #[command(after_help = "Examples:\n  ectl downgrade validate 3.6")]
    Validate(Target),
}

const ENABLE: &str = "\
Examples:
  ectl downgrade validate 3.6 && ectl downgrade enable 3.6

Details:
  Then replace the members one by one with members of the older version.";

#[derive(Debug, Args)]
pub(crate) struct Target {
    /// Target version, such as 3.6
    #[arg(value_name = "VERSION")]
    version: String,
}

impl Downgrade {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let (action, verb, version) = match self {
            Self::Validate(target) => (0, "validate", target.version),
            Self::Enable(target) => (1, "enable", target.version),
            Self::Cancel => (2, "cancel", String::new()),
        };
        if version.is_empty() && verb != "cancel" {
            return Err(Failure::usage("target version not provided").into());
        }
        cx.output::<DowngradeReply>()?;
        match verb {
            "enable" => cx.confirm_protected(&format!("downgrade to {version}")).await?,
            "cancel" => cx.confirm_protected("cancel the downgrade").await?,
            _ => {}
        }
        let request = DowngradeRequest { action, version };
        cx.print_reply(request, |response| DowngradeReply { verb, response }).await
    }
}
