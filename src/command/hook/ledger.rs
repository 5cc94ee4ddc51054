//! The revision up to which every event has been handled.

use std::collections::{BTreeSet, VecDeque};

/// Numbers events as they come, and tells how far all of them have been handled, in whatever order.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    next: u64,
    open: BTreeSet<u64>,
    /// For each revision, the number of the first event after it.
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
    }

    /// Notes that the events until now are all up to this revision.
    pub(super) fn complete(&mut self, revision: i64) {
        match self.revisions.back_mut() {
            Some((next, last)) if *next == self.next => *last = revision.max(*last),
            _ => self.revisions.push_back((self.next, revision)),
        }
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
