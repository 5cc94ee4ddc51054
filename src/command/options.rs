//! `options`: the global options, which the help of each command leaves out.

use crate::output;
use crate::settings::Globals;
use clap::{Args, Command};

/// List the options that every command takes
#[derive(Debug, Args)]
pub(crate) struct Options {}

impl Options {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let list = Globals::augment_args(Command::new("ectl").next_display_order(None))
            .mut_args(|arg| arg.hide(false))
            .disable_help_flag(true)
            .term_width(0)
            .help_template("{options}")
            .render_help();
        output::text(&format!("The following options can be passed to any command:\n\n{list}"))
    }
}
