//! Incremental decoding of gRPC messages: fields are read from pieces of any size, so that a part can be
//! used while the rest of its message still arrives.

use bytes::{Buf as _, BytesMut};
use prost::encoding::{WireType, decode_key, decode_varint};

/// The largest field accepted; etcd's own limit for a request is far below.
const LARGEST_FIELD: u64 = 1 << 30;

#[derive(Debug, Default)]
pub(crate) struct Messages {
    buffer: BytesMut,
    /// Unread bytes of the current message; `None` before gRPC's five-byte prefix has been read.
    remaining: Option<u64>,
    /// Bytes that follow in the enclosing message, if the current one is a field of another.
    enclosing: Option<u64>,
}

#[derive(Debug)]
pub(crate) enum FieldStep<T> {
    Incomplete,
    Field(T),
    /// The entered message is over; the enclosing one follows.
    Left,
    /// The current message is over; another one follows.
    End,
}

impl Messages {
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    pub(crate) fn is_at_boundary(&self) -> bool {
        self.remaining.is_none() && self.buffer.is_empty()
    }

    pub(crate) fn is_inside(&self) -> bool {
        self.enclosing.is_some()
    }

    /// Returns the number of unread bytes of the message; at first, if known, its length.
    pub(crate) fn remaining(&mut self) -> Result<Option<u64>, String> {
        if self.remaining.is_none() && self.buffer.len() >= 5 {
            if self.buffer.get_u8() != 0 {
                return Err("the response is compressed, which was not requested".to_owned());
            }
            self.remaining = Some(u64::from(self.buffer.get_u32()));
        }
        Ok(self.remaining)
    }

    /// Reads the next field of the current message with `read`. `expected` returns the type of a known
    /// field.
    pub(crate) fn next<T>(
        &mut self,
        expected: impl Fn(u32) -> Option<WireType>,
        read: impl FnOnce(&Field, &[u8]) -> Result<T, String>,
    ) -> Result<FieldStep<T>, String> {
        let Some(left) = self.remaining()? else { return Ok(FieldStep::Incomplete) };
        if left == 0 {
            self.remaining = self.enclosing.take();
            return Ok(if self.remaining.is_some() { FieldStep::Left } else { FieldStep::End });
        }
        let Some(field) = Field::peek(&self.buffer, left, expected)? else {
            return Ok(FieldStep::Incomplete);
        };
        let end = field.prefix + field.payload;
        let Some(payload) = self.buffer.get(field.prefix..end) else {
            return Ok(FieldStep::Incomplete);
        };
        let done = read(&field, payload)?;
        self.buffer.advance(end);
        self.remaining = Some(left - end as u64);
        Ok(FieldStep::Field(done))
    }

    /// Takes the current message as a whole; `None` if it is incomplete.
    pub(crate) fn take(&mut self) -> Result<Option<BytesMut>, String> {
        let size = self.remaining()?.and_then(|left| usize::try_from(left).ok());
        let Some(size) = size.filter(|size| *size <= self.buffer.len()) else { return Ok(None) };
        self.remaining = None;
        Ok(Some(self.buffer.split_to(size)))
    }

    /// Enters the message in the field `tag` if it comes next, so that its fields are read next. Returns
    /// false if its beginning is still to come, or if another field comes next.
    pub(crate) fn enter(&mut self, tag: u32) -> Result<bool, String> {
        let Some(left) = self.remaining()?.filter(|left| *left > 0) else { return Ok(false) };
        let expected = |known| (known == tag).then_some(WireType::LengthDelimited);
        match Field::peek(&self.buffer, left, expected)? {
            Some(field) if field.tag == tag => {
                self.buffer.advance(field.prefix);
                self.remaining = Some(field.payload as u64);
                self.enclosing = Some(left - field.prefix as u64 - field.payload as u64);
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

pub(crate) fn decode<M: prost::Message + Default>(bytes: &[u8]) -> Result<M, String> {
    M::decode(bytes).map_err(|e| format!("malformed response: {e}"))
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) tag: u32,
    /// The value of a varint.
    pub(crate) number: u64,
    /// The size of tag and length, or of tag and number.
    prefix: usize,
    payload: usize,
}

impl Field {
    /// Reads tag and length of the next field; `None` if they have not arrived completely.
    fn peek(
        buffer: &[u8],
        remaining: u64,
        expected: impl Fn(u32) -> Option<WireType>,
    ) -> Result<Option<Self>, String> {
        let malformed = |what: &str| format!("malformed response: {what}");
        let mut rest = buffer;
        let parsed = decode_key(&mut rest).and_then(|(tag, wire_type)| {
            let number = match wire_type {
                WireType::SixtyFourBit => 8,
                WireType::ThirtyTwoBit => 4,
                _ => decode_varint(&mut rest)?,
            };
            Ok((tag, wire_type, number))
        });
        let (tag, wire_type, number) = match parsed {
            Ok(parsed) => parsed,
            // A tag and a varint have at most 5 + 10 bytes: with fewer, the rest may follow.
            Err(_) if buffer.len() < 15 && (buffer.len() as u64) < remaining => return Ok(None),
            Err(e) => return Err(malformed(&e.to_string())),
        };
        if expected(tag).is_some_and(|expected| expected != wire_type) {
            return Err(malformed("wrong type of a field"));
        }
        let prefix = buffer.len() - rest.len();
        let payload = match wire_type {
            WireType::Varint => 0,
            WireType::LengthDelimited | WireType::SixtyFourBit | WireType::ThirtyTwoBit => number,
            WireType::StartGroup | WireType::EndGroup => return Err(malformed("a group")),
        };
        if payload > LARGEST_FIELD || prefix as u64 + payload > remaining {
            return Err(malformed("a field is longer than the message"));
        }
        let payload = usize::try_from(payload).map_err(|e| malformed(&e.to_string()))?;
        Ok(Some(Self { tag, number, prefix, payload }))
    }
}
