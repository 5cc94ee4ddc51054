//! The number of keys that exist, without a set of them: from where each of them begins and ends.

use super::key_value::StoredKeyValue;
use super::marks::Marks;
use super::revision::RevisionKey;

/// Counts while the entries of the bucket `key` go by.
///
/// Behind the last compaction, an entry of version 1 creates a key and a tombstone deletes one. Of what was
/// compacted, there is one entry for each key that existed then.
#[derive(Debug, Clone)]
pub(crate) struct KeyCount {
    compacted: i64,
    /// Set while a compaction is not finished: some of its entries are gone, others are not.
    is_uncertain: bool,
    count: i64,
}

impl KeyCount {
    pub(crate) fn new(marks: &Marks) -> Self {
        let compacted = marks.compacted.unwrap_or(-1);
        Self { compacted, is_uncertain: marks.compact_revision() != compacted, count: 0 }
    }

    pub(crate) fn add(&mut self, entry: RevisionKey, stored: &StoredKeyValue<'_>) {
        // An entry without a key raises the revision of a restored cluster.
        if stored.key.is_empty() {
            return;
        }
        let is_compacted = entry.revision.main <= self.compacted;
        if entry.is_tombstone {
            self.count -= i64::from(!is_compacted);
        } else {
            self.count += i64::from(is_compacted || stored.version == 1);
        }
    }

    /// Returns the number of keys if it is known.
    pub(crate) fn keys(&self) -> Option<u64> {
        u64::try_from(self.count).ok().filter(|_| !self.is_uncertain)
    }
}

#[cfg(test)]
mod tests {
    use super::KeyCount;
    use crate::offline::mvcc::{Marks, Revision, RevisionKey, StoredKeyValue};

    /// Entries as main revision, key, and version; a version of zero is a deletion.
    fn count(entries: &[(i64, &str, i64)], marks: &Marks) -> Option<u64> {
        let mut count = KeyCount::new(marks);
        for (main, key, version) in entries {
            let entry =
                RevisionKey { revision: Revision::new(*main, 0), is_tombstone: *version == 0 };
            let key = key.as_bytes();
            count.add(entry, &StoredKeyValue { key, version: *version, ..Default::default() });
        }
        count.keys()
    }

    #[test]
    fn keys_begin_and_end() {
        let all = [(2, "a", 1), (3, "b", 1), (4, "a", 2), (5, "a", 0), (6, "a", 1), (7, "b", 0)];
        assert_eq!(count(&all, &Marks::default()), Some(1));
        assert_eq!(count(&all[..4], &Marks::default()), Some(1));
    }

    #[test]
    fn compacted_keys_have_one_entry() {
        let compacted = |revision| Marks { compacted: Some(revision), ..Marks::default() };
        let rest = [(3, "b", 1), (4, "a", 2), (5, "a", 0), (6, "c", 1)];
        assert_eq!(count(&rest, &compacted(4)), Some(2));
        let rest = [(3, "b", 1), (5, "a", 0), (6, "c", 1)];
        assert_eq!(count(&rest, &compacted(5)), Some(2));
    }

    #[test]
    fn keys_are_unknown_amid_a_compaction() {
        let marks = Marks { compaction_scheduled: Some(3), ..Marks::default() };
        assert_eq!(count(&[(2, "a", 1)], &marks), None);
    }

    #[test]
    fn raised_revision_is_not_a_key() {
        assert_eq!(count(&[(2, "a", 1), (1002, "", 0)], &Marks::default()), Some(1));
    }
}
