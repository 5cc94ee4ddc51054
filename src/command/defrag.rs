//! `defrag`: gives the disk space of forgotten revisions back, one member after the other.

use super::endpoint::{name, sessions};
use crate::context::Context;
use crate::etcd::proto::DefragmentRequest;
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::output;
use crate::reply::Defragmentation;
use clap::Args;
use std::time::Instant;

/// Give back the disk space that forgotten revisions took
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl defrag                                 the members that --endpoints names
  ectl defrag --cluster --command-timeout 1m  all members

A member serves nobody while it is at it: they take turns, and each has --command-timeout.
Exits with 1 if any of them failed.")]
pub(crate) struct Defrag {
    /// Take all members of the cluster, instead of --endpoints
    #[arg(long)]
    cluster: bool,
}

impl Defrag {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Defragmentation>()?;
        let mut failures = Vec::new();
        for session in sessions(cx, Some(self.cluster)).await? {
            let (done, failure) = defragment(&session).await;
            done.failure().iter().for_each(|failure| output::note(failure));
            output.print(&done)?;
            failures.extend(failure);
        }
        if failures.contains(&Kind::Deadline) {
            output::hint("a member may still be at it; --command-timeout gives it more time");
        }
        if failures.is_empty() { Ok(()) } else { Err(Failure::silent(Kind::Refused).into()) }
    }
}

/// What came of it, and if it failed, how.
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
