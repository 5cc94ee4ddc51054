//! What `lock` and `elect` share: waiting for a claim, and holding it.

use crate::etcd::proto::{KeyValue, RangeResponse};
use crate::failure::{Failure, Kind};
use crate::output::{Output, note, quote};
use crate::process::signals::Signals;
use crate::recipe::Claim;
use crate::reply::{LeaseName, RangeFragment, Show};
use std::future::pending;
use std::time::Duration;

/// How long a lease lives if etcdctl is asked for a time that means nothing.
const USUAL_TTL: i64 = 60;

/// The lease's time to live that a number of seconds asks for.
pub(super) fn ttl(seconds: i64) -> i64 {
    if seconds > 0 { seconds } else { USUAL_TTL }
}

/// Does some work, unless a signal comes.
pub(super) async fn unless_interrupted<T, E: Into<anyhow::Error>>(
    signals: &mut Signals,
    work: impl Future<Output = Result<T, E>>,
) -> anyhow::Result<T> {
    tokio::select! {
        biased;
        signal = signals.next() => {
            Err(Failure::new(Kind::Ended, format!("interrupted by {signal}")).into())
        }
        done = work => done.map_err(Into::into),
    }
}

/// Prints the claim's key, and holds it until a signal comes.
pub(super) async fn hold(
    claim: &mut Claim,
    output: Output<RangeFragment>,
    reply: RangeResponse,
    signals: &mut Signals,
) -> anyhow::Result<()> {
    let printed = async {
        print(output, reply).await?;
        pending::<anyhow::Result<()>>().await
    };
    tokio::select! {
        biased;
        _ = signals.next() => Ok(()),
        failure = claim.lost(Duration::ZERO) => Err(failure.into()),
        failed = printed => failed,
    }
}

/// Prints on a thread of its own: who reads stdout may stop (a pager, Ctrl-S), but the lease has to
/// be renewed and signals obeyed all the same.
pub(super) async fn print(
    mut output: Output<RangeFragment>,
    reply: RangeResponse,
) -> anyhow::Result<Output<RangeFragment>> {
    let printed = tokio::task::spawn_blocking(move || {
        for fragment in RangeFragment::all(reply, Show::KeyAndValue) {
            output.add(&fragment)?;
        }
        output.flush().map(|()| output)
    });
    printed.await?
}

/// Says first what it means that the claim is lost, if that is the error.
pub(super) fn on_loss(error: anyhow::Error, meaning: &str) -> anyhow::Error {
    match error.downcast::<Failure>() {
        Ok(failure) if failure.kind() == Kind::Lost => {
            failure.reworded(|why| format!("{meaning}: {why}")).into()
        }
        Ok(failure) => failure.into(),
        Err(error) => error,
    }
}

/// Gives the claim up, and says so if that did not work; the work itself may have been done.
pub(super) async fn leave(claim: Claim, done: anyhow::Result<()>) -> anyhow::Result<()> {
    let key = quote(claim.key());
    let Err(fault) = claim.leave().await else { return done };
    let text = format!("{key} is not released, and goes when its lease expires");
    match done {
        Ok(()) => Err(fault.while_trying(&text).into()),
        Err(error) => {
            note(&format!("{text}: {}", fault.text()));
            Err(error)
        }
    }
}

/// Who stands before us.
pub(super) fn holder(claim: &Claim, kv: &KeyValue) -> String {
    let lease = match kv.lease {
        0 => "no lease".to_owned(),
        id => format!("lease {}", LeaseName(id)),
    };
    let value = match kv.value.as_slice() {
        [] => String::new(),
        value => format!(", value {}", quote(value)),
    };
    let stray = if claim.is_akin(&kv.key) { "" } else { "; not a key of this lock but below it" };
    format!(
        "held by {} ({lease}, since revision {}{value}{stray})",
        quote(&kv.key),
        kv.create_revision
    )
}
