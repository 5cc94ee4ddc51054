//! Everything but the key-values.

use super::access::{AuthState, StoredRole, StoredUser, auth_state, roles, users};
use super::alarms::{StoredAlarm, alarms};
use super::cluster::{ClusterState, cluster_state};
use super::conf_state::StoredConfState;
use super::entries::{Entries, Unreadable};
use super::leases::{StoredLease, leases};
use super::members::{StoredMember, members, removed_members};
use crate::failure::Failure;
use crate::offline::bolt::Database;
use crate::offline::mvcc::Marks;

#[derive(Debug, Default)]
pub(crate) struct SmallBuckets {
    pub(crate) marks: Marks,
    pub(crate) conf_state: Option<StoredConfState>,
    pub(crate) cluster: ClusterState,
    pub(crate) members: Vec<StoredMember>,
    pub(crate) removed_members: Vec<u64>,
    /// By id; negative ids are last.
    pub(crate) leases: Vec<StoredLease>,
    pub(crate) auth: AuthState,
    pub(crate) users: Vec<StoredUser>,
    pub(crate) roles: Vec<StoredRole>,
    pub(crate) alarms: Vec<StoredAlarm>,
    /// At most one item for each bucket.
    pub(crate) unreadable: Vec<Unreadable>,
}

impl SmallBuckets {
    pub(crate) fn read(database: &Database) -> Result<Self, Failure> {
        let marks = Marks::read(database)?;
        let mut unreadable = Vec::new();
        Ok(Self {
            conf_state: marks.conf_state.as_deref().and_then(StoredConfState::parse),
            marks,
            cluster: cluster_state(database)?,
            members: items(members(database)?, &mut unreadable),
            removed_members: items(removed_members(database)?, &mut unreadable),
            leases: items(leases(database)?, &mut unreadable),
            auth: auth_state(database)?,
            users: items(users(database)?, &mut unreadable),
            roles: items(roles(database)?, &mut unreadable),
            alarms: items(alarms(database)?, &mut unreadable),
            unreadable,
        })
    }
}

fn items<T>(entries: Entries<T>, unreadable: &mut Vec<Unreadable>) -> Vec<T> {
    unreadable.extend(entries.unreadable);
    entries.items
}
