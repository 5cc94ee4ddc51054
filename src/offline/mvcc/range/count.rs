//! The number of live keys in a range.

use super::passes::each_live_key;
use super::query::{Direction, RangeQuery};
use crate::failure::Failure;
use crate::offline::Progress;
use crate::offline::mvcc::{KeyCount, Store};
use std::ops::ControlFlow;

/// Counts the live keys, reading the entries once if possible.
pub(super) fn count(
    store: &Store<'_>,
    query: &RangeQuery,
    progress: Progress<'_>,
) -> Result<i64, Failure> {
    let mut keys = KeyCount::new(store.marks());
    if keys.keys().is_some() {
        store.visit(query.revision, progress, |entry| {
            if query.span.contains(entry.key) {
                keys.add(entry.entry, &entry.key_value()?);
            }
            Ok::<_, Failure>(())
        })?;
    }
    match keys.keys().and_then(|keys| i64::try_from(keys).ok()) {
        Some(keys) => Ok(keys),
        None => by_passes(store, query, progress),
    }
}

/// Counts key by key, also amid a compaction.
fn by_passes(
    store: &Store<'_>,
    query: &RangeQuery,
    progress: Progress<'_>,
) -> Result<i64, Failure> {
    let mut count = 0;
    each_live_key(store, query, Direction::Ascending, progress, |_| {
        count += 1;
        Ok::<_, Failure>(ControlFlow::Continue(()))
    })?;
    Ok(count)
}
