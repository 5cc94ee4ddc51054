//! Signals, and children with a guardian.

mod child;
mod fed;
mod guardian;
mod lines;
mod notify;
pub(crate) mod signals;
mod supervise;
mod terminal;
mod ward;

pub(crate) use child::{Ending, Variable, pid, run};
pub(crate) use fed::Fed;
pub(crate) use guardian::Post;
pub(crate) use notify::Waiting;
pub(crate) use supervise::{HEARD, Supervised, supervise};
