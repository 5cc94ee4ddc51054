//! `RangeResponse` decoded field by field, from bytes that come in pieces of any size.

use super::proto::{KeyValue, ResponseHeader};
use bytes::{Buf as _, BytesMut};
use prost::encoding::{WireType, decode_key, decode_varint};

/// A part of a range's reply.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RangePart {
    Header(ResponseHeader),
    Kv(KeyValue),
    /// The end: whether the limit cut it, and how many keys the whole range has.
    End {
        more: bool,
        count: i64,
    },
}

/// The largest part accepted; etcd's own limit for a request is far below.
const LARGEST_PART: u64 = 1 << 30;

/// Feed it bytes, take parts out.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    buffer: BytesMut,
    /// Bytes of the message still to come; `None` before gRPC's five-byte prefix has been read.
    left: Option<u64>,
    more: bool,
    count: i64,
    ended: bool,
}

impl Decoder {
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Whether the whole message has been handed out.
    pub(crate) fn is_done(&self) -> bool {
        self.ended
    }

    /// The next part, if its bytes are all there.
    pub(crate) fn next(&mut self) -> Result<Option<RangePart>, String> {
        let Some(left) = self.left()? else { return Ok(None) };
        if self.ended {
            return Ok(None);
        }
        if left == 0 {
            self.ended = true;
            return Ok(Some(RangePart::End { more: self.more, count: self.count }));
        }
        self.field(left)
    }

    /// Bytes of the message still to come; at first, if known, its length.
    pub(crate) fn left(&mut self) -> Result<Option<u64>, String> {
        if self.left.is_none() && self.buffer.len() >= 5 {
            if self.buffer.get_u8() != 0 {
                return Err("the reply is compressed, which was not asked for".to_owned());
            }
            self.left = Some(u64::from(self.buffer.get_u32()));
        }
        Ok(self.left)
    }

    /// Takes fields off the buffer until one is a part, or the next is not complete.
    fn field(&mut self, mut left: u64) -> Result<Option<RangePart>, String> {
        while left > 0 {
            let Some(field) = Field::peek(&self.buffer, left)? else { return Ok(None) };
            let end = field.prefix + field.payload;
            let payload = self.buffer.get(field.prefix..end).unwrap_or_default();
            let mut part = None;
            match field.tag {
                1 => part = Some(RangePart::Header(decode(payload)?)),
                2 => part = Some(RangePart::Kv(decode(payload)?)),
                3 => self.more = field.number != 0,
                4 => self.count = field.number.cast_signed(),
                _ => {}
            }
            self.buffer.advance(end);
            left -= end as u64;
            self.left = Some(left);
            if part.is_some() {
                return Ok(part);
            }
        }
        self.next()
    }
}

fn decode<M: prost::Message + Default>(bytes: &[u8]) -> Result<M, String> {
    M::decode(bytes).map_err(|e| format!("the reply is garbled: {e}"))
}

/// Where a field begins and ends.
struct Field {
    tag: u32,
    /// Bytes of tag and length, or of tag and number.
    prefix: usize,
    payload: usize,
    number: u64,
}

impl Field {
    /// Looks at the field at the front; `None` if not all of it is there yet.
    fn peek(buffer: &[u8], left: u64) -> Result<Option<Self>, String> {
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
        let expected = match tag {
            1 | 2 => wire_type == WireType::LengthDelimited,
            3 | 4 => wire_type == WireType::Varint,
            _ => true,
        };
        if !expected {
            return Err(garbled("a field has the type of another"));
        }
        let prefix = buffer.len() - rest.len();
        let payload = match wire_type {
            WireType::Varint => 0,
            WireType::LengthDelimited | WireType::SixtyFourBit | WireType::ThirtyTwoBit => number,
            WireType::StartGroup | WireType::EndGroup => return Err(garbled("a group")),
        };
        if payload > LARGEST_PART || prefix as u64 + payload > left {
            return Err(garbled("a field is longer than the message"));
        }
        let payload = usize::try_from(payload).map_err(|e| garbled(&e.to_string()))?;
        Ok((rest.len() >= payload).then_some(Self { tag, prefix, payload, number }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Decoder, RangePart};
    use crate::etcd::proto::{KeyValue, RangeResponse, ResponseHeader};
    use prost::Message as _;

    fn framed(reply: &RangeResponse) -> Vec<u8> {
        let body = reply.encode_to_vec();
        let mut bytes = vec![0];
        bytes.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        bytes.extend(body);
        bytes
    }

    fn reply() -> RangeResponse {
        let kv = |n: u8| KeyValue {
            key: vec![n; 3],
            value: vec![n; 300],
            lease: i64::from(n),
            ..KeyValue::default()
        };
        RangeResponse {
            header: Some(ResponseHeader {
                revision: 7,
                cluster_id: u64::MAX,
                ..Default::default()
            }),
            kvs: vec![kv(1), kv(2), kv(3)],
            more: true,
            count: 1 << 40,
        }
    }

    fn read(bytes: &[u8], piece: usize) -> Result<Vec<RangePart>, String> {
        let mut decoder = Decoder::default();
        let mut parts = Vec::new();
        for piece in bytes.chunks(piece) {
            decoder.feed(piece);
            while let Some(part) = decoder.next()? {
                parts.push(part);
            }
        }
        assert!(decoder.is_done() || parts.len() < 5);
        Ok(parts)
    }

    #[test]
    fn the_size_of_the_pieces_does_not_matter() {
        let whole = reply();
        let mut expected: Vec<_> = vec![RangePart::Header(whole.header.unwrap())];
        expected.extend(whole.kvs.iter().cloned().map(RangePart::Kv));
        expected.push(RangePart::End { more: true, count: 1 << 40 });
        let bytes = framed(&whole);
        for piece in 1..bytes.len() {
            assert_eq!(read(&bytes, piece).unwrap(), expected, "pieces of {piece}");
        }
    }

    #[test]
    fn an_empty_reply_has_an_end() {
        let parts = read(&framed(&RangeResponse::default()), 1).unwrap();
        assert_eq!(parts, [RangePart::End { more: false, count: 0 }]);
    }

    #[test]
    fn a_cut_reply_never_ends_and_never_panics() {
        let bytes = framed(&reply());
        for cut in 0..bytes.len() {
            let mut decoder = Decoder::default();
            decoder.feed(&bytes[..cut]);
            while let Ok(Some(_)) = decoder.next() {}
            assert!(!decoder.is_done(), "cut at {cut}");
        }
    }

    #[test]
    fn garbage_is_an_error_or_silence_but_no_panic() {
        for byte in 0..=255u8 {
            let mut decoder = Decoder::default();
            decoder.feed(&[0, 0, 0, 1, 0]);
            decoder.feed(&[byte; 256]);
            while let Ok(Some(_)) = decoder.next() {}
        }
        let mut compressed = Decoder::default();
        compressed.feed(&[1, 0, 0, 0, 0]);
        assert!(compressed.next().is_err());
    }
}
