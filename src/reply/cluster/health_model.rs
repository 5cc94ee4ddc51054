//! What is asked about health, and what is made of the answers: of one, and of all together.

use std::time::Duration;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProbeKind {
    /// What etcdctl asks: a read that the cluster agrees on, and no alarm.
    Healthy,
    /// Does the process answer?
    Live,
    /// Does the cluster agree on a read?
    Ready,
}

/// What came of examining one.
#[derive(Debug, Clone)]
pub(crate) struct HealthCheck {
    pub(crate) took: Duration,
    pub(crate) outcome: Result<(), HealthError>,
}

/// What is wrong with an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HealthError {
    /// Unhealthy, or unknown.
    pub(crate) verdict: Verdict,
    /// How far we had come: a stable word.
    pub(crate) phase: &'static str,
    /// Why, without the endpoint.
    pub(crate) cause: String,
    /// The same in etcdctl's words, where it has any.
    pub(crate) error: String,
    /// What to do about it.
    pub(crate) hint: Option<String>,
}

/// The phase of a condition that the user set.
pub(crate) const CONDITION: &str = "condition";

/// How somebody or all together are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Unhealthy,
    /// We were not allowed to look.
    Unknown,
    /// There is a quorum, but not all are well. Only a cluster can be that.
    Degraded,
    Healthy,
}

impl Verdict {
    /// The verdict as a stable word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Unhealthy => "unhealthy",
            Self::Unknown => "unknown",
            Self::Degraded => "degraded",
            Self::Healthy => "healthy",
        }
    }
}

/// How many there are, and how they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct HealthTally {
    pub(crate) all: usize,
    pub(crate) healthy: usize,
    pub(crate) unknown: usize,
}

impl HealthTally {
    pub(crate) fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut tally = Self::default();
        for verdict in verdicts {
            tally.all += 1;
            tally.healthy += usize::from(verdict == Verdict::Healthy);
            tally.unknown += usize::from(verdict == Verdict::Unknown);
        }
        tally
    }

    /// How many of them can decide without the others.
    pub(crate) fn quorum(self) -> usize {
        self.all / 2 + 1
    }

    /// Whether so many are healthy, as far as it can be told.
    pub(crate) fn reaches(self, enough: usize) -> Verdict {
        if self.healthy >= enough {
            Verdict::Healthy
        } else if self.healthy + self.unknown >= enough {
            Verdict::Unknown
        } else {
            Verdict::Unhealthy
        }
    }

    /// How a cluster of these is.
    pub(crate) fn verdict(self) -> Verdict {
        match self.reaches(self.quorum()) {
            Verdict::Healthy if self.healthy < self.all => Verdict::Degraded,
            verdict => verdict,
        }
    }
}

impl ProbeKind {
    /// What an endpoint is of which it holds.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Live => "live",
            Self::Ready => "ready",
        }
    }

    /// What somebody is of whom it does not.
    pub(crate) fn opposite(self, verdict: Verdict) -> &'static str {
        match (self, verdict) {
            (_, Verdict::Unknown) => "of unknown health",
            (Self::Healthy, _) => "unhealthy",
            (Self::Live, _) => "not live",
            (Self::Ready, _) => "not ready",
        }
    }
}

impl HealthCheck {
    /// Returns the check of an endpoint whose answer no longer matters.
    pub(crate) fn not_waited_for() -> Self {
        let cause = "not waited for: enough others are healthy".to_owned();
        let verdict = Verdict::Unknown;
        let ailment =
            HealthError { verdict, phase: "call", error: cause.clone(), cause, hint: None };
        Self { took: Duration::ZERO, outcome: Err(ailment) }
    }

    pub(crate) fn verdict(&self) -> Verdict {
        self.outcome.as_ref().err().map_or(Verdict::Healthy, |ailment| ailment.verdict)
    }

    pub(crate) fn error(&self) -> &str {
        self.outcome.as_ref().err().map_or("", |ailment| &ailment.error)
    }

    /// In milliseconds.
    pub(crate) fn millis(&self) -> i64 {
        i64::try_from(self.took.as_millis()).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{HealthTally, Verdict};

    #[test]
    fn a_cluster_is_what_its_quorum_is() {
        for (all, healthy, unknown, verdict) in [
            (1, 1, 0, Verdict::Healthy),
            (1, 0, 0, Verdict::Unhealthy),
            (1, 0, 1, Verdict::Unknown),
            (2, 1, 0, Verdict::Unhealthy),
            (3, 3, 0, Verdict::Healthy),
            (3, 2, 0, Verdict::Degraded),
            (3, 2, 1, Verdict::Degraded),
            (3, 1, 0, Verdict::Unhealthy),
            (3, 1, 1, Verdict::Unknown),
            (3, 0, 1, Verdict::Unhealthy),
            (4, 2, 0, Verdict::Unhealthy),
            (5, 3, 0, Verdict::Degraded),
        ] {
            let tally = HealthTally { all, healthy, unknown };
            assert_eq!(tally.verdict(), verdict, "{tally:?}");
        }
    }

    #[test]
    fn enough_is_what_was_asked_for() {
        let tally = HealthTally::of([Verdict::Healthy, Verdict::Unknown, Verdict::Unhealthy]);
        assert_eq!(tally, HealthTally { all: 3, healthy: 1, unknown: 1 });
        assert_eq!(tally.reaches(1), Verdict::Healthy);
        assert_eq!(tally.reaches(2), Verdict::Unknown);
        assert_eq!(tally.reaches(3), Verdict::Unhealthy);
    }
}
