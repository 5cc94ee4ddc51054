//! What takes several calls of etcd. Knows neither the command line nor stdout.

mod clock;
mod keeper;
mod watcher;

pub(crate) use keeper::{Keeper, Loss, State};
pub(crate) use watcher::{End, News, Watcher};
