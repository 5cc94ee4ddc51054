//! What the facts of a check-up mean. Pure: facts in, findings out.

mod certificates;
mod cluster;
mod database;
mod endpoint;
mod measures;
mod raft;
#[cfg(test)]
mod tests;

pub(crate) use cluster::HIDDEN;
pub(crate) use measures::{MEASURES, Measure};

use crate::etcd::{Refusal, StepError};
use crate::recipe::EndpointReport;
use std::time::{Duration, SystemTime};

/// How bad it is; the worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Ok,
    /// We could not look.
    Unknown,
    Warn,
    Critical,
}

impl Level {
    pub(crate) const ALL: [Self; 4] = [Self::Critical, Self::Warn, Self::Unknown, Self::Ok];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Warn => "warn",
            Self::Critical => "critical",
        }
    }
}

/// What one look has shown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    /// `None`: it is about the cluster.
    pub(crate) endpoint: Option<String>,
    pub(crate) check: &'static str,
    pub(crate) level: Level,
    pub(crate) text: String,
    pub(crate) remedy: Option<String>,
    pub(crate) took: Option<Duration>,
}

/// What is found of a step that was not taken, because one before it failed.
pub(crate) const NOT_REACHED: &str = "not reached";

impl Finding {
    fn new(check: &'static str, level: Level, text: impl Into<String>) -> Self {
        Self { endpoint: None, check, level, text: text.into(), remedy: None, took: None }
    }

    fn ok(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Level::Ok, text)
    }

    fn unknown(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Level::Unknown, text)
    }

    fn warn(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Level::Warn, text)
    }

    fn critical(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Level::Critical, text)
    }

    /// What could not be seen: for want of rights, or else for this cause.
    fn unseen(check: &'static str, obstacle: &StepError) -> Self {
        let finding = Self::unknown(check, &obstacle.cause);
        if Refusal::of(&obstacle.cause) == Some(Refusal::PermissionDenied) {
            return finding.remedy(ROOT);
        }
        Self { remedy: obstacle.remedy.clone(), ..finding }
    }

    fn is_bad(&self) -> bool {
        self.level >= Level::Warn
    }

    /// The remedy of a step that failed, where its cause did not bring one.
    fn remedy_if_bad(self, remedy: &str) -> Self {
        if self.is_bad() && self.remedy.is_none() { self.remedy(remedy) } else { self }
    }

    fn remedy(self, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..self }
    }
}

/// What to do where rights are missing.
const ROOT: &str = "only a user with the role root may see it: --user, --password-file";

/// From where on something is bad.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Limits {
    /// Days that a certificate must have left.
    pub(crate) warn_days: u64,
    pub(crate) critical_days: u64,
    /// Of a read.
    pub(crate) max_latency: Duration,
    /// Percent of the quota that may be in use.
    pub(crate) max_db_percent: u64,
    /// Percent of the file that may be free.
    pub(crate) max_fragmentation: u64,
    /// Raft entries that a member may be behind.
    pub(crate) max_lag: u64,
    pub(crate) max_skew: Duration,
    /// In bytes, where servers do not tell.
    pub(crate) quota: Option<i64>,
}

/// Everything that was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Diagnosis {
    pub(crate) at: SystemTime,
    pub(crate) findings: Vec<Finding>,
    pub(crate) measures: Vec<Measure>,
}

/// Judges what was seen: each endpoint by itself, then the cluster.
pub(crate) fn diagnose(seen: &[EndpointReport], limits: &Limits, at: SystemTime) -> Diagnosis {
    let mut findings = Vec::new();
    for one in seen {
        let about = endpoint::findings(one, limits, at).into_iter();
        let endpoint = Some(one.endpoint.clone());
        findings.extend(about.map(|finding| Finding { endpoint: endpoint.clone(), ..finding }));
    }
    findings.extend(cluster::findings(seen, limits));
    findings.extend(raft::findings(seen, limits));
    findings.extend(database::findings(seen, limits));
    Diagnosis { at, findings, measures: measures::of(seen, limits) }
}

impl Diagnosis {
    pub(crate) fn worst(&self) -> Level {
        self.findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Ok)
    }

    pub(crate) fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }
}

/// A time as short as it is exact enough for people.
pub(crate) fn brief(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1000.0;
    if millis < 1000.0 { format!("{millis:.1}ms") } else { format!("{:.1}s", millis / 1000.0) }
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(", ")
}
