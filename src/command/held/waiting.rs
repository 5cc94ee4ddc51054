//! Notes on stderr about the contenders ahead in a queue.

use super::resource::Resource;
use crate::etcd::CallError;
use crate::output::{hint, note};
use crate::recipe::Ahead;
use crate::reply::Place;
use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;
use tokio::time::sleep;

/// The time before the first note, and at least between two.
const SILENCE: Duration = Duration::from_secs(1);

/// Notes the holder and the number of contenders ahead, whenever the holder changes. Never ends.
pub(super) async fn report(resource: &Resource, ahead: &Ahead) -> Infallible {
    // Errors are left to the wait for the resource itself, which reports them.
    match report_changes(resource, ahead).await {
        Ok(never) => never,
        Err(_) => pending().await,
    }
}

async fn report_changes(resource: &Resource, ahead: &Ahead) -> Result<Infallible, CallError> {
    let mut reported = None;
    loop {
        sleep(SILENCE).await;
        let (keys, revision) = ahead.read().await?;
        let count = keys.len();
        let mut places = keys.into_iter().map(|kv| resource.place(kv));
        // With none ahead the resource is about to be acquired.
        let Some(first) = places.next() else { continue };
        let holder = Some((first.kv.key.clone(), first.kv.create_revision));
        if reported != holder {
            let held_by = resource.kind.held_by();
            note(&format!("waiting for {resource}: {held_by} {first}; {count} ahead of you"));
            let advice = first.advice().or_else(|| places.find_map(|place| Place::advice(&place)));
            advice.inspect(|advice| hint(advice));
            reported = holder;
        }
        ahead.changed(&first.kv.key, revision).await?;
    }
}
