//! `compaction`: discards history.

use crate::context::Context;
use crate::etcd::Range;
use crate::etcd::proto::{CompactionRequest, StatusRequest, header_revision};
use crate::etcd::{CallError, Refusal, Session};
use crate::failure::Failure;
use crate::output::Cell;
use crate::reply::Done;
use clap::Args;

/// Discard key history before a revision
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl compact 1000             discard the values that were replaced before revision 1000
  ectl compact 1000 --physical  and wait until they are removed from the database")]
pub(crate) struct Compaction {
    /// Oldest revision that can still be read
    #[arg(allow_negative_numbers = true, value_parser = decimal)]
    revision: i64,
    /// Wait until the history is removed from the database
    #[arg(long)]
    physical: bool,
}

/// Parses a revision. Unlike in options, a leading zero does not mean octal, as in etcdctl.
fn decimal(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| format!("\"{text}\" is not a decimal number"))
}

impl Compaction {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let Self { revision, physical } = self;
        let mut output = cx.output::<Done>()?;
        let session = cx.session()?;
        cx.confirm_protected(&format!("discard the history before revision {revision}")).await?;
        let reply = match session.call(CompactionRequest { revision, physical }).await {
            Ok(reply) => reply,
            Err(fault) => return Err(with_valid_revisions(&session, fault).await.into()),
        };
        let now = header_revision(reply.header);
        output.print(&Done::new(
            format!("compacted revision {revision}"),
            [("revision", Cell::Counter(now)), ("compact_revision", Cell::Counter(revision))],
        ))
    }
}

/// Returns the failure, with the valid revisions as its hint if etcd refused the revision.
async fn with_valid_revisions(session: &Session, fault: CallError) -> Failure {
    let refusal = fault.refusal();
    let failure = Failure::from(fault);
    if !matches!(refusal, Some(Refusal::Compacted | Refusal::FutureRevision)) {
        return failure;
    }
    let status = session.call(StatusRequest {}).await.ok().and_then(|status| status.header);
    let now = status.map(|header| format!("the store is at revision {}", header.revision));
    let first = match refusal == Some(Refusal::Compacted) {
        true => session.oldest_revision(&Range { key: vec![0], end: Vec::new() }).await,
        false => None,
    };
    let first = first.map(|first| format!("already compacted at revision {first}"));
    let known: Vec<_> = first.into_iter().chain(now).collect();
    match known.is_empty() {
        true => failure.hint("\"ectl endpoint status -w json\" shows the store's revision"),
        false => failure.hint(known.join("; ")),
    }
}
