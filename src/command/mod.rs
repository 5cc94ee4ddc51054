//! The commands, one file per noun, named as typed.

mod completion;
mod get;
mod help;
mod options;
mod put;
pub(crate) mod version;

use crate::cli::Context;
use crate::settings::Globals;
use clap::Subcommand;

/// What can be typed after `ectl`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Completion(completion::Completion),
    Get(get::Get),
    Help(help::Help),
    Options(options::Options),
    Put(put::Put),
    Version(version::Version),
}

impl Command {
    /// Runs a command that needs neither settings nor etcd; `None` if this is not one.
    pub(crate) fn run_offline(&self, _globals: &Globals) -> Option<anyhow::Result<()>> {
        match self {
            Self::Completion(completion) => Some(completion.run()),
            Self::Help(help) => Some(help.run()),
            Self::Options(options) => Some(options.run()),
            Self::Version(version) => Some(version.run()),
            _ => None,
        }
    }

    /// Runs a command.
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Get(get) => get.run(cx).await,
            Self::Put(put) => put.run(cx).await,
            Self::Completion(_) | Self::Help(_) | Self::Options(_) | Self::Version(_) => Ok(()),
        }
    }
}
