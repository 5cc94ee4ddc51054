//! How many entries, bytes and pages each bucket has.

use crate::failure::Failure;
use crate::offline::bolt::{Bucket, Database, LeafElement};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BucketUse {
    pub(crate) name: String,
    pub(crate) entries: u64,
    /// Bytes of keys and values.
    pub(crate) bytes: u64,
    /// Zero for a bucket that is stored inside of the page that names it.
    pub(crate) pages: u64,
}

/// Walks through a bucket, and passes its elements on.
pub(super) fn measure(
    database: &Database,
    bucket: &Bucket,
    mut each: impl FnMut(LeafElement<'_>, u64) -> Result<(), Failure>,
) -> Result<BucketUse, Failure> {
    let name = String::from_utf8_lossy(&bucket.name).into_owned();
    let mut found = BucketUse { name, ..BucketUse::default() };
    let mut cursor = bucket.cursor(database);
    while let Some(element) = cursor.next()? {
        let length = (element.key.len() + element.value.len()) as u64;
        found.entries += 1;
        found.bytes += length;
        each(element, length)?;
    }
    found.pages = cursor.pages();
    Ok(found)
}
