//! `help COMMAND`, as `COMMAND --help`.

use crate::cli::argv;
use crate::cli::help;
use crate::failure::Failure;
use crate::output;
use clap::{Args, Command};
use std::ffi::OsString;

/// Print help about a command
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl help              all commands
  ectl help lease grant  like ectl lease grant --help")]
pub(crate) struct Help {
    /// The command, as typed
    command: Vec<OsString>,
}

impl Help {
    pub(crate) fn run(&self, tree: Command) -> anyhow::Result<()> {
        let mut path = Vec::new();
        let mut level = &tree;
        for word in &self.command {
            level = argv::find(level, word).ok_or_else(|| {
                let word = word.to_string_lossy();
                Failure::usage(format!("unknown help topic \"{word}\""))
                    .hint("\"ectl help\" lists the commands")
            })?;
            path.push(level.get_name().into());
        }
        output::text(&help::text(tree, &path))
    }
}
