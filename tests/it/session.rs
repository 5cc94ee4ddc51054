//! `session`: what has its lease, what becomes of that in the end, and of the command when it is lost.

use crate::support::live::Live;
use crate::support::{Line, ectl, etcd, eventually};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use serde_json::Value;
use std::time::{Duration, Instant};

/// A script in a session; `ectl` in it is the program under test.
fn session(etcd: &Etcd, words: &[&str], script: &str) -> Line {
    let script = format!("ectl() {{ \"$ECTL\" \"$@\"; }}\n{script}");
    let words = [&["session"], words, &["--", "bash", "-c", &script]].concat();
    ectl(&etcd.endpoints(), &words)
        .env("ECTL", env!("CARGO_BIN_EXE_ectl"))
        .directory(etcd.directory())
}

/// All keys, each with its lease, as `jsonl` has them.
const KEYS: &str = "ectl get --prefix '' -w jsonl";

fn keys(text: &str) -> Vec<(String, Value)> {
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.map(|row| (row["key"].as_str().unwrap().to_owned(), row["lease"].clone())).collect()
}

#[track_caller]
fn nothing_is_left(at: &str) {
    assert_eq!(ectl(at, &["lease", "list"]).run().text(), "found 0 leases\n");
    assert_eq!(ectl(at, &["get", "", "--prefix"]).run().text(), "");
}

#[test]
fn keys_go_with_the_session_unless_they_are_to_stay() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let script = format!(
        "echo $ECTL_LEASE
         exec 2>&1 >/dev/null
         ectl put default 1
         ectl put conditional 1 --if-absent
         ectl put stays 1 --lease 0
         ectl put expires 1 --ttl 600
         ectl put kept 2 --ignore-lease
         ectl txn --then 'put explicit 1'
         ectl session -- \"$ECTL\" put inner 1
         {KEYS} >keys; exit 3"
    );
    ectl(&at, &["put", "kept", "1"]).run().prints("OK\n");
    let words = ["--put", "first=a=b", "--put", "second="];
    let ended = session(&etcd, &words, &script).run();
    assert_eq!((ended.stderr.as_str(), ended.code), ("", 3));
    let ours = Value::from(ended.text().trim());
    let mut seen = keys(&std::fs::read_to_string(etcd.directory().join("keys")).unwrap());
    let (expires, lease) = seen.remove(seen.iter().position(|(key, _)| key == "expires").unwrap());
    assert!(lease.is_string() && lease != ours, "{expires}: {lease}");
    let expected = [
        ("conditional", &ours),
        ("default", &ours),
        ("explicit", &Value::Null),
        ("first", &ours),
        ("kept", &Value::Null),
        ("second", &ours),
        ("stays", &Value::Null),
    ];
    assert_eq!(seen, expected.map(|(key, lease)| (key.to_owned(), lease.clone())));

    let left = ectl(&at, &["get", "", "--prefix", "-w", "jsonl"]).run();
    let left: Vec<_> = keys(left.text()).into_iter().map(|(key, _)| key).collect();
    assert_eq!(left, ["expires", "explicit", "kept", "stays"]);
    let leases = ectl(&at, &["lease", "list", "-w", "jsonl"]).run();
    assert!(leases.text().lines().count() == 1 && !leases.text().contains(ended.text().trim()));
}

#[test]
fn the_first_keys_are_there_before_the_command_or_not_at_all() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let words = ["--put", "a=b=c", "--put", "d=", "--ttl", "2m"];
    let script = "ectl get --prefix '' ; ectl get d -w jsonl | cut -d, -f3
        ectl get a -w jsonl | cut -d, -f3; ectl lease timetolive $ECTL_LEASE | grep -o 'TTL(.*),'";
    let revision = "\"create_revision\":\"2\"\n";
    let printed = format!("a\nb=c\nd\n\n{revision}{revision}TTL(120s),\n");
    session(&etcd, &words, script).run().prints(&printed);
    nothing_is_left(&at);

    // More than a transaction takes.
    let pairs: Vec<_> = (0..129).map(|number| format!("--put=k{number}=v")).collect();
    let pairs: Vec<_> = pairs.iter().map(String::as_str).collect();
    session(&etcd, &pairs, "echo runs").run().fails(1, "too many operations in txn request");
    nothing_is_left(&at);
}

