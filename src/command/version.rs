//! `version`.

use crate::context::LocalContext;
use crate::output::{self, Format};
use crate::reply::VersionReply;
use crate::settings::program::Program;
use clap::Args;

/// Print the versions of ectl, etcd's API and etcdctl
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl version                            all versions, and the commit and target
  ectl version -w jsonl | jq -r .version  only ectl's own
  ectl --version                          one line, with the target, and the commit if known

Details:
  When called as etcdctl, it prints etcdctl's lines first, in every format that etcdctl has.")]
pub(crate) struct Version {}

impl Version {
    pub(crate) fn run(&self, cx: &LocalContext) -> anyhow::Result<()> {
        // etcdctl ignores the format here, even an invalid one.
        if cx.program.is_etcdctl()
            && !cx.options().is_ok_and(|options| options.format == Format::Jsonl)
        {
            return output::text(&VersionReply::as_etcdctl());
        }
        cx.output()?.print(&VersionReply {})
    }
}

/// Returns the text of `--version`: one line, or etcdctl's.
pub(crate) fn text(program: Program) -> String {
    if program.is_etcdctl() { VersionReply::as_etcdctl() } else { VersionReply::line() }
}
