//! The keys of a range and their revisions, without their values.

use super::part::KnownChange;
use crate::etcd::proto::{DELETE, Event, KeyValue};
use std::collections::BTreeMap;
use std::ops::Bound;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct KnownKeys(BTreeMap<Vec<u8>, i64>);

impl KnownKeys {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], i64)> {
        self.0.iter().map(|(key, revision)| (key.as_slice(), *revision))
    }

    /// Notes the revision of a key, or that it is gone.
    pub(crate) fn set(&mut self, key: Vec<u8>, revision: Option<i64>) {
        match revision {
            Some(revision) => self.0.insert(key, revision),
            None => self.0.remove(&key),
        };
    }

    /// Applies an event, whose index in its part is given for the change.
    pub(super) fn apply(&mut self, event: &Event, index: usize) -> Option<KnownChange> {
        let kv = event.kv.as_ref()?;
        let revision = (event.r#type != DELETE).then_some(kv.mod_revision);
        self.set(kv.key.clone(), revision);
        Some(KnownChange { key: kv.key.clone(), revision, event: index })
    }

    /// Notes a key as it is now. Returns whether it is new or has changed.
    pub(super) fn see(&mut self, kv: &KeyValue) -> bool {
        if self.0.get(&kv.key) == Some(&kv.mod_revision) {
            return false;
        }
        self.0.insert(kv.key.clone(), kv.mod_revision);
        true
    }

    /// Keeps the keys, as known at no revision: they are new if they exist, and gone if they do not.
    pub(crate) fn forget_revisions(&mut self) {
        self.0.values_mut().for_each(|revision| *revision = 0);
    }

    pub(super) fn forget_after(&mut self, last: &[u8]) {
        self.0.retain(|key, _| key.as_slice() <= last);
    }

    /// Removes and returns the known keys behind `after` and before `end`, which are gone.
    pub(super) fn take_between(
        &mut self,
        after: Option<&[u8]>,
        end: Option<&[u8]>,
    ) -> Vec<Vec<u8>> {
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        let end = end.map_or(Bound::Unbounded, Bound::Excluded);
        let gone = self.0.range::<[u8], _>((after, end)).map(|(key, _)| key.clone());
        let gone: Vec<_> = gone.collect();
        for key in &gone {
            self.0.remove(key);
        }
        gone
    }
}
