//! Messages of gRPC taken apart field by field, out of bytes that come in pieces of any size: so that a
//! part can be handed on while the rest of its message is still on the way.

use bytes::{Buf as _, BytesMut};
use prost::encoding::{WireType, decode_key, decode_varint};

/// The largest field accepted; etcd's own limit for a request is far below.
const LARGEST_FIELD: u64 = 1 << 30;

/// The bytes of a stream of messages that have arrived and were not read yet.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    buffer: BytesMut,
    /// Bytes of the current message still to come; `None` before gRPC's five-byte prefix has been read.
    left: Option<u64>,
    /// Bytes of the message around the current one that follow it, if it is a field of another.
    around: Option<u64>,
}

/// What [`Messages::next`] finds.
#[derive(Debug)]
pub(crate) enum FieldStep<T> {
    /// The bytes of the next field are not all there.
    Incomplete,
    Field(T),
    /// The message that was entered is over; the next call goes on with the one around it.
    Left,
    /// The current message is over; the next call begins another.
    End,
}

impl Messages {
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Returns whether all messages that have begun have been read.
    pub(crate) fn is_between_two(&self) -> bool {
        self.left.is_none() && self.buffer.is_empty()
    }

    /// Returns whether the current message is one that was entered.
    pub(crate) fn is_inside(&self) -> bool {
        self.around.is_some()
    }

    /// Returns how many bytes of the message are still to come; at first, if known, its length.
    pub(crate) fn left(&mut self) -> Result<Option<u64>, String> {
        if self.left.is_none() && self.buffer.len() >= 5 {
            if self.buffer.get_u8() != 0 {
                return Err("the reply is compressed, which was not asked for".to_owned());
            }
            self.left = Some(u64::from(self.buffer.get_u32()));
        }
        Ok(self.left)
    }

    /// Reads the next field of the current message with `read`. `expected` is the type a field has to
    /// have, `None` for one that is not known.
    pub(crate) fn next<T>(
        &mut self,
        expected: impl Fn(u32) -> Option<WireType>,
        read: impl FnOnce(&Field, &[u8]) -> Result<T, String>,
    ) -> Result<FieldStep<T>, String> {
        let Some(left) = self.left()? else { return Ok(FieldStep::Incomplete) };
        if left == 0 {
            self.left = self.around.take();
            return Ok(if self.left.is_some() { FieldStep::Left } else { FieldStep::End });
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
        self.left = Some(left - end as u64);
        Ok(FieldStep::Field(done))
    }

    /// Takes the current message as a whole; `None` if its bytes are not all there.
    pub(crate) fn whole(&mut self) -> Result<Option<BytesMut>, String> {
        let size = self.left()?.and_then(|left| usize::try_from(left).ok());
        let Some(size) = size.filter(|size| *size <= self.buffer.len()) else { return Ok(None) };
        self.left = None;
        Ok(Some(self.buffer.split_to(size)))
    }

    /// Enters a message that is the field `tag` at the front of the current one, so that its fields are
    /// read next. Returns false if its beginning is not there yet, or if the field is another.
    pub(crate) fn enter(&mut self, tag: u32) -> Result<bool, String> {
        let Some(left) = self.left()?.filter(|left| *left > 0) else { return Ok(false) };
        let expected = |known| (known == tag).then_some(WireType::LengthDelimited);
        match Field::peek(&self.buffer, left, expected)? {
            Some(field) if field.tag == tag => {
                self.buffer.advance(field.prefix);
                self.left = Some(field.payload as u64);
                self.around = Some(left - field.prefix as u64 - field.payload as u64);
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

/// Decodes a message that is there as a whole.
pub(crate) fn decode<M: prost::Message + Default>(bytes: &[u8]) -> Result<M, String> {
    M::decode(bytes).map_err(|e| format!("the reply is garbled: {e}"))
}

/// A field: what it is called, and where it begins and ends.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) tag: u32,
    /// Its value, if it is a number.
    pub(crate) number: u64,
    /// Bytes of tag and length, or of tag and number.
    prefix: usize,
    payload: usize,
}

impl Field {
    /// Looks at the field at the front; `None` if its tag and length are not all there yet.
    fn peek(
        buffer: &[u8],
        left: u64,
        expected: impl Fn(u32) -> Option<WireType>,
    ) -> Result<Option<Self>, String> {
        let garbled = |what: &str| format!("the reply is garbled: {what}");
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
            // A tag and a varint have at most 5 + 10 bytes: with fewer, the rest may be under way.
            Err(_) if buffer.len() < 15 && (buffer.len() as u64) < left => return Ok(None),
            Err(e) => return Err(garbled(&e.to_string())),
        };
        if expected(tag).is_some_and(|expected| expected != wire_type) {
            return Err(garbled("a field has the type of another"));
        }
        let prefix = buffer.len() - rest.len();
        let payload = match wire_type {
            WireType::Varint => 0,
            WireType::LengthDelimited | WireType::SixtyFourBit | WireType::ThirtyTwoBit => number,
            WireType::StartGroup | WireType::EndGroup => return Err(garbled("a group")),
        };
        if payload > LARGEST_FIELD || prefix as u64 + payload > left {
            return Err(garbled("a field is longer than the message"));
        }
        let payload = usize::try_from(payload).map_err(|e| garbled(&e.to_string()))?;
        Ok(Some(Self { tag, number, prefix, payload }))
    }
}
