//! A range of keys as it is, and as it is after each revision that changes it: without a gap, whatever
//! becomes of connections, and of what etcd remembers.

use super::watcher::{WatchEnd, WatchEvent, Watcher};
use crate::etcd::Range;
use crate::etcd::proto::{
    DELETE, Event, KeyValue, RangeRequest, RangeResponse, ResponseHeader, WatchCreateRequest,
};
use crate::etcd::{CallError, Session};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// The pause between two tries of a read.
const PAUSE: Duration = Duration::from_millis(250);

/// Follows a range of keys.
#[derive(Debug)]
pub(crate) struct RangeWatcher {
    etcd: Arc<Session>,
    range: Range,
    /// `None`: the keys have to be read, at first or because etcd has forgotten what became of them.
    watcher: Option<Watcher>,
    /// What has happened and was not told yet.
    events: VecDeque<Event>,
    keys: RangeState,
    known: bool,
    untold: bool,
    /// Why there is no contact, if there is none.
    trouble: Option<String>,
}

/// The keys of the range.
#[derive(Debug, Default)]
pub(crate) struct RangeState {
    pub(crate) header: ResponseHeader,
    pub(crate) kvs: BTreeMap<Vec<u8>, KeyValue>,
}

/// What a waiter has to tell.
#[derive(Debug)]
pub(crate) enum RangeEvent {
    /// The keys are known, or have changed.
    Keys,
    /// Contact is lost; the waiter goes on when it is there again.
    Lost(CallError),
    Regained,
    /// etcd has forgotten changes that were not told; the keys are read again.
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
            known: false,
            untold: false,
            trouble: None,
        }
    }

    /// The keys as of what was told last.
    pub(crate) fn keys(&self) -> &RangeState {
        &self.keys
    }

    /// The next thing to tell. An etcd that cannot be reached is a failure only the first time.
    pub(crate) async fn next(&mut self) -> Result<RangeEvent, CallError> {
        loop {
            if std::mem::take(&mut self.untold) || self.advance() {
                return Ok(RangeEvent::Keys);
            }
            let news = match &mut self.watcher {
                Some(watcher) => watcher.next().await,
                None => match self.look().await {
                    Ok(()) if self.trouble.take().is_some() => return Ok(RangeEvent::Regained),
                    Ok(()) => continue,
                    Err(fault) if !self.known || !fault.is_out_of_contact() => return Err(fault),
                    Err(fault) if self.trouble.is_none() => return Ok(self.lose(fault)),
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
                    self.trouble = None;
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
        self.trouble = Some(fault.text());
        RangeEvent::Lost(fault)
    }

    /// Reads the keys, and watches for what comes after.
    async fn look(&mut self) -> Result<(), CallError> {
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
        self.watcher = Some(Watcher::open(self.etcd.clone(), watch).await?);
        let kvs = reply.kvs.into_iter().map(|kv| (kv.key.clone(), kv)).collect();
        self.untold = !self.known || self.keys.kvs != kvs;
        self.keys = RangeState { header, kvs };
        self.known = true;
        Ok(())
    }

    /// Goes to the next revision that is known of, if there is one.
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
    /// A reply as if these had been read.
    pub(crate) fn reply(&self, kvs: Vec<KeyValue>) -> RangeResponse {
        let count = i64::try_from(kvs.len()).unwrap_or(i64::MAX);
        RangeResponse { header: Some(self.header), kvs, more: false, count }
    }
}
