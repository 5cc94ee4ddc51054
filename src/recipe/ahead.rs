//! What a claim waits for: the keys in its queue that are older than its own.

use super::lease::insist;
use super::mutex::{by_creation, deleted};
use crate::etcd::proto::{KeyValue, RangeRequest, header_revision};
use crate::etcd::{CallError, Session};
use std::sync::Arc;

/// The part of a queue that is ahead of a claim.
#[derive(Debug)]
pub(crate) struct Ahead {
    pub(crate) etcd: Arc<Session>,
    pub(crate) prefix: Vec<u8>,
    /// The create revision of the claim's own key.
    pub(crate) revision: i64,
}

impl Ahead {
    /// Reads the keys, the oldest first, and the revision that they were read at.
    pub(crate) async fn read(&self) -> Result<(Vec<KeyValue>, i64), CallError> {
        let request = RangeRequest {
            max_create_revision: self.revision.saturating_sub(1),
            ..by_creation(&self.prefix)
        };
        let reply = insist(async || self.etcd.call(request.clone()).await).await?;
        Ok((reply.kvs, header_revision(reply.header)))
    }

    /// Waits until a key is deleted after a revision, or may have been.
    pub(crate) async fn changed(&self, key: &[u8], after: i64) -> Result<(), CallError> {
        deleted(&self.etcd, key, after).await.map(drop)
    }
}
