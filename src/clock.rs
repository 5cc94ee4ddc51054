//! A clock that keeps running while the machine is suspended, and the pauses between retries.
//!
//! `std::time::Instant` and tokio's timers stop in suspend: a lease that expired under a closed lid
//! would look alive when the lid is opened.

use nix::time::{ClockId, clock_gettime};
use std::time::Duration;

#[cfg(any(target_os = "linux", target_os = "android"))]
const CLOCK: ClockId = ClockId::CLOCK_BOOTTIME;
// On macOS this clock runs through suspend.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const CLOCK: ClockId = ClockId::CLOCK_MONOTONIC;

/// Interval at which sleepers read the clock: the longest time until a suspend is noticed.
const POLL: Duration = Duration::from_millis(250);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(Duration);

impl Moment {
    pub(crate) fn now() -> Self {
        // Without a clock every deadline has passed: no lease may be taken for alive.
        Self(clock_gettime(CLOCK).map_or(Duration::MAX, Duration::from))
    }

    /// Reads a moment that another process of this machine wrote with [`Self::nanos`].
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

    /// Returns the time until then; zero if it has passed.
    pub(crate) fn left(self) -> Duration {
        self.0.saturating_sub(Self::now().0)
    }

    pub(crate) async fn wait(self) {
        loop {
            let left = self.left();
            if left.is_zero() {
                return;
            }
            tokio::time::sleep(left.min(POLL)).await;
        }
    }

    /// Runs `work`; returns `None` if it is not done by then.
    pub(crate) fn bound<T>(self, work: impl Future<Output = T>) -> impl Future<Output = Option<T>> {
        // Each `async fn` around a future would double its size on the stack.
        let work = Box::pin(work);
        async move {
            tokio::select! {
                biased;
                done = work => Some(done),
                () = self.wait() => None,
            }
        }
    }
}

/// Pauses between retries, which double up to a limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backoff {
    next: Duration,
    limit: Duration,
}

impl Backoff {
    pub(crate) const fn new(first: Duration, limit: Duration) -> Self {
        Self { next: first, limit }
    }

    /// Returns the next pause, and doubles the one after it.
    pub(crate) fn advance(&mut self) -> Duration {
        let pause = self.next;
        self.next = self.limit.min(pause * 2);
        pause
    }

    /// Sleeps for the next pause. A sleep that is dropped does not count.
    pub(crate) async fn pause(&mut self) {
        tokio::time::sleep(self.next).await;
        self.advance();
    }
}

#[cfg(test)]
mod tests {
    use super::{Backoff, Moment};
    use std::future::{pending, ready};
    use std::time::Duration;

    #[tokio::test(flavor = "current_thread")]
    async fn work_ends_at_its_deadline_unless_it_is_ready() {
        let now = Moment::now();
        assert_eq!(now.bound(ready(1)).await, Some(1));
        let soon = now.after(Duration::from_millis(20));
        assert_eq!(soon.bound(pending::<u8>()).await, None);
        assert!(soon.left().is_zero() && Moment::now() >= soon);
        assert!(now.after(Duration::MAX).left() > Duration::from_secs(1 << 40));
    }

    #[test]
    fn pauses_double_up_to_the_limit() {
        let mut backoff = Backoff::new(Duration::from_millis(25), Duration::from_millis(80));
        let pauses: Vec<_> = (0..4).map(|_| backoff.advance().as_millis()).collect();
        assert_eq!(pauses, [25, 50, 80, 80]);
    }
}
