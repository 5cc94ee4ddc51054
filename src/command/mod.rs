//! The commands, one file per noun, named as typed.

mod get;
mod lease;
mod put;
mod version;

use crate::cli::Context;
use crate::settings::Globals;
use clap::Subcommand;

/// What can be typed after `ectl`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Get(get::Get),
    #[command(subcommand)]
    Lease(lease::Lease),
    Put(put::Put),
    Version(version::Version),
}

impl Command {
    /// Runs a command that needs neither settings nor etcd; `None` if this is not one.
    pub(crate) fn run_offline(&self, _globals: &Globals) -> Option<anyhow::Result<()>> {
        match self {
            Self::Version(version) => Some(version.run()),
            _ => None,
        }
    }

    /// Runs a command.
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Get(get) => get.run(cx).await,
            Self::Lease(lease) => lease.run(cx).await,
            Self::Put(put) => put.run(cx).await,
            Self::Version(_) => Ok(()),
        }
    }
}
