//! The number of keys that exist, counted while the entries of the bucket `key` go by.

use aws_lc_rs::digest::{SHA256, digest};
use std::collections::HashSet;

/// The first 16 bytes of a key's SHA-256. A set of them takes a fraction of the memory of the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint(u128);

impl Fingerprint {
    pub(crate) fn of(key: &[u8]) -> Self {
        let digest = digest(&SHA256, key);
        Self(digest.as_ref().first_chunk().map_or(0, |bytes| u128::from_le_bytes(*bytes)))
    }

    /// Returns half of the bits, for more keys in the same memory.
    pub(crate) fn half(self) -> u64 {
        (self.0 >> 64) as u64
    }
}

#[derive(Debug, Default)]
pub(crate) struct LiveKeys {
    keys: HashSet<Fingerprint>,
}

impl LiveKeys {
    /// Notes an entry; entries come in the order of their revisions.
    pub(crate) fn add(&mut self, key: &[u8], is_tombstone: bool) {
        self.add_fingerprint(Fingerprint::of(key), is_tombstone);
    }

    pub(crate) fn add_fingerprint(&mut self, key: Fingerprint, is_tombstone: bool) {
        if is_tombstone {
            self.keys.remove(&key);
        } else {
            self.keys.insert(key);
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.keys.len() as u64
    }
}
