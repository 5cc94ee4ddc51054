//! The number of live keys in a range.

use super::passes::each_live_key;
use super::query::{Direction, RangeQuery};
use crate::failure::Failure;
use crate::offline::Progress;
use crate::offline::mvcc::Store;
use std::ops::ControlFlow;

/// Counts the live keys, reading the entries once if possible.
pub(super) fn count(
    store: &Store<'_>,
    query: &RangeQuery,
    progress: Progress<'_>,
) -> Result<i64, Failure> {
    let marks = store.marks();
    let is_compacting = marks.compaction_scheduled > marks.compacted;
    if is_compacting {
        by_passes(store, query, progress)
    } else {
        by_changes(store, query, marks.compacted.unwrap_or(0), progress)
    }
}

/// Counts keys that appear, less those that disappear. Of the entries up to a compaction only the last one of
/// each key that lived then is left, and deletions in the compacted revision itself.
fn by_changes(
    store: &Store<'_>,
    query: &RangeQuery,
    compacted: i64,
    progress: Progress<'_>,
) -> Result<i64, Failure> {
    let mut count = 0;
    store.visit(query.revision, progress, |entry| {
        if query.span.contains(entry.key) {
            let is_compacted = entry.entry.revision.main <= compacted;
            count += match (entry.entry.is_tombstone, is_compacted) {
                (true, true) => 0,
                (true, false) => -1,
                (false, true) => 1,
                (false, false) => i64::from(entry.key_value()?.version == 1),
            };
        }
        Ok::<_, Failure>(())
    })?;
    Ok(count.max(0))
}

/// Counts key by key. While a compaction runs, any part of the entries that it removes may be left.
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
