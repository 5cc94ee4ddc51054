//! What the bucket `key` contains.

use crate::offline::bolt::LeafElement;
use crate::offline::mvcc::{Fingerprint, KEY, LeasedKeys, LiveKeys, RevisionKey, StoredKeyValue};
use crate::offline::schema::Unreadable;

/// The key-values, counted while their entries go by.
#[derive(Debug, Default)]
pub(crate) struct KeyValues {
    /// The revision of the first entry.
    pub(crate) oldest: i64,
    /// The revision of the last entry.
    pub(crate) revision: i64,
    pub(crate) live: LiveKeys,
    pub(crate) leased: LeasedKeys,
    pub(crate) tombstones: u64,
    pub(crate) unreadable: Option<Unreadable>,
}

impl KeyValues {
    pub(super) fn add(&mut self, element: LeafElement<'_>) {
        let parsed = RevisionKey::parse(element.key)
            .and_then(|entry| Ok((entry, StoredKeyValue::parse(element.value)?)));
        let Ok((entry, stored)) = parsed else {
            return Unreadable::note(&mut self.unreadable, KEY, element.key);
        };
        if self.revision == 0 {
            self.oldest = entry.revision.main;
        }
        self.revision = entry.revision.main;
        self.tombstones += u64::from(entry.is_tombstone);
        let key = Fingerprint::of(stored.key);
        self.live.add_fingerprint(key, entry.is_tombstone);
        self.leased.add(key, stored.lease, entry.is_tombstone);
    }
}
