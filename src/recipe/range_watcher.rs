//! List, then watch: a range of keys now and after each revision that changes it, without a gap across
//! lost connections and compactions.

use super::watcher::{SILENCE, WatchEnd, WatchEvent, Watcher};
use crate::etcd::Range;
use crate::etcd::proto::{
    DELETE, Event, KeyValue, RangeRequest, RangeResponse, ResponseHeader, WatchCreateRequest,
};
use crate::etcd::{CallError, Refusal, Session};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

const PAUSE: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(crate) struct RangeWatcher {
    etcd: Arc<Session>,
    range: Range,
    /// The revision of the first read; 0 for the present one.
    since: i64,
    /// Every change counts, so that compacted ones may not be skipped if the keys are the same.
    is_exact: bool,
    /// `None` while the keys have to be read: at first, and after a compaction.
    watcher: Option<Watcher>,
    events: VecDeque<Event>,
    keys: RangeState,
    is_known: bool,
    was_compacted: bool,
    is_changed: bool,
    out_of_contact: bool,
}

#[derive(Debug, Default)]
pub(crate) struct RangeState {
    pub(crate) header: ResponseHeader,
    pub(crate) kvs: BTreeMap<Vec<u8>, KeyValue>,
}

#[derive(Debug)]
pub(crate) enum RangeEvent {
    Keys,
    Lost(CallError),
    Regained,
    /// Changes were compacted before they were seen; the keys are read again.
    Compacted,
}

impl RangeWatcher {
    pub(crate) fn new(etcd: Arc<Session>, range: Range) -> Self {
        Self::since(etcd, range, None)
    }

    /// Returns a watcher that begins with the keys as they were at a revision. If that is compacted, it begins
    /// with [`RangeEvent::Compacted`] and the present keys.
    pub(crate) fn since(etcd: Arc<Session>, range: Range, revision: Option<i64>) -> Self {
        Self {
            etcd,
            range,
            since: revision.unwrap_or(0),
            is_exact: revision.is_some(),
            watcher: None,
            events: VecDeque::new(),
            keys: RangeState::default(),
            is_known: false,
            was_compacted: false,
            is_changed: false,
            out_of_contact: false,
        }
    }

    /// Returns the keys as of the last event.
    pub(crate) fn keys(&self) -> &RangeState {
        &self.keys
    }

    /// Waits for the next event. Fails if etcd cannot be reached for the first read.
    pub(crate) async fn next(&mut self) -> Result<RangeEvent, CallError> {
        loop {
            if std::mem::take(&mut self.is_changed) || self.advance() {
                return Ok(RangeEvent::Keys);
            }
            let news = match &mut self.watcher {
                Some(watcher) => watcher.next().await,
                None => match self.list_again().await? {
                    Some(event) => return Ok(event),
                    None => continue,
                },
            };
            match news {
                Ok(WatchEvent::Response(response)) => {
                    self.keys.header = response.header.unwrap_or(self.keys.header);
                    self.events.extend(response.events);
                }
                Ok(WatchEvent::Lost { fault, .. }) => return Ok(self.lose(fault)),
                Ok(WatchEvent::Regained { .. }) => {
                    self.out_of_contact = false;
                    return Ok(RangeEvent::Regained);
                }
                Err(WatchEnd::Compacted { .. } | WatchEnd::Reverted { .. }) => {
                    self.watcher = None;
                    self.was_compacted = true;
                    return Ok(RangeEvent::Compacted);
                }
                Err(WatchEnd::Refused(fault)) => return Err(fault),
            }
        }
    }

    fn lose(&mut self, fault: CallError) -> RangeEvent {
        self.out_of_contact = true;
        RangeEvent::Lost(fault)
    }

    /// Reads the keys. Returns an event if the caller has to know more than the keys.
    async fn list_again(&mut self) -> Result<Option<RangeEvent>, CallError> {
        match self.list().await {
            Ok(()) => {
                let regained = std::mem::take(&mut self.out_of_contact);
                Ok(regained.then_some(RangeEvent::Regained))
            }
            Err(fault) if self.since > 0 && fault.is_compacted() => {
                self.since = 0;
                Ok(Some(RangeEvent::Compacted))
            }
            Err(fault) if !self.is_known || !fault.is_out_of_contact() => Err(fault),
            Err(fault) if !self.out_of_contact => Ok(Some(self.lose(fault))),
            Err(_) => {
                sleep(PAUSE).await;
                Ok(None)
            }
        }
    }

    async fn list(&mut self) -> Result<(), CallError> {
        let Range { key, end: range_end } = self.range.clone();
        let revision = self.since;
        let request = RangeRequest { key, range_end, revision, ..RangeRequest::default() };
        let reply = match self.etcd.call(request.clone()).await {
            Err(fault) if revision > 0 && fault.refusal() == Some(Refusal::FutureRevision) => {
                return Err(self.explain_future(fault, request).await);
            }
            reply => reply?,
        };
        let mut header = reply.header.unwrap_or_default();
        if revision > 0 {
            header.revision = revision;
        }
        let watch = WatchCreateRequest {
            key: request.key,
            range_end: request.range_end,
            start_revision: header.revision.saturating_add(1),
            ..WatchCreateRequest::default()
        };
        let watcher = Watcher::open(self.etcd.clone(), watch).await?.expect_life(SILENCE);
        self.watcher = Some(watcher);
        let kvs = reply.kvs.into_iter().map(|kv| (kv.key.clone(), kv)).collect();
        let may_have_changed = std::mem::take(&mut self.was_compacted) && self.is_exact;
        self.is_changed = !self.is_known || may_have_changed || self.keys.kvs != kvs;
        self.keys = RangeState { header, kvs };
        (self.is_known, self.since) = (true, 0);
        Ok(())
    }

    /// Adds the present revision to the refusal of a future one.
    async fn explain_future(&self, fault: CallError, asked: RangeRequest) -> CallError {
        let revision = asked.revision;
        let request = RangeRequest { revision: 0, count_only: true, ..asked };
        let now = match self.etcd.call(request).await {
            Ok(reply) => reply.header.unwrap_or_default().revision,
            Err(_) => return fault,
        };
        fault.hint(format!(
            "the store is at revision {now}, below {revision}: is it another cluster's?"
        ))
    }

    /// Applies the events of the next revision; returns false if there are none.
    fn advance(&mut self) -> bool {
        let Some(revision) = self.events.front().map(revision) else { return false };
        while self.events.front().is_some_and(|event| self::revision(event) == revision) {
            let Some(Event { r#type, kv: Some(kv), .. }) = self.events.pop_front() else {
                continue;
            };
            if r#type == DELETE {
                self.keys.kvs.remove(&kv.key);
            } else {
                self.keys.kvs.insert(kv.key.clone(), kv);
            }
        }
        self.keys.header.revision = revision;
        true
    }
}

fn revision(event: &Event) -> i64 {
    event.kv.as_ref().map_or(0, |kv| kv.mod_revision)
}

impl RangeState {
    pub(crate) fn reply(&self, kvs: Vec<KeyValue>) -> RangeResponse {
        let count = i64::try_from(kvs.len()).unwrap_or(i64::MAX);
        RangeResponse { header: Some(self.header), kvs, more: false, count }
    }
}
