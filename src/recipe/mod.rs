//! What takes several calls of etcd. Knows neither the command line nor stdout.

mod ahead;
mod checkup;
mod consistency;
mod election;
mod keep_alive;
mod lease;
mod mirror;
mod mutex;
pub(crate) mod naming;
mod range_watcher;
pub(crate) mod registration;
mod watcher;

pub(crate) use ahead::Ahead;
pub(crate) use checkup::{Examined, agreement, checkup, is_of_a_proxy, leader};
pub(crate) use consistency::{Agreement, PAUSE as HASH_PAUSE, TRIES as HASH_TRIES};
pub(crate) use election::{Observed, Observer};
pub(crate) use keep_alive::{Keeper, Loss, State};
pub(crate) use lease::OwnLease;
pub(crate) use mirror::{Mirror, Route, Side, Witness};
pub(crate) use mutex::{Claim, by_creation};
pub(crate) use range_watcher::{Keys, Waited, Waiter};
pub(crate) use watcher::{End, News, Watcher};
