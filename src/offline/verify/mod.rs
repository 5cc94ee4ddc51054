//! Verifies a backup or the data directory of a stopped member: checksums, pages, the order of revisions,
//! what the buckets say of one another, and raft's log. Ranks several of them.
//!
//! Memory: for each key that exists 16 bytes in a hash table (20 to 40 with its slack), 24 more for each
//! key with a lease, 24 for each entry of raft's log behind its last snapshot, a bit for each page, and the
//! small buckets. Texts of faults are bounded.

mod alarms;
mod fault_list;
mod finding;
mod hashes;
mod key_contents;
mod key_states;
mod leases;
mod log_facts;
mod membership;
mod position;
mod ranking;
mod report;
mod revisions;
mod snap_files;
mod target;
#[cfg(test)]
mod tests;
mod trailer;
mod versions;

pub(crate) use finding::{FileFinding, FileVerdict};
pub(crate) use ranking::{Ranked, Ranking, rank};
pub(crate) use report::{TargetReport, check_target};
pub(crate) use target::CheckTarget;
