//! `session`: keys under its lease, the end of the session, and the command when the lease is lost.

use crate::support::cluster::Cluster as _;
use crate::support::serial::serial;
use crate::support::words::Words;
use crate::support::{Line, ectl, etcd, eventually};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use serde_json::Value;
use std::time::{Duration, Instant};

/// A session that runs a script, in which `ectl` is the program under test.
fn session(etcd: &Etcd, words: impl Words, script: &str) -> Line {
    let script = format!("ectl() {{ \"$ECTL\" \"$@\"; }}\n{script}");
    etcd.ectl("session")
        .args(words)
        .args("-- bash -c")
        .arg(script)
        .env("ECTL", env!("CARGO_BIN_EXE_ectl"))
        .directory(etcd.directory())
}

/// Prints all keys and their leases, in a script.
const KEYS: &str = "ectl get --prefix '' -w jsonl";

/// Parses keys and their leases from the output of [`KEYS`].
fn keys(text: &str) -> Vec<(String, Value)> {
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.map(|row| (row["key"].as_str().unwrap().to_owned(), row["lease"].clone())).collect()
}

#[test]
fn keys_end_with_session_unless_opted_out() {
    let etcd = etcd();
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
    etcd.ectl("put kept 1").run().prints("OK\n");
    let words = "--put first=a=b --put second=";
    let ended = session(&etcd, words, &script).run();
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

    let left = etcd.ectl("get '' --prefix -w jsonl").run();
    let left: Vec<_> = keys(left.text()).into_iter().map(|(key, _)| key).collect();
    assert_eq!(left, ["expires", "explicit", "kept", "stays"]);
    let leases = etcd.ectl("lease list -w jsonl").run();
    assert!(leases.text().lines().count() == 1 && !leases.text().contains(ended.text().trim()));
}

#[test]
fn put_option_writes_keys_before_command() {
    let etcd = etcd();
    let words = "--put a=b=c --put d= --ttl 2m";
    let script = "ectl get --prefix '' ; ectl get d -w jsonl | cut -d, -f3
        ectl get a -w jsonl | cut -d, -f3; ectl lease timetolive $ECTL_LEASE | grep -o 'TTL(.*),'";
    let revision = "\"create_revision\":\"2\"\n";
    let printed = format!("a\nb=c\nd\n\n{revision}{revision}TTL(120s),\n");
    session(&etcd, words, script).run().prints(&printed);
    etcd.assert_empty();

    // More operations than a transaction may have.
    let pairs: String = (0..129).map(|number| format!("--put=k{number}=v ")).collect();
    session(&etcd, &pairs, "echo runs").run().fails_part(1, "too many operations in txn request");
    etcd.assert_empty();
}

#[test]
fn usage_errors_send_nothing() {
    let run = |words: &str| ectl("127.0.0.1:1", "session").args(words).run();
    run("").fails(
        128,
        "Error: the following required arguments were not provided: <CMD>...\n\
         hint: usage: ectl session [OPTIONS] -- <CMD>...\n",
    );
    run("--put a -- true").fails(128, "Error: --put \"a\" is not KEY=VALUE\n");
    run("--put =a -- true").fails(128, "Error: --put \"=a\": the key is empty\n");
    run("--put a=1 --put a=2 -- true").fails(128, "Error: --put names the key \"a\" twice\n");
    run("--ttl 0 -- true").fails(
        128,
        "Error: invalid value '0' for '--ttl <DURATION>': bad TTL \"0\": a lease \
         lasts at least one second\n",
    );
    run("--ttl 10 --grace 6s -- true").fails(
        128,
        "Error: --grace is more than half of the TTL\n\
         hint: CMD must end before the lease expires: raise --ttl\n",
    );
    run("-w xml -- true").fails(
        4,
        "Error: unsupported output format \"xml\"\n\
         hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
         doctor also junit, prometheus\n",
    );
    run("-- true").fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
    let bad = |words: &str| ectl("127.0.0.1:1", words).env("ECTL_LEASE", "xyz").run();
    bad("put k v").fails(
        128,
        "Error: ECTL_LEASE=xyz: bad lease ID \"xyz\": expected hexadecimal, such \
         as [..]\n",
    );
    bad("lock k").fails(
        128,
        "Error: ECTL_LEASE=xyz: bad lease ID \"xyz\": expected hexadecimal, such \
         as [..]\n",
    );
    bad("put k v --lease 1").fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
}

