//! `--timeout` and `--try`: one time limit for connecting, the lease and the queue.

use super::lease_notes::in_words;
use super::options::ResolvedOptions;
use super::resource::Resource;
use crate::clock::Moment;
use crate::failure::{Failure, Kind};
use std::time::Duration;

/// The time after a call's own deadline, whose error says more.
const MARGIN: Duration = Duration::from_millis(100);

/// The time after the limit in which the holder is looked up and the own key is deleted.
const AFTERMATH: Duration = Duration::from_millis(500);

/// The time in which a lock must be acquired, or its holder be found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TimeLimit {
    time: Duration,
    end: Moment,
}

impl TimeLimit {
    /// Begins the time of `--timeout`; with `--try` that of one call.
    pub(crate) fn begin(options: &ResolvedOptions, call: Duration) -> Option<Self> {
        let of_call = || Self { time: call, end: Moment::now().after(call).after(MARGIN) };
        Self::of(options.timeout).or_else(|| options.at_once.then(of_call))
    }

    /// Begins this time, if there is one.
    pub(crate) fn of(timeout: Option<Duration>) -> Option<Self> {
        timeout.map(|time| Self { time, end: Moment::now().after(time) })
    }

    /// Runs `work`; fails in the words of `what`, which the time follows, if it is not done in time.
    pub(crate) async fn require<T, E: Into<anyhow::Error>>(
        limit: Option<Self>,
        what: &str,
        work: impl Future<Output = Result<T, E>>,
    ) -> anyhow::Result<T> {
        match (Self::bound(limit, work).await, limit) {
            (Some(done), _) => done.map_err(Into::into),
            (None, limit) => {
                let time = in_words(limit.map_or(Duration::ZERO, |limit| limit.time));
                Err(Failure::new(Kind::Deadline, format!("{what} {time}")).into())
            }
        }
    }

    /// Runs `work`; returns `None` if it is not done in time.
    pub(super) fn bound<T>(
        limit: Option<Self>,
        work: impl Future<Output = T>,
    ) -> impl Future<Output = Option<T>> {
        let work = Box::pin(work);
        async move {
            match limit {
                Some(Self { end, .. }) => end.bound(work).await,
                None => Some(work.await),
            }
        }
    }

    /// Runs what is left to do when the time is up.
    pub(super) async fn aftermath<T>(work: impl Future<Output = T>) -> Option<T> {
        Moment::now().after(AFTERMATH).bound(work).await
    }

    pub(super) fn failure(self, resource: &Resource, why: &str) -> Failure {
        let (acquired, time) = (resource.kind.acquired(), in_words(self.time));
        Failure::new(Kind::Deadline, format!("{resource} not {acquired} within {time}: {why}"))
    }
}
