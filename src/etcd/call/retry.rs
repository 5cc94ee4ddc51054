//! Patience with an etcd that is not there yet.

use crate::output;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The pause between two tries.
const PAUSE: Duration = Duration::from_millis(250);

/// How long to try again, until the first answer: `--retry`.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    patience: Duration,
    /// When it ends, once it has begun.
    until: Option<Instant>,
    is_told: bool,
}

impl RetryBudget {
    pub(crate) fn new(patience: Duration) -> Self {
        Self { patience, until: None, is_told: false }
    }

    /// Whether it makes sense to wait at all.
    pub(crate) fn is_on(&self) -> bool {
        !self.patience.is_zero()
    }

    /// Counts the time from now on, if it does not count already.
    pub(crate) fn begin(&mut self) {
        self.until.get_or_insert_with(|| Instant::now() + self.patience);
    }

    /// Returns when the waiting ends; `None` if there is none.
    pub(crate) fn until(&self) -> Option<Instant> {
        self.until.filter(|_| self.is_on())
    }

    /// etcd has answered: what fails from now on is told at once.
    pub(crate) fn end(&mut self) {
        self.patience = Duration::ZERO;
    }

    /// Pauses after a failure, which is told if it is the first; false when time is up.
    pub(crate) async fn goes_on(&mut self, cause: &str) -> bool {
        let Some(until) = self.until() else { return false };
        if !std::mem::replace(&mut self.is_told, true) {
            output::note(&format!("waiting for etcd: {cause}"));
        }
        let left = until.saturating_duration_since(Instant::now());
        sleep(PAUSE.min(left)).await;
        left > PAUSE
    }
}
