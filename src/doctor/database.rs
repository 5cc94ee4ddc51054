//! How full and how loose the databases are, and how fast they answer.

use super::cluster::unseen;
use super::{Finding, Limits, brief, joined};
use crate::etcd::Step;
use crate::etcd::proto::StatusResponse;
use crate::go::si_bytes;
use crate::output;
use crate::recipe::EndpointReport;
use std::time::Duration;

/// In a file smaller than this nothing is to be gained.
const SMALL: i64 = 16 << 20;

pub(super) fn findings(seen: &[EndpointReport], limits: &Limits) -> Vec<Finding> {
    let latency = [
        latency("serializable reads", seen, |one| &one.serializable, limits),
        latency("linearizable reads", seen, |one| &one.linearizable, limits),
    ];
    let [serializable, linearizable] = blamed(latency);
    vec![quota(seen, limits), fragmentation(seen, limits), serializable, linearizable]
}

fn told(seen: &[EndpointReport]) -> impl Iterator<Item = (&EndpointReport, &StatusResponse)> {
    seen.iter().filter_map(|one| Some((one, one.status.found()?)))
}

fn percent(part: i64, whole: i64) -> u64 {
    let percent = output::percent(part, whole).unwrap_or_default();
    u64::try_from(percent).unwrap_or_default()
}

fn size(bytes: i64) -> String {
    si_bytes(bytes.max(0).cast_unsigned())
}

/// The quota to reckon with: what the user says it is, or else that of the member.
pub(super) fn quota_of(one: &EndpointReport, limits: &Limits) -> Option<i64> {
    limits.quota.or(one.quota).filter(|quota| *quota > 0)
}

fn quota(seen: &[EndpointReport], limits: &Limits) -> Finding {
    let check = "quota";
    let used = told(seen).filter_map(|(one, status)| {
        let quota = quota_of(one, limits)?;
        Some((percent(status.db_size, quota), one, status.db_size, quota))
    });
    let Some((percent, one, used, quota)) = used.max_by_key(|(percent, ..)| *percent) else {
        let untold = unseen(check, seen, |one| &one.status);
        return if told(seen).next().is_none() {
            untold
        } else {
            Finding::unknown(check, "neither etcd nor its metrics tell it")
                .remedy("--quota says what --quota-backend-bytes is there")
        };
    };
    let share = output::share(used, quota).unwrap_or_default();
    let text = format!("{share} ({} of {})", size(used), size(quota));
    if percent > limits.max_db_percent {
        Finding::warn(check, format!("{}: {text}", one.endpoint))
            .remedy("compact and defrag, or start etcd with a larger --quota-backend-bytes")
    } else {
        Finding::ok(check, format!("{text} at most"))
    }
}

/// How much of the file is free.
fn fragmentation(seen: &[EndpointReport], limits: &Limits) -> Finding {
    let check = "fragmentation";
    let large = told(seen).filter(|(_, status)| status.db_size >= SMALL);
    let free = large.map(|(one, status)| {
        let free = status.db_size.saturating_sub(status.db_size_in_use);
        (percent(free, status.db_size), one, free)
    });
    let Some((percent, one, free)) = free.max_by_key(|(percent, ..)| *percent) else {
        return if told(seen).next().is_some() {
            Finding::ok(check, format!("none that matters: less than {} on disk", size(SMALL)))
        } else {
            unseen(check, seen, |one| &one.status)
        };
    };
    if percent > limits.max_fragmentation {
        Finding::warn(
            check,
            format!("{}: {percent}% of the file ({}) is free", one.endpoint, size(free)),
        )
        .remedy("defrag gives it back, one member after the other")
    } else {
        Finding::ok(check, format!("{percent}% at most"))
    }
}

/// The slowest endpoint of one kind of read.
fn latency(
    check: &'static str,
    seen: &[EndpointReport],
    of: impl Fn(&EndpointReport) -> &Step<Duration>,
    limits: &Limits,
) -> Finding {
    let times = seen.iter().filter_map(|one| Some((*of(one).found()?, &one.endpoint)));
    let times: Vec<_> = times.collect();
    let Some((slowest, _)) = times.iter().max() else {
        return unseen(check, seen, of);
    };
    let slow = times.iter().filter(|(time, _)| *time > limits.max_latency);
    let slow = joined(slow.map(|(time, endpoint)| format!("{endpoint} takes {}", brief(*time))));
    if slow.is_empty() {
        Finding::ok(check, format!("{} at most", brief(*slowest)))
    } else {
        Finding::warn(check, slow)
    }
}

/// A member answers serializable reads by itself; for the others it asks the leader, and that asks
/// the other members.
fn blamed([serializable, linearizable]: [Finding; 2]) -> [Finding; 2] {
    let alone = serializable.is_bad();
    let where_to_look = if alone {
        "these need serializable reads too: look there first"
    } else {
        "reads that a member answers alone are fast: look at the network between members, and the leader's disk"
    };
    [
        serializable
            .remedy_if_bad("the member itself is slow: look at its processor, memory and disk"),
        linearizable.remedy_if_bad(where_to_look),
    ]
}
