//! The members in the database, compared with those that raft counts.

use super::finding::FileFinding;
use crate::offline::schema::{SmallBuckets, StoredMember};
use std::collections::BTreeSet;

const CHECK: &str = "members";

/// The members that raft counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RaftMembers {
    pub(super) voters: BTreeSet<u64>,
    pub(super) learners: BTreeSet<u64>,
}

impl RaftMembers {
    fn of(members: &[StoredMember]) -> Self {
        let ids = |is_learner| {
            let members = members.iter().filter(move |member| member.is_learner == is_learner);
            members.map(|member| member.id).collect()
        };
        Self { voters: ids(false), learners: ids(true) }
    }
}

/// Compares the members with those of the last snapshot of raft if no change followed that, and else with
/// those in the database: etcd leaves the old ones there when a backup is restored.
pub(super) fn check(small: &SmallBuckets, snapshot: Option<&RaftMembers>) -> FileFinding {
    let stored = RaftMembers::of(&small.members);
    let both = stored.voters.intersection(&stored.learners).count();
    if small.members.is_empty() || both > 0 {
        return FileFinding::error(CHECK, "the bucket members is empty, or names one twice");
    }
    if let Some(snapshot) = snapshot.filter(|snapshot| **snapshot != stored) {
        let text = format!("{}, but raft's snapshot has {}", shown(&stored), shown(snapshot));
        return FileFinding::error(CHECK, text);
    }
    let counted = small.conf_state.as_ref().map(|state| RaftMembers {
        voters: state.voters.iter().copied().collect(),
        learners: state.learners.iter().chain(&state.learners_next).copied().collect(),
    });
    match counted {
        Some(counted) if snapshot.is_none() && counted != stored => {
            let text = format!("{}, but raft counts {}", shown(&stored), shown(&counted));
            FileFinding::warning(CHECK, text)
                .remedy("normal if the cluster was restored from a backup of another one")
        }
        _ => FileFinding::ok(CHECK, shown(&stored)),
    }
}

fn shown(members: &RaftMembers) -> String {
    let ids =
        |ids: &BTreeSet<u64>| ids.iter().map(|id| format!("{id:x}")).collect::<Vec<_>>().join(" ");
    match members.learners.len() {
        0 => format!("voters {}", ids(&members.voters)),
        _ => format!("voters {}, learners {}", ids(&members.voters), ids(&members.learners)),
    }
}
