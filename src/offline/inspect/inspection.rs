//! Reads a whole database once.

use super::bucket_use::{BucketUse, measure};
use super::key_values::KeyValues;
use crate::failure::Failure;
use crate::offline::Progress;
use crate::offline::bolt::{Database, Meta, NO_FREE_LIST};
use crate::offline::mvcc::KEY;
use crate::offline::schema::{SmallBuckets, StoredLease, Unreadable};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Debug)]
pub(crate) struct Inspection {
    pub(crate) path: PathBuf,
    pub(crate) meta: Meta,
    /// Bytes of the file, which may be longer than its pages.
    pub(crate) file_size: u64,
    /// Number of pages that can be reached from the root.
    pub(crate) used_pages: u64,
    pub(crate) buckets: Vec<BucketUse>,
    pub(crate) key_values: KeyValues,
    pub(crate) small: SmallBuckets,
    /// By id.
    pub(crate) leases: Vec<LeaseUse>,
}

/// A lease, and the number of keys that exist and name it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LeaseUse {
    pub(crate) id: i64,
    /// Seconds; `None` for a lease that keys name and that does not exist.
    pub(crate) ttl: Option<i64>,
    pub(crate) keys: u64,
}

impl Inspection {
    /// Returns the number of pages that a defragmentation would give back.
    pub(crate) fn free_pages(&self) -> u64 {
        self.meta.high_water.saturating_sub(self.used_pages)
    }

    pub(crate) fn bytes(&self, pages: u64) -> u64 {
        pages.saturating_mul(self.meta.page_size.into())
    }

    /// Returns the entries that could not be parsed, by bucket.
    pub(crate) fn unreadable(&self) -> impl Iterator<Item = &Unreadable> {
        self.key_values.unreadable.iter().chain(&self.small.unreadable)
    }
}

/// Reads the whole database.
pub(crate) fn inspect(database: &Database, progress: Progress<'_>) -> Result<Inspection, Failure> {
    let (buckets, key_values) = walk(database, progress)?;
    let small = SmallBuckets::read(database)?;
    Ok(Inspection {
        path: database.path().to_owned(),
        meta: *database.meta(),
        file_size: database.length(),
        used_pages: reachable(database, &buckets)?,
        leases: lease_use(&small.leases, &key_values),
        buckets,
        key_values,
        small,
    })
}

fn walk(
    database: &Database,
    progress: Progress<'_>,
) -> Result<(Vec<BucketUse>, KeyValues), Failure> {
    let mut key_values = KeyValues::default();
    let mut read = 0;
    let mut measured = Vec::new();
    for bucket in database.buckets()? {
        let is_key = bucket.name == KEY.as_bytes();
        measured.push(measure(database, &bucket, |element, length| {
            if is_key {
                key_values.add(element);
            }
            read += length;
            progress(read)
        })?);
    }
    Ok((measured, key_values))
}

/// Returns the number of pages that are in use: the two metas, those of the tree of buckets, those of the
/// buckets, and a stored list of free pages.
fn reachable(database: &Database, buckets: &[BucketUse]) -> Result<u64, Failure> {
    let root = measure(database, &database.root(), |_, _| Ok(()))?;
    let free_list = match database.meta().free_list {
        NO_FREE_LIST => 0,
        page => u64::from(database.pages().header(page)?.overflow) + 1,
    };
    Ok(2 + root.pages + free_list + buckets.iter().map(|bucket| bucket.pages).sum::<u64>())
}

/// Counts the keys of each lease, and adds leases that only keys name.
fn lease_use(stored: &[StoredLease], key_values: &KeyValues) -> Vec<LeaseUse> {
    let known = |it: &StoredLease| (it.id, LeaseUse { id: it.id, ttl: Some(it.ttl), keys: 0 });
    let mut leases: BTreeMap<_, _> = stored.iter().map(known).collect();
    for (id, keys) in key_values.leased.counts() {
        leases.entry(id).or_insert(LeaseUse { id, ..LeaseUse::default() }).keys = keys;
    }
    leases.into_values().collect()
}
