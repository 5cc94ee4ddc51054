//! Rise and fall: the numbers of equal results in a row that change the health.

use std::num::NonZeroU32;

#[derive(Debug, Clone, Copy)]
pub(crate) struct RiseFallCounts {
    pub(crate) rise: NonZeroU32,
    pub(crate) fall: NonZeroU32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HealthChange {
    /// Healthy, for the first time or again.
    Up,
    /// No longer healthy, with the last cause.
    Down(String),
    /// Failed before it was ever healthy. Reported once.
    NotYet(String),
}

#[derive(Debug)]
pub(super) struct RiseFall {
    counts: RiseFallCounts,
    state: RiseFallState,
    /// The number of results in a row against the state.
    streak: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RiseFallState {
    Initial,
    Down,
    Up,
}

impl RiseFall {
    pub(super) fn new(counts: RiseFallCounts) -> Self {
        Self { counts, state: RiseFallState::Initial, streak: 0 }
    }

    /// Records a result. Returns the change, if there is one.
    pub(super) fn record(&mut self, result: Result<(), String>) -> Option<HealthChange> {
        let up = self.state == RiseFallState::Up;
        self.streak = if result.is_ok() == up { 0 } else { self.streak.saturating_add(1) };
        let threshold = if up { self.counts.fall } else { self.counts.rise };
        let reached = self.streak >= threshold.get();
        match (result, self.state) {
            (Ok(()), _) if reached => self.change(RiseFallState::Up, HealthChange::Up),
            (Err(cause), _) if reached => {
                self.change(RiseFallState::Down, HealthChange::Down(cause))
            }
            (Err(cause), RiseFallState::Initial) => {
                self.change(RiseFallState::Down, HealthChange::NotYet(cause))
            }
            _ => None,
        }
    }

    fn change(&mut self, state: RiseFallState, change: HealthChange) -> Option<HealthChange> {
        self.state = state;
        self.streak = 0;
        Some(change)
    }
}

#[cfg(test)]
mod tests {
    use super::{HealthChange, RiseFall, RiseFallCounts};
    use std::num::NonZeroU32;

    /// Returns the changes after the results `+` and `-`: `U`p, `D`own, `N`ot yet or `.` for none.
    fn changes(rise: u32, fall: u32, results: &str) -> String {
        let [rise, fall] = [rise, fall].map(|n| NonZeroU32::new(n).unwrap());
        let mut rise_fall = RiseFall::new(RiseFallCounts { rise, fall });
        let mut record = |result| match rise_fall.record(result) {
            None => '.',
            Some(HealthChange::Up) => 'U',
            Some(HealthChange::Down(cause)) => cause.chars().next().unwrap(),
            Some(HealthChange::NotYet(_)) => 'N',
        };
        results.chars().map(|c| record(if c == '+' { Ok(()) } else { Err("D".into()) })).collect()
    }

    #[test]
    fn change_is_reported_once() {
        assert_eq!(changes(1, 1, "++--++"), "U.D.U.");
        assert_eq!(changes(1, 3, "+--+---+"), "U.....DU");
        assert_eq!(changes(2, 1, "+-++-+-++"), ".N.UD...U");
    }

    #[test]
    fn only_the_first_failure_before_up_is_reported() {
        assert_eq!(changes(1, 1, "---+"), "N..U");
        assert_eq!(changes(3, 1, "--+++"), "N...U");
        assert_eq!(changes(3, 1, "++-+++"), "..N..U");
    }
}
