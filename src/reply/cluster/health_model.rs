//! The kinds of health probes, and the health of an endpoint and of the cluster.

use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProbeKind {
    /// etcdctl's: a linearizable read succeeds and no alarm is raised.
    Healthy,
    /// The process answers.
    Live,
    /// A linearizable read succeeds.
    Ready,
}

/// The health of one endpoint.
#[derive(Debug, Clone)]
pub(crate) struct HealthCheck {
    pub(crate) took: Duration,
    pub(crate) outcome: Result<(), HealthError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HealthError {
    /// `Unhealthy` or `Unknown`.
    pub(crate) verdict: Verdict,
    /// The step that failed: a stable word.
    pub(crate) phase: &'static str,
    pub(crate) cause: String,
    /// The cause in etcdctl's words, where it has any.
    pub(crate) error: String,
    pub(crate) hint: Option<String>,
}

/// The phase of a condition set by the user.
pub(crate) const CONDITION: &str = "condition";

/// Health of an endpoint, a member or the cluster, from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Unhealthy,
    /// Access was denied.
    Unknown,
    /// A quorum, but not all members, of the cluster is healthy.
    Degraded,
    Healthy,
}

impl Verdict {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unhealthy => "unhealthy",
            Self::Unknown => "unknown",
            Self::Degraded => "degraded",
            Self::Healthy => "healthy",
        }
    }
}

/// Number of endpoints or members by their health.
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

    pub(crate) fn quorum(self) -> usize {
        self.all / 2 + 1
    }

    /// Returns `Healthy` if at least `enough` are, `Unknown` if those of unknown health could make it so.
    pub(crate) fn reaches(self, enough: usize) -> Verdict {
        if self.healthy >= enough {
            Verdict::Healthy
        } else if self.healthy + self.unknown >= enough {
            Verdict::Unknown
        } else {
            Verdict::Unhealthy
        }
    }

    pub(crate) fn verdict(self) -> Verdict {
        match self.reaches(self.quorum()) {
            Verdict::Healthy if self.healthy < self.all => Verdict::Degraded,
            verdict => verdict,
        }
    }
}

impl ProbeKind {
    /// Returns the adjective of an endpoint that passes.
    pub(crate) fn passed(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Live => "live",
            Self::Ready => "ready",
        }
    }

    /// Returns the adjective of an endpoint that fails.
    pub(crate) fn failed(self) -> &'static str {
        match self {
            Self::Healthy => "unhealthy",
            Self::Live => "not live",
            Self::Ready => "not ready",
        }
    }
}

impl HealthCheck {
    /// Returns the check of an endpoint whose answer no longer matters.
    pub(crate) fn skipped() -> Self {
        let cause = "not waited for: enough others are healthy".to_owned();
        let verdict = Verdict::Unknown;
        let error = HealthError { verdict, phase: "call", error: cause.clone(), cause, hint: None };
        Self { took: Duration::ZERO, outcome: Err(error) }
    }

    pub(crate) fn error(&self) -> Option<&HealthError> {
        self.outcome.as_ref().err()
    }

    pub(crate) fn verdict(&self) -> Verdict {
        self.error().map_or(Verdict::Healthy, |error| error.verdict)
    }

    pub(crate) fn took_ms(&self) -> i64 {
        i64::try_from(self.took.as_millis()).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{HealthTally, Verdict};

    #[test]
    fn quorum_decides_health_of_cluster() {
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
    fn unknown_health_may_reach_the_required_number() {
        let tally = HealthTally::of([Verdict::Healthy, Verdict::Unknown, Verdict::Unhealthy]);
        assert_eq!(tally, HealthTally { all: 3, healthy: 1, unknown: 1 });
        assert_eq!(tally.reaches(1), Verdict::Healthy);
        assert_eq!(tally.reaches(2), Verdict::Unknown);
        assert_eq!(tally.reaches(3), Verdict::Unhealthy);
    }
}
