//! `version`.

use crate::output;
use clap::Args;

/// What `version` and `--version` print.
pub(crate) const TEXT: &str =
    concat!("ectl version: ", env!("CARGO_PKG_VERSION"), "\nAPI version: 3.7\n");

/// Print the version of ectl and of etcd's API
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ectl version")]
pub(crate) struct Version {}

impl Version {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        output::text(TEXT)
    }
}
