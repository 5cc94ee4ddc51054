//! The small buckets: members, leases, users and roles, alarms, versions. See etcd's
//! `server/storage/schema`.

mod access;
mod alarms;
mod cluster;
mod conf_state;
mod entries;
mod leases;
mod members;
mod small_buckets;

pub(crate) use access::{StoredPermission, StoredRole, StoredUser};
pub(crate) use alarms::StoredAlarm;
pub(crate) use entries::Unreadable;
pub(crate) use leases::StoredLease;
pub(crate) use members::StoredMember;
pub(crate) use small_buckets::SmallBuckets;