#[test]
fn command_status_is_returned() {
    let etcd = etcd();
    let run = |words: &str| etcd.ectl("session --put k=v --").args(words);
    run("cat").stdin("from stdin\n").run().prints("from stdin\n");
    run("sh -c 'exit 7'").run().fails_part(7, "");
    run("sh -c 'kill -9 $$'").run().fails_part(128 + 9, "");
    run("/nonexistent").run().fails_part(127, "Error: cannot run \"/nonexistent\": No such");
    etcd.assert_empty();
}

#[test]
fn signals_reach_command() {
    let etcd = etcd();
    for (name, signal) in [("INT", Signal::SIGINT), ("TERM", Signal::SIGTERM)] {
        let script =
            format!("trap 'echo told; exit 4' {name}; echo ready; while :; do sleep 0.05; done");
        let running = session(&etcd, "--put k=v", &script).live();
        assert_eq!(running.line(), "ready");
        let ended = running.end_by(signal);
        assert_eq!((ended.text(), ended.code), ("told\n", 4), "{ended:?}");
    }
    etcd.assert_empty();
}

#[test]
fn lost_session_stops_command() {
    let etcd = etcd();
    for (trap, told) in [("'echo told; exit 3'", "told\n"), ("''", "")] {
        let script = format!("trap {trap} TERM; echo $ECTL_LEASE; while :; do sleep 0.05; done");
        let words = "--ttl 3 --grace 700ms --put k=v";
        let running = session(&etcd, words, &script).live();
        let lease = running.line();
        assert_eq!(etcd.ectl(&format!("lease revoke {lease}")).run().code, 0);
        let ended = running.end();
        assert_eq!((ended.text(), ended.code), (told, 10), "{ended:?}");
        assert!(ended.stderr.starts_with("stopping bash: the session is lost\n"), "{ended:?}");
        let why = "is lost: it expired or was revoked\n";
        ended.says(&format!("Error: the session's lease {lease} {why}"));
        etcd.assert_empty();
    }
}

#[test]
fn loss_is_handled_as_chosen() {
    let etcd = etcd();
    let script =
        "trap 'echo told; exit 3' TERM; echo $ECTL_LEASE; until [ -e quit ]; do sleep 0.05; done";
    for (action, told, code) in [("kill", "", 10), ("ignore", "", 10)] {
        let words = format!("--ttl 3 --on-lost={action}");
        let running = session(&etcd, &words, script).live();
        let lease = running.line();
        etcd.ok(&format!("lease revoke {lease}"));
        if action == "ignore" {
            running.says("bash keeps running");
            std::fs::write(etcd.directory().join("quit"), "").unwrap();
        }
        let ended = running.end();
        assert_eq!((ended.text(), ended.code), (told, code), "{action}: {ended:?}");
    }
    let run = |words: &str| ectl("127.0.0.1:1", "session").args(words).run();
    run("--on-lost=kill --grace 1s -- true")
        .fails(128, "Error: --on-lost=kill has no grace period: omit --grace\n");
    run("--on-lost=no -- true")
        .fails(4, "Error: invalid --on-lost \"no\"\nhint: valid values: term, kill, ignore\n");
    run("--signal-to=no -- true")
        .fails(4, "Error: invalid --signal-to \"no\"\nhint: valid values: process, group\n");
}

#[test]
fn killed_command_gets_no_signal_before() {
    let etcd = etcd();
    let script = "trap 'echo told' TERM; echo $ECTL_LEASE; while :; do sleep 0.1 & wait $!; done";
    for _ in 0..5 {
        let start = |_| session(&etcd, "--ttl 3 --on-lost=kill", script).live();
        let sessions: Vec<_> = (0..8).map(start).collect();
        for running in &sessions {
            etcd.ok(&format!("lease revoke {}", running.line()));
        }
        for running in sessions {
            let ended = running.end();
            assert_eq!((ended.text(), ended.code), ("", 10), "{ended:?}");
        }
    }
}

