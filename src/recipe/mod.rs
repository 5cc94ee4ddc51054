//! What takes several calls of etcd. Knows neither the command line nor stdout.

mod agreement;
mod ahead;
mod checkup;
mod election;
mod keeper;
mod load;
mod mirror;
mod mutex;
pub(crate) mod naming;
pub(crate) mod registration;
mod session;
mod waiter;
mod watcher;

pub(crate) use agreement::{Agreement, PAUSE as HASH_PAUSE, TRIES as HASH_TRIES};
pub(crate) use ahead::Ahead;
pub(crate) use checkup::{Examined, agreement, checkup, is_of_a_proxy, leader};
pub(crate) use election::{Observed, Observer};
pub(crate) use keeper::{Keeper, Loss, State};
pub(crate) use load::{Amount, Load, Tally};
pub(crate) use mirror::{Mirror, Route, Side, Witness};
pub(crate) use mutex::{Claim, by_creation};
pub(crate) use session::OwnLease;
pub(crate) use waiter::{Keys, Waited, Waiter};
pub(crate) use watcher::{End, News, Watcher};
