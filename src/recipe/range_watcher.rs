//! List, then watch: a range of keys now and after each revision that changes it, without a gap across
//! lost connections and compactions.

use super::watcher::{SILENCE, WatchEnd, WatchEvent, Watcher};
use crate::etcd::Range;
use crate::etcd::proto::{
    DELETE, Event, KeyValue, RangeRequest, RangeResponse, ResponseHeader, WatchCreateRequest,
};
use crate::etcd::{CallError, Session};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

const PAUSE: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(crate) struct RangeWatcher {
    etcd: Arc<Session>,
    range: Range,
    /// `None` while the keys have to be read: at first, and after a compaction.
    watcher: Option<Watcher>,
    events: VecDeque<Event>,
    keys: RangeState,
    is_known: bool,
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
        Self {
            etcd,
            range,
            watcher: None,
            events: VecDeque::new(),
            keys: RangeState::default(),
            is_known: false,
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
                None => match self.list().await {
                    Ok(()) if std::mem::take(&mut self.out_of_contact) => {
                        return Ok(RangeEvent::Regained);
                    }
                    Ok(()) => continue,
                    Err(fault) if !self.is_known || !fault.is_out_of_contact() => {
                        return Err(fault);
                    }
                    Err(fault) if !self.out_of_contact => return Ok(self.lose(fault)),
                    Err(_) => {
                        sleep(PAUSE).await;
                        continue;
                    }
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
                Err(WatchEnd::Compacted { .. }) => {
                    self.watcher = None;
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

    async fn list(&mut self) -> Result<(), CallError> {
        let Range { key, end: range_end } = self.range.clone();
        let request = RangeRequest { key, range_end, ..RangeRequest::default() };
        let reply = self.etcd.call(request.clone()).await?;
        let header = reply.header.unwrap_or_default();
        let watch = WatchCreateRequest {
            key: request.key,
            range_end: request.range_end,
            start_revision: header.revision.saturating_add(1),
            ..WatchCreateRequest::default()
        };
        let watcher = Watcher::open(self.etcd.clone(), watch).await?.expect_life(SILENCE);
        self.watcher = Some(watcher);
        let kvs = reply.kvs.into_iter().map(|kv| (kv.key.clone(), kv)).collect();
        self.is_changed = !self.is_known || self.keys.kvs != kvs;
        self.keys = RangeState { header, kvs };
        self.is_known = true;
        Ok(())
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
