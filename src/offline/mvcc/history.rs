//! The retained revisions of one key.

use super::revision::Revision;
use super::{Store, StoredKeyValue};
use crate::failure::Failure;
use crate::offline::Progress;

/// A change of a key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredChange<'a> {
    pub(crate) revision: Revision,
    /// What was put; `None` if the key was deleted.
    pub(crate) put: Option<StoredKeyValue<'a>>,
}

/// Calls `found` with each change of a key that the database still has, the oldest first.
pub(crate) fn history<E: From<Failure>>(
    store: &Store<'_>,
    key: &[u8],
    progress: Progress<'_>,
    found: &mut dyn FnMut(StoredChange<'_>) -> Result<(), E>,
) -> Result<(), E> {
    store.visit(i64::MAX, progress, |stored| {
        if stored.key != key {
            return Ok(());
        }
        let kv = stored.key_value()?;
        let put = (!stored.entry.is_tombstone).then_some(kv);
        found(StoredChange { revision: stored.entry.revision, put })
    })
}
