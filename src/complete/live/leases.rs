//! Leases, and the locks and elections whose keys they hold.

use super::sink::{MOST, SuggestionSink};
use crate::complete::suggestion::Suggestion;
use crate::etcd::Session;
use crate::etcd::proto::{LeaseLeasesRequest, LeaseTimeToLiveRequest, LeaseTimeToLiveResponse};
use crate::go::LeaseId;
use futures_util::stream::{StreamExt as _, iter};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The number of calls that may be in flight.
const IN_FLIGHT: usize = 32;

/// The time for descriptions: the ids are suggested without them then.
const LIMIT: Duration = Duration::from_millis(150);

async fn ids(etcd: &Session) -> Option<Vec<i64>> {
    let leases = etcd.call(LeaseLeasesRequest {}).await.ok()?.leases;
    Some(leases.into_iter().map(|lease| lease.id).collect())
}

async fn facts(etcd: &Session, id: i64) -> Option<LeaseTimeToLiveResponse> {
    etcd.call(LeaseTimeToLiveRequest { id, keys: true }).await.ok()
}

pub(super) async fn leases(etcd: &Session, found: &SuggestionSink) -> Option<()> {
    let ids = ids(etcd).await?.into_iter();
    let ids = ids.filter(|id| LeaseId(*id).to_string().starts_with(&found.value)).take(MOST);
    let deadline = Instant::now() + LIMIT;
    let described = iter(ids).map(async |id| {
        let facts = timeout_at(deadline, facts(etcd, id)).await.ok().flatten();
        Suggestion::new(
            LeaseId(id).to_string(),
            facts.map(|facts| about(&facts)).unwrap_or_default(),
        )
    });
    let mut described = Box::pin(described.buffered(IN_FLIGHT));
    while let Some(suggestion) = described.next().await {
        found.add(suggestion)?;
    }
    Some(())
}

/// Returns the remaining time of a lease, and its first key.
fn about(facts: &LeaseTimeToLiveResponse) -> String {
    let left = format!("{}s left", facts.ttl);
    match facts.keys.iter().min() {
        Some(key) => format!("{left}, {}", String::from_utf8_lossy(key)),
        None => left,
    }
}

/// Suggests the names of locks and elections: a contender's key is `NAME/LEASE`, and belongs to the lease.
pub(super) async fn contentions(etcd: &Session, found: &SuggestionSink) -> Option<()> {
    let ids = ids(etcd).await?;
    let is_whole = ids.len() <= MOST;
    let facts = iter(ids.into_iter().take(MOST)).map(|id| facts(etcd, id));
    let mut facts = Box::pin(facts.buffered(IN_FLIGHT));
    let mut names = BTreeSet::new();
    while let Some(facts) = facts.next().await {
        let Some(facts) = facts else { continue };
        for name in facts.keys.iter().filter_map(|key| contention(key, facts.id)) {
            if names.insert(name.to_owned()) {
                found.add(Suggestion::new(name, ""))?;
            }
        }
    }
    is_whole.then_some(())
}

/// Returns the name of the lock or election that a key stands in the queue of. Under the lease of a session,
/// more follows the lease's id.
fn contention(key: &[u8], lease: i64) -> Option<&str> {
    let (name, id) = str::from_utf8(key).ok()?.rsplit_once('/')?;
    let rest = id.strip_prefix(&format!("{lease:x}"))?;
    (rest.is_empty() || rest.starts_with('-')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::contention;

    #[test]
    fn keys_of_contenders_end_with_their_lease() {
        for (key, name) in [
            (&b"backup/7b"[..], Some("backup")),
            (b"a/b/7b-1-2", Some("a/b")),
            (b"backup/7b1", None),
            (b"backup/8", None),
            (b"\xff/7b", None),
            (b"7b", None),
        ] {
            assert_eq!(contention(key, 0x7b), name);
        }
    }
}