#[test]
fn what_is_wrong_is_refused_before_anything_is_sent() {
    let run = |words: &[&str]| ectl("127.0.0.1:1", &[&["session"], words].concat()).run();
    run(&[]).fails(128, "<CMD>");
    run(&["--put", "a", "--", "true"]).fails(128, "--put \"a\" is not KEY=VALUE");
    run(&["--put", "=a", "--", "true"]).fails(128, "the key is empty");
    run(&["--put", "a=1", "--put", "a=2", "--", "true"]).fails(128, "names the key \"a\" twice");
    run(&["--ttl", "0", "--", "true"]).fails(128, "a lease lives for a second at least");
    run(&["--ttl", "10", "--grace", "6s", "--", "true"]).fails(128, "half of the TTL");
    run(&["-w", "xml", "--", "true"]).fails(4, "unsupported output format");
    run(&["--", "true"]).fails(2, "connection refused");
    let bad = |words: &[&str]| ectl("127.0.0.1:1", words).env("ECTL_LEASE", "xyz").run();
    bad(&["put", "k", "v"]).fails(128, "ECTL_LEASE=xyz: bad lease ID \"xyz\"");
    bad(&["lock", "k"]).fails(128, "ECTL_LEASE=xyz: bad lease ID \"xyz\"");
    bad(&["put", "k", "v", "--lease", "1"]).fails(2, "connection refused");
}

#[test]
fn the_status_of_the_command_is_ours() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let run = |words: &[&str]| ectl(&at, &[&["session", "--put", "k=v", "--"], words].concat());
    run(&["cat"]).stdin("from stdin\n").run().prints("from stdin\n");
    run(&["sh", "-c", "exit 7"]).run().fails(7, "");
    run(&["sh", "-c", "kill -9 $$"]).run().fails(128 + 9, "");
    run(&["/nonexistent"]).run().fails(127, "Error: cannot run \"/nonexistent\": No such");
    nothing_is_left(&at);
}

#[test]
fn signals_reach_the_command() {
    let etcd = etcd();
    for (name, signal) in [("INT", Signal::SIGINT), ("TERM", Signal::SIGTERM)] {
        let script =
            format!("trap 'echo told; exit 4' {name}; echo ready; while :; do sleep 0.05; done");
        let running = Live::start(session(&etcd, &["--put", "k=v"], &script));
        assert_eq!(running.line(), "ready");
        let ended = running.end_by(signal);
        assert_eq!((ended.text(), ended.code), ("told\n", 4), "{ended:?}");
    }
    nothing_is_left(&etcd.endpoints());
}

#[test]
fn a_command_whose_session_is_lost_is_stopped() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for (trap, told) in [("'echo told; exit 3'", "told\n"), ("''", "")] {
        let script = format!("trap {trap} TERM; echo $ECTL_LEASE; while :; do sleep 0.05; done");
        let words = ["--ttl", "3", "--grace", "700ms", "--put", "k=v"];
        let running = Live::start(session(&etcd, &words, &script));
        let lease = running.line();
        assert_eq!(ectl(&at, &["lease", "revoke", &lease]).run().code, 0);
        let ended = running.end();
        assert_eq!((ended.text(), ended.code), (told, 10), "{ended:?}");
        assert!(ended.stderr.starts_with("stopping bash: the session is lost\n"), "{ended:?}");
        let why = "is lost: it expired or was revoked\n";
        ended.says(&format!("Error: the session's lease {lease} {why}"));
        nothing_is_left(&at);
    }
}

