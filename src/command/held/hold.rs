//! A claim that is waited for, and held until a signal comes.

use crate::etcd::proto::RangeResponse;
use crate::output::Output;
use crate::process::signals::Signals;
use crate::recipe::Mutex;
use crate::reply::{RangeFragment, Show};
use std::future::pending;
use std::time::Duration;

/// Prints the claim's key, and holds it until a signal comes.
pub(crate) async fn hold(
    claim: &mut Mutex,
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
pub(crate) async fn print(
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
