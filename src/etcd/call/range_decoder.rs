//! Decodes a `RangeResponse` field by field, from pieces of any size: the one message of a Range, or those
//! of a `RangeStream`, which together are one.

use super::protobuf::{FieldStep, Messages, decode};
use crate::etcd::proto::{KeyValue, ResponseHeader};
use prost::encoding::WireType;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RangePart {
    Header(ResponseHeader),
    Kv(KeyValue),
    End {
        /// The limit left keys out.
        more: bool,
        /// The number of keys in the whole range.
        count: i64,
    },
}

/// An incremental decoder: bytes in, parts out.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    messages: Messages,
    streams: bool,
    /// The header of a `RangeStream`, which is returned after all keys.
    header: Option<ResponseHeader>,
    more: bool,
    count: i64,
    finished: bool,
    ended: bool,
}

/// The field of a `RangeStream`'s messages that holds a `RangeResponse`.
const RANGE_RESPONSE: u32 = 1;

impl Decoder {
    pub(crate) fn new(streams: bool) -> Self {
        Self { streams, ..Self::default() }
    }

    pub(crate) fn streams(&self) -> bool {
        self.streams
    }

    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.messages.feed(bytes);
    }

    /// Notes the end of the input. Returns false if something is missing.
    pub(crate) fn finish(&mut self) -> bool {
        self.finished = self.streams && self.header.is_some() && self.messages.is_at_boundary();
        self.finished
    }

    pub(crate) fn is_done(&self) -> bool {
        self.ended
    }

    /// Returns the number of bytes missing of the message; at first, if known, its length.
    pub(crate) fn remaining(&mut self) -> Result<Option<u64>, String> {
        self.messages.remaining()
    }

    /// Returns the next part if its bytes are complete.
    pub(crate) fn next(&mut self) -> Result<Option<RangePart>, String> {
        while !self.ended && !self.finished {
            let outside = self.streams && !self.messages.is_inside();
            if outside && self.messages.enter(RANGE_RESPONSE)? {
                continue;
            }
            match self.step(outside)? {
                FieldStep::Incomplete => return Ok(None),
                FieldStep::Field(Some(RangePart::Header(header))) if self.streams => {
                    self.header = Some(header);
                }
                FieldStep::Field(Some(part)) => return Ok(Some(part)),
                FieldStep::End if !self.streams => return Ok(Some(self.end())),
                FieldStep::Field(None) | FieldStep::Left | FieldStep::End => {}
            }
        }
        Ok(match self.header.take() {
            _ if self.ended => None,
            Some(header) => Some(RangePart::Header(header)),
            None => Some(self.end()),
        })
    }

    /// Reads a field of the response, or skips one `outside` of it.
    fn step(&mut self, outside: bool) -> Result<FieldStep<Option<RangePart>>, String> {
        let (more, count) = (&mut self.more, &mut self.count);
        let expected = |tag| if outside { None } else { expected(tag) };
        self.messages.next(expected, |field, payload| {
            match field.tag {
                _ if outside => {}
                1 => return Ok(Some(RangePart::Header(decode(payload)?))),
                2 => return Ok(Some(RangePart::Kv(decode(payload)?))),
                3 => *more = field.number != 0,
                4 => *count = field.number.cast_signed(),
                _ => {}
            }
            Ok(None)
        })
    }

    fn end(&mut self) -> RangePart {
        self.ended = true;
        RangePart::End { more: self.more, count: self.count }
    }
}

fn expected(tag: u32) -> Option<WireType> {
    match tag {
        1 | 2 => Some(WireType::LengthDelimited),
        3 | 4 => Some(WireType::Varint),
        _ => None,
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
    fn size_of_pieces_does_not_matter() {
        let whole = reply();
        let mut expected: Vec<_> = vec![RangePart::Header(whole.header.unwrap())];
        expected.extend(whole.kvs.iter().cloned().map(RangePart::Kv));
        expected.push(RangePart::End { more: true, count: 1 << 40 });
        let bytes = framed(&whole);
        for piece in 1..bytes.len() {
            assert_eq!(read(&bytes, piece).unwrap(), expected, "pieces of {piece}");
        }
    }

    fn streamed(messages: &[RangeResponse]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for message in messages {
            let inner = message.encode_to_vec();
            let mut outer = vec![1 << 3 | 2];
            prost::encoding::encode_varint(inner.len() as u64, &mut outer);
            outer.extend(inner);
            bytes.push(0);
            bytes.extend(u32::try_from(outer.len()).unwrap().to_be_bytes());
            bytes.extend(outer);
        }
        bytes
    }

    #[test]
    fn chunks_of_a_stream_are_one_response() {
        let whole = reply();
        let chunk = |kvs| RangeResponse { kvs, ..RangeResponse::default() };
        let [one, two, three] = whole.kvs.clone().try_into().unwrap();
        let last = RangeResponse { kvs: vec![three.clone()], ..whole.clone() };
        let bytes = streamed(&[chunk(vec![one.clone(), two.clone()]), chunk(Vec::new()), last]);
        let mut expected: Vec<_> = [one, two, three].map(RangePart::Kv).into();
        expected.push(RangePart::Header(whole.header.unwrap()));
        expected.push(RangePart::End { more: true, count: 1 << 40 });
        for piece in 1..bytes.len() {
            let mut decoder = Decoder::new(true);
            let mut parts = Vec::new();
            for piece in bytes.chunks(piece) {
                assert!(!decoder.finish(), "pieces of {piece:?}");
                decoder.feed(piece);
                while let Some(part) = decoder.next().unwrap() {
                    parts.push(part);
                }
            }
            assert!(decoder.finish() && !decoder.is_done());
            while let Some(part) = decoder.next().unwrap() {
                parts.push(part);
            }
            assert!(decoder.is_done());
            assert_eq!(parts, expected, "pieces of {piece}");
        }
    }

    #[test]
    fn empty_response_has_an_end() {
        let parts = read(&framed(&RangeResponse::default()), 1).unwrap();
        assert_eq!(parts, [RangePart::End { more: false, count: 0 }]);
    }

    #[test]
    fn cut_response_never_ends_and_never_panics() {
        let bytes = framed(&reply());
        for cut in 0..bytes.len() {
            let mut decoder = Decoder::default();
            decoder.feed(&bytes[..cut]);
            while let Ok(Some(_)) = decoder.next() {}
            assert!(!decoder.is_done(), "cut at {cut}");
        }
    }

    #[test]
    fn malformed_bytes_do_not_panic() {
        for byte in 0..=255u8 {
            for streams in [false, true] {
                let mut decoder = Decoder::new(streams);
                decoder.feed(&[0, 0, 0, 1, 0]);
                decoder.feed(&[byte; 256]);
                while let Ok(Some(_)) = decoder.next() {}
            }
        }
        let mut compressed = Decoder::default();
        compressed.feed(&[1, 0, 0, 0, 0]);
        assert!(compressed.next().is_err());
    }
}
