//! A record of the write-ahead log: a length word, a message with type, checksum and data, and padding to
//! eight bytes. The checksum is a CRC-32C that runs over the data of all records.

use crate::failure::Failure;
use crate::offline::protobuf::{Fields, WireField};
use crate::offline::protobuf_writer::MessageWriter;

/// Bytes of a length word.
pub(crate) const LENGTH_WORD: u64 = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordType {
    /// The ids of the member and the cluster, at the start of each file.
    Metadata,
    RevisionKey,
    HardState,
    /// The checksum of the files before, at the start of each file.
    Crc,
    /// Index and term of a snapshot.
    Snapshot,
    Unknown(i64),
}

impl RecordType {
    pub(crate) fn from_number(number: i64) -> Self {
        match number {
            1 => Self::Metadata,
            2 => Self::RevisionKey,
            3 => Self::HardState,
            4 => Self::Crc,
            5 => Self::Snapshot,
            other => Self::Unknown(other),
        }
    }

    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Metadata => 1,
            Self::RevisionKey => 2,
            Self::HardState => 3,
            Self::Crc => 4,
            Self::Snapshot => 5,
            Self::Unknown(number) => number,
        }
    }
}

/// The message of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecordMessage<'a> {
    pub(crate) kind: RecordType,
    pub(crate) crc: u32,
    pub(crate) data: &'a [u8],
}

impl<'a> RecordMessage<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Failure> {
        let mut found = Self { kind: RecordType::Unknown(0), crc: 0, data: &[] };
        for field in Fields::new(bytes) {
            match field? {
                WireField::Varint(1, number) => {
                    found.kind = RecordType::from_number(number.cast_signed());
                }
                WireField::Varint(2, crc) => found.crc = crc as u32,
                WireField::Bytes(3, data) => found.data = data,
                _ => {}
            }
        }
        Ok(found)
    }
}

/// The length of a record's message, and of the padding behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lengths {
    pub(crate) message: u64,
    pub(crate) padding: u64,
}

impl Lengths {
    /// Decodes a length word: the padding is in the top byte, and only valid if the top bit is set.
    pub(crate) fn from_word(word: u64) -> Self {
        let padding = if word >> 63 == 1 { word >> 56 & 7 } else { 0 };
        Self { message: word & (u64::MAX >> 8), padding }
    }

    fn of(message: &[u8]) -> Self {
        let length = message.len() as u64;
        Self { message: length, padding: length.wrapping_neg() % LENGTH_WORD }
    }

    fn to_word(self) -> u64 {
        if self.padding == 0 { self.message } else { self.message | (0x80 | self.padding) << 56 }
    }

    /// Returns the bytes between this length word and the next.
    pub(crate) fn total(self) -> u64 {
        self.message + self.padding
    }
}

/// Writes records one after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecordWriter {
    bytes: Vec<u8>,
    crc: u32,
}

impl RecordWriter {
    /// Adds the record that a file starts with: the checksum of the files before.
    pub(crate) fn continue_from(&mut self, crc: u32) {
        self.crc = crc;
        self.frame(&message(RecordType::Crc, crc).finish());
    }

    pub(crate) fn add(&mut self, kind: RecordType, data: &[u8]) {
        self.crc = crc32c::crc32c_append(self.crc, data);
        self.frame(&message(kind, self.crc).bytes(3, data).finish());
    }

    fn frame(&mut self, message: &[u8]) {
        let lengths = Lengths::of(message);
        self.bytes.extend_from_slice(&lengths.to_word().to_le_bytes());
        self.bytes.extend_from_slice(message);
        self.bytes.extend((0..lengths.padding).map(|_| 0));
    }

    /// Returns the checksum of all data so far.
    #[cfg(test)]
    pub(crate) fn crc(&self) -> u32 {
        self.crc
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

fn message(kind: RecordType, crc: u32) -> MessageWriter {
    MessageWriter::default().varint(1, kind.number().cast_unsigned()).varint(2, crc.into())
}

#[cfg(test)]
mod tests {
    use super::{Lengths, RecordMessage, RecordType, RecordWriter};

    #[test]
    fn length_words_hold_length_and_padding() {
        for (length, padding, word) in
            [(4, 4, 0x8400_0000_0000_0004), (8, 0, 8), (9, 7, 0x87 << 56 | 9)]
        {
            let lengths = Lengths { message: length, padding };
            assert_eq!(Lengths::of(&vec![0; length as usize]), lengths);
            assert_eq!(lengths.to_word(), word);
            assert_eq!(Lengths::from_word(word), lengths);
        }
        let unpadded = Lengths::from_word(0x7700_0000_0000_0001);
        assert_eq!(unpadded, Lengths { message: 1, padding: 0 });
    }

    #[test]
    fn checksum_runs_over_all_data() {
        let mut writer = RecordWriter::default();
        writer.continue_from(0);
        writer.add(RecordType::Metadata, b"a");
        writer.add(RecordType::RevisionKey, b"b");
        assert_eq!(writer.crc(), crc32c::crc32c(b"ab"));
        let bytes = writer.finish();
        // The checksum record takes 16 bytes, the two others 24.
        assert_eq!(bytes.len(), 16 + 24 + 24);
        let last = bytes[40..].split_first_chunk().unwrap();
        let lengths = Lengths::from_word(u64::from_le_bytes(*last.0));
        let parsed = RecordMessage::parse(&last.1[..lengths.message as usize]).unwrap();
        assert_eq!((parsed.kind, parsed.data), (RecordType::RevisionKey, &b"b"[..]));
        assert_eq!(parsed.crc, crc32c::crc32c(b"ab"));
    }

    #[test]
    fn types_are_numbers() {
        for number in -1..9 {
            assert_eq!(RecordType::from_number(number).number(), number);
        }
    }
}
