//! Decodes `WatchResponse` event by event, from pieces of any size. etcd sends the events of up to 1000
//! revisions in one message, so that a long response is returned in parts.

use super::protobuf::{FieldStep, Messages, decode};
use super::stream::{Decode, StreamAnswer};
use crate::etcd::proto::{Event, WatchResponse};
use prost::encoding::WireType;

/// The size of a part's events from which the next part begins.
const FULL: usize = 64 << 10;

/// An incremental decoder: bytes in, responses out. Joins the fragments of etcd or a proxy; splits a long
/// response into parts of whole revisions, all but the last with `fragment` set.
#[derive(Debug, Default)]
pub(crate) struct WatchDecoder {
    messages: Messages,
    response: WatchResponse,
    size: usize,
    /// Parts of the current response have been returned.
    begun: bool,
}

impl StreamAnswer for WatchResponse {
    type Decoder = WatchDecoder;
}

impl Decode for WatchDecoder {
    type Message = WatchResponse;

    fn feed(&mut self, bytes: &[u8]) {
        self.messages.feed(bytes);
    }

    fn remaining(&mut self) -> Result<Option<u64>, String> {
        self.messages.remaining()
    }

    fn next(&mut self) -> Result<Option<WatchResponse>, String> {
        loop {
            let response = &mut self.response;
            let step = self.messages.next(expected, |field, payload| {
                if field.tag == EVENTS {
                    return Ok(Some((decode::<Event>(payload)?, payload.len())));
                }
                match field.tag {
                    1 => response.header = Some(decode(payload)?),
                    2 => response.watch_id = field.number.cast_signed(),
                    3 => response.created = field.number != 0,
                    4 => response.canceled = field.number != 0,
                    5 => response.compact_revision = field.number.cast_signed(),
                    6 => response.cancel_reason = String::from_utf8_lossy(payload).into_owned(),
                    7 => response.fragment = field.number != 0,
                    _ => {}
                }
                Ok(None)
            })?;
            match step {
                FieldStep::Incomplete => return Ok(None),
                FieldStep::Field(None) | FieldStep::Left => {}
                FieldStep::Field(Some((event, size))) => {
                    let part = self.is_full_before(&event).then(|| self.part());
                    self.response.events.push(event);
                    self.size += size;
                    if part.is_some() {
                        return Ok(part);
                    }
                }
                // The next message continues this response.
                FieldStep::End if self.response.fragment => self.response.fragment = false,
                FieldStep::End => {
                    (self.begun, self.size) = (false, 0);
                    return Ok(Some(std::mem::take(&mut self.response)));
                }
            }
        }
    }

    fn broken_off(&mut self) -> Option<WatchResponse> {
        // It has no header, so that it does not move the revision of the watch.
        std::mem::take(&mut self.begun).then(WatchResponse::default)
    }
}

impl WatchDecoder {
    /// Returns whether a part ends before this event. A watch resumes at a revision, so that no part may
    /// end within one; and each part needs the header.
    fn is_full_before(&self, event: &Event) -> bool {
        let revision = |event: &Event| event.kv.as_ref().map(|kv| kv.mod_revision);
        self.size >= FULL
            && self.response.header.is_some()
            && self.response.events.last().is_some_and(|last| revision(last) != revision(event))
    }

    fn part(&mut self) -> WatchResponse {
        (self.begun, self.size) = (true, 0);
        let events = std::mem::take(&mut self.response.events);
        WatchResponse { events, fragment: true, ..self.response.clone() }
    }
}

const EVENTS: u32 = 11;

