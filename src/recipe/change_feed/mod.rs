//! The changes of a range from a point on: its state first, if that is wanted, and after a compaction what
//! has changed meanwhile.

mod known_keys;
mod part;
mod reading;
mod start;

pub(crate) use known_keys::KnownKeys;
pub(crate) use part::{EventKind, FeedPart, KnownChange};
pub(crate) use start::FeedStart;

use super::resume_file::ResumePoint;
use super::retry::until_answered;
use super::watcher::{WatchEnd, WatchEvent, Watcher};
use crate::etcd::proto::{
    Event, ResponseHeader, WatchCreateRequest, WatchResponse, header_revision,
};
use crate::etcd::{CallError, Range, Session};
use part::revision;
use reading::StateReading;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

const PAUSE: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(crate) struct ChangeFeed {
    session: Arc<Session>,
    /// The watch, without the revision.
    request: WatchCreateRequest,
    /// Progress notifications are wanted.
    shows_progress: bool,
    only: Option<EventKind>,
    /// The keys as of the last event. With them the feed goes on after a compaction.
    known: Option<KnownKeys>,
    /// The keys at the start were compacted: those that are gone since cannot be told.
    lacks_keys: bool,
    stage: FeedStage,
    /// Events of the next revision that were handled before.
    skip: u64,
    out_of_contact: bool,
    /// An answer to [`Self::ask_progress`] is to come, which is not shown.
    has_asked: bool,
}

#[derive(Debug)]
enum FeedStage {
    Reading(Box<StateReading>),
    /// The keys as of this revision were read.
    Read(i64),
    Watching(Box<Watcher>),
}

#[derive(Debug)]
pub(crate) enum FeedEvent {
    Part(FeedPart),
    /// All keys as of the revision of the header were returned.
    Synced(ResponseHeader),
    Lost {
        fault: CallError,
        resume_at: i64,
    },
    Regained {
        endpoint: Option<String>,
    },
    /// Changes up to this revision were compacted; the keys are read again.
    Compacted(i64),
    /// The store was at the revision `reached`, and is at `now`; the keys are read again.
    Reverted {
        reached: i64,
        now: i64,
        known: KnownKeys,
    },
}

#[derive(Debug)]
pub(crate) enum FeedEnd {
    Watch(WatchEnd),
    /// The revision was compacted before all keys as of it were read.
    StateCompacted(i64),
}

impl ChangeFeed {
    /// Asks etcd for its revision; the answer is a response without events.
    pub(crate) async fn request_progress(&self) {
        if let FeedStage::Watching(watcher) = &self.stage {
            watcher.request_progress().await;
        }
    }

    /// Asks how far the watch has come, if the answer can tell; it is a hidden part.
    pub(crate) async fn ask_progress(&mut self) {
        if let FeedStage::Watching(watcher) = &mut self.stage {
            self.has_asked = watcher.ask_progress().await;
        }
    }

    /// Waits for the next event; cancel safe.
    pub(crate) async fn next(&mut self) -> Result<FeedEvent, FeedEnd> {
        loop {
            let event = match &mut self.stage {
                FeedStage::Reading(_) => self.read().await?,
                FeedStage::Read(revision) => {
                    let first = revision.saturating_add(1);
                    let request = self.request(first);
                    let open = async || Watcher::open(self.session.clone(), request.clone()).await;
                    let watcher = until_answered(open).await;
                    let watcher =
                        watcher.map_err(|fault| FeedEnd::Watch(WatchEnd::Refused(fault)))?;
                    let watcher = watcher.having_reached(first.saturating_sub(1));
                    self.stage = FeedStage::Watching(Box::new(watcher));
                    None
                }
                FeedStage::Watching(watcher) => match watcher.next().await {
                    Ok(WatchEvent::Response(response)) => self.changes(response),
                    Ok(WatchEvent::Lost { fault, resume_at }) => {
                        Some(FeedEvent::Lost { fault, resume_at })
                    }
                    Ok(WatchEvent::Regained { endpoint }) => {
                        Some(FeedEvent::Regained { endpoint: Some(endpoint) })
                    }
                    Err(end) => Some(self.outlive(end)?),
                },
            };
            if let Some(event) = event {
                return Ok(event);
            }
        }
    }

    fn request(&self, start_revision: i64) -> WatchCreateRequest {
        WatchCreateRequest { start_revision, ..self.request.clone() }
    }

    fn range(&self) -> Range {
        Range { key: self.request.key.clone(), end: self.request.range_end.clone() }
    }

