//! What is asked for: the fields of a request for a range.

use crate::offline::mvcc::{KeySpan, StoredKeyValue};
use std::cmp::Ordering;

/// What to read; the fields have the meaning of those of etcd's `RangeRequest`.
#[derive(Debug, Clone)]
pub(crate) struct RangeQuery {
    pub(crate) span: KeySpan,
    /// A revision that can be read.
    pub(crate) revision: i64,
    /// The largest number of keys, if there is one.
    pub(crate) limit: Option<u64>,
    pub(crate) target: SortTarget,
    /// As requested: `None` is ascending, but applies a limit before keys are sorted by another target.
    pub(crate) direction: Option<Direction>,
    pub(crate) filter: RevisionFilter,
    pub(crate) count_only: bool,
    /// False if the number of keys and whether there are more are not needed.
    pub(crate) needs_count: bool,
    /// Bytes of memory that keys may take; a quarter more if they are sorted by another target.
    pub(crate) budget: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SortTarget {
    Key,
    Version,
    Create,
    Modify,
    Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Ascending,
    Descending,
}

/// Bounds of the revisions in which keys were created and last modified, both included; 0 for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RevisionFilter {
    pub(crate) min_create: i64,
    pub(crate) max_create: i64,
    pub(crate) min_modify: i64,
    pub(crate) max_modify: i64,
}

impl RangeQuery {
    /// Returns how many of the first keys are sorted. A server that is given a limit, but neither an order nor
    /// a filter, sorts only those within the limit and one more.
    pub(super) fn limit_before_sorting(&self) -> Option<u64> {
        let applies = self.direction.is_none() && self.filter == RevisionFilter::default();
        self.limit.filter(|_| applies).map(|limit| limit.saturating_add(1))
    }
}

impl RevisionFilter {
    pub(super) fn keeps(&self, kv: &StoredKeyValue<'_>) -> bool {
        let within =
            |revision, min, max| (min == 0 || revision >= min) && (max == 0 || revision <= max);
        within(kv.create_revision, self.min_create, self.max_create)
            && within(kv.mod_revision, self.min_modify, self.max_modify)
    }
}

impl Direction {
    pub(super) fn apply(self, order: Ordering) -> Ordering {
        match self {
            Self::Ascending => order,
            Self::Descending => order.reverse(),
        }
    }

    pub(super) fn compare(self, a: &[u8], b: &[u8]) -> Ordering {
        self.apply(a.cmp(b))
    }
}

impl SortTarget {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Key => "KEY",
            Self::Version => "VERSION",
            Self::Create => "CREATE",
            Self::Modify => "MODIFY",
            Self::Value => "VALUE",
        }
    }
}
