//! The hash over the history of the keys: that of `etcdutl hashkv` and of a server's `HashKV`.

use super::live_keys::{Fingerprint, LiveKeys};
use super::marks::Marks;
use super::revision::{Revision, RevisionKey};
use super::store::current_revision;
use super::{KEY, StoredKeyValue};
use crate::failure::Failure;
use crate::offline::bolt::{Bucket, Database, LeafElement};
use crate::offline::{Progress, invalid};
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyValueHash {
    /// CRC-32C of the entries up to the revision, without those that the compaction removes.
    pub(crate) hash: u32,
    pub(crate) revision: i64,
    /// The revision up to which history is gone; -1 if nothing was compacted.
    pub(crate) compact_revision: i64,
}

/// Hashes the entries up to a revision; 0 means all. Before a compaction the entries are read once, and
/// nothing is kept of them.
pub(crate) fn hashkv(
    database: &Database,
    revision: i64,
    progress: Progress<'_>,
) -> Result<KeyValueHash, Failure> {
    let marks = Marks::read(database)?;
    let compact_revision = marks.compact_revision();
    let bucket = database.bucket(KEY)?;
    let current = current_revision(database, bucket.as_ref(), &marks)?;
    let revision = match revision {
        0 => current,
        revision if revision > 0 && revision < compact_revision => {
            return Err(invalid("mvcc: required revision has been compacted"));
        }
        revision if revision > current => {
            return Err(invalid("mvcc: required revision is a future revision"));
        }
        revision => revision,
    };
    let mut input =
        HashInput { database, bucket, revision, compact_revision, read: 0, passes: 1, progress };
    let kept = if compact_revision > 0 {
        input.passes = 2;
        input.kept()?
    } else {
        None
    };
    let hash = input.hash(kept)?;
    Ok(KeyValueHash { hash, revision, compact_revision })
}

/// The entries up to a revision.
struct HashInput<'a> {
    database: &'a Database,
    bucket: Option<Bucket>,
    revision: i64,
    compact_revision: i64,
    /// Bytes read so far, in all passes.
    read: u64,
    passes: u64,
    progress: Progress<'a>,
}

impl HashInput<'_> {
    fn hash(&mut self, kept: Option<Vec<Revision>>) -> Result<u32, Failure> {
        let mut hash = crc32c::crc32c(KEY.as_bytes());
        let compact_revision = self.compact_revision;
        let mut kept = kept.map(|kept| kept.into_iter().peekable());
        self.visit(|entry, element| {
            let RevisionKey { revision, is_tombstone } = entry;
            let is_kept = match &mut kept {
                // Both are in ascending order.
                Some(kept) if revision.main <= compact_revision => {
                    kept.next_if_eq(&revision).is_some()
                }
                _ => true,
            };
            // Servers before 3.5.16 remove such a tombstone, later ones do not.
            let is_last_tombstone = is_tombstone && revision.main == compact_revision;
            if is_kept && !is_last_tombstone {
                hash = crc32c::crc32c_append(hash, element.key);
                hash = crc32c::crc32c_append(hash, element.value);
            }
            Ok(())
        })?;
        Ok(hash)
    }

    /// Returns those entries up to the compaction, in their order, that are still the newest of their key.
    /// Returns `None` if no key exists: etcd then takes all entries into the hash.
    fn kept(&mut self) -> Result<Option<Vec<Revision>>, Failure> {
        let mut newest = HashMap::<Fingerprint, Revision>::new();
        let compact_revision = self.compact_revision;
        let mut last_exists = false;
        self.visit(|entry, element| {
            let is_compacted = entry.revision.main <= compact_revision;
            last_exists = !entry.is_tombstone;
            if !is_compacted && newest.is_empty() {
                return Ok(());
            }
            let key = Fingerprint::of(StoredKeyValue::parse(element.value)?.key);
            if is_compacted && !entry.is_tombstone {
                newest.insert(key, entry.revision);
            } else {
                newest.remove(&key);
            }
            Ok(())
        })?;
        if newest.is_empty() && !last_exists && !self.has_keys()? {
            return Ok(None);
        }
        let mut kept: Vec<_> = newest.into_values().collect();
        kept.sort_unstable();
        Ok(Some(kept))
    }

    fn has_keys(&mut self) -> Result<bool, Failure> {
        let mut keys = LiveKeys::default();
        self.passes += 1;
        self.visit(|entry, element| {
            keys.add(StoredKeyValue::parse(element.value)?.key, entry.is_tombstone);
            Ok(())
        })?;
        Ok(keys.count() > 0)
    }

    /// Calls `visit` with each entry, in their order.
    fn visit(
        &mut self,
        mut visit: impl FnMut(RevisionKey, LeafElement<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Some(bucket) = &self.bucket else { return Ok(()) };
        let mut cursor = bucket.cursor(self.database);
        while let Some(element) = cursor.next()? {
            let entry = RevisionKey::parse(element.key)?;
            if entry.revision.main > self.revision {
                break;
            }
            visit(entry, element)?;
            self.read += (element.key.len() + element.value.len()) as u64;
            (self.progress)(self.read / self.passes)?;
        }
        Ok(())
    }
}
