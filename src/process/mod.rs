//! Signals and children.

mod child;
pub(crate) mod signals;
mod supervise;
mod terminal;

pub(crate) use child::{Ending, Variable, run};
pub(crate) use supervise::{HEARD, Supervised, supervise};