#[test]
fn a_command_is_stopped_before_the_lease_can_expire() {
    let mut etcd = etcd();
    let script = "trap 'touch told; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
    // Renewed every 3 s: 3.75 s after the last time, time gets too short for the grace.
    let words = ["--ttl=9s", "--grace=4.5s", "--command-timeout=1s"];
    let running = Live::start(session(&etcd, &words, script));
    assert_eq!(running.line(), "ready");
    let told = etcd.directory().join("told");
    let started = Instant::now();
    etcd.members()[0].pause().unwrap();
    eventually("the command is told", || told.exists());
    assert!(started.elapsed() < Duration::from_millis(5500), "{:?}", started.elapsed());
    let ended = running.end();
    assert_eq!(ended.code, 10, "{ended:?}");
    assert!(ended.stderr.contains(" is lost: it was not renewed in time: "), "{ended:?}");
    assert!(
        ended.stderr.contains(" was not revoked; its keys are deleted when it expires: "),
        "{ended:?}"
    );
    etcd.members()[0].resume().unwrap();
}

#[test]
fn locks_of_a_session_have_its_lease_and_exclude_one_another() {
    let etcd = etcd();
    let at = etcd.endpoints();
    // Two at a time would find the directory, or remove it from under the other.
    let busy = "sh -c 'mkdir busy && sleep 0.05 && rmdir busy'";
    let script = format!(
        "for n in 1 2 3 4; do ectl lock m -- {busy} & done; wait; {KEYS}
         ectl lock l -- \"$ECTL\" get --prefix l/ -w jsonl
         ectl lock l --lease 0 -- \"$ECTL\" get --prefix l/ -w jsonl
         ectl lock l --ttl 5 -- \"$ECTL\" get --prefix l/ -w jsonl
         {KEYS}; echo $ECTL_LEASE"
    );
    let ended = session(&etcd, &[], &script).run();
    // On a slow machine those who wait tell so.
    let rest = ended.stderr.lines().find(|line| !line.starts_with("waiting for lock m: "));
    assert_eq!((rest, ended.code), (None, 0), "{ended:?}");
    let (rows, lease) = ended.text().trim_end().rsplit_once('\n').unwrap();
    let held = keys(rows);
    let is_ours: Vec<_> = held.iter().map(|(_, theirs)| theirs == lease).collect();
    assert_eq!(is_ours, [true, false, false], "{ended:?}");
    // Those who look for who queues take it for a lock's key.
    let (id, more) = held[0].0.strip_prefix("l/").unwrap().split_once('-').unwrap();
    assert!([id, more].concat().bytes().all(|byte| byte.is_ascii_hexdigit()), "{held:?}");
    nothing_is_left(&at);

    let gone = ectl(&at, &["lock", "l", "--", "true"]).env("ECTL_LEASE", "123").run();
    gone.fails(10, "Error: lease 0000000000000123 not found or already expired\n");
    nothing_is_left(&at);
}

#[test]
fn a_lock_is_lost_with_the_session() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let script = "ectl lock l -- bash -c \
        'trap \"echo told; exit\" TERM; echo $ECTL_LEASE; while :; do sleep 0.05; done'; echo $?; sleep 60";
    let words = ["--ttl", "6", "--grace", "2s"];
    let running = Live::start(session(&etcd, &words, script));
    let lease = running.line();
    ectl(&at, &["lease", "revoke", &lease]).run();
    let ended = running.end();
    assert_eq!(ended.code, 10, "{ended:?}");
    assert_eq!(ended.text().lines().next(), Some("told"), "{ended:?}");
    assert!(ended.stderr.contains("Error: lock l is lost: key "), "{ended:?}");
    nothing_is_left(&at);
}

#[test]
fn more_time_than_asked_for_is_told() {
    let etcd = crate::support::start(&Plan {
        options: ["--election-timeout=8000"].map(Into::into).to_vec(),
        ..Plan::new()
    });
    let put = ectl(&etcd.endpoints(), &["put", "k", "v", "--ttl", "3s"]).run();
    let note = "the key expires after 12s, the shortest TTL that etcd grants\n";
    assert_eq!((put.text(), put.stderr.as_str(), put.code), ("OK\n", note, 0));
}
