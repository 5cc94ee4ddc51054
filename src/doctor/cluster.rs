//! Whether the endpoints are of one cluster and of one mind.

use super::endpoint::member;
use super::{Finding, Limits, joined};
use crate::etcd::Step;
use crate::etcd::proto::Member;
use crate::output::counted;
use crate::recipe::{self, EndpointReport, HashConsistency};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const NOBODY: &str = "no endpoint has told";

/// Where the members cannot be seen.
pub(crate) const HIDDEN: &str = "a grpc-proxy (member ID 0) hides the members";
const DIRECT: &str = "name the members themselves with --endpoints";

/// What cannot be seen through a grpc-proxy.
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

/// The endpoints by what they say.
fn by<'a, K: Ord>(
    seen: &'a [EndpointReport],
    what: impl Fn(&'a EndpointReport) -> Option<K>,
) -> BTreeMap<K, Vec<&'a str>> {
    let mut groups: BTreeMap<K, Vec<&str>> = BTreeMap::new();
    for one in seen {
        if let Some(key) = what(one) {
            groups.entry(key).or_default().push(&one.endpoint);
        }
    }
    groups
}

/// `3.5.0: a:1, b:1; 3.6.0: c:1`.
fn told<K>(groups: &BTreeMap<K, Vec<&str>>, name: impl Fn(&K) -> String) -> String {
    let parts = groups.iter().map(|(key, who)| format!("{}: {}", name(key), who.join(", ")));
    parts.collect::<Vec<_>>().join("; ")
}

/// What could not be seen anywhere, with the first reason.
pub(super) fn unseen<T>(
    check: &'static str,
    seen: &[EndpointReport],
    step: impl Fn(&EndpointReport) -> &Step<T>,
) -> Finding {
    match seen.iter().find_map(|one| Some((&one.endpoint, step(one).error()?))) {
        // Rights are the same everywhere.
        Some((_, obstacle)) if obstacle.denied => Finding::unseen(check, obstacle),
        Some((endpoint, obstacle)) => {
            let finding = Finding::unseen(check, obstacle);
            Finding { text: format!("{endpoint}: {}", finding.text), ..finding }
        }
        None => Finding::unknown(check, NOBODY),
    }
}

fn cluster_id(seen: &[EndpointReport]) -> Finding {
    let check = "cluster id";
    let groups = by(seen, |one| one.header().map(|header| header.cluster_id));
    match groups.keys().collect::<Vec<_>>().as_slice() {
        [] => unseen(check, seen, |one| &one.status),
        [id] => Finding::ok(check, format!("{id:x}")),
        _ => Finding::critical(check, told(&groups, |id| format!("{id:x}")))
            .remedy("these are different clusters: what is written to one is not in the other"),
    }
}

/// What makes up a member list, in an order of its own.
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
        return unseen(check, seen, |one| &one.members);
    };
    if lists.len() > 1 {
        let text = told(&lists, |list| counted(list.len(), "member", "members"));
        return Finding::critical(check, format!("the member lists differ: {text}"))
            .remedy("is it one cluster, and is a member cut off from the others?");
    }
    let unstarted =
        list.iter().filter(|(_, name, ..)| name.is_empty()).map(|(id, ..)| format!("{id:x}"));
    let unstarted = joined(unstarted);
    if !unstarted.is_empty() {
        return Finding::warn(check, format!("{}, and not started: {unstarted}", list.len()))
            .remedy("start it, or take it out with member remove");
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
        return unseen(check, seen, |one| &one.members);
    };
    let learners: Vec<_> = list.iter().filter(|member| member.is_learner).collect();
    if learners.is_empty() {
        return Finding::ok(check, "none");
    }
    let names = learners.iter().map(|member| match member.name.as_str() {
        "" => format!("{:x}", member.id),
        name => format!("{name} ({:x})", member.id),
    });
    Finding::warn(check, format!("{} does not vote", joined(names)))
        .remedy("when it has caught up, member promote makes it a voter")
}

