//! One write of a bulk change: a put, a deletion or a move, and what must hold for it.

use crate::etcd::proto::{
    Compare, CompareTarget, DeleteRangeRequest, KeyValue, PutRequest, RangeRequest, RequestOp,
    RequestUnion, TargetUnion, equal, operation,
};
use crate::go::quote;
use prost::Message as _;
use std::collections::HashMap;
use std::fmt;

/// A write, which takes place if all its guards hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeyWrite {
    /// The caller's number of the write, such as its line in a file. It does not fall from one write to
    /// the next.
    pub(crate) position: u64,
    pub(crate) guards: Vec<KeyGuard>,
    pub(crate) action: WriteAction,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WriteAction {
    Put(PutRequest),
    Delete(Vec<u8>),
    /// Puts a key and deletes another.
    Move {
        from: Vec<u8>,
        put: PutRequest,
    },
}

/// A condition on a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyGuard {
    Absent(Vec<u8>),
    /// The key was last modified at this revision; 0 for an absent key.
    ModRevision(Vec<u8>, i64),
    /// The key was not modified after this revision. Holds for an absent key.
    UnchangedSince(Vec<u8>, i64),
}

/// A write that did not take place because a guard of it did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyConflict {
    pub(crate) position: u64,
    pub(crate) key: Vec<u8>,
    /// The revision at which the key was last modified; 0 if it does not exist.
    pub(crate) mod_revision: i64,
    /// The write was to delete the key.
    pub(crate) is_deletion: bool,
    /// The key is not as it was read before.
    pub(crate) is_change: bool,
}

/// The keys that a failed transaction found, by key.
pub(super) type FoundKeys = HashMap<Vec<u8>, KeyValue>;

/// etcd's `Compare_LESS`.
const LESS: i32 = 2;

/// Bytes of a comparison or a read besides its key.
const OVERHEAD: usize = 24;

impl KeyWrite {
    /// Returns a write without guards.
    pub(crate) fn new(position: u64, action: WriteAction) -> Self {
        Self { position, guards: Vec::new(), action }
    }

    pub(crate) fn guarded(mut self, guard: KeyGuard) -> Self {
        self.guards.push(guard);
        self
    }

    /// Returns the keys that it writes.
    pub(super) fn keys(&self) -> impl Iterator<Item = &[u8]> {
        let (first, second) = match &self.action {
            WriteAction::Put(put) => (&put.key, None),
            WriteAction::Delete(key) => (key, None),
            WriteAction::Move { from, put } => (&put.key, Some(from)),
        };
        std::iter::once(first).chain(second).map(Vec::as_slice)
    }

    /// Returns its share of what etcd counts against the operations that a transaction may have.
    pub(super) fn operations(&self) -> usize {
        self.keys().count().max(self.reads().count())
    }

    pub(super) fn size(&self) -> usize {
        let put = |put: &PutRequest| put.encoded_len() + OVERHEAD;
        let action = match &self.action {
            WriteAction::Put(request) => put(request),
            WriteAction::Delete(key) => key.len() + OVERHEAD,
            WriteAction::Move { from, put: request } => put(request) + from.len() + OVERHEAD,
        };
        let guards = self.guards.iter().map(|guard| guard.key().len() + OVERHEAD);
        let reads = self.reads().map(|key| key.len() + OVERHEAD);
        action + guards.sum::<usize>() + reads.sum::<usize>()
    }

    pub(super) fn compares(&self) -> impl Iterator<Item = Compare> {
        self.guards.iter().map(KeyGuard::compare)
    }

    pub(super) fn requests(&self) -> impl Iterator<Item = RequestOp> {
        let put = |put: &PutRequest| operation(RequestUnion::RequestPut(put.clone()));
        let delete = |key: &[u8]| {
            let request = DeleteRangeRequest { key: key.to_vec(), ..Default::default() };
            operation(RequestUnion::RequestDeleteRange(request))
        };
        let (first, second) = match &self.action {
            WriteAction::Put(request) => (put(request), None),
            WriteAction::Delete(key) => (delete(key), None),
            WriteAction::Move { from, put: request } => (put(request), Some(delete(from))),
        };
        std::iter::once(first).chain(second)
    }

    /// Returns the keys to read if the transaction fails: those that tell whether this write is why, and
    /// whether it has taken place before. None for a write without guards.
    pub(super) fn reads(&self) -> impl Iterator<Item = &[u8]> {
        let is_guarded = |key: &[u8]| self.guards.iter().any(|guard| guard.key() == key);
        let written = self.keys().filter(move |key| !self.guards.is_empty() && !is_guarded(key));
        self.guards.iter().map(KeyGuard::key).chain(written)
    }

    pub(super) fn read_requests(&self) -> impl Iterator<Item = RequestOp> {
        self.reads().map(|key| {
            let request = RangeRequest { key: key.to_vec(), ..Default::default() };
            operation(RequestUnion::RequestRange(request))
        })
    }

    /// Returns whether the keys are as the write would leave them.
    pub(super) fn is_done(&self, found: &FoundKeys) -> bool {
        let has = |put: &PutRequest| {
            // A write without a lease does not ask for a key that never expires.
            let same =
                |kv: &KeyValue| kv.value == put.value && (kv.lease == put.lease || put.lease == 0);
            found.get(&put.key).is_some_and(same)
        };
        match &self.action {
            WriteAction::Put(put) => has(put),
            WriteAction::Delete(key) => !found.contains_key(key),
            WriteAction::Move { from, put } => has(put) && !found.contains_key(from),
        }
    }

