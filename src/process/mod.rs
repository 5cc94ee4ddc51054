//! Signals and children.

mod child;
pub(crate) mod signals;

pub(crate) use child::{Variable, run};
