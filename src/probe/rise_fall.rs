//! When a change counts: after so many passes or failures in a row.

use std::num::NonZeroU32;

/// How many in a row it takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RiseFallCounts {
    /// Passes, to be up.
    pub(crate) rise: NonZeroU32,
    /// Failures, to be down.
    pub(crate) fall: NonZeroU32,
}

/// What has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HealthChange {
    /// It has passed often enough, for the first time or again.
    Up,
    /// It was up, and has failed too often; the last cause.
    Down(String),
    /// It has failed before it ever was up: told once.
    NotYet(String),
}

/// Makes verdicts out of single results.
#[derive(Debug)]
pub(super) struct RiseFall {
    thresholds: RiseFallCounts,
    state: RiseFallState,
    /// How many results in a row have spoken against it.
    streak: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RiseFallState {
    Untold,
    Down,
    Up,
}

impl RiseFall {
    pub(super) fn new(thresholds: RiseFallCounts) -> Self {
        Self { thresholds, state: RiseFallState::Untold, streak: 0 }
    }

    /// Takes a result; returns what it has changed, if anything.
    pub(super) fn take(&mut self, result: Result<(), String>) -> Option<HealthChange> {
        let up = self.state == RiseFallState::Up;
        self.streak = if result.is_ok() == up { 0 } else { self.streak.saturating_add(1) };
        let threshold = if up { self.thresholds.fall } else { self.thresholds.rise };
        let reached = self.streak >= threshold.get();
        match (result, self.state) {
            (Ok(()), _) if reached => self.change(RiseFallState::Up, HealthChange::Up),
            (Err(cause), _) if reached => {
                self.change(RiseFallState::Down, HealthChange::Down(cause))
            }
            (Err(cause), RiseFallState::Untold) => {
                self.change(RiseFallState::Down, HealthChange::NotYet(cause))
            }
            _ => None,
        }
    }

    fn change(&mut self, state: RiseFallState, verdict: HealthChange) -> Option<HealthChange> {
        self.state = state;
        self.streak = 0;
        Some(verdict)
    }
}

#[cfg(test)]
mod tests {
    use super::{HealthChange, RiseFall, RiseFallCounts};
    use std::num::NonZeroU32;

    /// What is told after each of the results, `+` and `-`: Up, Down, Not yet or nothing.
    fn told(rise: u32, fall: u32, results: &str) -> String {
        let [rise, fall] = [rise, fall].map(|n| NonZeroU32::new(n).unwrap());
        let mut gate = RiseFall::new(RiseFallCounts { rise, fall });
        let mut take = |result| match gate.take(result) {
            None => '.',
            Some(HealthChange::Up) => 'U',
            Some(HealthChange::Down(cause)) => cause.chars().next().unwrap(),
            Some(HealthChange::NotYet(_)) => 'N',
        };
        results.chars().map(|c| take(if c == '+' { Ok(()) } else { Err("D".into()) })).collect()
    }

    #[test]
    fn one_change_is_told_once() {
        assert_eq!(told(1, 1, "++--++"), "U.D.U.");
        assert_eq!(told(1, 3, "+--+---+"), "U.....DU");
        assert_eq!(told(2, 1, "+-++-+-++"), ".N.UD...U");
    }

    #[test]
    fn only_the_first_failure_before_it_is_up_is_told() {
        assert_eq!(told(1, 1, "---+"), "N..U");
        assert_eq!(told(3, 1, "--+++"), "N...U");
        assert_eq!(told(3, 1, "++-+++"), "..N..U");
    }
}