    /// Returns why the write cannot take place; `None` if its guards hold.
    pub(super) fn conflict(&self, found: &FoundKeys) -> Option<KeyConflict> {
        let broken = self.guards.iter().find(|guard| !guard.holds(found))?;
        let mod_revision = found.get(broken.key()).map_or(0, |kv| kv.mod_revision);
        Some(KeyConflict {
            position: self.position,
            key: broken.key().to_vec(),
            mod_revision,
            is_deletion: matches!(self.action, WriteAction::Delete(_)),
            is_change: matches!(broken, KeyGuard::ModRevision(..)),
        })
    }
}

impl KeyGuard {
    fn key(&self) -> &[u8] {
        match self {
            Self::Absent(key) | Self::ModRevision(key, _) | Self::UnchangedSince(key, _) => key,
        }
    }

    fn compare(&self) -> Compare {
        match self {
            Self::Absent(key) => equal(key.clone(), TargetUnion::CreateRevision(0)),
            Self::ModRevision(key, revision) => {
                equal(key.clone(), TargetUnion::ModRevision(*revision))
            }
            Self::UnchangedSince(key, revision) => Compare {
                result: LESS,
                target: CompareTarget::Mod.into(),
                key: key.clone(),
                target_union: Some(TargetUnion::ModRevision(revision.saturating_add(1))),
                ..Compare::default()
            },
        }
    }

    fn holds(&self, found: &FoundKeys) -> bool {
        let modified = found.get(self.key()).map_or(0, |kv| kv.mod_revision);
        match self {
            Self::Absent(_) => modified == 0,
            Self::ModRevision(_, revision) => modified == *revision,
            Self::UnchangedSince(_, revision) => modified <= *revision,
        }
    }
}

impl fmt::Display for KeyConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = quote(&self.key);
        match (self.mod_revision, self.is_change) {
            (0, true) => write!(f, "key {key} was deleted meanwhile"),
            (0, false) => write!(f, "key {key} does not exist"),
            (revision, true) => {
                write!(f, "key {key} was changed meanwhile, at revision {revision}")
            }
            (revision, false) => {
                write!(f, "key {key} exists, last changed at revision {revision}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FoundKeys, KeyGuard, KeyWrite, WriteAction};
    use crate::etcd::proto::{KeyValue, PutRequest};

    fn put(key: &str, value: &str) -> PutRequest {
        PutRequest { key: key.into(), value: value.into(), ..PutRequest::default() }
    }

    fn found(keys: &[(&str, &str, i64)]) -> FoundKeys {
        let kv = |&(key, value, mod_revision): &(&str, &str, i64)| {
            let value = value.as_bytes().to_vec();
            let kv = KeyValue { value, mod_revision, ..KeyValue::default() };
            (key.as_bytes().to_vec(), kv)
        };
        keys.iter().map(kv).collect()
    }

    #[test]
    fn guards_hold_as_in_etcd() {
        let write = |guard| KeyWrite::new(3, WriteAction::Put(put("k", "v"))).guarded(guard);
        let k = || b"k".to_vec();
        for (guard, absent, at_5, at_6) in [
            (KeyGuard::Absent(k()), true, false, false),
            (KeyGuard::ModRevision(k(), 5), false, true, false),
            (KeyGuard::ModRevision(k(), 0), true, false, false),
            (KeyGuard::UnchangedSince(k(), 5), true, true, false),
        ] {
            let holds = |keys: &[_]| write(guard.clone()).conflict(&found(keys)).is_none();
            assert_eq!(holds(&[]), absent, "{guard:?}");
            assert_eq!(holds(&[("k", "w", 5)]), at_5, "{guard:?}");
            assert_eq!(holds(&[("k", "w", 6)]), at_6, "{guard:?}");
        }
        let conflict = write(KeyGuard::Absent(k())).conflict(&found(&[("k", "", 9)])).unwrap();
        assert_eq!((conflict.position, conflict.mod_revision), (3, 9));
        assert_eq!(conflict.to_string(), "key \"k\" exists, last changed at revision 9");
        let text = |keys: &[_]| {
            let guard = KeyGuard::ModRevision(k(), 5);
            write(guard).conflict(&found(keys)).unwrap().to_string()
        };
        assert_eq!(text(&[]), "key \"k\" was deleted meanwhile");
        assert_eq!(text(&[("k", "w", 6)]), "key \"k\" was changed meanwhile, at revision 6");
    }

    #[test]
    fn what_a_write_leaves_is_recognised() {
        let moved = WriteAction::Move { from: b"a".to_vec(), put: put("b", "v") };
        let write = KeyWrite::new(0, moved).guarded(KeyGuard::ModRevision(b"a".to_vec(), 2));
        assert!(write.is_done(&found(&[("b", "v", 7)])));
        assert!(!write.is_done(&found(&[("b", "w", 7)])));
        assert!(!write.is_done(&found(&[("a", "v", 2), ("b", "v", 7)])));
        assert_eq!(write.operations(), 2);
        assert_eq!(write.reads().collect::<Vec<_>>(), [b"a", b"b"]);
        let bare = KeyWrite::new(0, WriteAction::Delete(b"a".to_vec()));
        assert_eq!((bare.reads().count(), bare.operations()), (0, 1));
        assert!(bare.is_done(&found(&[])) && !bare.is_done(&found(&[("a", "", 2)])));
    }
}
