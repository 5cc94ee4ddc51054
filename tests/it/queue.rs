//! The notes of a waiting `lock` or `elect`, and the names of their keys.

use crate::support::cluster::Cluster as _;
use crate::support::etcd;
use crate::support::live::Live;
use nix::sys::signal::Signal;
use serde_json::Value;

fn owner(lock: &Live) -> String {
    let host = nix::unistd::gethostname().unwrap().into_string().unwrap();
    format!("{host}:{}", lock.id())
}

/// A note of a waiting contender, whose seconds may be any.
fn is_note(line: &str, before: &str, after: &str) -> bool {
    let rest = line.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    rest.is_some_and(|seconds| seconds.parse::<u8>().is_ok_and(|seconds| seconds <= 10))
}

#[test]
fn waiting_lock_reports_holder_and_position() {
    let etcd = etcd();
    let first = etcd.ectl("lock a --note").arg("ticket \"8\"").live();
    let name = format!("{} \"ticket \\\"8\\\"\"", owner(&first));
    first.line();
    let second = etcd.ectl("lock a").live();
    let told = second.says("waiting for ");
    let held_by = format!("waiting for lock a: held by {name} (");
    assert!(is_note(&told, &held_by, " s of 10 s left), 1 ahead"), "{told}");
    let third = etcd.ectl("lock a --timeout=50s --json-errors -- echo mine").live();
    let note: Value = serde_json::from_str(&third.says("waiting for")).unwrap();
    let told = note["note"].as_str().unwrap();
    assert!(is_note(told, &held_by, " s of 10 s left), 2 ahead"), "{told}");
    let name = owner(&second);
    first.end_by(Signal::SIGTERM).prints("\n");
    second.line();
    let note: Value = serde_json::from_str(&third.says("1 ahead")).unwrap();
    let told = note["note"].as_str().unwrap();
    let held_by = format!("waiting for lock a: held by {name} (");
    assert!(is_note(told, &held_by, " s of 10 s left), 1 ahead"), "{told}");
    assert_eq!(second.end_by(Signal::SIGTERM).text(), "\n");
    assert_eq!(third.end().prints("mine\n").code, 0);
}

/// The owners may be other programs, or the values junk.
#[test]
fn waiting_lock_reports_holders_of_other_programs() {
    let etcd = etcd();
    let lease = etcd.ectl("lease grant 600 --id-only").run();
    let lease = lease.text().trim();
    let key = format!("a/{}", lease.trim_start_matches('0'));
    for (value, shown) in [("", ""), ("\x1b[2J{", "")] {
        etcd.ectl(&["put", &key, value, "--lease", lease]).run().prints("OK\n");
        let waiting = etcd.ectl("lock a -- true").live();
        let told = waiting.says("waiting for ");
        let held_by = format!("waiting for lock a: held by \"{key}\"{shown} (5");
        assert!(
            told.starts_with(&held_by) && told.ends_with(" s of 600 s left), 1 ahead"),
            "{told}"
        );
        etcd.ectl(&["del", &key]).run().prints("1\n");
        waiting.end().prints("");
    }
}

#[test]
fn waiting_candidate_reports_blocking_key() {
    let etcd = etcd();
    etcd.ectl("put e/readme 'hands off'").run().prints("OK\n");
    let candidate = etcd.ectl("elect e me").live();
    candidate.says("waiting for election e: led by \"e/readme\" (no lease), 1 ahead");
    candidate.says("hint: \"e/readme\" has no lease: it blocks every waiter until it is deleted; ");
    etcd.ectl("del e/readme").run().prints("1\n");
    assert!(candidate.line().starts_with("e/"));
    candidate.end_by(Signal::SIGTERM).prints("me\n");
}

#[test]
fn waiting_candidate_reports_proposal_of_leader() {
    let etcd = etcd();
    let leader = etcd.ectl("elect e 10.0.0.1:80").live();
    leader.line();
    let candidate = etcd.ectl("elect e").arg("{\"owner\":\"a\",\"max\":3}").live();
    let told = candidate.says("waiting for ");
    let (before, after) =
        ("waiting for election e: led by 10.0.0.1:80 (5", " s of 60 s left), 1 ahead");
    assert!(told.starts_with(before) && told.ends_with(after), "{told}");
    leader.end_by(Signal::SIGTERM);
    candidate.line();
    candidate.end_by(Signal::SIGTERM);
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
