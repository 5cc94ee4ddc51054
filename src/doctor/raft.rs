//! The lag of members: raft entries not received, and entries not applied.

use super::cluster::not_checked;
use super::finding::{Finding, Level};
use super::limits::Limits;
use crate::etcd::proto::StatusResponse;
use crate::output::counted;
use crate::recipe::EndpointReport;

/// Number of unapplied entries from which etcd refuses writes with "too many requests".
const REFUSES_WRITES: u64 = 5000;

pub(super) fn findings(seen: &[EndpointReport], limits: &Limits) -> Vec<Finding> {
    let raft = worst(seen, |status| raft_lag(seen, status));
    let apply = worst(seen, apply_lag);
    let (Some(raft), Some(apply)) = (raft, apply) else {
        let checks = ["raft lag", "apply lag"];
        return checks.map(|check| not_checked(check, seen, |one| &one.status)).into();
    };
    let apply_finding = finding("apply lag", apply, limits.max_lag)
        .remedy_if_bad("check the member's disk and CPU load");
    let refuses_writes = apply.1 >= REFUSES_WRITES;
    vec![
        finding("raft lag", raft, limits.max_lag)
            .remedy_if_bad("check the member's network and disk, or whether it was just restarted"),
        if refuses_writes {
            Finding { level: Level::Critical, ..apply_finding }
        } else {
            apply_finding
        },
    ]
}

/// Returns the number of entries that a member lacks and another has.
pub(super) fn raft_lag(seen: &[EndpointReport], status: &StatusResponse) -> u64 {
    let newest = statuses(seen).map(|(_, status)| status.raft_index).max().unwrap_or_default();
    newest.saturating_sub(status.raft_index)
}

pub(super) fn apply_lag(status: &StatusResponse) -> u64 {
    status.raft_index.saturating_sub(status.raft_applied_index)
}

fn statuses(seen: &[EndpointReport]) -> impl Iterator<Item = (&str, &StatusResponse)> {
    seen.iter().filter_map(|one| Some((one.endpoint.as_str(), one.status.found()?)))
}

fn worst(seen: &[EndpointReport], lag: impl Fn(&StatusResponse) -> u64) -> Option<(&str, u64)> {
    statuses(seen).map(|(endpoint, status)| (endpoint, lag(status))).max_by_key(|(_, lag)| *lag)
}

fn finding(check: &'static str, (endpoint, lag): (&str, u64), max: u64) -> Finding {
    match lag {
        0 => Finding::ok(check, "none"),
        lag if lag <= max => Finding::ok(check, entries(lag)),
        lag => Finding::warn(check, format!("{endpoint} is {} behind", entries(lag))),
    }
}

fn entries(count: u64) -> String {
    counted(count, "entry", "entries")
}
