use super::cluster::not_checked;
use super::finding::{Finding, brief, joined};
use super::limits::Limits;
use crate::etcd::Step;
use crate::etcd::proto::StatusResponse;
use crate::go::si_bytes;
use crate::output;
use crate::recipe::EndpointReport;
use std::time::Duration;

/// Size of a database file below which fragmentation does not matter.
const SMALL: i64 = 16 << 20;

pub(super) fn findings(seen: &[EndpointReport], limits: &Limits) -> Vec<Finding> {
    let latency = [
        latency("serializable reads", seen, |one| &one.serializable, limits),
        latency("linearizable reads", seen, |one| &one.linearizable, limits),
    ];
    let [serializable, linearizable] = with_remedies(latency);
    vec![quota(seen, limits), fragmentation(seen, limits), serializable, linearizable]
}

fn statuses(seen: &[EndpointReport]) -> impl Iterator<Item = (&EndpointReport, &StatusResponse)> {
    seen.iter().filter_map(|one| Some((one, one.status.found()?)))
}

fn percent(part: i64, whole: i64) -> u64 {
    let percent = output::percent(part, whole).unwrap_or_default();
    u64::try_from(percent).unwrap_or_default()
}

fn size(bytes: i64) -> String {
    si_bytes(bytes.max(0).cast_unsigned())
}

/// Returns the user's quota, or else the member's if it is known.
pub(super) fn quota_of(one: &EndpointReport, limits: &Limits) -> Option<i64> {
    limits.quota.or(one.quota).filter(|quota| *quota > 0)
}

fn quota(seen: &[EndpointReport], limits: &Limits) -> Finding {
    let check = "quota";
    let used = statuses(seen).filter_map(|(one, status)| {
        let quota = quota_of(one, limits)?;
        Some((percent(status.db_size, quota), one, status.db_size, quota))
    });
    let Some((percent, one, used, quota)) = used.max_by_key(|(percent, ..)| *percent) else {
        return match statuses(seen).next() {
            None => not_checked(check, seen, |one| &one.status),
            Some(_) => Finding::unknown(check, "reported neither by etcd nor by its metrics")
                .remedy("specify etcd's --quota-backend-bytes with --quota"),
        };
    };
    let share = output::share(used, quota).unwrap_or_default();
    let text = format!("{share} ({} of {})", size(used), size(quota));
    if percent > limits.max_db_percent {
        Finding::warn(check, format!("{}: {text}", one.endpoint))
            .remedy("compact and defragment, or start etcd with a larger --quota-backend-bytes")
    } else {
        Finding::ok(check, text)
    }
}

fn fragmentation(seen: &[EndpointReport], limits: &Limits) -> Finding {
    let check = "fragmentation";
    let large = statuses(seen).filter(|(_, status)| status.db_size >= SMALL);
    let free = large.map(|(one, status)| {
        let free = status.db_size.saturating_sub(status.db_size_in_use);
        (percent(free, status.db_size), one, free)
    });
    let Some((percent, one, free)) = free.max_by_key(|(percent, ..)| *percent) else {
        return match statuses(seen).next() {
            None => not_checked(check, seen, |one| &one.status),
            Some(_) => Finding::ok(check, format!("none (database under {})", size(SMALL))),
        };
    };
    if percent > limits.max_fragmentation {
        let text = format!("{}: {percent}% of the file ({}) is free", one.endpoint, size(free));
        Finding::warn(check, text).remedy("defragment the members one by one")
    } else {
        Finding::ok(check, format!("{percent}%"))
    }
}

fn latency(
    check: &'static str,
    seen: &[EndpointReport],
    of: impl Fn(&EndpointReport) -> &Step<Duration>,
    limits: &Limits,
) -> Finding {
    let times = seen.iter().filter_map(|one| Some((*of(one).found()?, &one.endpoint)));
    let times: Vec<_> = times.collect();
    let Some((slowest, _)) = times.iter().max() else {
        return not_checked(check, seen, of);
    };
    let slow = times.iter().filter(|(time, _)| *time > limits.max_latency);
    let slow = joined(slow.map(|(time, endpoint)| format!("{endpoint} takes {}", brief(*time))));
    if slow.is_empty() { Finding::ok(check, brief(*slowest)) } else { Finding::warn(check, slow) }
}

/// Adds remedies. A member answers serializable reads alone; for linearizable reads it needs the leader, and
/// that needs the other members.
fn with_remedies([serializable, linearizable]: [Finding; 2]) -> [Finding; 2] {
    let remedy = if serializable.is_bad() {
        "serializable reads are slow as well: check those first"
    } else {
        "serializable reads are fast: check the network between members and the leader's disk"
    };
    [
        serializable.remedy_if_bad("the member itself is slow: check its CPU, memory and disk"),
        linearizable.remedy_if_bad(remedy),
    ]
}
