//! TODO

pub(crate) mod fence;
pub(crate) mod own_lease;
pub(crate) mod precondition;
