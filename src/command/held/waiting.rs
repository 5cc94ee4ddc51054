//! Tells on stderr what a claim waits for.

use super::Contender;
use crate::etcd::CallError;
use crate::output::{hint, note};
use crate::recipe::Ahead;
use crate::reply::Place;
use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;
use tokio::time::sleep;

/// How long to wait in silence: at first, and at least between two notes.
const SILENCE: Duration = Duration::from_secs(1);

/// Tells who is ahead of a claim, and tells it again when the first of them changes. Never ends.
pub(crate) async fn report(bid: &Contender, ahead: &Ahead) -> Infallible {
    // What cannot be read is not told; the claim itself fails if it has to.
    match report_all(bid, ahead).await {
        Ok(never) => never,
        Err(_) => pending().await,
    }
}

async fn report_all(bid: &Contender, ahead: &Ahead) -> Result<Infallible, CallError> {
    let mut told = None;
    loop {
        sleep(SILENCE).await;
        let (keys, now) = ahead.read().await?;
        let count = keys.len();
        let mut places = keys.into_iter().map(|kv| bid.place(kv));
        // Without one the claim's turn has come.
        let Some(first) = places.next() else { continue };
        let this = Some((first.kv.key.clone(), first.kv.create_revision));
        if told != this {
            let taken_by = bid.prize.taken_by();
            note(&format!("waiting for {bid}: {taken_by} {first}; {count} ahead of you"));
            let advice = first.advice().or_else(|| places.find_map(|place| Place::advice(&place)));
            advice.inspect(|advice| hint(advice));
            told = this;
        }
        ahead.changed(&first.kv.key, now).await?;
    }
}