#[test]
fn session_is_opened_in_time_or_not_at_all() {
    let _serial = serial();
    let mut etcd = etcd();
    etcd.members()[0].pause().unwrap();
    let words = "session --timeout 300ms --dial-timeout 30s --command-timeout 30s -- echo ran";
    let late = etcd.ectl(words).run();
    late.fails(124, "Error: the session was not opened within 300ms\n");
    etcd.members()[0].resume().unwrap();
    etcd.ectl("session --timeout 30s --put a=b -- echo ran").run().prints("ran\n");
}

#[test]
fn command_is_stopped_before_lease_expires() {
    let _serial = serial();
    let mut etcd = etcd();
    let script = "trap 'touch told; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
    // Renewed every 3 s; 3.75 s after the last renewal the rest of the TTL is too short for the grace.
    let words = "--ttl=9s --grace=4.5s --command-timeout=1s";
    let running = session(&etcd, words, script).live();
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
fn locks_in_session_use_its_lease_and_exclude_each_other() {
    let etcd = etcd();
    // Two holders at a time would find the directory, or remove each other's.
    let busy = "sh -c 'mkdir busy && sleep 0.05 && rmdir busy'";
    let script = format!(
        "for n in 1 2 3 4; do ectl lock m -- {busy} & done; wait; {KEYS}
         ectl lock l -- \"$ECTL\" get --prefix l/ -w jsonl
         ectl lock l --lease 0 -- \"$ECTL\" get --prefix l/ -w jsonl
         ectl lock l --ttl 5 -- \"$ECTL\" get --prefix l/ -w jsonl
         {KEYS}; echo $ECTL_LEASE"
    );
    let ended = session(&etcd, "", &script).run();
    // On a slow machine waiters print notes.
    let rest = ended.stderr.lines().find(|line| !line.starts_with("waiting for lock m: "));
    assert_eq!((rest, ended.code), (None, 0), "{ended:?}");
    let (rows, lease) = ended.text().trim_end().rsplit_once('\n').unwrap();
    let held = keys(rows);
    let is_ours: Vec<_> = held.iter().map(|(_, theirs)| theirs == lease).collect();
    assert_eq!(is_ours, [true, false, false], "{ended:?}");
    // The key looks like the key of a lock to other clients.
    let (id, more) = held[0].0.strip_prefix("l/").unwrap().split_once('-').unwrap();
    assert!([id, more].concat().bytes().all(|byte| byte.is_ascii_hexdigit()), "{held:?}");
    etcd.assert_empty();

    let gone = etcd.ectl("lock l -- true").env("ECTL_LEASE", "123").run();
    gone.fails_part(10, "Error: lease 0000000000000123 not found or already expired\n");
    etcd.assert_empty();
}

#[test]
fn lock_is_lost_with_session() {
    let etcd = etcd();
    let script = "ectl lock l -- bash -c \
        'trap \"echo told; exit\" TERM; echo $ECTL_LEASE; while :; do sleep 0.05; done'; echo $?; sleep 60";
    let words = "--ttl 6 --grace 2s";
    let running = session(&etcd, words, script).live();
    let lease = running.line();
    etcd.ectl(&format!("lease revoke {lease}")).run();
    let ended = running.end();
    assert_eq!(ended.code, 10, "{ended:?}");
    assert_eq!(ended.text().lines().next(), Some("told"), "{ended:?}");
    assert!(ended.stderr.contains("Error: lock l is lost: key "), "{ended:?}");
    etcd.assert_empty();
}

#[test]
fn longer_ttl_than_requested_is_noted() {
    let etcd = crate::support::start(&Plan {
        options: ["--election-timeout=8000"].map(Into::into).to_vec(),
        ..Plan::new()
    });
    let put = etcd.ectl("put k v --ttl 3s").run();
    let note = "the key expires after 12s, the shortest TTL that etcd grants\n";
    assert_eq!((put.text(), put.stderr.as_str(), put.code), ("OK\n", note, 0));
}
