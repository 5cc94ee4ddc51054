//! Agreement of the endpoints: one cluster, one leader, the same data.

use super::endpoint::{NO_LEADER, member};
use super::finding::{Finding, joined};
use super::limits::Limits;
use crate::etcd::Step;
use crate::etcd::proto::Member;
use crate::output::counted;
use crate::recipe::{self, EndpointReport, HashConsistency};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const NONE: &str = "no endpoint reachable";

/// Text where the members are unknown.
pub(crate) const HIDDEN: &str = "a grpc-proxy (member ID 0) hides the members";
const DIRECT: &str = "specify the members directly with --endpoints";

/// Returns the finding of a check that is not possible through a grpc-proxy.
fn hidden(check: &'static str, seen: &[EndpointReport]) -> Option<Finding> {
    let lists = seen.iter().filter_map(|one| one.members.found());
    let is_hidden = lists.into_iter().any(|list| recipe::is_of_a_proxy(list));
    is_hidden.then(|| Finding::unknown(check, HIDDEN).remedy(DIRECT))
}

pub(super) fn findings(seen: &[EndpointReport], limits: &Limits) -> Vec<Finding> {
    vec![
        cluster_id(seen),
        members(seen),
        learners(seen),
        leader(seen),
        quorum(seen),
        versions(seen),
        hash(seen),
        clocks(seen, limits.max_skew),
    ]
}

/// Groups the endpoints by a value; those without the value are left out.
fn by<'a, K: Ord>(
    seen: &'a [EndpointReport],
    value: impl Fn(&'a EndpointReport) -> Option<K>,
) -> BTreeMap<K, Vec<&'a str>> {
    let mut groups: BTreeMap<K, Vec<&str>> = BTreeMap::new();
    for one in seen {
        if let Some(value) = value(one) {
            groups.entry(value).or_default().push(&one.endpoint);
        }
    }
    groups
}

fn listed<K>(groups: &BTreeMap<K, Vec<&str>>, name: impl Fn(&K) -> String) -> String {
    let parts = groups.iter();
    let parts = parts.map(|(key, endpoints)| format!("{}: {}", name(key), endpoints.join(", ")));
    parts.collect::<Vec<_>>().join("; ")
}

/// Returns the finding of a check that was not possible at any endpoint, with the first reason.
pub(super) fn not_checked<T>(
    check: &'static str,
    seen: &[EndpointReport],
    step: impl Fn(&EndpointReport) -> &Step<T>,
) -> Finding {
    match seen.iter().find_map(|one| Some((&one.endpoint, step(one).error()?))) {
        // Permissions are the same at all endpoints.
        Some((_, error)) if error.denied => Finding::not_checked(check, error),
        Some((endpoint, error)) => {
            let finding = Finding::not_checked(check, error);
            Finding { text: format!("{endpoint}: {}", finding.text), ..finding }
        }
        None => Finding::unknown(check, NONE),
    }
}

fn cluster_id(seen: &[EndpointReport]) -> Finding {
    let check = "cluster id";
    let groups = by(seen, |one| one.header().map(|header| header.cluster_id));
    match groups.keys().collect::<Vec<_>>().as_slice() {
        [] => not_checked(check, seen, |one| &one.status),
        [id] => Finding::ok(check, format!("{id:x}")),
        _ => Finding::critical(check, listed(&groups, |id| format!("{id:x}")))
            .remedy("these endpoints belong to different clusters"),
    }
}

/// Returns the properties of members that must agree, independent of the list's order.
fn roster(members: &[Member]) -> BTreeSet<(u64, &str, Vec<&str>, bool)> {
    members
        .iter()
        .map(|member| {
            let peers = member.peer_ur_ls.iter().map(String::as_str).collect();
            (member.id, member.name.as_str(), peers, member.is_learner)
        })
        .collect()
}

fn members(seen: &[EndpointReport]) -> Finding {
    let check = "members";
    if let Some(hidden) = hidden(check, seen) {
        return hidden;
    }
    let lists = by(seen, |one| one.members.found().map(|members| roster(members)));
    let Some(list) = lists.keys().next() else {
        return not_checked(check, seen, |one| &one.members);
    };
    if lists.len() > 1 {
        let text = listed(&lists, |list| counted(list.len(), "member", "members"));
        return Finding::critical(check, format!("the member lists differ: {text}")).remedy(
            "check that the endpoints belong to one cluster and that no member is isolated",
        );
    }
    let unstarted = list.iter().filter(|(_, name, ..)| name.is_empty());
    let unstarted = joined(unstarted.map(|(id, ..)| format!("{id:x}")));
    if !unstarted.is_empty() {
        return Finding::warn(check, format!("{}; not started: {unstarted}", list.len()))
            .remedy("start it, or remove it with \"ectl member remove\"");
    }
    let names: BTreeSet<_> = list.iter().map(|(_, name, ..)| (*name).to_owned()).collect();
    Finding::ok(check, format!("{}: {}", list.len(), joined(names)))
}

fn learners(seen: &[EndpointReport]) -> Finding {
    let check = "learners";
    if let Some(hidden) = hidden(check, seen) {
        return hidden;
    }
    let Some(list) = seen.iter().find_map(|one| one.members.found()) else {
        return not_checked(check, seen, |one| &one.members);
    };
    let learners: Vec<_> = list.iter().filter(|member| member.is_learner).collect();
    if learners.is_empty() {
        return Finding::ok(check, "none");
    }
    let names = learners.iter().map(|member| match member.name.as_str() {
        "" => format!("{:x}", member.id),
        name => format!("{name} ({:x})", member.id),
    });
    Finding::warn(check, format!("not voting: {}", joined(names)))
        .remedy("once it has caught up, promote it with \"ectl member promote\"")
}

