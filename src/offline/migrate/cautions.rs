//! What a migration does not change, and what keeps the target's server from starting.

use super::current::is_unversioned;
use super::log_needs::LogNeeds;
use crate::offline::version::SemanticVersion;
use std::cmp::Ordering;

/// A warning, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caution {
    pub(crate) text: String,
    pub(crate) hint: String,
}

pub(super) fn cautions(
    log: &LogNeeds,
    target: &SemanticVersion,
    cluster: Option<&SemanticVersion>,
) -> Vec<Caution> {
    let older = cluster.and_then(|cluster| older_than_cluster(log, target, cluster));
    older.into_iter().chain(v2_requests(log, target)).collect()
}

/// A server does not start if the members agreed on a newer version. etcd 3.5 finds that version in the log,
/// and not in a directory that was restored and not used since; later ones find it in the database.
fn older_than_cluster(
    log: &LogNeeds,
    target: &SemanticVersion,
    cluster: &SemanticVersion,
) -> Option<Caution> {
    let SemanticVersion { major, minor, .. } = target;
    let is_older = (*major, *minor) < (cluster.major, cluster.minor);
    let is_unversioned = is_unversioned(target);
    (is_older && (log.had_leader || !is_unversioned)).then(|| Caution {
        text: format!(
            "the cluster version stays {cluster}: etcd {major}.{minor} will refuse to start here"
        ),
        hint: format!(
            "instead, use \"ectl downgrade enable\" while the servers run, one minor version at a \
             time{}",
            if is_unversioned { ", or restore a snapshot for etcd 3.5" } else { "" }
        ),
    })
}

/// Servers since 3.7 do not understand these requests, which those up to 3.5 write for their own data.
fn v2_requests(log: &LogNeeds, target: &SemanticVersion) -> Option<Caution> {
    let count = log.v2_requests;
    let is_new = target.precedence(&SemanticVersion::new(3, 7)) != Ordering::Less;
    let SemanticVersion { major, minor, .. } = target;
    (is_new && count > 0).then(|| Caution {
        text: format!(
            "the log has v2 requests of etcd 3.5 after its last snapshot ({count}): \
             etcd {major}.{minor} will panic when it starts here"
        ),
        hint: "run etcd 3.5 or 3.6 with --snapshot-count=10 for some 20 writes first, \
               or save a snapshot and restore it"
            .to_owned(),
    })
}
