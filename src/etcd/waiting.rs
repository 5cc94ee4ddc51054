//! Patience with an etcd that is not there yet.

use crate::output;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The pause between two tries.
const PAUSE: Duration = Duration::from_millis(250);

/// How long to try again, until the first answer: `--retry`.
#[derive(Debug)]
pub(crate) struct Waiting {
    patience: Duration,
    /// From the first failure on.
    until: Option<Instant>,
}

impl Waiting {
    pub(crate) fn new(patience: Duration) -> Self {
        Self { patience, until: None }
    }

    /// Whether it makes sense to wait at all.
    pub(super) fn is_on(&self) -> bool {
        !self.patience.is_zero()
    }

    /// etcd has answered: what fails from now on is told at once.
    pub(super) fn end(&mut self) {
        self.patience = Duration::ZERO;
    }

    /// Pauses after a failure, which is told if it is the first; false when time is up.
    pub(crate) async fn goes_on(&mut self, cause: &str) -> bool {
        if !self.is_on() {
            return false;
        }
        let now = Instant::now();
        let until = match self.until {
            Some(until) => until,
            None => {
                output::note(&format!("waiting for etcd: {cause}"));
                *self.until.insert(now + self.patience)
            }
        };
        let left = until.saturating_duration_since(now);
        sleep(PAUSE.min(left)).await;
        !left.is_zero()
    }
}
