//! What etcd keeps in its database: a bucket of key-values by revision, and small ones for everything
//! else. See etcd's `server/storage/schema`.

#![allow(unused_imports, dead_code, reason = "in progress")]

mod hashkv;
mod history;
mod key_count;
mod key_span;
mod key_value;
mod leased_keys;
mod live_keys;
mod marks;
mod range;
mod revision;
mod status;
mod store;

pub(crate) use hashkv::{KeyValueHash, hashkv};
pub(crate) use history::{StoredChange, history};
pub(crate) use key_count::KeyCount;
pub(crate) use key_span::KeySpan;
pub(crate) use key_value::StoredKeyValue;
pub(crate) use leased_keys::LeasedKeys;
pub(crate) use live_keys::{Fingerprint, LiveKeys};
pub(crate) use marks::Marks;
pub(crate) use range::{Direction, RangeEnd, RangeQuery, RevisionFilter, SortTarget, range};
pub(crate) use revision::{Revision, RevisionKey};
pub(crate) use status::{SnapshotStatus, status};
pub(crate) use store::Store;

/// The bucket of the key-values.
pub(crate) const KEY: &str = "key";
/// The bucket of revisions, raft's index and term, and the storage version.
pub(crate) const META: &str = "meta";
