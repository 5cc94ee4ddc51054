//! Reads messages of protobuf field by field, without copying and without knowing their type.

use crate::failure::Failure;
use crate::offline::invalid;

/// A field of a message, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WireField<'a> {
    Varint(u64, u64),
    Fixed64(u64, u64),
    Bytes(u64, &'a [u8]),
    Fixed32(u64, u32),
}

impl WireField<'_> {
    pub(crate) fn number(self) -> u64 {
        match self {
            Self::Varint(number, _)
            | Self::Fixed64(number, _)
            | Self::Bytes(number, _)
            | Self::Fixed32(number, _) => number,
        }
    }
}

/// The fields of a message, in their order. Ends with the first error.
#[derive(Debug, Clone)]
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
}

/// Go's text for a message that is cut off or has no valid field.
const INVALID: &str = "proto: cannot parse invalid wire-format data";

impl<'a> Fields<'a> {
    pub(crate) fn new(message: &'a [u8]) -> Self {
        Self { rest: message }
    }

    fn read(&mut self) -> Option<WireField<'a>> {
        let tag = self.varint()?;
        let number = tag >> 3;
        if number == 0 || number >= 1 << 29 {
            return None;
        }
        match tag & 7 {
            0 => Some(WireField::Varint(number, self.varint()?)),
            1 => self.chunk().map(|chunk| WireField::Fixed64(number, u64::from_le_bytes(chunk))),
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                let (bytes, rest) = self.rest.split_at_checked(length)?;
                self.rest = rest;
                Some(WireField::Bytes(number, bytes))
            }
            5 => self.chunk().map(|chunk| WireField::Fixed32(number, u32::from_le_bytes(chunk))),
            _ => None,
        }
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has room for one bit.
            if shift == 63 && bits > 1 {
                return None;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn chunk<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (chunk, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*chunk)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<WireField<'a>, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        match self.read() {
            Some(field) => Some(Ok(field)),
            None => {
                self.rest = &[];
                Some(Err(invalid(INVALID)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fields, WireField};

    fn read(bytes: &[u8]) -> Vec<Option<WireField<'_>>> {
        Fields::new(bytes).map(Result::ok).collect()
    }

    #[test]
    fn fields_of_each_type() {
        assert_eq!(read(b"\x08\x96\x01"), [Some(WireField::Varint(1, 150))]);
        assert_eq!(read(b"\x12\x02ab"), [Some(WireField::Bytes(2, b"ab"))]);
        assert_eq!(read(b"\x19\x01\0\0\0\0\0\0\0"), [Some(WireField::Fixed64(3, 1))]);
        assert_eq!(read(b"\x25\x01\0\0\0"), [Some(WireField::Fixed32(4, 1))]);
        let most = b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
        assert_eq!(read(most), [Some(WireField::Varint(1, u64::MAX))]);
    }

    #[test]
    fn malformed_messages_end_with_an_error() {
        for bytes in [
            &b"\x08"[..],
            b"\x12\x03ab",
            b"\x00\x00",
            b"\x0b",
            b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
            b"\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        ] {
            assert_eq!(read(bytes), [None], "{bytes:?}");
        }
        assert_eq!(read(b"\x08\x01\x08"), [Some(WireField::Varint(1, 1)), None]);
    }
}
