//! `options`: the global options, which are not part of the help of each command.

use crate::cli::help::TIME;
use crate::output;
use crate::settings::Globals;
use clap::{Arg, Args, Command};

const VARIABLES: &str = "\
Environment:
  An option that is not given is taken from its variable, if that is set: ETCDCTL_ENDPOINTS, \
ETCDCTL_DIAL_TIMEOUT and so on. Variables of options that etcdctl lacks begin with ECTL_, such as \
ECTL_RETRY.";

/// List the options that every command takes
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ectl options | grep tls")]
pub(crate) struct Options {}

impl Options {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let tree = Globals::augment_args(Command::new("ectl"));
        let mut names: Vec<_> =
            tree.get_arguments().map(|arg| arg.get_long().map(str::to_owned)).collect();
        names.sort();
        let place = |arg: &Arg| names.iter().position(|name| name.as_deref() == arg.get_long());
        let list = tree
            .mut_args(|arg| {
                let place = place(&arg).unwrap_or_default();
                arg.hide(false).display_order(place)
            })
            .disable_help_flag(true)
            .term_width(0)
            .help_template("{options}")
            .render_help();
        let text = format!(
            "The following options can be passed to any command:\n\n{list}\n{VARIABLES}\n\n{TIME}\n"
        );
        output::text(&output::wrap(&text, output::help_width()))
    }
}