fn expected(tag: u32) -> Option<WireType> {
    match tag {
        1 | 6 | EVENTS => Some(WireType::LengthDelimited),
        2..=5 | 7 => Some(WireType::Varint),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{FULL, WatchDecoder};
    use crate::etcd::call::incoming::frame;
    use crate::etcd::call::stream::Decode as _;
    use crate::etcd::proto::{Event, KeyValue, ResponseHeader, WatchResponse};

    fn event(mod_revision: i64, size: usize) -> Event {
        let key = mod_revision.to_string().into_bytes();
        let value = vec![b'v'; size];
        let kv = KeyValue { key, value, mod_revision, ..KeyValue::default() };
        Event { kv: Some(kv), ..Event::default() }
    }

    fn response(events: Vec<Event>) -> WatchResponse {
        let header = ResponseHeader { revision: 99, cluster_id: u64::MAX, ..Default::default() };
        WatchResponse { header: Some(header), watch_id: 7, events, ..WatchResponse::default() }
    }

    fn read(decoder: &mut WatchDecoder, bytes: &[u8], piece: usize) -> Vec<WatchResponse> {
        let mut parts = Vec::new();
        for piece in bytes.chunks(piece) {
            decoder.feed(piece);
            while let Some(part) = decoder.next().unwrap() {
                parts.push(part);
            }
        }
        parts
    }

    #[test]
    fn size_of_pieces_does_not_matter() {
        let created = WatchResponse { created: true, ..response(Vec::new()) };
        let events = response(vec![event(3, 10), event(3, 0), event(4, 300)]);
        let canceled = WatchResponse {
            canceled: true,
            compact_revision: 5,
            cancel_reason: "why".to_owned(),
            ..response(Vec::new())
        };
        let all = vec![created, events, WatchResponse::default(), canceled];
        let bytes: Vec<u8> = all.iter().flat_map(frame).collect();
        for piece in 1..bytes.len() {
            let mut decoder = WatchDecoder::default();
            assert_eq!(read(&mut decoder, &bytes, piece), all, "pieces of {piece}");
            assert!(decoder.broken_off().is_none());
        }
    }

    #[test]
    fn fragments_are_joined() {
        let fragment = |events| WatchResponse { fragment: true, ..response(events) };
        let sent =
            [fragment(vec![event(3, 1)]), fragment(vec![event(3, 2)]), response(vec![event(4, 3)])];
        let bytes: Vec<u8> = sent.iter().flat_map(frame).collect();
        let joined = response(vec![event(3, 1), event(3, 2), event(4, 3)]);
        assert_eq!(read(&mut WatchDecoder::default(), &bytes, 5), [joined]);
    }

    #[test]
    fn long_response_comes_in_parts_of_whole_revisions() {
        let revisions = [1, 1, 1, 1, 2, 2, 3, 4, 5, 5, 5];
        let events: Vec<_> = revisions.iter().map(|n| event(*n, FULL / 2)).collect();
        let bytes = frame(&response(events.clone()));
        let parts = read(&mut WatchDecoder::default(), &bytes, 4096);
        let found: Vec<Vec<i64>> = parts
            .iter()
            .map(|part| part.events.iter().map(|e| e.kv.as_ref().unwrap().mod_revision).collect())
            .collect();
        assert_eq!(found, [&[1, 1, 1, 1][..], &[2, 2], &[3, 4], &[5, 5, 5]]);
        let more: Vec<_> = parts.iter().map(|part| part.fragment).collect();
        assert_eq!(more, [true, true, true, false]);
        assert!(parts.iter().all(|part| part.header == parts[0].header && part.watch_id == 7));
        let joined: Vec<_> = parts.into_iter().flat_map(|part| part.events).collect();
        assert_eq!(joined, events);
    }

    #[test]
    fn response_that_breaks_off_is_ended() {
        let bytes = frame(&response((1..=5).map(|n| event(n, FULL)).collect()));
        let mut decoder = WatchDecoder::default();
        assert!(decoder.broken_off().is_none());
        assert_eq!(read(&mut decoder, &bytes[..bytes.len() - 1], 4096).len(), 3);
        assert_eq!(decoder.broken_off(), Some(WatchResponse::default()));
        assert!(decoder.broken_off().is_none());
    }

    #[test]
    fn malformed_bytes_do_not_panic() {
        for byte in 0..=255u8 {
            let mut decoder = WatchDecoder::default();
            decoder.feed(&[0, 0, 0, 1, 0]);
            decoder.feed(&[byte; 256]);
            while let Ok(Some(_)) = decoder.next() {}
        }
    }
}
