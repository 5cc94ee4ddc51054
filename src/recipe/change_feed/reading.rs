//! The keys of a range as of one revision, as events, read in constant memory and across lost connections.

use super::known_keys::KnownKeys;
use super::part::{EventKind, FeedPart, KnownChange};
use crate::etcd::proto::{DELETE, Event, KeyValue, RangeRequest, ResponseHeader, WatchResponse};
use crate::etcd::{CallError, Range, RangeCall, RangePart, RangeStream, Session};
use crate::recipe::resume_file::ResumePoint;
use std::mem;

/// The size of a part's events, and their number, from which the next part begins.
const FULL: usize = 64 << 10;
const MOST: usize = 1000;

#[derive(Debug)]
pub(super) struct StateReading {
    range: Range,
    keys_only: bool,
    /// Its revision is the one that is read; 0 until the first answer.
    header: ResponseHeader,
    stream: Option<RangeStream>,
    /// The last key that was read.
    last: Option<Vec<u8>>,
    events: Vec<Event>,
    changes: Vec<KnownChange>,
    size: usize,
    is_done: bool,
}

impl StateReading {
    pub(super) fn new(range: Range) -> Self {
        Self {
            range,
            keys_only: false,
            header: ResponseHeader::default(),
            stream: None,
            last: None,
            events: Vec::new(),
            changes: Vec::new(),
            size: 0,
            is_done: false,
        }
    }

    /// Reads the keys as of a revision, of which those up to `last` were read before; none if it is before
    /// the range.
    pub(super) fn at(mut self, revision: i64, last: Option<Vec<u8>>) -> Self {
        self.header.revision = revision;
        self.last = last.filter(|last| *last >= self.range.key);
        self
    }

    /// Leaves the values out.
    pub(super) fn keys_only(self) -> Self {
        Self { keys_only: true, ..self }
    }

    pub(super) fn header(&self) -> ResponseHeader {
        self.header
    }

    /// Returns whether etcd has answered.
    pub(super) fn has_begun(&self) -> bool {
        self.header.cluster_id != 0
    }

    /// Returns the events since the last part, if any.
    pub(super) fn part(&mut self) -> Option<FeedPart> {
        self.size = 0;
        let (events, changes) = (mem::take(&mut self.events), mem::take(&mut self.changes));
        if events.is_empty() && changes.is_empty() {
            return None;
        }
        let (header, is_hidden) = (Some(self.header), events.is_empty());
        let response = WatchResponse { header, events, ..WatchResponse::default() };
        let at = ResumePoint::from(self.header.revision);
        let end = Some(ResumePoint { read_to: self.last.clone(), ..at });
        Some(FeedPart { response, changes, end, is_hidden, is_state: true, skipped: 0 })
    }

    /// Reads on until a part is full; returns false at the end. After an error the next call goes on where
    /// this one has stopped. Cancel safe.
    pub(super) async fn next(
        &mut self,
        session: &Session,
        known: &mut Option<KnownKeys>,
        only: Option<EventKind>,
    ) -> Result<bool, CallError> {
        while !self.is_done {
            if self.size >= FULL || self.changes.len().max(self.events.len()) >= MOST {
                return Ok(true);
            }
            let stream = match &mut self.stream {
                Some(stream) => stream,
                None => {
                    let Some(request) = self.request() else {
                        self.finish(known, only);
                        break;
                    };
                    let stream = session.range_in_order(RangeCall::Either, request).await?;
                    self.stream.insert(stream)
                }
            };
            let part = stream.next().await.inspect_err(|_| self.stream = None)?;
            match part {
                Some(RangePart::Header(header)) => {
                    let revision = match self.header.revision {
                        0 => header.revision,
                        pinned => pinned,
                    };
                    self.header = ResponseHeader { revision, ..header };
                }
                Some(RangePart::Kv(kv)) => self.take(kv, known, only),
                Some(RangePart::End { .. }) => {}
                None => self.finish(known, only),
            }
        }
        Ok(false)
    }

    /// Returns the request for the keys that are left; `None` if there are none.
    fn request(&self) -> Option<RangeRequest> {
        let Range { key, end: range_end } = self.range.clone();
        let key = match &self.last {
            None => key,
            Some(_) if range_end.is_empty() => return None,
            Some(last) => [last.as_slice(), b"\0"].concat(),
        };
        let (revision, keys_only) = (self.header.revision, self.keys_only);
        Some(RangeRequest { key, range_end, revision, keys_only, ..RangeRequest::default() })
    }

    fn take(&mut self, kv: KeyValue, known: &mut Option<KnownKeys>, only: Option<EventKind>) {
        self.delete_between(Some(&kv.key), known, only);
        self.last = Some(kv.key.clone());
        let is_news = known.as_mut().is_none_or(|known| known.see(&kv));
        if is_news && known.is_some() {
            self.change(kv.key.clone(), Some(kv.mod_revision));
        }
        if is_news && !self.keys_only && only != Some(EventKind::Delete) {
            self.size += kv.key.len() + kv.value.len();
            self.events.push(Event { kv: Some(kv), ..Event::default() });
        }
    }

    fn finish(&mut self, known: &mut Option<KnownKeys>, only: Option<EventKind>) {
        self.delete_between(None, known, only);
        self.is_done = true;
        self.stream = None;
    }

    /// Adds deletions of the known keys that are gone, from the last key that was read to `end`.
    fn delete_between(
        &mut self,
        end: Option<&[u8]>,
        known: &mut Option<KnownKeys>,
        only: Option<EventKind>,
    ) {
        let Some(known) = known else { return };
        for key in known.take_between(self.last.as_deref(), end) {
            self.change(key.clone(), None);
            if only == Some(EventKind::Put) {
                continue;
            }
            self.size += key.len();
            let kv = KeyValue { key, mod_revision: self.header.revision, ..KeyValue::default() };
            self.events.push(Event { r#type: DELETE, kv: Some(kv), prev_kv: None });
        }
    }

    fn change(&mut self, key: Vec<u8>, revision: Option<i64>) {
        if !self.keys_only {
            self.changes.push(KnownChange { key, revision, event: self.events.len() });
        }
    }
}
