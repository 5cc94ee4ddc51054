//! Whether several databases agree, by the hash over their history up to a revision that all have.

use super::finding::FileFinding;
use super::report::{ContentFacts, TargetReport};
use crate::failure::Failure;
use crate::offline::bolt::{Database, OpenMode, Patience};
use crate::offline::mvcc::hashkv;
use std::collections::BTreeMap;

const CHECK: &str = "hashes";

/// Compares reports of one cluster. Hashes can be compared after the same compaction only.
pub(super) fn check(reports: &[TargetReport]) -> Vec<FileFinding> {
    let mut groups = BTreeMap::<i64, Vec<(&TargetReport, &ContentFacts)>>::new();
    for report in reports {
        if let Some(facts) = report.contents.as_ref().filter(|facts| facts.revision > 0) {
            groups.entry(facts.compact_revision).or_default().push((report, facts));
        }
    }
    let groups = groups.values().filter(|group| group.len() > 1);
    groups.filter_map(|group| compare(group)).collect()
}

fn compare(group: &[(&TargetReport, &ContentFacts)]) -> Option<FileFinding> {
    let revision = group.iter().map(|(_, facts)| facts.revision).min().unwrap_or_default();
    let mut hashes = BTreeMap::<u32, Vec<String>>::new();
    for (report, _) in group {
        // What cannot be read is reported already.
        if let Ok(hash) = hash(report, revision) {
            hashes.entry(hash).or_default().push(report.path.display().to_string());
        }
    }
    let compared: usize = hashes.values().map(Vec::len).sum();
    if compared < 2 {
        return None;
    }
    if hashes.len() == 1 {
        let text = format!("the same contents up to revision {revision}");
        return Some(FileFinding::ok(CHECK, text));
    }
    let differing: Vec<_> =
        hashes.iter().map(|(hash, paths)| format!("{hash} in {}", paths.join(", "))).collect();
    let text = format!("the contents up to revision {revision} differ: {}", differing.join("; "));
    Some(FileFinding::error(CHECK, text))
}

fn hash(report: &TargetReport, revision: i64) -> Result<u32, Failure> {
    let database =
        Database::open_locked(&report.database, OpenMode::Read, Patience::For(Default::default()))?;
    Ok(hashkv(&database, revision, &mut |_| Ok(()))?.hash)
}
