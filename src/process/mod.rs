//! Signals and children.

pub(crate) mod signals;
