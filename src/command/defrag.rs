//! `defrag`: defragments the databases, one member after the other.

use super::endpoint::targets::{name, sessions};
use crate::context::Context;
use crate::etcd::proto::DefragmentRequest;
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::output;
use crate::reply::Defragmentation;
use clap::Args;
use std::time::Instant;

/// Defragment the database and free disk space
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl defrag                                 the members given by --endpoints
  ectl defrag --cluster --command-timeout 1m  all members

A member does not serve requests while defragmenting; members are processed one at a time, each
within --command-timeout. Exits with 1 if any of them failed.")]
pub(crate) struct Defrag {
    /// Defragment all members of the cluster instead of --endpoints
    #[arg(long)]
    cluster: bool,
}

impl Defrag {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Defragmentation>()?;
        let mut failures = Vec::new();
        for session in sessions(cx, self.cluster).await? {
            let (done, failure) = defragment(&session).await;
            done.failure().iter().for_each(|failure| output::note(failure));
            output.print(&done)?;
            failures.extend(failure);
        }
        if failures.contains(&Kind::Deadline) {
            output::hint("a member may still be defragmenting; use a longer --command-timeout");
        }
        if failures.is_empty() { Ok(()) } else { Err(Failure::silent(Kind::Refused).into()) }
    }
}

/// Defragments one member. Returns the result, and the kind of failure if it failed.
async fn defragment(session: &Session) -> (Defragmentation, Option<Kind>) {
    let started = Instant::now();
    let fault = session.call(DefragmentRequest {}).await.err();
    let done = Defragmentation {
        endpoint: name(session),
        took: started.elapsed(),
        error: fault.as_ref().map(CallError::cause),
    };
    (done, fault.as_ref().map(CallError::kind))
}
