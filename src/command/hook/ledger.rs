//! The revision up to which every event has been handled.

use std::collections::{BTreeSet, VecDeque};

/// Numbers events as they come, and tells how far all of them have been handled, in whatever order.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    next: u64,
    open: BTreeSet<u64>,
    /// For each revision, the number of the first event after it. An event that is open is between any two.
    revisions: VecDeque<(u64, i64)>,
}

impl Ledger {
    /// Returns the number of the next event, which is open from now on.
    pub(super) fn open(&mut self) -> u64 {
        let number = self.next;
        self.next += 1;
        self.open.insert(number);
        number
    }

    pub(super) fn close(&mut self, number: u64) {
        self.open.remove(&number);
        let after = self.revisions.partition_point(|(next, _)| *next <= number);
        let (Some(before), Some((to, _))) = (after.checked_sub(1), self.revisions.get(after))
        else {
            return;
        };
        // Two revisions without an open event between them pass together.
        if self.revisions.get(before).is_some_and(|(from, _)| !self.has_open(*from, *to)) {
            self.revisions.remove(before);
        }
    }

    /// Notes that the events until now are all up to this revision.
    pub(super) fn complete(&mut self, revision: i64) {
        match self.revisions.back() {
            Some((next, last)) if !self.has_open(*next, self.next) => {
                let last = revision.max(*last);
                self.revisions.pop_back();
                self.revisions.push_back((self.next, last));
            }
            _ => self.revisions.push_back((self.next, revision)),
        }
    }

    /// Returns whether this revision is one that [`Self::passed`] may return.
    pub(super) fn awaits(&self, revision: i64) -> bool {
        self.revisions.binary_search_by_key(&revision, |(_, revision)| *revision).is_ok()
    }

    fn has_open(&self, from: u64, to: u64) -> bool {
        self.open.range(from..to).next().is_some()
    }

    /// Returns the last revision whose events are closed, and all before them, if it is a new one.
    pub(super) fn passed(&mut self) -> Option<i64> {
        let first_open = self.open.first().copied().unwrap_or(self.next);
        let passed = self.revisions.partition_point(|(next, _)| *next <= first_open);
        self.revisions.drain(..passed).next_back().map(|(_, revision)| revision)
    }
}

#[cfg(test)]
mod tests {
    use super::Ledger;
    use proptest::collection::vec;
    use proptest::prelude::*;

    proptest! {
        /// Events of several revisions are closed in any order; after each, all events up to the revision
        /// that has passed are closed, and the first event of the next revision is open.
        #[test]
        fn revision_passes_exactly_when_all_events_before_it_are_closed(
            sizes in vec(0_usize..4, 1..12),
            order in vec(any::<prop::sample::Index>(), 40),
        ) {
            let mut ledger = Ledger::default();
            let mut open = Vec::new();
            for (revision, size) in (1_i64..).zip(&sizes) {
                open.extend((0..*size).map(|_| (ledger.open(), revision)));
                ledger.complete(revision);
            }
            let mut passed = ledger.passed().unwrap_or(0);
            for index in order.iter().take(open.len()) {
                let (number, _) = open.swap_remove(index.index(open.len()));
                ledger.close(number);
                passed = ledger.passed().inspect(|next| assert!(*next > passed)).unwrap_or(passed);
                let first_open = open.iter().map(|(_, revision)| *revision).min();
                let last = i64::try_from(sizes.len()).unwrap();
                prop_assert_eq!(passed, first_open.map_or(last, |revision| revision - 1));
            }
        }
    }

    #[test]
    fn superseded_events_leave_one_revision() {
        let mut ledger = Ledger::default();
        let first = ledger.open();
        ledger.complete(1);
        let mut last = ledger.open();
        ledger.complete(2);
        for revision in 3..1000 {
            let next = ledger.open();
            ledger.close(std::mem::replace(&mut last, next));
            ledger.complete(revision);
            assert!(ledger.revisions.len() <= 3, "{:?}", ledger.revisions);
        }
        assert!(ledger.awaits(999) && !ledger.awaits(500));
        ledger.close(last);
        assert_eq!(ledger.passed(), None);
        ledger.close(first);
        assert_eq!(ledger.passed(), Some(999));
    }

    #[test]
    fn revision_waits_for_all_events_before_it() {
        let mut ledger = Ledger::default();
        ledger.complete(4);
        assert_eq!((ledger.passed(), ledger.passed()), (Some(4), None));
        let [a, b] = [ledger.open(), ledger.open()];
        ledger.complete(5);
        let c = ledger.open();
        ledger.complete(6);
        ledger.complete(7);
        ledger.close(c);
        ledger.close(a);
        assert_eq!(ledger.passed(), None);
        ledger.close(b);
        assert_eq!(ledger.passed(), Some(7));
    }
}
