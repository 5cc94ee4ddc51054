//! Which of several members or backups has most of what the cluster agreed on.

use super::finding::{FileFinding, FileVerdict};
use super::hashes;
use super::report::TargetReport;
use std::cmp::Reverse;
use std::path::{Path, PathBuf};

/// The order in which to restore from targets, the best first.
#[derive(Debug)]
pub(crate) struct Ranking {
    pub(crate) order: Vec<Ranked>,
    /// Findings about all targets together.
    pub(crate) findings: Vec<FileFinding>,
}

/// How far a target got. Of the entries that were committed, one with a higher index has all that one with a
/// lower index has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ranked {
    pub(crate) path: PathBuf,
    pub(crate) member: Option<u64>,
    pub(crate) cluster: Option<u64>,
    /// Set if a check found an error.
    pub(crate) is_damaged: bool,
    /// Index of the last entry that is known to be committed.
    pub(crate) commit: u64,
    /// Term of the last entry of the log.
    pub(crate) term: u64,
    /// Index of the last entry of the log.
    pub(crate) last: u64,
    pub(crate) consistent_index: u64,
    pub(crate) revision: i64,
}

impl Ranked {
    fn of(report: &TargetReport) -> Self {
        let facts = report.contents.clone().unwrap_or_default();
        let log = report.log.as_ref();
        let commit = log.map_or(0, |log| log.hard_state.commit.min(log.last_index()));
        Self {
            path: report.path.clone(),
            member: log.map(|log| log.ids.member),
            cluster: log.map(|log| log.ids.cluster),
            is_damaged: report.worst() >= FileVerdict::Unreadable,
            commit: commit.max(facts.consistent_index),
            term: log.map_or(facts.term, super::log_facts::MemberLog::last_term),
            last: log.map_or(facts.consistent_index, super::log_facts::MemberLog::last_index),
            consistent_index: facts.consistent_index,
            revision: facts.revision,
        }
    }

    fn reach(&self) -> (u64, u64, u64, u64, i64) {
        (self.commit, self.term, self.last, self.consistent_index, self.revision)
    }
}

/// Ranks several targets.
pub(crate) fn rank(reports: &[TargetReport]) -> Ranking {
    let mut order: Vec<_> = reports.iter().map(Ranked::of).collect();
    order.sort_by_key(|ranked| (ranked.is_damaged, Reverse(ranked.reach())));
    let mut findings = vec![clusters(reports)];
    findings.extend(contradiction(&order));
    // Unlike things have no order.
    if findings.iter().all(|found| found.verdict == FileVerdict::Ok) {
        findings.extend(hashes::check(reports));
        findings.extend(choice(&order));
    }
    Ranking { order, findings }
}

/// Compares the ids of clusters, which only logs have, and the members.
fn clusters(reports: &[TargetReport]) -> FileFinding {
    let check = "cluster";
    let mut named = reports.iter().filter_map(|report| Some((report, report.log.as_ref()?)));
    if let Some((first, log)) = named.next()
        && let Some((other, others)) = named.find(|(_, other)| other.ids.cluster != log.ids.cluster)
    {
        let (one, two) = (shown(&first.path), shown(&other.path));
        let text = format!(
            "{one} is of cluster {:x}, {two} of cluster {:x}",
            log.ids.cluster, others.ids.cluster
        );
        return FileFinding::warning(check, text).remedy("the order below compares unlike things");
    }
    let mut known = reports.iter().filter_map(|report| Some((report, report.contents.as_ref()?)));
    if let Some((first, facts)) = known.next()
        && let Some((other, _)) = known.find(|(_, other)| other.members.is_disjoint(&facts.members))
    {
        let text =
            format!("{} and {} have no members in common", shown(&first.path), shown(&other.path));
        return FileFinding::warning(check, text).remedy("are they backups of one cluster?");
    }
    match reports.iter().find_map(|report| report.log.as_ref()) {
        Some(log) => FileFinding::ok(check, format!("{:x}", log.ids.cluster)),
        None => FileFinding::ok(check, "members in common"),
    }
}

/// Returns two targets of which one applied more entries, but has fewer revisions. In one history both rise.
fn contradiction(order: &[Ranked]) -> Option<FileFinding> {
    let pairs = order.iter().flat_map(|one| order.iter().map(move |other| (one, other)));
    let known = |ranked: &Ranked| ranked.consistent_index > 0;
    let (one, other) =
        pairs.filter(|(one, other)| known(one) && known(other)).find(|(one, other)| {
            one.consistent_index > other.consistent_index && one.revision < other.revision
        })?;
    let text = format!(
        "{} has applied more entries than {}, but has fewer revisions",
        shown(&one.path),
        shown(&other.path)
    );
    Some(
        FileFinding::warning("history", text)
            .remedy("one of them was restored from a backup: the order below means nothing"),
    )
}

/// Explains the order.
fn choice(order: &[Ranked]) -> Option<FileFinding> {
    let check = "restore from";
    let (best, second) = (order.first()?, order.get(1)?);
    let path = shown(&best.path);
    if best.is_damaged {
        let text = format!("{path} got furthest, but each of them is damaged");
        return Some(FileFinding::warning(check, text));
    }
    let why = match reason(best, second) {
        _ if second.is_damaged => "only one without damage".to_owned(),
        Some(reason) => reason,
        None => format!("as far as {}", shown(&second.path)),
    };
    let found = FileFinding::ok(check, format!("{path}: {why}"));
    // Only the database is restored; a server applies the rest of the log.
    let is_behind = best.consistent_index < best.commit;
    Some(if is_behind { found.remedy(IS_BEHIND) } else { found })
}

const IS_BEHIND: &str = "its log has more than its database: etcd --force-new-cluster applies that";

/// Returns the first difference between two targets.
fn reason(best: &Ranked, second: &Ranked) -> Option<String> {
    let other = shown(&second.path);
    let compared = |what: &str, best: u64, second: u64| {
        (best != second).then(|| format!("{what} {best}, {second} in {other}"))
    };
    compared("committed up to entry", best.commit, second.commit)
        .or_else(|| compared("last entry of term", best.term, second.term))
        .or_else(|| compared("last entry", best.last, second.last))
        .or_else(|| {
            compared("database applied entry", best.consistent_index, second.consistent_index)
        })
        .or_else(|| {
            let (best, second) = (best.revision, second.revision);
            (best != second).then(|| format!("revision {best}, {second} in {other}"))
        })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
