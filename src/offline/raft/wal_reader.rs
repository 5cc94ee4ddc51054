//! Reads the records of a write-ahead log as etcd does: verifies their checksums, and takes a record that
//! was not written completely for the end of the log.

use super::record::{RecordMessage, RecordType};
use super::segment::{Segment, SegmentRead, is_torn};
use super::wal_folder::WalFolder;
use crate::failure::Failure;
use crate::offline::invalid;

/// A record, and where it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WalRecord<'a> {
    pub(crate) place: RecordPlace,
    pub(crate) kind: RecordType,
    /// The checksum of all data up to this record, which was verified.
    pub(crate) crc: u32,
    pub(crate) data: &'a [u8],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecordPlace {
    /// Index of the file in [`WalFolder::files`].
    pub(crate) file: usize,
    /// Where the record's length word starts.
    pub(crate) offset: u64,
}

#[derive(Debug)]
pub(crate) struct WalReader<'a> {
    folder: &'a WalFolder,
    /// Index of the file that is read.
    file: usize,
    segment: Option<Segment>,
    crc: u32,
    /// The message of the record that was returned last, and its padding.
    record: Vec<u8>,
    /// Where a record was not written completely.
    torn: Option<RecordPlace>,
    is_done: bool,
}

impl<'a> WalReader<'a> {
    pub(crate) fn new(folder: &'a WalFolder) -> Self {
        Self {
            folder,
            file: 0,
            segment: None,
            crc: 0,
            record: Vec::new(),
            torn: None,
            is_done: false,
        }
    }

    /// Returns where the log ended with a record that was not written completely.
    pub(crate) fn torn(&self) -> Option<RecordPlace> {
        self.torn
    }

    /// Returns the next record. Nothing follows an error.
    #[allow(clippy::should_implement_trait, reason = "the record borrows from the reader")]
    pub(crate) fn next(&mut self) -> Result<Option<WalRecord<'_>>, Failure> {
        let found = self.advance();
        self.is_done = !matches!(found, Ok(Some(_)));
        let Some((place, length)) = found? else { return Ok(None) };
        let message = RecordMessage::parse(self.record.get(..length).unwrap_or_default())?;
        Ok(Some(WalRecord { place, kind: message.kind, crc: self.crc, data: message.data }))
    }

    /// Reads a record and verifies it. Returns its place, and the length of its message.
    fn advance(&mut self) -> Result<Option<(RecordPlace, usize)>, Failure> {
        while !self.is_done {
            let Some(mut segment) =
                self.segment.take().map_or_else(|| self.open(), |s| Ok(Some(s)))?
            else {
                return Ok(None);
            };
            let place = RecordPlace { file: self.file, offset: segment.offset() };
            match segment.read(&mut self.record)? {
                SegmentRead::End => self.file += 1,
                SegmentRead::CutOff => {
                    self.torn = Some(place);
                    return Ok(None);
                }
                SegmentRead::Record(length) => {
                    let end = segment.offset();
                    self.segment = Some(segment);
                    return match self.verify(place, length) {
                        Err(_) if self.is_last() && is_torn(&self.record, end) => {
                            self.torn = Some(place);
                            Ok(None)
                        }
                        verified => verified.map(|()| Some((place, length))),
                    };
                }
            }
        }
        Ok(None)
    }

    fn open(&self) -> Result<Option<Segment>, Failure> {
        let file = self.folder.files.get(self.file);
        file.map(|file| Segment::open(self.folder.path.join(&file.name))).transpose()
    }

    fn is_last(&self) -> bool {
        self.file + 1 == self.folder.files.len()
    }

    /// Continues the checksum with the record, or, with the first record of a file, compares it.
    fn verify(&mut self, place: RecordPlace, length: usize) -> Result<(), Failure> {
        let record = RecordMessage::parse(self.record.get(..length).unwrap_or_default())
            .map_err(|failure| failure.hint(self.shown(place)))?;
        if record.kind == RecordType::Crc {
            if self.crc != 0 && self.crc != record.crc {
                return Err(invalid("walpb: crc mismatch").hint(format!(
                    "{} does not continue the checksum of the records before it",
                    self.shown(place)
                )));
            }
            self.crc = record.crc;
            return Ok(());
        }
        let computed = crc32c::crc32c_append(self.crc, record.data);
        if computed != record.crc {
            let text = format!("expected: {:x} computed: {computed:x}", record.crc);
            let name = self.name(place);
            return Err(invalid(format!(
                "walpb: crc mismatch: {text}: in file '{name}' at position: {}",
                place.offset
            )));
        }
        self.crc = computed;
        Ok(())
    }

    fn name(&self, place: RecordPlace) -> &str {
        self.folder.files.get(place.file).map_or("", |file| &file.name)
    }

    fn shown(&self, place: RecordPlace) -> String {
        format!("the record in {} at position {}", self.name(place), place.offset)
    }
}
