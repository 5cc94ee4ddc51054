//! The figures of `snapshot status`.

use super::live_keys::LiveKeys;
use super::marks::Marks;
use super::revision::Entry;
use super::{KEY, StoredKeyValue};
use crate::failure::Failure;
use crate::offline::Progress;
use crate::offline::bolt::{Bucket, Database};

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

/// Reads the whole database.
pub(crate) fn status(
    database: &Database,
    progress: Progress<'_>,
) -> Result<SnapshotStatus, Failure> {
    let mut status =
        SnapshotStatus { total_size: database.meta().size(), ..SnapshotStatus::default() };
    let mut keys = LiveKeys::default();
    let mut read = 0;
    for bucket in database.buckets()? {
        status.hash = crc32c::crc32c_append(status.hash, &bucket.name);
        add_bucket(database, &bucket, &mut status, &mut keys, |bytes| {
            read += bytes;
            progress(read)
        })?;
    }
    status.total_key = keys.count();
    let stored = Marks::read(database)?.storage_version;
    status.version = stored.and_then(|version| plain_version(&version)).unwrap_or_default();
    Ok(status)
}

fn add_bucket(
    database: &Database,
    bucket: &Bucket,
    status: &mut SnapshotStatus,
    keys: &mut LiveKeys,
    mut progress: impl FnMut(u64) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let is_key = bucket.name == KEY.as_bytes();
    let mut cursor = bucket.cursor(database);
    while let Some(element) = cursor.next()? {
        status.hash = crc32c::crc32c_append(status.hash, element.key);
        if element.is_bucket {
            continue;
        }
        status.hash = crc32c::crc32c_append(status.hash, element.value);
        if is_key {
            let entry = Entry::parse(element.key)?;
            status.revision = entry.revision.main;
            keys.add(StoredKeyValue::parse(element.value)?.key, entry.is_tombstone);
        }
        progress((element.key.len() + element.value.len()) as u64)?;
    }
    Ok(())
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
