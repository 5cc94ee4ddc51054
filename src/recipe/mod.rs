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
pub(crate) use checkup::{
    EndpointReport, agreement, checkup, is_of_a_proxy, leader, read_health_key,
};
pub(crate) use consistency::{HashConsistency, PAUSE as HASH_PAUSE, TRIES as HASH_TRIES};
pub(crate) use election::{ElectionEvent, Observer};
pub(crate) use keep_alive::{KeepAlive, KeepAliveState, LeaseLost};
pub(crate) use lease::Lease;
pub(crate) use mirror::{KeyMapping, Mirror, Side, Witness};
pub(crate) use mutex::{Mutex, by_creation};
pub(crate) use range_watcher::{RangeEvent, RangeState, RangeWatcher};
pub(crate) use watcher::{WatchEnd, WatchEvent, Watcher};
