//! What the whole log says about where a server starts, and about its last state.

use super::message::{HardState, SnapshotMark};
use super::record::RecordType;
use super::wal_folder::WalFolder;
use super::wal_reader::{RecordPlace, WalReader, WalRecord};
use crate::failure::Failure;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// The last snapshot in the log that is committed; all zero if there is none.
    pub(crate) start: SnapshotMark,
    /// The last one.
    pub(crate) hard_state: HardState,
    /// Where the log ends with a record that was not written completely.
    pub(crate) torn: Option<RecordPlace>,
}

impl Survey {
    /// Reads all files.
    pub(crate) fn read(folder: &WalFolder) -> Result<Self, Failure> {
        let mut surveyor = Surveyor::default();
        let mut reader = WalReader::new(folder);
        while let Some(record) = reader.next()? {
            surveyor.add(&record)?;
        }
        Ok(surveyor.finish(reader.torn()))
    }
}

/// Makes a survey of the records that go by.
#[derive(Debug, Default)]
pub(super) struct Surveyor {
    hard_state: HardState,
    snapshots: Vec<SnapshotMark>,
}

impl Surveyor {
    pub(super) fn add(&mut self, record: &WalRecord<'_>) -> Result<(), Failure> {
        match record.kind {
            RecordType::HardState => self.hard_state = HardState::parse(record.data)?,
            RecordType::Snapshot => self.snapshots.push(SnapshotMark::parse(record.data)?),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn finish(self, torn: Option<RecordPlace>) -> Survey {
        let commit = self.hard_state.commit;
        // The last in the order of the files, which need not have the largest index.
        let start = self.snapshots.into_iter().rfind(|snapshot| snapshot.index <= commit);
        Survey { start: start.unwrap_or_default(), hard_state: self.hard_state, torn }
    }
}
