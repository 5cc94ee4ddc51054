//! The deadline of an attempt.

use std::time::Duration;
use tokio::time::Instant;

/// The end of the time for an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallDeadline {
    pub(crate) at: Instant,
    /// The whole time, for error messages.
    pub(crate) time: Duration,
}

impl CallDeadline {
    pub(super) fn after(time: Duration) -> Self {
        Self { at: Instant::now() + time, time }
    }

    /// Returns the earlier end.
    pub(super) fn min(self, at: Instant) -> Self {
        let time = at.saturating_duration_since(Instant::now());
        if at < self.at { Self { at, time } } else { self }
    }
}
