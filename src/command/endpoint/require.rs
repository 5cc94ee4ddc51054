//! The endpoints that have to be healthy: `--require`.

use crate::failure::{Failure, Kind};
use crate::reply::{EndpointHealth, ProbeKind, Verdict};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Require {
    All,
    Quorum,
    Any,
}

impl Require {
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        match text {
            "all" => Ok(Self::All),
            "quorum" => Ok(Self::Quorum),
            "any" => Ok(Self::Any),
            _ => {
                let failure = format!("invalid --require \"{text}\"");
                Err(Failure::new(Kind::Format, failure).hint("valid values: all, quorum, any"))
            }
        }
    }

    /// Returns what is waited for, in words.
    pub(super) fn goal(self, probe: ProbeKind) -> String {
        let who = match self {
            Self::All => "all endpoints",
            Self::Quorum => "a quorum of members",
            Self::Any => "an endpoint",
        };
        let state = match probe {
            ProbeKind::Healthy => "healthy",
            ProbeKind::Live => "live",
            ProbeKind::Ready => "ready",
        };
        format!("{who} to be {state}")
    }

    pub(super) fn verdict(self, health: &EndpointHealth) -> Verdict {
        let (endpoints, voters) = (health.endpoints(), health.voters());
        match self {
            Self::All => endpoints.reaches(endpoints.all),
            Self::Quorum => voters.reaches(voters.quorum()),
            Self::Any => endpoints.reaches(1),
        }
    }

    pub(super) fn failure(self, health: &EndpointHealth) -> Option<Failure> {
        match self.verdict(health) {
            Verdict::Healthy => None,
            Verdict::Unknown => {
                let failure = Failure::new(Kind::Denied, "health unknown: not permitted to check");
                let otherwise =
                    || "log in with --user, or use --live, which needs no user".to_owned();
                Some(failure.hint(health.advice().unwrap_or_else(otherwise)))
            }
            _ => {
                let what = match health.probe {
                    ProbeKind::Healthy => "unhealthy cluster",
                    other => other.failed(),
                };
                let failure = Failure::new(Kind::Refused, what);
                let majority = Self::Quorum.verdict(health) == Verdict::Healthy;
                Some(match health.advice() {
                    _ if majority && health.voters.len() > 1 => {
                        failure.hint("use --require=quorum to accept a majority")
                    }
                    Some(hint) => failure.hint(hint),
                    None => failure,
                })
            }
        }
    }
}
