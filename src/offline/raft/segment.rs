//! One file of the write-ahead log, read from its start, record by record.

use super::record::{LENGTH_WORD, Lengths};
use crate::failure::Failure;
use crate::offline::{invalid, system};
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::PathBuf;

const BUFFER: usize = 64 << 10;
/// Bytes that a disk writes at once, at least.
const SECTOR: usize = 512;

#[derive(Debug)]
pub(super) struct Segment {
    input: BufReader<File>,
    path: PathBuf,
    length: u64,
    /// Where the next record starts.
    offset: u64,
}

/// What is found where a record should start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SegmentRead {
    /// A record whose message has this many bytes; padding follows.
    Record(usize),
    /// A record that is longer than the rest of the file.
    CutOff,
    /// The end of the file, or zeros.
    End,
}

impl Segment {
    pub(super) fn open(path: PathBuf) -> Result<Self, Failure> {
        let file = File::open(&path).map_err(|error| system("open", &path, &error))?;
        let length = file.metadata().map_err(|error| system("stat", &path, &error))?.len();
        Ok(Self { input: BufReader::with_capacity(BUFFER, file), path, length, offset: 0 })
    }

    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads the message and the padding of the next record.
    pub(super) fn read(&mut self, record: &mut Vec<u8>) -> Result<SegmentRead, Failure> {
        record.clear();
        self.fill(record, LENGTH_WORD)?;
        let Some(word) = record.first_chunk().map(|word| u64::from_le_bytes(*word)) else {
            return Ok(if record.is_empty() { SegmentRead::End } else { SegmentRead::CutOff });
        };
        if word == 0 {
            return Ok(SegmentRead::End);
        }
        let lengths = Lengths::from_word(word);
        if lengths.total() > self.length.saturating_sub(self.offset + LENGTH_WORD) {
            return Ok(SegmentRead::CutOff);
        }
        record.clear();
        self.fill(record, lengths.total())?;
        if record.len() as u64 != lengths.total() {
            return Ok(SegmentRead::CutOff);
        }
        self.offset += LENGTH_WORD + lengths.total();
        Ok(SegmentRead::Record(usize::try_from(lengths.message).unwrap_or(usize::MAX)))
    }

    /// Reads up to `length` bytes, which are not more than the file has.
    fn fill(&mut self, to: &mut Vec<u8>, length: u64) -> Result<(), Failure> {
        let too_long = || {
            let shown = self.path.display();
            invalid(format!("{shown}: a record of {length} bytes does not fit into memory"))
        };
        let size = usize::try_from(length).map_err(|_| too_long())?;
        to.try_reserve_exact(size).map_err(|_| too_long())?;
        match self.input.by_ref().take(length).read_to_end(to) {
            Ok(_) => Ok(()),
            Err(error) => Err(system("read", &self.path, &error)),
        }
    }
}

/// Returns whether a record was written in part: a sector of it is still zero. `record` is its message and
/// its padding, which end at `end` in the file.
pub(super) fn is_torn(record: &[u8], end: u64) -> bool {
    let start = end.saturating_sub(record.len() as u64);
    let first = SECTOR - usize::try_from(start % SECTOR as u64).unwrap_or(0);
    let (first, rest) = record.split_at(first.min(record.len()));
    let mut sectors = std::iter::once(first).chain(rest.chunks(SECTOR));
    sectors.any(|sector| !sector.is_empty() && sector.iter().all(|byte| *byte == 0))
}

#[cfg(test)]
mod tests {
    use super::is_torn;

    #[test]
    fn a_sector_of_zeros_shows_a_torn_write() {
        let mut record = vec![1; 1000];
        assert!(!is_torn(&record, 1008));
        record[504..1000].fill(0);
        // From offset 8 on, the second sector starts 504 bytes later.
        assert!(is_torn(&record, 1008));
        record[504] = 1;
        assert!(!is_torn(&record, 1008));
        assert!(is_torn(&[1, 0], 513));
        assert!(!is_torn(&[], 0));
    }
}
