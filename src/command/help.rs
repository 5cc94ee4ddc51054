//! `help`: the same as `--help`, for people who say it in this order.

use crate::argv;
use crate::cli::Cli;
use crate::failure::Failure;
use crate::help;
use crate::output;
use clap::{Args, CommandFactory as _};
use std::ffi::OsString;

/// Print help about a command
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl help              all commands
  ectl help lease grant  the same as ectl lease grant --help")]
pub(crate) struct Help {
    /// The command, as typed
    command: Vec<OsString>,
}

impl Help {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let root = Cli::command();
        let mut path = Vec::new();
        let mut level = &root;
        for word in &self.command {
            level = argv::find(level, word).ok_or_else(|| {
                let word = word.to_string_lossy();
                Failure::usage(format!("no help about \"{word}\": there is no such command"))
                    .hint("\"ectl help\" lists the commands")
            })?;
            path.push(level.get_name().into());
        }
        output::text(&help::on(&path))
    }
}
