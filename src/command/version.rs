//! `version`.

use crate::output::{self, Format, Output};
use crate::reply::VersionReply;
use crate::settings::Globals;
use crate::settings::program::Program;
use clap::Args;

/// Print the versions of ectl, of etcd's API and of etcdctl
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl version
  ectl version -w jsonl | jq -r .version

Called etcdctl, it prints first what etcdctl prints, in all of etcdctl's formats.")]
pub(crate) struct Version {}

impl Version {
    pub(crate) fn run(&self, globals: &Globals, program: Program) -> anyhow::Result<()> {
        // etcdctl reads neither the option nor its variable here.
        let format = globals.format();
        if program.is_etcdctl() && !matches!(format, Ok(Format::Jsonl)) {
            return output::text(&text(program));
        }
        Output::new(format?, false)?.print(&VersionReply {})
    }
}

/// Returns what `version` and `--version` print.
pub(crate) fn text(program: Program) -> String {
    if program.is_etcdctl() { VersionReply::as_etcdctl() } else { VersionReply::as_ectl() }
}
