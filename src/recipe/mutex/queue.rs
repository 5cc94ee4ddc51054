//! The queue of a lock or an election: the keys below a prefix, in the order of their creation.

use super::contender_info::ContenderInfo;
use super::turn::holders;
use crate::etcd::proto::{DELETE, KeyValue, RangeRequest, header_revision};
use crate::etcd::{CallError, Range, Session, prefix_end};
use crate::recipe::retry::call_until_answered;
use crate::recipe::watcher::{WatchEnd, WatchEvent, Watcher};
use std::num::NonZeroU32;
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

/// The contenders that were in a queue before another one.
#[derive(Debug, Clone)]
pub(crate) struct Ahead {
    pub(super) etcd: Arc<Session>,
    pub(super) prefix: Vec<u8>,
    pub(super) revision: i64,
    /// The TTL of the contender's lease.
    pub(super) ttl: Duration,
}

impl Ahead {
    /// Reads the holders that a contender which accepts `max` holders has to wait for.
    pub(super) async fn holders(&self, max: NonZeroU32) -> Result<Vec<KeyValue>, CallError> {
        if max == NonZeroU32::MIN {
            let first = self.limited(first_created(&self.prefix));
            return Ok(self.etcd.call(first).await?.kvs);
        }
        let mut keys = self.etcd.call(self.limited(by_creation(&self.prefix))).await?.kvs;
        keys.truncate(if leaves_room(&keys, max) { 0 } else { holders(limits(&keys)) });
        Ok(keys)
    }

    /// Reads the keys, oldest first, and the revision of the store.
    pub(super) async fn read(&self) -> Result<(Vec<KeyValue>, i64), CallError> {
        self.read_with(by_creation(&self.prefix)).await
    }

    /// Waits until no key is left. Only the deletion of the youngest is watched, so that one deletion
    /// wakes one contender.
    pub(super) async fn emptied(&self) -> Result<(), CallError> {
        let youngest = RangeRequest { sort_order: DESCENDING, ..first_created(&self.prefix) };
        loop {
            let (keys, now) = self.read_with(youngest.clone()).await?;
            let Some(kv) = keys.into_iter().next() else { return Ok(()) };
            key_deleted(&self.etcd, &kv.key, now, self.ttl).await?;
        }
    }

    async fn read_with(&self, request: RangeRequest) -> Result<(Vec<KeyValue>, i64), CallError> {
        let reply = call_until_answered(&self.etcd, self.limited(request)).await?;
        Ok((reply.kvs, header_revision(reply.header)))
    }

    /// Leaves out younger keys. Before the contender's own key is put, all are older.
    fn limited(&self, request: RangeRequest) -> RangeRequest {
        let max_create_revision = self.revision.saturating_sub(1).max(0);
        RangeRequest { max_create_revision, ..request }
    }
}

/// Returns whether a contender that accepts `max` holders may hold the lock beside all older ones.
pub(super) fn leaves_room(older: &[KeyValue], max: NonZeroU32) -> bool {
    holders(limits(older).chain([max])) > older.len()
}

fn limits(keys: &[KeyValue]) -> impl Iterator<Item = NonZeroU32> {
    keys.iter().map(|kv| ContenderInfo::max_in(&kv.value))
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
            Err(WatchEnd::Compacted { .. } | WatchEnd::Reverted { .. }) => return Ok(false),
            Err(WatchEnd::Refused(fault)) => return Err(fault),
        }
    }
}