fn leader(seen: &[EndpointReport]) -> Finding {
    let check = "one leader";
    let groups = by(seen, |one| one.status.found().map(|status| status.leader));
    let Some(one) = seen.iter().find(|one| one.status.found().is_some()) else {
        return unseen(check, seen, |one| &one.status);
    };
    match recipe::leader(seen) {
        Some(0) => Finding::critical(check, "nobody leads")
            .remedy("are more than half of the members running, and do they reach one another?"),
        Some(id) => Finding::ok(check, member(one, id)),
        None => {
            let name = |id: &u64| if *id == 0 { "none".to_owned() } else { member(one, *id) };
            Finding::critical(check, format!("they disagree: {}", told(&groups, name)))
                .remedy("do the members reach one another, and is their network steady?")
        }
    }
}

/// Whether more than half of the voters work together: reads that need them are answered.
fn quorum(seen: &[EndpointReport]) -> Finding {
    let check = "quorum";
    if seen.iter().any(|one| one.linearizable.found().is_some()) {
        return Finding::ok(check, format!("reads that need {} are answered", needed(seen)));
    }
    let obstacles: Vec<_> = seen.iter().filter_map(|one| one.linearizable.error()).collect();
    match obstacles.iter().find(|obstacle| !obstacle.denied) {
        Some(cause) => {
            let (needed, cause) = (needed(seen), &cause.cause);
            let text = format!("reads that need {needed} are not answered: {cause}");
            Finding::critical(check, text)
                .remedy("bring members back until more than half of the voters run")
        }
        None => unseen(check, seen, |one| &one.linearizable),
    }
}

/// `2 of 3 voters`.
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
        [] => Finding::unknown(check, NOBODY),
        [version] => Finding::ok(check, (*version).clone()),
        _ => Finding::warn(check, told(&groups, Clone::clone))
            .remedy("finish the upgrade: a mixed cluster has the features of its oldest member"),
    }
}

fn hash(seen: &[EndpointReport]) -> Finding {
    let check = "hash";
    if let Some(hidden) = hidden(check, seen) {
        return hidden;
    }
    match seen.iter().filter(|one| one.header().is_some()).count() {
        0 => return unseen(check, seen, |one| &one.members),
        1 => return Finding::ok(check, "of one member: nothing to compare"),
        _ => {}
    }
    let agreement = recipe::agreement(seen);
    if let Some((text, hint)) = agreement.complaint() {
        return match agreement {
            HashConsistency::Mismatch(_) => Finding::critical(check, text),
            _ => Finding::unknown(check, text),
        }
        .remedy(hint);
    }
    if seen.iter().any(|one| one.hash.error().is_some()) {
        return unseen(check, seen, |one| &one.hash);
    }
    let mut headers = seen.iter().filter_map(|one| one.hash.found()?.header);
    match (agreement, headers.next()) {
        (HashConsistency::Consistent(n), Some(header)) => {
            let rest =
                if n < seen.len() { format!(", at {n} of {}", seen.len()) } else { String::new() };
            Finding::ok(check, format!("equal at revision {}{rest}", header.revision))
        }
        _ => Finding::unknown(check, NOBODY),
    }
}

/// Whose clock differs from ours by more than that, as far as a date in whole seconds tells.
fn clocks(seen: &[EndpointReport], max: Duration) -> Finding {
    let check = "clocks";
    let skews = seen
        .iter()
        .filter_map(|one| Some((one.endpoint.as_str(), one.approach.version.found()?.skew?)));
    let skews: Vec<_> = skews.collect();
    if seen.iter().all(|one| one.approach.version == Step::NotReached) {
        return Finding::unknown(check, NOBODY);
    }
    if skews.is_empty() {
        return Finding::unknown(check, "cannot be told: it takes the date of /version in HTTP/1");
    }
    let max = max.as_secs_f64();
    let off = skews.iter().filter_map(|(endpoint, skew)| match skew {
        skew if skew.least > max => {
            Some(format!("{endpoint} is {:.0}s or more ahead of ours", skew.least))
        }
        skew if skew.most < -max => {
            Some(format!("{endpoint} is {:.0}s or more behind ours", -skew.most))
        }
        _ => None,
    });
    let off = joined(off);
    if off.is_empty() {
        return Finding::ok(check, "as ours, to the second");
    }
    Finding::warn(check, off).remedy("let NTP set all clocks: certificates and tokens have dates")
}
