//! The changes of one key that a server still has, the oldest first, up to the present.

use super::checkup::is_of_a_proxy;
use super::watcher::{WatchEnd, WatchEvent, Watcher};
use crate::etcd::proto::{Event, MemberListRequest, RangeRequest, header_revision};
use crate::etcd::{CallError, Range, Session};
use crate::failure::{Failure, Kind};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

/// Reads the history of a key by a watch from the oldest revision. It ends with the key's last change; of
/// a key that does not exist, when etcd answers that the watch has caught up.
#[derive(Debug)]
pub(crate) struct KeyHistory {
    session: Arc<Session>,
    key: Vec<u8>,
    /// Later changes are not part of the history.
    now: i64,
    /// The revision of the last change, if the key exists.
    last: Option<i64>,
    compacted: i64,
    watcher: Option<Watcher>,
    changes: VecDeque<Event>,
}

/// The pause after which etcd is asked how far the watch has come.
const POLL: Duration = Duration::from_millis(100);

/// Servers before 3.4.25 and 3.5.8 answer also while older changes are yet to come: only an answer after
/// so much silence counts.
const SILENCE: Duration = Duration::from_millis(300);

/// The silence after which a proxy is looked for.
const LONG_SILENCE: Duration = Duration::from_secs(1);

impl KeyHistory {
    pub(crate) async fn open(session: &Arc<Session>, key: Vec<u8>) -> Result<Self, Failure> {
        let present = session.call(read(&key, 0)).await?;
        let mut history = Self {
            session: Arc::clone(session),
            key,
            now: header_revision(present.header),
            last: present.kvs.first().map(|kv| kv.mod_revision),
            compacted: 0,
            watcher: None,
            changes: VecDeque::new(),
        };
        history.watch(1).await?;
        while let HistoryRead::Compacted { first, .. } = history.receive().await? {
            history.begin_at(first).await?;
        }
        Ok(history)
    }

    /// Returns the revision before which history is gone; 0 if nothing was compacted.
    pub(crate) fn compact_revision(&self) -> i64 {
        self.compacted
    }

    /// Returns the next change; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Event>, Failure> {
        loop {
            if let Some(change) = self.changes.pop_front() {
                return Ok(Some(change));
            }
            if self.watcher.is_none() {
                return Ok(None);
            }
            if let HistoryRead::Compacted { wanted, first } = self.receive().await? {
                return Err(compacted(wanted, first));
            }
        }
    }

    async fn watch(&mut self, first: i64) -> Result<(), Failure> {
        let range = Range { key: self.key.clone(), end: Vec::new() };
        let opening = Watcher::after(&self.session, range, first.saturating_sub(1));
        self.watcher = Some(match timeout_at(self.session.deadline(), opening).await {
            Ok(watcher) => watcher?,
            Err(_) => return Err(self.unanswered()),
        });
        Ok(())
    }

    /// Waits for changes, or for the end of the watch.
    async fn receive(&mut self) -> Result<HistoryRead, Failure> {
        let Some(watcher) = &mut self.watcher else { return Ok(HistoryRead::More) };
        let (session, now, mut lost) = (&self.session, self.now, None);
        let until = if self.last.is_none() { Some(now) } else { None };
        let next = async {
            let soon = timeout(LONG_SILENCE, next_changes(watcher, until, &mut lost)).await;
            match soon {
                Ok(next) => next,
                Err(_) if until.is_some() && lost.is_none() && is_proxy(session).await => Ok(None),
                Err(_) => next_changes(watcher, until, &mut lost).await,
            }
        };
        match timeout_at(session.deadline(), next).await {
            Ok(Ok(Some(events))) => self.add(events),
            Ok(Ok(None)) => self.watcher = None,
            Ok(Err(WatchEnd::Compacted { wanted, first })) => {
                return Ok(HistoryRead::Compacted { wanted, first });
            }
            // The history is read in another one.
            Ok(Err(WatchEnd::Reverted { now, .. })) => {
                return Ok(HistoryRead::Compacted { wanted: now, first: now });
            }
            Ok(Err(WatchEnd::Refused(fault))) => return Err(fault.into()),
            Err(_) => return Err(lost.map_or_else(|| self.unanswered(), Failure::from)),
        }
        Ok(HistoryRead::More)
    }

    fn add(&mut self, events: Vec<Event>) {
        for event in events {
            let revision = event.kv.as_ref().map_or(0, |kv| kv.mod_revision);
            if revision <= self.now {
                self.changes.push_back(event);
            }
            if revision >= self.last.unwrap_or(self.now) {
                self.watcher = None;
            }
        }
    }

    /// Begins at the oldest revision, with the value that the key had then, which was put earlier.
    async fn begin_at(&mut self, first: i64) -> Result<(), Failure> {
        self.compacted = first;
        self.changes.clear();
        let then = match self.session.call(read(&self.key, first)).await {
            Ok(reply) => reply.kvs.into_iter().next(),
            // Compacted once more: the watch finds the next oldest revision.
            Err(fault) if fault.is_compacted() => None,
            Err(fault) => return Err(fault.into()),
        };
        self.watch(first).await?;
        if let Some(kv) = then.filter(|kv| kv.mod_revision < first) {
            self.add(vec![Event { kv: Some(kv), ..Event::default() }]);
        }
        Ok(())
    }

    fn unanswered(&self) -> Failure {
        let time = humantime::format_duration(self.session.options().command_timeout);
        let text = format!("etcd sent no history within {time}");
        Failure::new(Kind::Deadline, text).hint("raise the limit with --command-timeout")
    }
}

enum HistoryRead {
    /// Changes, or the end of the history.
    More,
    Compacted {
        wanted: i64,
        first: i64,
    },
}

/// Waits for changes. Returns `None` when the watch has come to the revision `until`.
async fn next_changes(
    watcher: &mut Watcher,
    until: Option<i64>,
    lost: &mut Option<CallError>,
) -> Result<Option<Vec<Event>>, WatchEnd> {
    let mut silent_since = Instant::now();
    loop {
        let Ok(event) = timeout(POLL, watcher.next()).await else {
            if until.is_some() {
                watcher.request_progress().await;
            }
            continue;
        };
        match event? {
            WatchEvent::Response(response) if !response.events.is_empty() => {
                return Ok(Some(response.events));
            }
            WatchEvent::Response(response) => {
                let is_there = until.is_some_and(|until| header_revision(response.header) >= until);
                if is_there && !response.canceled && silent_since.elapsed() >= SILENCE {
                    return Ok(None);
                }
            }
            WatchEvent::Lost { fault, .. } => *lost = Some(fault),
            WatchEvent::Regained { .. } => (*lost, silent_since) = (None, Instant::now()),
        }
    }
}

/// Returns whether this is etcd's grpc-proxy, which never tells how far a watch has come.
async fn is_proxy(session: &Session) -> bool {
    let members = session.call(MemberListRequest { linearizable: false }).await;
    members.is_ok_and(|list| is_of_a_proxy(&list.members))
}

fn read(key: &[u8], revision: i64) -> RangeRequest {
    RangeRequest { key: key.to_vec(), revision, ..RangeRequest::default() }
}

fn compacted(wanted: i64, first: i64) -> Failure {
    let text = format!(
        "etcdserver: mvcc: required revision has been compacted: \
         history was read up to revision {wanted}, and now begins at {first}"
    );
    Failure::new(Kind::Ended, text).hint("start again")
}
