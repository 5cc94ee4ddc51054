//! Where a feed begins.

use super::reading::StateReading;
use super::{ChangeFeed, EventKind, FeedStage, KnownKeys};
use crate::etcd::proto::{RangeRequest, ResponseHeader, WatchCreateRequest};
use crate::etcd::{CallError, Session};
use crate::recipe::resume_file::ResumePoint;
use crate::recipe::watcher::Watcher;
use std::sync::Arc;

#[derive(Debug, Clone)]
pub(crate) enum FeedStart {
    /// The next change.
    Now,
    /// The changes of this revision.
    Revision(i64),
    /// The state, and then the changes since.
    State,
    /// What follows what was handled.
    Point(ResumePoint),
}

impl ChangeFeed {
    /// Returns a feed that ends when changes were compacted. `request` is the watch, without the revision.
    pub(crate) async fn open(
        session: Arc<Session>,
        request: WatchCreateRequest,
        only: Option<EventKind>,
        start: FeedStart,
    ) -> Result<Self, CallError> {
        let mut feed = Self::new(session, request, only);
        feed.filter();
        feed.begin(start).await?;
        Ok(feed)
    }

    /// Returns a feed that goes on after a compaction, from the keys known at its start. If they are not
    /// given, they are read.
    pub(crate) async fn open_known(
        session: Arc<Session>,
        request: WatchCreateRequest,
        only: Option<EventKind>,
        mut start: FeedStart,
        known: Option<KnownKeys>,
    ) -> Result<Self, CallError> {
        let mut feed = Self::new(session, request, only);
        // Without deletions the keys are known well enough; without puts they are not.
        if only == Some(EventKind::Put) {
            feed.filter();
        }
        let is_known = known.is_some() || matches!(start, FeedStart::State);
        feed.known = Some(known.unwrap_or_default());
        if !is_known {
            start = feed.learn(start).await?;
        }
        feed.begin(start).await?;
        Ok(feed)
    }

    /// Returns the header of the store as it is now.
    pub(crate) async fn header(
        session: &Session,
        request: &WatchCreateRequest,
    ) -> Result<ResponseHeader, CallError> {
        let key = request.key.clone();
        let one = RangeRequest { key, count_only: true, ..RangeRequest::default() };
        Ok(session.call(one).await?.header.unwrap_or_default())
    }

    pub(crate) fn known(&self) -> Option<&KnownKeys> {
        self.known.as_ref()
    }

    /// Returns whether the keys at the start were compacted, so that deletions since cannot be told.
    pub(crate) fn lacks_keys(&self) -> bool {
        self.lacks_keys
    }

    /// Returns whether the keys as they are now come first.
    pub(crate) fn begins_with_state(&self) -> bool {
        matches!(self.stage, FeedStage::Reading(_))
    }

    /// Returns progress notifications only as hidden parts.
    pub(crate) fn hide_progress(&mut self) {
        self.shows_progress = false;
    }

    fn new(session: Arc<Session>, request: WatchCreateRequest, only: Option<EventKind>) -> Self {
        Self {
            session,
            request,
            shows_progress: true,
            only,
            known: None,
            lacks_keys: false,
            stage: FeedStage::Read(0),
            skip: 0,
            out_of_contact: false,
            has_asked: false,
        }
    }

    fn filter(&mut self) {
        self.request.filters = self.only.iter().map(|only| only.filter()).collect();
    }

    async fn begin(&mut self, start: FeedStart) -> Result<(), CallError> {
        let (first, reached) = match start {
            FeedStart::Now => (0, 0),
            // It may be one of the future.
            FeedStart::Revision(first) => (first, 0),
            FeedStart::State => {
                self.begin_reading(0, None);
                return Ok(());
            }
            FeedStart::Point(ResumePoint { revision, read_to: Some(key), .. }) => {
                self.begin_reading(revision, Some(key));
                return Ok(());
            }
            FeedStart::Point(point) => {
                self.skip = point.events;
                (point.revision.saturating_add(1), point.revision)
            }
        };
        let watcher = Watcher::open(self.session.clone(), self.request(first)).await?;
        self.stage = FeedStage::Watching(Box::new(watcher.having_reached(reached)));
        Ok(())
    }

    fn begin_reading(&mut self, revision: i64, last: Option<Vec<u8>>) {
        let reading = StateReading::new(self.range()).at(revision, last);
        self.stage = FeedStage::Reading(Box::new(reading));
    }

    /// Reads the keys before the first change. Returns the start, which is a point if it was now.
    async fn learn(&mut self, start: FeedStart) -> Result<FeedStart, CallError> {
        let before = match &start {
            FeedStart::Now | FeedStart::State => 0,
            FeedStart::Revision(first) if *first > 1 => first - 1,
            // No key is older.
            FeedStart::Revision(_) => return Ok(start),
            FeedStart::Point(point) => point.revision,
        };
        let reading = StateReading::new(self.range()).at(before, None);
        let mut reading = reading.keys_only();
        let read = reading.next(&self.session, &mut self.known, None).await;
        if let (Some(known), FeedStart::Point(ResumePoint { read_to: Some(last), .. })) =
            (&mut self.known, &start)
        {
            // The others are still to come.
            known.forget_after(last);
        }
        match read {
            // All keys that there are then count as new.
            Err(fault) if fault.is_compacted() => {
                self.known = Some(KnownKeys::default());
                self.lacks_keys = true;
                Ok(start)
            }
            Err(fault) => Err(fault),
            Ok(_) if before == 0 => Ok(FeedStart::Point(reading.header().revision.into())),
            Ok(_) => Ok(start),
        }
    }
}
