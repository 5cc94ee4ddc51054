//! Diagnosis of a check-up's results. Pure: reports in, findings out.

mod certificates;
mod cluster;
mod database;
mod endpoint;
mod finding;
mod limits;
mod measures;
mod raft;
#[cfg(test)]
mod tests;

pub(crate) use cluster::HIDDEN;
pub(crate) use finding::{Finding, Level, brief};
pub(crate) use limits::{Limits, percent};
pub(crate) use measures::{MEASURES, Measure};

use crate::recipe::EndpointReport;
use std::time::SystemTime;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Diagnosis {
    pub(crate) at: SystemTime,
    /// Findings about each endpoint, then about the cluster.
    pub(crate) findings: Vec<Finding>,
    pub(crate) measures: Vec<Measure>,
}

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

    /// Returns the findings by subject: each endpoint, and `cluster` last.
    pub(crate) fn by_subject(&self) -> impl Iterator<Item = (&str, &[Finding])> {
        self.findings.chunk_by(|one, other| one.endpoint == other.endpoint).map(|findings| {
            let subject = findings.first().and_then(|finding| finding.endpoint.as_deref());
            (subject.unwrap_or("cluster"), findings)
        })
    }
}
