//! A journal of keys, read line by line.

use super::journal_line::JournalLine;
use crate::failure::{Failure, Kind};
use crate::recipe::change_feed::{KnownChange, KnownKeys};
use crate::recipe::resume_file::ResumePoint;
use std::collections::HashMap;
use std::path::Path;

/// The state after the lines that were read so far.
#[derive(Debug, Default)]
pub(super) struct JournalReading {
    pub(super) known: KnownKeys,
    /// The keys of events without a change that was saved, and their numbers.
    pub(super) begun: HashMap<Vec<u8>, usize>,
    /// Changes that no point follows yet.
    pending: Vec<KnownChange>,
    pub(super) point: Option<ResumePoint>,
    /// The size of the file up to the last point.
    pub(super) length: u64,
    pub(super) lines: usize,
    read: u64,
    number: u64,
}

impl JournalReading {
    /// Adds a line; returns false at the first point behind the wanted one.
    pub(super) fn add(
        &mut self,
        line: &[u8],
        size: u64,
        wanted: &ResumePoint,
        path: &Path,
    ) -> Result<bool, Failure> {
        self.number += 1;
        self.read += size;
        let malformed = |why: String| {
            let text = format!("{}:{}: {why}", path.display(), self.number);
            Failure::new(Kind::Local, text).hint(
                "what was handled is unknown; remove the file and its resume file to start anew",
            )
        };
        match (JournalLine::parse(line).map_err(malformed)?, self.number) {
            (JournalLine::Header, 1) => {}
            (_, 1) => return Err(malformed("not the keys of a resume file".to_owned())),
            (JournalLine::Header, _) => return Err(malformed("a second header".to_owned())),
            (JournalLine::Begun(key), _) => {
                *self.begun.entry(key).or_default() += 1;
                self.lines += 1;
            }
            (JournalLine::Change(change), _) => self.pending.push(change),
            (JournalLine::Point(point), _) => {
                if self.point.as_ref() == Some(wanted) && point != *wanted {
                    return Ok(false);
                }
                self.lines += self.pending.len() + 1;
                for change in std::mem::take(&mut self.pending) {
                    self.end(&change.key);
                    self.known.set(change.key, change.revision);
                }
                self.point = Some(point);
                self.length = self.read;
            }
        }
        Ok(true)
    }

    /// Notes that an event of a key was handled.
    fn end(&mut self, key: &[u8]) {
        match self.begun.get_mut(key) {
            Some(number) if *number > 1 => *number -= 1,
            _ => _ = self.begun.remove(key),
        }
    }
}
