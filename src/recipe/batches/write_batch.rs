//! The writes of one transaction.

use super::key_write::KeyWrite;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Bytes in a transaction, below the 1.5 MiB that etcd accepts. A larger operation is sent alone.
pub(crate) const FULL: usize = 1 << 20;

/// What one transaction may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct BatchLimits {
    pub(super) operations: usize,
    pub(super) bytes: usize,
}

/// Writes of distinct keys, which fit into one transaction.
#[derive(Debug, Default)]
pub(super) struct WriteBatch {
    pub(super) writes: Vec<KeyWrite>,
    /// Hashes of the written keys. Keys with the same hash only cost time.
    keys: HashSet<u64>,
    operations: usize,
    bytes: usize,
}

/// etcd's default of `--max-txn-ops`.
const DEFAULT_OPERATIONS: usize = 128;

impl BatchLimits {
    /// Returns the limits of a server with etcd's defaults, for requests of at most `max_request` bytes.
    pub(super) fn new(max_request: usize) -> Self {
        Self { operations: DEFAULT_OPERATIONS, bytes: FULL.min(max_request.saturating_sub(512)) }
    }
}

impl WriteBatch {
    pub(super) fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// Returns whether a write may be added: etcd refuses a transaction that writes a key twice. A write
    /// that is too large is put into a batch of its own, for etcd to decide.
    pub(super) fn has_room(&self, write: &KeyWrite, limits: BatchLimits) -> bool {
        self.is_empty()
            || (self.operations + write.operations() <= limits.operations
                && self.bytes + write.size() <= limits.bytes
                && !write.keys().any(|key| self.keys.contains(&hash(key))))
    }

    pub(super) fn is_within(&self, limits: BatchLimits) -> bool {
        self.operations <= limits.operations && self.bytes <= limits.bytes
    }

    /// Returns limits of which this batch has twice as much.
    pub(super) fn half(&self) -> BatchLimits {
        BatchLimits { operations: (self.operations / 2).max(1), bytes: self.bytes / 2 }
    }

    pub(super) fn push(&mut self, write: KeyWrite) {
        self.operations += write.operations();
        self.bytes += write.size();
        self.keys.extend(write.keys().map(hash));
        self.writes.push(write);
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Returns the hashes of the keys that are written.
    pub(super) fn key_hashes(&self) -> &HashSet<u64> {
        &self.keys
    }

    pub(super) fn last_position(&self) -> u64 {
        self.writes.last().map_or(0, |write| write.position)
    }
}

fn hash(key: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::FULL;
    use super::{BatchLimits, WriteBatch};
    use crate::etcd::proto::PutRequest;
    use crate::recipe::batches::key_write::{KeyGuard, KeyWrite, WriteAction};

    fn put(key: &str, size: usize) -> KeyWrite {
        let put = PutRequest { key: key.into(), value: vec![0; size], ..PutRequest::default() };
        KeyWrite::new(1, WriteAction::Put(put))
    }

    fn fits(writes: &[KeyWrite]) -> usize {
        let mut batch = WriteBatch::default();
        let limits = BatchLimits { operations: 4, ..BatchLimits::new(2 << 20) };
        let fitting = writes.iter().take_while(|write| {
            let fits = batch.has_room(write, limits);
            batch.push((*write).clone());
            fits
        });
        fitting.count()
    }

    #[test]
    fn batches_are_bounded_and_write_a_key_once() {
        let puts: Vec<_> = (0..9).map(|n| put(&n.to_string(), 1)).collect();
        assert_eq!(fits(&puts), 4);
        assert_eq!(fits(&[put("a", 1), put("b", 1), put("a", 2)]), 2);
        assert_eq!(fits(&[put("a", FULL / 2), put("b", FULL / 2)]), 1);
        assert_eq!(fits(&[put("a", 2 * FULL), put("b", 1)]), 1);
        let moves = |n: usize| {
            let put = PutRequest { key: format!("b{n}").into(), ..PutRequest::default() };
            let from = format!("a{n}").into_bytes();
            let guard = KeyGuard::ModRevision(from.clone(), 1);
            KeyWrite::new(1, WriteAction::Move { from, put }).guarded(guard)
        };
        assert_eq!(fits(&(0..9).map(moves).collect::<Vec<_>>()), 2);
    }
}
