//! What a migration does not change, and what keeps the target's server from starting.

use super::Migration;
use crate::offline::version::SemanticVersion;
use std::cmp::Ordering;

/// A warning, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caution {
    pub(crate) text: String,
    pub(crate) hint: String,
}

pub(super) fn cautions(migration: &Migration) -> Vec<Caution> {
    older_than_cluster(migration).into_iter().chain(v2_requests(migration)).collect()
}

/// A server does not start if the members agreed on a newer version. A directory that was restored, and not
/// used since, is an exception.
fn older_than_cluster(
    Migration { log, target, cluster_version, .. }: &Migration,
) -> Option<Caution> {
    let SemanticVersion { major, minor, .. } = target;
    let cluster = cluster_version.as_ref()?;
    let is_older = (*major, *minor) < (cluster.major, cluster.minor);
    let had_leader = log.as_ref()?.had_leader;
    (is_older && had_leader).then(|| Caution {
        text: format!(
            "the cluster version stays {cluster}: etcd {major}.{minor} will refuse to start here"
        ),
        hint: "save a snapshot and restore it: the older etcd starts in a restored directory"
            .to_owned(),
    })
}

/// Servers since 3.7 do not understand these requests, which those up to 3.5 write for their own data.
fn v2_requests(Migration { log, target, .. }: &Migration) -> Option<Caution> {
    let count = log.as_ref()?.v2_requests;
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
