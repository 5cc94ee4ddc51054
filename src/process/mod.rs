//! Signals and children.

mod child;
mod fed;
pub(crate) mod signals;
mod supervise;
mod terminal;

pub(crate) use child::{Ending, Variable, run};
pub(crate) use fed::Fed;
pub(crate) use supervise::{HEARD, Supervised, supervise};
