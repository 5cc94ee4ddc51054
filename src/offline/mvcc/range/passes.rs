//! The live keys of a range in their order, from entries in the order of time: the entries are read once
//! for each window of keys that fits into memory.

use super::key_window::KeyWindow;
use super::query::{Direction, RangeQuery};
use crate::failure::Failure;
use crate::offline::Progress;
use crate::offline::bolt::ElementPlace;
use crate::offline::mvcc::Store;
use std::ops::ControlFlow;

/// Calls `visit` with the place of each live key. Returns false if `visit` ended it.
pub(super) fn each_live_key<E: From<Failure>>(
    store: &Store<'_>,
    query: &RangeQuery,
    direction: Direction,
    progress: Progress<'_>,
    mut visit: impl FnMut(ElementPlace) -> Result<ControlFlow<()>, E>,
) -> Result<bool, E> {
    let mut window = KeyWindow::new(direction, query.budget);
    loop {
        store.visit(query.revision, progress, |entry| {
            if query.span.contains(entry.key) {
                window.add(entry.key, entry.place, entry.entry.is_tombstone)?;
            }
            Ok::<_, Failure>(())
        })?;
        for place in window.live() {
            if visit(place)?.is_break() {
                return Ok(false);
            }
        }
        if !window.advance() {
            return Ok(true);
        }
    }
}
