//! Whether several databases agree, by the hash over their history up to a revision that all have.

use super::finding::FileFinding;
use super::report::{ContentFacts, TargetReport};
use crate::failure::Failure;
use crate::offline::bolt::{Access, Database, Patience};
use crate::offline::mvcc::hashkv;
use std::collections::BTreeMap;

const CHECK: &str = "hashes";

/// Compares reports of one cluster. Hashes can be compared after the same compaction only.
pub(super) fn check(reports: &[&TargetReport]) -> Result<Vec<FileFinding>, Failure> {
    let mut groups = BTreeMap::<i64, Vec<(&TargetReport, &ContentFacts)>>::new();
    for report in reports {
        if let Some(facts) = &report.contents {
            groups.entry(facts.compact_revision).or_default().push((report, facts));
        }
    }
    let groups = groups.values().filter(|group| group.len() > 1);
    groups.map(|group| compare(group)).collect()
}

fn compare(group: &[(&TargetReport, &ContentFacts)]) -> Result<FileFinding, Failure> {
    let revision = group.iter().map(|(_, facts)| facts.revision).min().unwrap_or_default();
    let mut hashes = BTreeMap::<u32, Vec<String>>::new();
    for (report, _) in group {
        match hash(report, revision) {
            Ok(hash) => {
                hashes.entry(hash).or_default().push(report.path.display().to_string());
            }
            Err(failure) => return FileFinding::failed(CHECK, &failure),
        }
    }
    if hashes.len() == 1 {
        return Ok(FileFinding::ok(CHECK, format!("the same contents up to revision {revision}")));
    }
    let differing: Vec<_> =
        hashes.iter().map(|(hash, paths)| format!("{hash} in {}", paths.join(", "))).collect();
    let text = format!("the contents up to revision {revision} differ: {}", differing.join("; "));
    Ok(FileFinding::error(CHECK, text))
}

fn hash(report: &TargetReport, revision: i64) -> Result<u32, Failure> {
    let database =
        Database::open_locked(&report.database, Access::Read, Patience::For(Default::default()))?;
    // A revision of 0 would mean the last.
    Ok(hashkv(&database, revision.max(1), &mut |_| Ok(()))?.hash)
}
