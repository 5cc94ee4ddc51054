//! What takes several calls of etcd. Knows neither the command line nor stdout.

mod clock;
mod keeper;
mod load;
mod mirror;
mod watcher;

pub(crate) use keeper::{Keeper, Loss, State};
pub(crate) use load::{Amount, Load, Tally};
pub(crate) use mirror::{Mirror, Route, Side, Witness};
pub(crate) use watcher::{End, News, Watcher};
