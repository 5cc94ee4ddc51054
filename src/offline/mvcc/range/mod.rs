//! Ranges of keys, read as a server reads them.

mod count;
mod key_window;
mod passes;
mod query;
mod reading;
mod sorting;

pub(crate) use query::{Direction, RangeQuery, RevisionFilter, SortTarget};
pub(crate) use reading::{RangeEnd, range};

#[cfg(test)]
mod tests;
