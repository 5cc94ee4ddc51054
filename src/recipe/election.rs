//! The leader of an election: the oldest key, now and after every change.

use super::mutex::first_created;
use super::retry::call_until_answered;
use super::watcher::{SILENCE, WatchEnd, WatchEvent, Watcher};
use crate::etcd::proto::{DELETE, KeyValue, RangeResponse, ResponseHeader, WatchResponse};
use crate::etcd::{CallError, Range, Session};
use std::collections::VecDeque;
use std::sync::Arc;

/// An observer of an election. As in Go's package a leader that leads for a moment may be skipped, but
/// a lost connection skips no leader that still leads.
#[derive(Debug)]
pub(crate) struct Observer {
    etcd: Arc<Session>,
    prefix: Vec<u8>,
    watch: LeaderWatch,
    leaders: VecDeque<RangeResponse>,
    /// The key and the revision of the last leader in the queue.
    last: Option<(Vec<u8>, i64)>,
    has_answered: bool,
}

#[derive(Debug)]
enum LeaderWatch {
    /// The leader has to be read first.
    None,
    /// Watches the prefix for a first leader.
    Vacancy(Watcher),
    Leader(Watcher),
}

#[derive(Debug)]
pub(crate) enum ElectionEvent {
    /// A new leader, or a new value of its key, as a reply to a read of the key.
    Leader(RangeResponse),
    Lost(CallError),
    Regained {
        endpoint: String,
    },
}

impl Observer {
    pub(crate) fn new(etcd: Arc<Session>, name: &[u8]) -> Self {
        let prefix = [name, b"/"].concat();
        Self {
            etcd,
            prefix,
            watch: LeaderWatch::None,
            leaders: VecDeque::new(),
            last: None,
            has_answered: false,
        }
    }

    /// Waits for the next event; cancel safe.
    pub(crate) async fn next(&mut self) -> Result<ElectionEvent, CallError> {
        loop {
            if let Some(leader) = self.leaders.pop_front() {
                return Ok(ElectionEvent::Leader(leader));
            }
            let news = match &mut self.watch {
                LeaderWatch::None => {
                    self.read_leader().await?;
                    continue;
                }
                LeaderWatch::Vacancy(watcher) | LeaderWatch::Leader(watcher) => {
                    watcher.next().await
                }
            };
            match news {
                Ok(WatchEvent::Response(response)) => self.apply(response),
                Ok(WatchEvent::Lost { fault, .. }) => return Ok(ElectionEvent::Lost(fault)),
                Ok(WatchEvent::Regained { endpoint }) => {
                    return Ok(ElectionEvent::Regained { endpoint });
                }
                Err(WatchEnd::Compacted { .. } | WatchEnd::Reverted { .. }) => {
                    self.watch = LeaderWatch::None;
                }
                Err(WatchEnd::Refused(fault)) => return Err(fault),
            }
        }
    }

    async fn read_leader(&mut self) -> Result<(), CallError> {
        let request = first_created(&self.prefix);
        // Only the first read fails if etcd cannot be reached.
        let reply = match self.has_answered {
            false => self.etcd.call(request).await?,
            true => call_until_answered(&self.etcd, request).await?,
        };
        self.has_answered = true;
        let header = reply.header.unwrap_or_default();
        let range = match reply.kvs.first() {
            Some(leader) => Range { key: leader.key.clone(), end: Vec::new() },
            None => Range::prefix(self.prefix.clone()),
        };
        let watcher =
            Watcher::after(&self.etcd, range, header.revision).await?.expect_life(SILENCE);
        self.watch = match reply.kvs.into_iter().next() {
            Some(leader) => {
                self.push(header, leader);
                LeaderWatch::Leader(watcher)
            }
            None => LeaderWatch::Vacancy(watcher),
        };
        Ok(())
    }

    fn apply(&mut self, response: WatchResponse) {
        let header = response.header.unwrap_or_default();
        let vacant = matches!(self.watch, LeaderWatch::Vacancy(_));
        for event in response.events {
            let is_deletion = event.r#type == DELETE;
            if is_deletion != vacant {
                // The leader is gone, or the vacancy is over: read the new leader.
                self.watch = LeaderWatch::None;
                return;
            }
            if !is_deletion {
                self.push(header, event.kv.unwrap_or_default());
            }
        }
    }

    fn push(&mut self, header: ResponseHeader, leader: KeyValue) {
        let this = Some((leader.key.clone(), leader.mod_revision));
        if self.last != this {
            self.last = this;
            let reply =
                RangeResponse { header: Some(header), kvs: vec![leader], ..Default::default() };
            self.leaders.push_back(reply);
        }
    }
}
