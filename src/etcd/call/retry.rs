//! `--retry`: waiting for an etcd that is not up yet.

use crate::output;
use std::time::Duration;
use tokio::time::{Instant, sleep};

const PAUSE: Duration = Duration::from_millis(250);

/// The time for retries until the first answer.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    patience: Duration,
    /// The end of the time, once it has begun.
    until: Option<Instant>,
    is_reported: bool,
}

impl RetryBudget {
    pub(crate) fn new(patience: Duration) -> Self {
        Self { patience, until: None, is_reported: false }
    }

    pub(crate) fn is_on(&self) -> bool {
        !self.patience.is_zero()
    }

    pub(crate) fn begin(&mut self) {
        self.until.get_or_insert_with(|| Instant::now() + self.patience);
    }

    /// Returns the end of the time; `None` without `--retry` or after an answer.
    pub(crate) fn until(&self) -> Option<Instant> {
        self.until.filter(|_| self.is_on())
    }

    pub(crate) fn end(&mut self) {
        self.patience = Duration::ZERO;
    }

    /// Pauses after a failure, and reports the first one. Returns false when the time is up.
    pub(crate) async fn wait(&mut self, cause: &str) -> bool {
        let Some(until) = self.until() else { return false };
        if !std::mem::replace(&mut self.is_reported, true) {
            output::note(&format!("waiting for etcd: {cause}"));
        }
        let left = until.saturating_duration_since(Instant::now());
        sleep(PAUSE.min(left)).await;
        left > PAUSE
    }
}
