//! The order of the history: each transaction follows the one before it, and so does each version of a key.
//! A compaction removes entries up to its revision, where gaps are therefore no faults.

use super::fault_list::{FaultList, shown_key};
use super::key_states::{KeyState, KeyStates};
use crate::offline::mvcc::{Fingerprint, Revision, RevisionKey, StoredKeyValue};

#[derive(Debug)]
pub(super) struct RevisionCheck {
    /// The revision up to which history is gone.
    compact: i64,
    /// The last revision behind it.
    last: Revision,
    keys: KeyStates,
    pub(super) faults: FaultList,
}

impl RevisionCheck {
    pub(super) fn new(compact: i64) -> Self {
        // The first change of all has revision 2.
        let last = Revision::new(compact.max(1), i64::MAX);
        Self { compact, last, keys: KeyStates::default(), faults: FaultList::new("revisions") }
    }

    /// Returns the number of keys that exist.
    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// Checks an entry. Entries come in ascending order.
    pub(super) fn add(
        &mut self,
        entry: RevisionKey,
        key: Fingerprint,
        stored: &StoredKeyValue<'_>,
    ) {
        self.check_order(entry.revision);
        if entry.is_tombstone {
            self.check_tombstone(entry.revision, key, stored.key);
            self.keys.remove(key);
        } else {
            self.check_put(entry.revision, key, stored);
            let StoredKeyValue { create_revision, version, .. } = *stored;
            self.keys.insert(key, KeyState { create_revision, version });
        }
    }

    /// Returns whether an entry without a key-value may be there: a restore that raises the revision adds one
    /// and compacts at it.
    pub(super) fn is_mark(&self, entry: RevisionKey) -> bool {
        entry.revision.main <= self.compact
    }

    fn check_order(&mut self, found: Revision) {
        if found.main < 1 || found.sub < 0 {
            self.faults.add(|| format!("{}: revisions start at 1", shown(found)));
        }
        if found.main <= self.compact {
            return;
        }
        let last = std::mem::replace(&mut self.last, found);
        let is_next = if found.main == last.main {
            Some(found.sub) == last.sub.checked_add(1)
        } else {
            Some(found.main) == last.main.checked_add(1) && found.sub == 0
        };
        if !is_next {
            self.faults.add(|| match last.sub {
                i64::MAX => format!("revision {} is missing", last.main.saturating_add(1)),
                _ => format!("{} follows {}: changes are missing", shown(found), shown(last)),
            });
        }
    }

    fn check_tombstone(&mut self, at: Revision, key: Fingerprint, name: &[u8]) {
        if at.main > self.compact && self.keys.get(key).is_none() {
            let name = shown_key(name);
            self.faults.add(|| format!("{} deletes {name}, which does not exist", shown(at)));
        }
    }

    fn check_put(&mut self, at: Revision, key: Fingerprint, stored: &StoredKeyValue<'_>) {
        let StoredKeyValue { create_revision, mod_revision, version, .. } = *stored;
        let mut fault = |text: String| {
            let name = shown_key(stored.key);
            self.faults.add(|| format!("{} puts {name} {text}", shown(at)));
        };
        if mod_revision != at.main {
            fault(format!("with mod revision {mod_revision}"));
        }
        if version < 1
            || create_revision > at.main
            || (version == 1) != (create_revision == at.main)
        {
            return fault(format!("with create revision {create_revision} and version {version}"));
        }
        match self.keys.get(key) {
            Some(before) => {
                let expected = before.version.saturating_add(1);
                if (create_revision, version) != (before.create_revision, expected) {
                    fault(format!(
                        "as version {version} since {create_revision}, expected version {expected} \
                         since {}",
                        before.create_revision
                    ));
                }
            }
            None if at.main > self.compact && version != 1 => {
                fault(format!("as version {version}, the one before is missing"));
            }
            None => {}
        }
    }
}

fn shown(revision: Revision) -> String {
    match revision {
        Revision { main, sub: 0 } => format!("revision {main}"),
        Revision { main, sub } => format!("revision {main}, change {sub},"),
    }
}

#[cfg(test)]
mod tests {
    use super::RevisionCheck;
    use crate::offline::mvcc::{Fingerprint, Revision, RevisionKey, StoredKeyValue};

    /// A change: main, sub, key, create revision and version; version 0 is a deletion.
    type Change = (i64, i64, &'static str, i64, i64);

    fn faults(compact: i64, changes: &[Change]) -> Vec<String> {
        let mut check = RevisionCheck::new(compact);
        for (main, sub, key, create_revision, version) in changes.iter().copied() {
            let entry =
                RevisionKey { revision: Revision::new(main, sub), is_tombstone: version == 0 };
            let key = key.as_bytes();
            let stored = StoredKeyValue {
                key,
                create_revision,
                mod_revision: main,
                version,
                ..Default::default()
            };
            check.add(entry, Fingerprint::of(key), &stored);
        }
        let found = check.faults.findings("");
        found.into_iter().map(|found| found.text).filter(|text| !text.is_empty()).collect()
    }

    #[test]
    fn history_in_order_has_no_faults() {
        let none = Vec::<String>::new();
        assert_eq!(
            faults(
                -1,
                &[
                    (2, 0, "a", 2, 1),
                    (3, 0, "a", 2, 2),
                    (3, 1, "b", 3, 1),
                    (4, 0, "a", 0, 0),
                    (4, 1, "b", 0, 0),
                    (5, 0, "a", 5, 1),
                ]
            ),
            none
        );
        // What a compaction at 10 leaves.
        assert_eq!(faults(10, &[(3, 4, "a", 2, 7), (10, 0, "b", 0, 0), (11, 0, "a", 2, 8)]), none);
    }

    #[test]
    fn missing_changes_are_found() {
        assert_eq!(faults(-1, &[(3, 0, "a", 3, 1)]), ["revision 2 is missing"]);
        assert_eq!(faults(9, &[(11, 0, "a", 11, 1)]), ["revision 10 is missing"]);
        assert_eq!(
            faults(-1, &[(2, 0, "a", 2, 1), (4, 0, "b", 4, 1)]),
            ["revision 4 follows revision 2: changes are missing"]
        );
        assert_eq!(
            faults(-1, &[(2, 0, "a", 2, 1), (2, 2, "b", 2, 1)]),
            ["revision 2, change 2, follows revision 2: changes are missing"]
        );
    }

    #[test]
    fn keys_that_contradict_their_history_are_found() {
        let first = (2, 0, "a", 2, 1);
        assert_eq!(
            faults(-1, &[first, (3, 0, "a", 2, 3)]),
            ["revision 3 puts \"a\" as version 3 since 2, expected version 2 since 2"]
        );
        assert_eq!(
            faults(-1, &[first, (3, 0, "a", 1, 2)]),
            ["revision 3 puts \"a\" as version 2 since 1, expected version 2 since 2"]
        );
        assert_eq!(
            faults(-1, &[first, (3, 0, "b", 2, 2)]),
            ["revision 3 puts \"b\" as version 2, the one before is missing"]
        );
        assert_eq!(
            faults(-1, &[first, (3, 0, "b", 0, 0)]),
            ["revision 3 deletes \"b\", which does not exist"]
        );
        assert_eq!(
            faults(-1, &[(2, 0, "a", 3, 1)]),
            ["revision 2 puts \"a\" with create revision 3 and version 1"]
        );
        assert_eq!(
            faults(5, &[(0, -1, "a", 0, 1)]),
            ["revision 0, change -1,: revisions start at 1"]
        );
    }
}
