//! `--retry`: waiting for an etcd that is not up yet.

use std::time::Duration;
use tokio::time::{Instant, sleep};

const PAUSE: Duration = Duration::from_millis(250);

/// The time until the first answer: for connecting, logging in, the call, and all pauses.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    patience: Duration,
    /// The end of the time, once it has begun.
    until: Option<Instant>,
}

impl RetryBudget {
    pub(crate) fn new(patience: Duration) -> Self {
        Self { patience, until: None }
    }

    /// Returns the end of the time, which begins with the first call; `None` without `--retry`, or after an
    /// answer.
    pub(crate) fn begin(&mut self) -> Option<Instant> {
        if self.patience.is_zero() {
            return None;
        }
        Some(*self.until.get_or_insert_with(|| Instant::now() + self.patience))
    }

    /// Ends the time, with an answer or without: later calls are as if there were no `--retry`.
    pub(crate) fn end(&mut self) {
        self.patience = Duration::ZERO;
    }
}

/// Pauses between two attempts. Returns false when the time is up.
pub(crate) async fn pause_until(until: Instant) -> bool {
    let left = until.saturating_duration_since(Instant::now());
    sleep(PAUSE.min(left)).await;
    left > PAUSE
}
