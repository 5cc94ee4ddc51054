//! Reads a range of keys as a server does, from a file of any size in a bounded amount of memory.

use super::count::count;
use super::passes::each_live_key;
use super::query::{Direction, RangeQuery, SortTarget};
use super::sorting::Sorting;
use crate::failure::Failure;
use crate::offline::Progress;
use crate::offline::bolt::{Cursor, ElementPlace};
use crate::offline::mvcc::{Store, StoredKeyValue};
use std::ops::ControlFlow::{Break, Continue};

/// What stands behind the keys of a reply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RangeEnd {
    /// The limit left keys out.
    pub(crate) more: bool,
    /// Number of keys in the range, including those left out by the limit or the filter.
    pub(crate) count: i64,
}

/// Calls `found` with each key-value of the range.
pub(crate) fn range<E: From<Failure>>(
    store: &Store<'_>,
    query: &RangeQuery,
    progress: Progress<'_>,
    found: &mut dyn FnMut(StoredKeyValue<'_>) -> Result<(), E>,
) -> Result<RangeEnd, E> {
    if query.count_only {
        return Ok(RangeEnd { more: false, count: count(store, query, progress)? });
    }
    let Some(cursor) = store.cursor() else { return Ok(RangeEnd::default()) };
    let mut reading = Reading { query, cursor, in_range: 0, matching: 0 };
    let is_complete = match query.target {
        SortTarget::Key => reading.by_key(store, progress, found)?,
        _ => reading.by_target(store, progress, found)?,
    };
    let more = query.limit.is_some_and(|limit| reading.matching > limit);
    let count = match is_complete {
        true => reading.in_range,
        false if query.needs_count => count(store, query, progress)?,
        false => 0,
    };
    Ok(RangeEnd { more, count })
}

struct Reading<'a, 'db> {
    query: &'a RangeQuery,
    cursor: Cursor<'db>,
    /// Number of live keys in the range so far.
    in_range: i64,
    /// Number of them that the filter keeps.
    matching: u64,
}

impl Reading<'_, '_> {
    /// Reads in the order of the keys. Returns false if it stopped before the last.
    fn by_key<E: From<Failure>>(
        &mut self,
        store: &Store<'_>,
        progress: Progress<'_>,
        found: &mut dyn FnMut(StoredKeyValue<'_>) -> Result<(), E>,
    ) -> Result<bool, E> {
        let (query, limit) = (self.query, self.query.limit.unwrap_or(u64::MAX));
        let direction = query.direction.unwrap_or(Direction::Ascending);
        each_live_key(store, query, direction, progress, |place| {
            if let Some((number, kv)) = self.matching(place)? {
                if number > limit {
                    return Ok(Break(()));
                }
                found(kv)?;
            }
            let is_enough = self.matching == limit && !query.needs_count;
            Ok(if is_enough { Break(()) } else { Continue(()) })
        })
    }

    /// Reads all keys, and returns those in the order of the target that a limit leaves.
    fn by_target<E: From<Failure>>(
        &mut self,
        store: &Store<'_>,
        progress: Progress<'_>,
        found: &mut dyn FnMut(StoredKeyValue<'_>) -> Result<(), E>,
    ) -> Result<bool, E> {
        let budget = self.query.budget;
        let query = &RangeQuery { budget: budget / 2, ..self.query.clone() };
        let direction = query.direction.unwrap_or(Direction::Ascending);
        let mut sorting = Sorting::new(query.target, direction, query.limit, budget / 4 * 3);
        let first = query.limit_before_sorting();
        let is_complete = each_live_key(store, query, Direction::Ascending, progress, |place| {
            if let Some((_, kv)) = self.matching(place)? {
                sorting.add(&kv, place)?;
            }
            let is_enough = first.is_some_and(|first| self.matching == first);
            Ok::<_, Failure>(if is_enough { Break(()) } else { Continue(()) })
        })?;
        for place in sorting.finish() {
            found(StoredKeyValue::parse(self.cursor.at(place)?.value)?)?;
        }
        Ok(is_complete)
    }

    /// Reads a live key, and returns it with its number if the filter keeps it.
    fn matching(
        &mut self,
        place: ElementPlace,
    ) -> Result<Option<(u64, StoredKeyValue<'_>)>, Failure> {
        self.in_range += 1;
        let kv = StoredKeyValue::parse(self.cursor.at(place)?.value)?;
        let is_kept = self.query.filter.keeps(&kv);
        self.matching += u64::from(is_kept);
        Ok(is_kept.then_some((self.matching, kv)))
    }
}
