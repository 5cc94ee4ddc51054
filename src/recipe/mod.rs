//! Recipes that take several calls of etcd. They know neither the command line nor stdout.

mod batches;
mod change_feed;
mod checkup;
mod concurrently;
mod consistency;
pub(crate) mod difference;
mod election;
mod events;
mod keep_alive;
pub(crate) mod key_file;
mod key_history;
mod lease;
mod levels;
mod mirror;
mod mutex;
pub(crate) mod naming;
mod range_watcher;
pub(crate) mod registration;
mod resume_file;
mod resume_log;
mod retry;
mod reversal;
mod watcher;

pub(crate) use batches::{
    BatchWriter, KeyConflict, KeyGuard, KeyWrite, OnConflict, Together, WriteAction, write_together,
};
pub(crate) use change_feed::{
    ChangeFeed, EventKind, FeedEnd, FeedEvent, FeedPart, FeedStart, KnownKeys,
};
pub(crate) use checkup::{
    EndpointReport, agreement, checkup, is_of_a_proxy, leader, read_health_key,
};
pub(crate) use concurrently::concurrently;
pub(crate) use consistency::{HashConsistency, PAUSE as HASH_PAUSE, TRIES as HASH_TRIES};
pub(crate) use election::{ElectionEvent, Observer};
pub(crate) use events::Events;
pub(crate) use keep_alive::{KeepAlive, KeepAliveEvent, LeaseLost};
pub(crate) use key_history::KeyHistory;
pub(crate) use lease::Lease;
pub(crate) use levels::{
    BranchSum, Delimiter, KeyScan, Level, LevelEntry, LevelSums, Outline, OutlineEntry, Siblings,
    Subtree, TreeBars, Usage, latest_revision,
};
pub(crate) use mirror::{KeyMapping, Mirror, MirrorDifference, MirrorEvent, Writes};
pub(crate) use mutex::{
    Ahead, ContenderInfo, LONGEST_TEXT, Mutex, OlderKeys, by_creation, cut, holders,
};
pub(crate) use range_watcher::{RangeEvent, RangeState, RangeWatcher};
pub(crate) use resume_file::{ResumeFile, ResumePoint, ResumeScope};
pub(crate) use resume_log::{PartSteps, ResumeLog};
pub(crate) use reversal::{Reversal, Reversals};
pub(crate) use watcher::WatchEnd;
