//! Reads all entries of a small bucket, and goes on behind those that cannot be parsed.

use crate::failure::Failure;
use crate::go::quote;
use crate::offline::bolt::Database;

/// The entries of a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entries<T> {
    pub(crate) items: Vec<T>,
    pub(crate) unreadable: Option<Unreadable>,
}

/// Entries that could not be parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub(crate) bucket: &'static str,
    pub(crate) count: u64,
    /// The key of the first, quoted. Not the value, which may be a secret.
    pub(crate) first: String,
}

impl Unreadable {
    /// Counts one more entry that could not be parsed.
    pub(crate) fn note(unreadable: &mut Option<Self>, bucket: &'static str, key: &[u8]) {
        let first = || Self { bucket, count: 0, first: quote(key) };
        unreadable.get_or_insert_with(first).count += 1;
    }
}

/// Reads a bucket, of which a database may lack any.
pub(super) fn read<T>(
    database: &Database,
    bucket: &'static str,
    parse: impl Fn(&[u8], &[u8]) -> Option<T>,
) -> Result<Entries<T>, Failure> {
    let mut found = Entries { items: Vec::new(), unreadable: None };
    let Some(contents) = database.bucket(bucket)? else { return Ok(found) };
    let mut cursor = contents.cursor(database);
    while let Some(element) = cursor.next()? {
        match parse(element.key, element.value) {
            Some(item) => found.items.push(item),
            None => Unreadable::note(&mut found.unreadable, bucket, element.key),
        }
    }
    Ok(found)
}
