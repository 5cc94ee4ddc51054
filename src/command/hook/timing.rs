//! When a burst of changes is over.

use crate::clock::Moment;
use std::future::pending;
use std::time::Duration;

/// A burst is over when no change came for the time `quiet`, or when it has lasted for `max_wait`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Debounce {
    pub(crate) quiet: Duration,
    pub(crate) max_wait: Duration,
}

/// The first and the last change of a burst, if there is one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct BurstTimer(Option<(Moment, Moment)>);

impl BurstTimer {
    pub(crate) fn change(&mut self, now: Moment) {
        let first = self.0.map_or(now, |(first, _)| first);
        self.0 = Some((first, now));
    }

    /// Returns when the burst is over; `None` without one.
    pub(crate) fn due(&self, debounce: Debounce) -> Option<Moment> {
        let (first, last) = self.0?;
        Some(last.after(debounce.quiet).min(first.after(debounce.max_wait)))
    }
}

/// Waits until a moment; for ever without one.
pub(crate) async fn at(moment: Option<Moment>) {
    match moment {
        Some(moment) => moment.wait().await,
        None => pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::{BurstTimer, Debounce};
    use crate::clock::Moment;
    use std::time::Duration;

    #[test]
    fn burst_is_over_after_a_pause_or_when_it_has_lasted_too_long() {
        let second = Duration::from_secs(1);
        let debounce = Debounce { quiet: second, max_wait: 3 * second };
        let start = Moment::now();
        let mut timer = BurstTimer::default();
        assert_eq!(timer.due(debounce), None);
        for (change, due) in [(0, 1), (1, 2), (2, 3), (9, 3)] {
            timer.change(start.after(change * second));
            assert_eq!(timer.due(debounce), Some(start.after(due * second)), "{change}");
        }
        let long = Debounce { quiet: Duration::MAX, max_wait: Duration::MAX };
        assert!(timer.due(long) > Some(start));
    }
}
