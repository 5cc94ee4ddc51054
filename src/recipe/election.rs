//! Who leads an election: the oldest key's value, now and whenever it changes.

use super::lease::insist;
use super::mutex::first_created;
use super::watcher::{WatchEnd, WatchEvent, Watcher};
use crate::etcd::prefix_end;
use crate::etcd::proto::{
    DELETE, KeyValue, RangeResponse, ResponseHeader, WatchCreateRequest, WatchResponse,
};
use crate::etcd::{CallError, Session};
use std::collections::VecDeque;
use std::sync::Arc;

/// Observes an election. As in Go a leader of a moment may be left out; a lost connection leaves out
/// none that is still there.
#[derive(Debug)]
pub(crate) struct Observer {
    etcd: Arc<Session>,
    prefix: Vec<u8>,
    watch: LeaderWatch,
    /// Leaders that have not been told yet.
    leaders: VecDeque<RangeResponse>,
    /// What was told last: the key and its revision.
    told: Option<(Vec<u8>, i64)>,
    begun: bool,
}

#[derive(Debug)]
enum LeaderWatch {
    /// Nothing yet: the leader has to be read.
    None,
    /// For a leader to come.
    Vacancy(Watcher),
    Leader(Watcher),
}

/// What an observer has to tell.
#[derive(Debug)]
pub(crate) enum ElectionEvent {
    /// A new leader, or a new value of the same; as a reply to reading its key.
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
            told: None,
            begun: false,
        }
    }

    /// The next thing to tell. Nothing is lost if this is dropped before it is ready.
    pub(crate) async fn next(&mut self) -> Result<ElectionEvent, CallError> {
        loop {
            if let Some(leader) = self.leaders.pop_front() {
                return Ok(ElectionEvent::Leader(leader));
            }
            let news = match &mut self.watch {
                LeaderWatch::None => {
                    self.look().await?;
                    continue;
                }
                LeaderWatch::Vacancy(watcher) | LeaderWatch::Leader(watcher) => {
                    watcher.next().await
                }
            };
            match news {
                Ok(WatchEvent::Response(response)) => self.take(response),
                Ok(WatchEvent::Lost { fault, .. }) => return Ok(ElectionEvent::Lost(fault)),
                Ok(WatchEvent::Regained { endpoint }) => {
                    return Ok(ElectionEvent::Regained { endpoint });
                }
                Err(WatchEnd::Compacted { .. }) => self.watch = LeaderWatch::None,
                Err(WatchEnd::Refused(fault)) => return Err(fault),
            }
        }
    }

    /// Reads who leads, and watches for what comes next.
    async fn look(&mut self) -> Result<(), CallError> {
        let request = first_created(&self.prefix);
        // The first time an etcd that cannot be reached is the answer.
        let reply = match self.begun {
            false => self.etcd.call(request).await?,
            true => insist(async || self.etcd.call(request.clone()).await).await?,
        };
        self.begun = true;
        let header = reply.header.unwrap_or_default();
        let (key, range_end) = match reply.kvs.first() {
            Some(leader) => (leader.key.clone(), Vec::new()),
            None => (self.prefix.clone(), prefix_end(&self.prefix)),
        };
        let start_revision = header.revision.saturating_add(1);
        let request =
            WatchCreateRequest { key, range_end, start_revision, ..WatchCreateRequest::default() };
        let watcher =
            insist(async || Watcher::open(self.etcd.clone(), request.clone()).await).await?;
        self.watch = match reply.kvs.into_iter().next() {
            Some(leader) => {
                self.tell(header, leader);
                LeaderWatch::Leader(watcher)
            }
            None => LeaderWatch::Vacancy(watcher),
        };
        Ok(())
    }

    fn take(&mut self, response: WatchResponse) {
        let header = response.header.unwrap_or_default();
        let vacant = matches!(self.watch, LeaderWatch::Vacancy(_));
        for event in response.events {
            let is_deletion = event.r#type == DELETE;
            if is_deletion != vacant {
                // The leader has left, or somebody has come: who leads now is found by reading.
                self.watch = LeaderWatch::None;
                return;
            }
            if !is_deletion {
                self.tell(header, event.kv.unwrap_or_default());
            }
        }
    }

    fn tell(&mut self, header: ResponseHeader, leader: KeyValue) {
        let this = Some((leader.key.clone(), leader.mod_revision));
        if self.told != this {
            self.told = this;
            let reply =
                RangeResponse { header: Some(header), kvs: vec![leader], ..Default::default() };
            self.leaders.push_back(reply);
        }
    }
}
