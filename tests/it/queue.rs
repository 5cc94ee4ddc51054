//! The notes of a waiting `lock` or `elect`, and the names of their keys.

use crate::support::cluster::Cluster as _;
use crate::support::etcd;
use nix::sys::signal::Signal;
use serde_json::Value;

#[test]
fn waiting_lock_reports_holder_and_position() {
    let etcd = etcd();
    let first = etcd.ectl("lock a").live();
    let key = first.line();
    let second = etcd.ectl("lock a").live();
    let lease = |key: &str| format!("{:0>16}", key.strip_prefix("a/").unwrap());
    let told =
        format!("waiting for lock a: held by \"{key}\" (lease {}, since revision ", lease(&key));
    assert!(second.says(&told).ends_with("); 1 ahead of you"));
    let third = etcd.ectl("lock a --timeout=50s --json-errors -- echo mine").live();
    let note: Value = serde_json::from_str(&third.says("2 ahead of you")).unwrap();
    assert!(note["note"].as_str().unwrap().starts_with(&told), "{note}");
    first.end_by(Signal::SIGTERM).prints("\n");
    let key = second.line();
    assert!(third.says("1 ahead of you").contains(&format!("held by \\\"{key}\\\"")));
    assert_eq!(second.end_by(Signal::SIGTERM).text(), "\n");
    assert_eq!(third.end().prints("mine\n").code, 0);
}

#[test]
fn waiting_candidate_reports_blocking_key() {
    let etcd = etcd();
    etcd.ectl("put e/readme 'hands off'").run().prints("OK\n");
    let candidate = etcd.ectl("elect e me").live();
    candidate.says("waiting for election e: led by \"e/readme\" (no lease, since revision 2");
    candidate.says("hint: \"e/readme\" has no lease: it blocks every waiter until it is deleted");
    etcd.ectl("del e/readme").run().prints("1\n");
    assert!(candidate.line().starts_with("e/"));
    candidate.end_by(Signal::SIGTERM).prints("me\n");
}

#[test]
fn key_under_borrowed_lease_has_separator() {
    let etcd = etcd();
    let lease = etcd.ectl("lease grant 60 --id-only").run();
    let lease = lease.text().trim();
    let held = etcd.ectl(&format!("lock a --lease {lease}")).live();
    let key = held.line();
    let (name, more) = key.split_once('-').expect("a separator");
    assert_eq!(name, format!("a/{}", lease.trim_start_matches('0')));
    assert!(more.len() > 8 && more.bytes().all(|digit| digit.is_ascii_hexdigit()), "{key}");
    let holders = etcd.ectl("lock --holders a").run();
    assert!(!holders.text().contains("not a key of this lock"), "{holders:?}");
    assert_eq!(holders.stderr, "");
    held.end_by(Signal::SIGTERM).prints("\n");
}
