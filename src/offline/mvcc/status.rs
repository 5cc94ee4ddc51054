//! The figures of `snapshot status`.

use super::live_keys::LiveKeys;
use super::marks::Marks;
use super::revision::RevisionKey;
use super::{KEY, StoredKeyValue};
use crate::failure::Failure;
use crate::offline::Progress;
use crate::offline::bolt::{Database, LeafElement, WalkItem};
use crc32c::crc32c_append;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SnapshotStatus {
    /// CRC-32C of the names, keys and values of all buckets.
    pub(crate) hash: u32,
    /// The revision of the last entry of the bucket `key`.
    pub(crate) revision: i64,
    /// Number of keys that exist, as etcdutl 3.6 and later count them.
    pub(crate) total_key: u64,
    /// Bytes of all pages.
    pub(crate) total_size: u64,
    /// The storage version as A.B.C; empty before 3.6.
    pub(crate) version: String,
}

/// Reads the whole database. Fails if its pages are damaged, with all faults.
pub(crate) fn status(
    database: &Database,
    progress: Progress<'_>,
) -> Result<SnapshotStatus, Failure> {
    let mut figures = Figures::default();
    database.verified_walk(progress, &mut |item| figures.add(item))?.into_result()?;
    let version = Marks::read(database)?.storage_version;
    Ok(SnapshotStatus {
        hash: figures.hash,
        revision: figures.revision,
        total_key: figures.keys.count(),
        total_size: database.meta().size(),
        version: version.and_then(|version| plain_version(&version)).unwrap_or_default(),
    })
}

/// What is counted on the way through the buckets.
#[derive(Debug, Default)]
struct Figures {
    hash: u32,
    revision: i64,
    keys: LiveKeys,
    is_in_key: bool,
}

impl Figures {
    fn add(&mut self, item: WalkItem<'_>) -> Result<(), Failure> {
        match item {
            WalkItem::Bucket(name) => {
                self.hash = crc32c_append(self.hash, name);
                self.is_in_key = name == KEY.as_bytes();
                Ok(())
            }
            WalkItem::Element(element) => self.add_element(element),
        }
    }

    fn add_element(&mut self, element: LeafElement<'_>) -> Result<(), Failure> {
        self.hash = crc32c_append(self.hash, element.key);
        if element.is_bucket {
            return Ok(());
        }
        self.hash = crc32c_append(self.hash, element.value);
        if self.is_in_key {
            let entry = RevisionKey::parse(element.key)?;
            self.revision = entry.revision.main;
            self.keys.add(StoredKeyValue::parse(element.value)?.key, entry.is_tombstone);
        }
        Ok(())
    }
}

/// Returns a version without leading zeros if it is a semantic one: `03.06.00` is `3.6.0`.
fn plain_version(text: &str) -> Option<String> {
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    let numbers: Vec<_> =
        numbers.split('.').map(|part| part.parse::<i64>().ok()).collect::<Option<_>>()?;
    let [major, minor, patch] = numbers.as_slice() else { return None };
    Some(format!("{major}.{minor}.{patch}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::plain_version;

    #[test]
    fn versions_have_three_numbers() {
        let shown = |text| plain_version(text);
        assert_eq!(shown("03.06.00").as_deref(), Some("3.6.0"));
        assert_eq!(shown("3.6.1-rc.0+b").as_deref(), Some("3.6.1-rc.0+b"));
        for text in ["3.6", "", "garbage", "3.6.5.1", "3.6."] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
