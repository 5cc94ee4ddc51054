//! The versions of the contents, and which servers refuse them.

use super::finding::FileFinding;
use super::log_facts::MemberLog;
use crate::offline::schema::SmallBuckets;
use crate::offline::version::SemanticVersion;

const CHECK: &str = "versions";
/// The versions whose storage is known, besides 3.5 and older, which store none.
const KNOWN: [(i64, i64); 2] = [(3, 6), (3, 7)];

/// `log` is that of the member, if it is one.
pub(super) fn check(small: &SmallBuckets, log: Option<&MemberLog>) -> Vec<FileFinding> {
    let mut findings = vec![storage(small, log)];
    let downgrade = small.cluster.downgrade.as_ref().filter(|downgrade| downgrade.enabled);
    if let Some(downgrade) = downgrade {
        let target = downgrade.target.escape_debug();
        findings.push(
            FileFinding::warning(CHECK, format!("a downgrade to {target} is enabled"))
                .remedy("it stays in force after a restore: end it with \"downgrade cancel\""),
        );
    }
    findings
}

fn storage(small: &SmallBuckets, log: Option<&MemberLog>) -> FileFinding {
    let cluster = small.cluster.version.as_deref().unwrap_or("unknown").escape_debug();
    let Some(stored) = &small.marks.storage_version else {
        return FileFinding::ok(CHECK, format!("storage 3.5 or older, cluster {cluster}"));
    };
    let Ok(version) = SemanticVersion::parse(stored) else {
        let stored = stored.escape_debug();
        return FileFinding::error(CHECK, format!("the storage version \"{stored}\" is invalid"));
    };
    if !KNOWN.contains(&(version.major, version.minor)) {
        return FileFinding::warning(CHECK, format!("the storage version {version} is unknown"))
            .remedy("servers up to 3.7 refuse it: a newer ectl may know it");
    }
    let text = format!("storage {version}, cluster {cluster}");
    let oldest = small.cluster.version.as_deref().and_then(|it| SemanticVersion::parse(it).ok());
    // Older servers start in a directory that was only restored.
    let had_leader = log.is_some_and(|log| log.hard_state.term > 1);
    match oldest.filter(|_| had_leader) {
        Some(oldest) => {
            let oldest = format!("{}.{}", oldest.major, oldest.minor);
            FileFinding::ok(CHECK, format!("{text}: servers before {oldest} refuse this directory"))
        }
        None => FileFinding::ok(CHECK, text),
    }
}
