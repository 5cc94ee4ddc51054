//! The queue of a lock or an election: the keys below a prefix, in the order of their creation.

use crate::etcd::proto::{DELETE, KeyValue, RangeRequest, header_revision};
use crate::etcd::{CallError, Range, Session, prefix_end};
use crate::recipe::retry::call_until_answered;
use crate::recipe::watcher::{WatchEnd, WatchEvent, Watcher};
use std::sync::Arc;
use std::time::Duration;

/// etcd's `SortOrder` and `SortTarget`.
const ASCENDING: i32 = 1;
const DESCENDING: i32 = 2;
const BY_CREATION: i32 = 2;

/// Reads the keys below a prefix, oldest first.
pub(crate) fn by_creation(prefix: &[u8]) -> RangeRequest {
    RangeRequest {
        key: prefix.to_vec(),
        range_end: prefix_end(prefix),
        sort_order: ASCENDING,
        sort_target: BY_CREATION,
        ..RangeRequest::default()
    }
}

pub(crate) fn first_created(prefix: &[u8]) -> RangeRequest {
    RangeRequest { limit: 1, ..by_creation(prefix) }
}

#[derive(Debug, Clone)]
pub(crate) struct Ahead {
    pub(super) etcd: Arc<Session>,
    pub(super) prefix: Vec<u8>,
    pub(super) revision: i64,
    /// The TTL of the contender's lease.
    pub(super) ttl: Duration,
}

impl Ahead {
    /// Reads the keys, oldest first, and the revision of the store.
    pub(crate) async fn read(&self) -> Result<(Vec<KeyValue>, i64), CallError> {
        self.read_with(by_creation(&self.prefix)).await
    }

    /// Waits until a key is deleted after a revision, or may have been.
    pub(crate) async fn changed(&self, key: &[u8], after: i64) -> Result<(), CallError> {
        key_deleted(&self.etcd, key, after, self.ttl).await.map(drop)
    }

    /// Waits until no key is left. Only the deletion of the youngest is watched, so that one deletion
    /// wakes one contender.
    pub(super) async fn emptied(&self) -> Result<(), CallError> {
        let youngest = RangeRequest { sort_order: DESCENDING, ..first_created(&self.prefix) };
        loop {
            let (keys, now) = self.read_with(youngest.clone()).await?;
            let Some(kv) = keys.into_iter().next() else { return Ok(()) };
            self.changed(&kv.key, now).await?;
        }
    }

    async fn read_with(&self, request: RangeRequest) -> Result<(Vec<KeyValue>, i64), CallError> {
        let max_create_revision = self.revision.saturating_sub(1);
        let request = RangeRequest { max_create_revision, ..request };
        let reply = call_until_answered(&self.etcd, request).await?;
        Ok((reply.kvs, header_revision(reply.header)))
    }
}

/// Waits for the deletion of a key after a revision; returns false if etcd has compacted the history.
pub(super) async fn key_deleted(
    etcd: &Arc<Session>,
    key: &[u8],
    after: i64,
    ttl: Duration,
) -> Result<bool, CallError> {
    let range = Range { key: key.to_vec(), end: Vec::new() };
    let mut watcher = Watcher::after(etcd, range, after).await?.expect_life_under_ttl(ttl);
    loop {
        match watcher.next().await {
            Ok(WatchEvent::Response(reply)) if reply.events.iter().any(|e| e.r#type == DELETE) => {
                return Ok(true);
            }
            Ok(_) => {}
            Err(WatchEnd::Compacted { .. }) => return Ok(false),
            Err(WatchEnd::Refused(fault)) => return Err(fault),
        }
    }
}
