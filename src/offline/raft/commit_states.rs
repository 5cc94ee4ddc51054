//! What became of the entries and snapshots of a log, also of one that is damaged.

use super::message::RaftEntry;
use super::record::RecordType;
use super::survey::{Survey, Surveyor};
use super::wal_folder::WalFolder;
use super::wal_reader::WalReader;
use crate::failure::Failure;

#[derive(Debug, Default)]
pub(crate) struct CommitStates {
    pub(crate) survey: Survey,
    /// A bit for each entry in the order of the records.
    overwritten: Vec<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommitState {
    Committed,
    /// Not known to be committed.
    Uncommitted,
    /// An entry that another one with its index or a lower one follows.
    Overwritten,
    /// The snapshot that a server starts from.
    Start,
}

impl CommitState {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Uncommitted => "uncommitted",
            Self::Overwritten => "overwritten",
            Self::Start => "start",
        }
    }
}

impl CommitStates {
    /// Reads all files, or those records before the first one that is damaged.
    pub(crate) fn read(folder: &WalFolder) -> Self {
        let mut states = Self::default();
        let mut surveyor = Surveyor::default();
        let mut reader = WalReader::new(folder);
        // The reader of the records finds the same damage, and reports it.
        let _ = states.take_records(&mut reader, &mut surveyor);
        states.survey = surveyor.finish(reader.torn());
        states
    }

    fn take_records(
        &mut self,
        reader: &mut WalReader<'_>,
        surveyor: &mut Surveyor,
    ) -> Result<(), Failure> {
        let mut number = 0;
        // Index and number of the entries that count.
        let mut log: Vec<(u64, usize)> = Vec::new();
        while let Some(record) = reader.next()? {
            surveyor.add(&record)?;
            if record.kind == RecordType::RevisionKey {
                let index = RaftEntry::parse(record.data)?.index;
                while let Some((_, last)) = log.pop_if(|(last, _)| *last >= index) {
                    self.overwrite(last);
                }
                log.push((index, number));
                number += 1;
            }
        }
        Ok(())
    }

    fn overwrite(&mut self, number: usize) {
        let word = number / 64;
        if self.overwritten.len() <= word {
            self.overwritten.resize(word + 1, 0);
        }
        if let Some(bits) = self.overwritten.get_mut(word) {
            *bits |= 1 << (number % 64);
        }
    }

    /// Returns the state of an entry by its index, and its number among all entries from 0 on.
    pub(crate) fn of_entry(&self, number: usize, index: u64) -> CommitState {
        let bits = self.overwritten.get(number / 64).copied().unwrap_or_default();
        match bits >> (number % 64) & 1 {
            1 => CommitState::Overwritten,
            _ => self.of_index(index),
        }
    }

    pub(crate) fn of_snapshot(&self, index: u64, term: u64) -> CommitState {
        let start = &self.survey.start;
        if (index, term) == (start.index, start.term) {
            return CommitState::Start;
        }
        self.of_index(index)
    }

    fn of_index(&self, index: u64) -> CommitState {
        if index <= self.survey.hard_state.commit {
            CommitState::Committed
        } else {
            CommitState::Uncommitted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CommitState::{Committed, Overwritten, Start, Uncommitted};
    use super::CommitStates;
    use crate::offline::raft::testing::{LogMaker, PUT, folder};
    use crate::offline::raft::wal_folder::WalFolder;

    fn facts(log: &[u8]) -> CommitStates {
        let (_folder, path) = folder(&[("0-0.wal", log)]);
        CommitStates::read(&WalFolder::read(&path).unwrap())
    }

    #[test]
    fn entries_are_overwritten_or_committed_or_neither() {
        let log = LogMaker::new().entry(1, 2, PUT).entry(2, 2, PUT).entry(3, 2, PUT);
        let log = log.entry(2, 3, PUT).entry(3, 3, PUT).state(2).finish();
        let facts = facts(&log);
        let states: Vec<_> = [1, 2, 3, 2, 3]
            .into_iter()
            .enumerate()
            .map(|(number, index)| facts.of_entry(number, index))
            .collect();
        assert_eq!(states, [Committed, Overwritten, Overwritten, Committed, Uncommitted]);
    }

    #[test]
    fn many_entries_can_be_overwritten() {
        let log = (1..=200).fold(LogMaker::new(), |log, index| log.entry(index, 1, PUT));
        let facts = facts(&log.entry(100, 2, PUT).state(200).finish());
        let overwritten = (0..201).filter(|n| facts.of_entry(*n, 1) == Overwritten);
        assert_eq!(overwritten.collect::<Vec<_>>(), (99..200).collect::<Vec<_>>());
    }

    #[test]
    fn damage_ends_the_facts() {
        let log = LogMaker::new().entry(1, 2, PUT).state(1).snapshot(1, 2).finish();
        let cut = log.len() - 3;
        let damaged = [&log[..cut], &[1; 90]].concat();
        let facts = facts(&damaged);
        assert_eq!(facts.of_entry(0, 1), Committed);
        assert_eq!(facts.of_snapshot(0, 0), Start);
        assert_eq!(facts.of_snapshot(2, 2), Uncommitted);
    }
}
