//! Options of writes: preconditions, a fence for locks, a lease of their own.

pub(crate) mod fence;
pub(crate) mod own_lease;
pub(crate) mod precondition;
