//! A clock that runs while the machine sleeps, as etcd's does on another one.
//!
//! `std::time::Instant` and tokio's timers stop in suspend: a lease that ran out under a closed lid
//! would look alive when it is opened.

use nix::time::{ClockId, clock_gettime};
use std::time::Duration;

#[cfg(any(target_os = "linux", target_os = "android"))]
const CLOCK: ClockId = ClockId::CLOCK_BOOTTIME;
/// On macOS this one runs through suspend.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const CLOCK: ClockId = ClockId::CLOCK_MONOTONIC;

/// How often a sleeper looks at the clock: so late a suspend may be noticed.
const LOOK: Duration = Duration::from_millis(250);

/// A point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(Duration);

impl Moment {
    pub(crate) fn now() -> Self {
        // Without a clock nothing may be taken for alive: then it is later than any deadline.
        Self(clock_gettime(CLOCK).map_or(Duration::MAX, Duration::from))
    }

    /// The moment that another process of this machine calls by this number.
    pub(crate) fn from_nanos(nanos: u64) -> Self {
        Self(Duration::from_nanos(nanos))
    }

    pub(crate) fn nanos(self) -> u64 {
        u64::try_from(self.0.as_nanos()).unwrap_or(u64::MAX)
    }

    pub(crate) fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration))
    }

    pub(crate) fn before(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration))
    }

    /// How long it is until then; zero if it has passed.
    pub(crate) fn left(self) -> Duration {
        self.0.saturating_sub(Self::now().0)
    }

    /// Sleeps until then.
    pub(crate) async fn wait(self) {
        loop {
            let left = self.left();
            if left.is_zero() {
                return;
            }
            tokio::time::sleep(left.min(LOOK)).await;
        }
    }

    /// Bounds `work`; `None` if it was not done by then.
    pub(crate) async fn bound<T>(self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            done = work => Some(done),
            () = self.wait() => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;
    use std::future::{pending, ready};
    use std::time::Duration;

    #[tokio::test(flavor = "current_thread")]
    async fn work_is_bounded_and_a_past_moment_still_takes_what_is_ready() {
        let now = Moment::now();
        assert_eq!(now.bound(ready(1)).await, Some(1));
        let soon = now.after(Duration::from_millis(20));
        assert_eq!(soon.bound(pending::<u8>()).await, None);
        assert!(soon.left().is_zero() && Moment::now() >= soon);
        assert!(now.after(Duration::MAX).left() > Duration::from_secs(1 << 40));
    }
}