    /// Reads the keys again after an end of the watch, if they are known.
    fn outlive(&mut self, end: WatchEnd) -> Result<FeedEvent, FeedEnd> {
        match (end, &mut self.known) {
            (WatchEnd::Compacted { first, .. }, Some(_)) => Ok(self.read_again(first)),
            (WatchEnd::Reverted { reached, now }, Some(known)) => {
                known.forget_revisions();
                let known = known.clone();
                self.read_again(now);
                Ok(FeedEvent::Reverted { reached, now, known })
            }
            (end, _) => Err(FeedEnd::Watch(end)),
        }
    }

    fn read_again(&mut self, compacted: i64) -> FeedEvent {
        self.skip = 0;
        self.stage = FeedStage::Reading(Box::new(StateReading::new(self.range())));
        FeedEvent::Compacted(compacted)
    }

    /// Returns the next part of the state; `None` after a pause.
    async fn read(&mut self) -> Result<Option<FeedEvent>, FeedEnd> {
        let FeedStage::Reading(reading) = &mut self.stage else { return Ok(None) };
        match reading.next(&self.session, &mut self.known, self.only).await {
            Ok(_) if std::mem::take(&mut self.out_of_contact) => {
                Ok(Some(FeedEvent::Regained { endpoint: None }))
            }
            Ok(true) => Ok(reading.part().map(FeedEvent::Part)),
            Ok(false) => {
                let last = reading.part().map(FeedEvent::Part);
                if last.is_some() {
                    return Ok(last);
                }
                let header = reading.header();
                self.stage = FeedStage::Read(header.revision);
                Ok(Some(FeedEvent::Synced(header)))
            }
            Err(fault) if fault.is_compacted() => {
                let revision = reading.header().revision;
                if self.known.is_none() {
                    return Err(FeedEnd::StateCompacted(revision));
                }
                Ok(Some(self.read_again(revision)))
            }
            Err(fault) if !reading.has_begun() || !fault.is_out_of_contact() => {
                Err(FeedEnd::Watch(WatchEnd::Refused(fault)))
            }
            Err(_) if self.out_of_contact => {
                sleep(PAUSE).await;
                Ok(None)
            }
            Err(fault) => {
                self.out_of_contact = true;
                let resume_at = reading.header().revision;
                Ok(Some(FeedEvent::Lost { fault, resume_at }))
            }
        }
    }

    /// Returns what a response of the watch means, if anything.
    fn changes(&mut self, mut response: WatchResponse) -> Option<FeedEvent> {
        if response.canceled && response.compact_revision != 0 && self.known.is_some() {
            return None;
        }
        let last = response.events.last().map(revision);
        let is_progress = is_progress(&response);
        let end = last.or_else(|| is_progress.then(|| header_revision(response.header)));
        let all = response.events.len();
        let mut changes = self.keep_wanted(&mut response.events);
        let skipped = self.skip_handled(&mut response.events);
        for change in &mut changes {
            change.event = change.event.saturating_sub(skipped);
        }
        if response.events.len() < all {
            // What is left of a part may be nothing, so that each part is a response of its own.
            response.fragment = false;
        }
        let is_emptied = all > 0 && response.events.is_empty();
        let is_asked = is_progress && std::mem::take(&mut self.has_asked);
        let is_hidden = is_emptied || is_asked || is_progress && !self.shows_progress;
        let end = end.map(ResumePoint::from);
        Some(FeedEvent::Part(FeedPart {
            response,
            changes,
            end,
            is_hidden,
            is_state: false,
            skipped: skipped as u64,
        }))
    }

    /// Drops events of the other kind, after the known keys have learned from them.
    fn keep_wanted(&mut self, events: &mut Vec<Event>) -> Vec<KnownChange> {
        let mut changes = Vec::new();
        let mut kept = 0;
        // etcd filters events, too, but not if all of them are needed to know the keys.
        events.retain(|event| {
            let is_wanted = self.only.is_none_or(|only| only.is_kind_of(event));
            if let Some(known) = &mut self.known {
                changes.extend(known.apply(event, kept));
            }
            kept += usize::from(is_wanted);
            is_wanted
        });
        changes
    }

    /// Drops events that were handled before; returns their number.
    fn skip_handled(&mut self, events: &mut Vec<Event>) -> usize {
        if self.skip == 0 || events.is_empty() {
            return 0;
        }
        let first = events.first().map(revision);
        let same = events.iter().take_while(|event| Some(revision(event)) == first).count();
        let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(same);
        events.drain(..skipped);
        self.skip = 0;
        skipped
    }
}

/// Returns whether a response reports how far the watch has come. The answer to a request for progress is
/// not of this watch, and may overtake events.
fn is_progress(response: &WatchResponse) -> bool {
    response.events.is_empty()
        && !response.canceled
        && response.watch_id >= 0
        && header_revision(response.header) > 0
}
