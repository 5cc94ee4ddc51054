//! `defrag` on servers: one member after the other.

use crate::command::endpoint::targets::{name, sessions};
use crate::context::Context;
use crate::etcd::proto::DefragmentRequest;
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::output;
use crate::reply::Defragmentation;
use std::time::Instant;

pub(super) async fn run(cx: &Context, cluster: bool) -> anyhow::Result<()> {
    let mut output = cx.output::<Defragmentation>()?;
    cx.confirm_protected("defragment members, which do not serve meanwhile").await?;
    let mut failures = Vec::new();
    for session in sessions(cx, cluster).await? {
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
