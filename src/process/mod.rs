//! Signals and children.

mod child;
mod notify;
pub(crate) mod signals;
mod supervise;
mod terminal;

pub(crate) use child::{Ending, Variable, run};
pub(crate) use notify::Waiting;
pub(crate) use supervise::{HEARD, Supervised, supervise};
