//! Processes that ectl starts.

mod child;

pub(crate) use child::{Variable, run};
