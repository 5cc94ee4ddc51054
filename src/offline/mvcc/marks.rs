//! What the bucket `meta` says about the whole database.

use super::META;
use super::revision::RevisionKey;
use crate::failure::Failure;
use crate::offline::bolt::Database;

/// The values of the bucket `meta`; `None` for those that are missing or cannot be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// The revision up to which a compaction was finished.
    pub(crate) compacted: Option<i64>,
    /// The revision up to which a compaction was begun.
    pub(crate) compaction_scheduled: Option<i64>,
    /// Index of the last entry of raft's log that was applied.
    pub(crate) consistent_index: Option<u64>,
    /// Term of that entry.
    pub(crate) term: Option<u64>,
    /// The version of the schema as it is stored; 3.6 and later.
    pub(crate) storage_version: Option<String>,
    /// Raft's members as JSON.
    pub(crate) conf_state: Option<Vec<u8>>,
}

impl Marks {
    pub(crate) fn read(database: &Database) -> Result<Self, Failure> {
        let Some(bucket) = database.bucket(META)? else { return Ok(Self::default()) };
        let mut marks = Self::default();
        let mut cursor = bucket.cursor(database);
        while let Some(element) = cursor.next()? {
            let value = element.value;
            match element.key {
                b"finishedCompactRev" => marks.compacted = main_of(value),
                b"scheduledCompactRev" => marks.compaction_scheduled = main_of(value),
                b"consistent_index" => marks.consistent_index = number(value),
                b"term" => marks.term = number(value),
                b"storageVersion" => {
                    marks.storage_version = Some(String::from_utf8_lossy(value).into_owned());
                }
                b"confState" => marks.conf_state = Some(value.to_vec()),
                _ => {}
            }
        }
        Ok(marks)
    }

    /// Returns whether a compaction was begun and not finished.
    pub(crate) fn is_compacting(&self) -> bool {
        self.compaction_scheduled.is_some_and(|begun| begun > self.compacted.unwrap_or(0))
    }

    /// Returns the revision up to which history is gone; -1 if nothing was compacted. A compaction that
    /// was begun is finished when the server starts.
    pub(crate) fn compact_revision(&self) -> i64 {
        let finished = self.compacted.unwrap_or(-1);
        match self.compaction_scheduled {
            Some(scheduled) if scheduled > finished && scheduled > 0 => scheduled,
            _ => finished,
        }
    }
}

fn main_of(value: &[u8]) -> Option<i64> {
    RevisionKey::parse(value).ok().map(|entry| entry.revision.main)
}

fn number(value: &[u8]) -> Option<u64> {
    value.first_chunk().map(|bytes| u64::from_be_bytes(*bytes))
}
