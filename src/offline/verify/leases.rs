//! Leases that keys name: a key whose lease does not exist never expires.

use super::fault_list::FaultList;
use super::finding::{FileFinding, counted};
use crate::go::LeaseId;
use crate::offline::mvcc::LeasedKeys;
use crate::offline::schema::StoredLease;
use std::collections::HashSet;

pub(super) fn check(leased: &LeasedKeys, stored: &[StoredLease]) -> Vec<FileFinding> {
    let known: HashSet<_> = stored.iter().map(|lease| lease.id).collect();
    let mut faults = FaultList::new("leases");
    let mut attached = 0;
    for (id, keys) in leased.counts() {
        attached += keys;
        if !known.contains(&id) {
            let lease = LeaseId(id);
            faults.add(|| format!("lease {lease} does not exist, but {} it", named(keys)));
        }
    }
    let leases = counted(stored.len() as u64, "lease");
    faults.findings(format!("{leases}, {} attached", counted(attached, "key")))
}

fn named(keys: u64) -> String {
    format!("{} {}", counted(keys, "key"), if keys == 1 { "names" } else { "name" })
}
