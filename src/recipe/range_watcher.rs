//! A range of keys as it is, and as it is after each revision that changes it: without a gap, whatever
//! becomes of connections, and of what etcd remembers.

use super::watcher::{End, News, Watcher};
use crate::etcd::Range;
use crate::etcd::proto::{
    DELETE, Event, KeyValue, RangeRequest, RangeResponse, ResponseHeader, WatchCreateRequest,
};
use crate::etcd::{Fault, Session};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// The pause between two tries of a read.
const PAUSE: Duration = Duration::from_millis(250);

/// Follows a range of keys.
#[derive(Debug)]
pub(crate) struct Waiter {
    etcd: Arc<Session>,
    range: Range,
    /// `None`: the keys have to be read, at first or because etcd has forgotten what became of them.
    watcher: Option<Watcher>,
    /// What has happened and was not told yet.
    events: VecDeque<Event>,
    keys: Keys,
    known: bool,
    untold: bool,
    /// Why there is no contact, if there is none.
    trouble: Option<String>,
}

/// The keys of the range.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    pub(crate) header: ResponseHeader,
    pub(crate) kvs: BTreeMap<Vec<u8>, KeyValue>,
}

/// What a waiter has to tell.
#[derive(Debug)]
pub(crate) enum Waited {
    /// The keys are known, or have changed.
    Keys,
    /// Contact is lost; the waiter goes on when it is there again.
    Lost(Fault),
    Regained,
    /// etcd has forgotten changes that were not told; the keys are read again.
    Compacted,
}

impl Waiter {
    pub(crate) fn new(etcd: Arc<Session>, range: Range) -> Self {
        Self {
            etcd,
            range,
            watcher: None,
            events: VecDeque::new(),
            keys: Keys::default(),
            known: false,
            untold: false,
            trouble: None,
        }
    }

    /// The keys as of what was told last.
    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The next thing to tell. An etcd that cannot be reached is a failure only the first time.
    pub(crate) async fn next(&mut self) -> Result<Waited, Fault> {
        loop {
            if std::mem::take(&mut self.untold) || self.advance() {
                return Ok(Waited::Keys);
            }
            let news = match &mut self.watcher {
                Some(watcher) => watcher.next().await,
                None => match self.look().await {
                    Ok(()) if self.trouble.take().is_some() => return Ok(Waited::Regained),
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
                Ok(News::Response(response)) => {
                    self.keys.header = response.header.unwrap_or(self.keys.header);
                    self.events.extend(response.events);
                }
                Ok(News::Lost { fault, .. }) => return Ok(self.lose(fault)),
                Ok(News::Regained { .. }) => {
                    self.trouble = None;
                    return Ok(Waited::Regained);
                }
                Err(End::Compacted { .. }) => {
                    self.watcher = None;
                    return Ok(Waited::Compacted);
                }
                Err(End::Refused(fault)) => return Err(fault),
            }
        }
    }

    fn lose(&mut self, fault: Fault) -> Waited {
        self.trouble = Some(fault.text());
        Waited::Lost(fault)
    }

    /// Reads the keys, and watches for what comes after.
    async fn look(&mut self) -> Result<(), Fault> {
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
        self.keys = Keys { header, kvs };
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

impl Keys {
    /// A reply as if these had been read.
    pub(crate) fn reply(&self, kvs: Vec<KeyValue>) -> RangeResponse {
        let count = i64::try_from(kvs.len()).unwrap_or(i64::MAX);
        RangeResponse { header: Some(self.header), kvs, more: false, count }
    }
}
