//! The number of keys attached to each lease, counted while the entries of the bucket `key` go by.

use super::live_keys::Fingerprint;
use std::collections::{BTreeMap, HashMap};

/// The keys that exist and have a lease. Keys without one need no memory.
#[derive(Debug, Default)]
pub(crate) struct LeasedKeys {
    leases: HashMap<Fingerprint, i64>,
}

impl LeasedKeys {
    /// Notes an entry; entries come in the order of their revisions.
    pub(crate) fn add(&mut self, key: Fingerprint, lease: i64, is_tombstone: bool) {
        if is_tombstone || lease == 0 {
            self.leases.remove(&key);
        } else {
            self.leases.insert(key, lease);
        }
    }

    /// Returns the number of keys of each lease that has any, by id.
    pub(crate) fn counts(&self) -> BTreeMap<i64, u64> {
        let mut counts = BTreeMap::new();
        for lease in self.leases.values() {
            *counts.entry(*lease).or_default() += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::LeasedKeys;
    use crate::offline::mvcc::Fingerprint;

    #[test]
    fn last_entry_of_a_key_decides() {
        let mut keys = LeasedKeys::default();
        for (key, lease, is_tombstone) in [
            ("a", 1, false),
            ("b", 1, false),
            ("c", 1, false),
            ("d", -3, false),
            ("a", 2, false),
            ("b", 0, false),
            ("c", 0, true),
        ] {
            keys.add(Fingerprint::of(key.as_bytes()), lease, is_tombstone);
        }
        assert_eq!(keys.counts().into_iter().collect::<Vec<_>>(), [(-3, 1), (2, 1)]);
    }
}
