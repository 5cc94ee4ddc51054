//! What etcd keeps in its database: a bucket of key-values by revision, and small ones for everything
//! else. See etcd's `server/storage/schema`.

#![allow(unused_imports, dead_code, reason = "in progress")]

mod key_count;
mod key_value;
mod live_keys;
mod marks;
mod revision;
mod status;

pub(crate) use key_count::KeyCount;
pub(crate) use key_value::StoredKeyValue;
pub(crate) use live_keys::{Fingerprint, LiveKeys};
pub(crate) use marks::Marks;
pub(crate) use revision::{Entry, Revision};
pub(crate) use status::{SnapshotStatus, status};

/// The bucket of the key-values.
pub(crate) const KEY: &str = "key";
/// The bucket of revisions, raft's index and term, and the storage version.
pub(crate) const META: &str = "meta";