fn leader(seen: &[EndpointReport]) -> Finding {
    let check = "one leader";
    let groups = by(seen, |one| one.status.found().map(|status| status.leader));
    let Some(one) = seen.iter().find(|one| one.status.found().is_some()) else {
        return not_checked(check, seen, |one| &one.status);
    };
    match recipe::leader(seen) {
        Some(0) => Finding::critical(check, "no leader").remedy(NO_LEADER),
        Some(id) => Finding::ok(check, member(one, id)),
        None => {
            let name = |id: &u64| if *id == 0 { "none".to_owned() } else { member(one, *id) };
            Finding::critical(check, format!("members disagree: {}", listed(&groups, name)))
                .remedy("check the network between the members")
        }
    }
}

/// Checks that more than half of the voters work together, as linearizable reads need.
fn quorum(seen: &[EndpointReport]) -> Finding {
    let check = "quorum";
    if seen.iter().any(|one| one.linearizable.found().is_some()) {
        return Finding::ok(check, format!("reads that need {} succeed", needed(seen)));
    }
    let mut errors = seen.iter().filter_map(|one| one.linearizable.error());
    match errors.find(|error| !error.denied) {
        Some(error) => {
            let text = format!("reads that need {} fail: {}", needed(seen), error.cause);
            Finding::critical(check, text)
                .remedy("start members until more than half of the voters are running")
        }
        None => not_checked(check, seen, |one| &one.linearizable),
    }
}

/// Returns the quorum, such as `2 of 3 voters`.
fn needed(seen: &[EndpointReport]) -> String {
    let list = seen.iter().find_map(|one| one.members.found());
    let list = list.filter(|list| !recipe::is_of_a_proxy(list));
    let voters = list.map(|list| list.iter().filter(|member| !member.is_learner).count());
    voters.map_or("a quorum".to_owned(), |n| {
        format!("{} of {}", n / 2 + 1, counted(n, "voter", "voters"))
    })
}

fn versions(seen: &[EndpointReport]) -> Finding {
    let check = "versions";
    let version = |one: &EndpointReport| {
        let greeting = one.approach.version.found().map(|greeting| greeting.version.clone());
        greeting.or_else(|| one.status.found().map(|status| status.version.clone()))
    };
    let groups = by(seen, version);
    match groups.keys().collect::<Vec<_>>().as_slice() {
        [] => Finding::unknown(check, NONE),
        [version] => Finding::ok(check, (*version).clone()),
        _ => Finding::warn(check, listed(&groups, Clone::clone)).remedy(
            "finish the upgrade: a mixed cluster only has the features of its oldest member",
        ),
    }
}

fn hash(seen: &[EndpointReport]) -> Finding {
    let check = "hash";
    if let Some(hidden) = hidden(check, seen) {
        return hidden;
    }
    match seen.iter().filter(|one| one.header().is_some()).count() {
        0 => return not_checked(check, seen, |one| &one.members),
        1 => return Finding::ok(check, "only one member"),
        _ => {}
    }
    let agreement = recipe::agreement(seen);
    if let Some((text, hint)) = agreement.problem() {
        return match agreement {
            HashConsistency::Mismatch(_) => Finding::critical(check, text),
            _ => Finding::unknown(check, text),
        }
        .remedy(hint);
    }
    if seen.iter().any(|one| one.hash.error().is_some()) {
        return not_checked(check, seen, |one| &one.hash);
    }
    let mut headers = seen.iter().filter_map(|one| one.hash.found()?.header);
    match (agreement, headers.next()) {
        (HashConsistency::Consistent(n), Some(header)) => {
            let all = seen.len();
            let some = if n < all { format!(", at {n} of {all}") } else { String::new() };
            Finding::ok(check, format!("equal at revision {}{some}", header.revision))
        }
        _ => Finding::unknown(check, NONE),
    }
}

/// Checks the members' clocks against the local one, as precisely as dates in whole seconds allow.
fn clocks(seen: &[EndpointReport], max: Duration) -> Finding {
    let check = "clocks";
    let skew = |one: &EndpointReport| one.approach.version.found()?.skew;
    let skews: Vec<_> =
        seen.iter().filter_map(|one| Some((one.endpoint.as_str(), skew(one)?))).collect();
    if seen.iter().all(|one| one.approach.version == Step::NotReached) {
        return Finding::unknown(check, NONE);
    }
    if skews.is_empty() {
        return Finding::unknown(check, "no Date header from /version");
    }
    let max = max.as_secs_f64();
    let off = skews.iter().filter_map(|(endpoint, skew)| match skew {
        skew if skew.least > max => {
            Some(format!("{endpoint} is at least {:.0}s ahead of the local clock", skew.least))
        }
        skew if skew.most < -max => {
            Some(format!("{endpoint} is at least {:.0}s behind the local clock", -skew.most))
        }
        _ => None,
    });
    let off = joined(off);
    if off.is_empty() {
        return Finding::ok(check, "in sync (within 1 s)");
    }
    Finding::warn(check, off).remedy("synchronize all clocks, for example with NTP")
}
