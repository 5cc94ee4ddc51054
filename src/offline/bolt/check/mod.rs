//! bbolt's check of a database: pages, their references, and the order of keys.

mod faults;
mod free_list;
mod key_order;
mod page_set;
mod references;
mod walk;

use super::database::Database;
use crate::failure::Failure;
use crate::offline::Progress;
pub(crate) use faults::Faults;
pub(crate) use walk::WalkItem;
use walk::{PageWalk, WalkVisitor};

impl Database {
    /// Checks all pages, and passes what is in them to `visit` on the way: buckets and keys in ascending
    /// order, as they should be. Each page is read once. `progress` is told the bytes read.
    ///
    /// Nothing more is passed after the first fault: if any are returned, what `visit` was given is not to
    /// be used. A failure of `visit` is returned if there are no faults; one of the system at once.
    pub(crate) fn verified_walk(
        &self,
        progress: Progress<'_>,
        visit: WalkVisitor<'_>,
    ) -> Result<Faults, Failure> {
        PageWalk::new(self, progress, visit).run()
    }
}

#[cfg(test)]
mod tests;
