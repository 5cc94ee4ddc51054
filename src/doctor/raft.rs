//! How far members are behind: behind the others, and behind themselves.

use super::cluster::unseen;
use super::{Finding, Level, Limits};
use crate::etcd::proto::StatusResponse;
use crate::output::counted;
use crate::recipe::EndpointReport;

/// From so many entries on that are not applied, etcd refuses writes: "too many requests".
const REFUSES: u64 = 5000;

pub(super) fn findings(seen: &[EndpointReport], limits: &Limits) -> Vec<Finding> {
    let raft = worst(seen, |status| raft_lag(seen, status));
    let apply = worst(seen, apply_lag);
    let (Some(raft), Some(apply)) = (raft, apply) else {
        return ["raft lag", "apply lag"]
            .map(|check| unseen(check, seen, |one| &one.status))
            .into();
    };
    let apply_finding = finding("apply lag", apply, limits.max_lag)
        .remedy_if_bad("is its disk slow, or its processor busy?");
    let refuses = apply.1 >= REFUSES;
    vec![
        finding("raft lag", raft, limits.max_lag)
            .remedy_if_bad("is its network or disk slow, or has it just come back?"),
        if refuses { Finding { level: Level::Critical, ..apply_finding } } else { apply_finding },
    ]
}

/// How many entries a member lacks that another has.
pub(super) fn raft_lag(seen: &[EndpointReport], status: &StatusResponse) -> u64 {
    let newest = told(seen).map(|(_, status)| status.raft_index).max().unwrap_or_default();
    newest.saturating_sub(status.raft_index)
}

/// How many entries it has and has not applied.
pub(super) fn apply_lag(status: &StatusResponse) -> u64 {
    status.raft_index.saturating_sub(status.raft_applied_index)
}

fn told(seen: &[EndpointReport]) -> impl Iterator<Item = (&str, &StatusResponse)> {
    seen.iter().filter_map(|one| Some((one.endpoint.as_str(), one.status.found()?)))
}

fn worst(seen: &[EndpointReport], lag: impl Fn(&StatusResponse) -> u64) -> Option<(&str, u64)> {
    told(seen).map(|(endpoint, status)| (endpoint, lag(status))).max_by_key(|(_, lag)| *lag)
}

fn finding(check: &'static str, (endpoint, lag): (&str, u64), max: u64) -> Finding {
    match lag {
        0 => Finding::ok(check, "none"),
        lag if lag <= max => Finding::ok(check, format!("{} at most", entries(lag))),
        lag => Finding::warn(check, format!("{endpoint} is {} behind", entries(lag))),
    }
}

fn entries(count: u64) -> String {
    counted(count, "entry", "entries")
}
