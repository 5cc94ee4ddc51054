//! `service register`: records in etcd, their restoration, the end of a registration, and notifications.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::users::guarded;
use crate::support::{HANG, Line, ectl, etcd, finish};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use serde_json::Value;
use std::fs::File;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::{Duration, Instant};

const KEY: &str = "svc/10.0.0.1:80";
const RECORD: &str = r#"{"Op":0,"Addr":"10.0.0.1:80","Metadata":null}"#;

fn line(at: &str, words: &[&str]) -> Line {
    ectl(at, &[&["service", "register"], words].concat())
}

fn register(at: &str, words: &[&str]) -> Live {
    Live::start(line(at, words))
}

/// Registers `KEY`; returns the process and its note about it.
fn registered(at: &str, words: &[&str]) -> (Live, String) {
    let live = register(at, &[&["svc", "10.0.0.1:80"], words].concat());
    let said = live.says("registered: svc/10.0.0.1:80 (lease ");
    (live, said)
}

/// All keys below a prefix.
fn found(at: &str, prefix: &str) -> Vec<Value> {
    let read = ectl(at, &["get", "--prefix", prefix, "-w", "jsonl"]).run();
    assert_eq!(read.code, 0, "{read:?}");
    read.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The lease's id as shown to users.
fn lease(kv: &Value) -> String {
    kv["lease"].as_str().unwrap().to_owned()
}

fn only(at: &str) -> Value {
    let mut all = found(at, "svc/");
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[track_caller]
fn done(at: &str, words: &[&str]) {
    let outcome = ectl(at, words).run();
    assert_eq!(outcome.code, 0, "{words:?}: {outcome:?}");
}

fn restart(etcd: &mut Etcd, meanwhile: impl FnOnce()) {
    etcd.members()[0].kill().unwrap();
    meanwhile();
    etcd.restart(0);
}

#[test]
fn signal_withdraws_record() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let (live, said) = registered(&at, &[]);
        let kv = only(&at);
        assert_eq!((&kv["key"], &kv["value"]), (&KEY.into(), &RECORD.into()));
        let (lease, revision) = (lease(&kv), kv["mod_revision"].as_str().unwrap());
        assert_eq!(said, format!("registered: {KEY} (lease {lease}, revision {revision})"));
        let left = ectl(&at, &["lease", "timetolive", &lease]).run();
        assert!(left.text().contains(" granted with TTL(10s)"), "{left:?}");
        let ended = live.end_by(signal);
        let said = (ended.text(), ended.stderr.as_str(), ended.code);
        assert_eq!(said, ("", "withdrawn: svc/10.0.0.1:80\n", 0));
        etcd.assert_empty();
    }
}

#[test]
fn several_records_are_registered_together() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let metadata = r#"{"zone":"<b>","a":[1,null]}"#;
    let also = ["--also", "x/admin=h:3", "--also=y=u=v:1", "--metadata", metadata, "--ttl", "20s"];
    let live = register(&at, &[&["svc", "h:1", "[::1]:2"], &also[..]].concat());
    live.says("registered: svc/h:1, svc/[::1]:2, x/admin/h:3, y/u=v:1 (lease ");
    let all = found(&at, "");
    let keys: Vec<_> = all.iter().map(|kv| kv["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["svc/[::1]:2", "svc/h:1", "x/admin/h:3", "y/u=v:1"]);
    let value = |addr| {
        let metadata = r#"{"a":[1,null],"zone":"\u003cb\u003e"}"#;
        Value::from(format!(r#"{{"Op":0,"Addr":"{addr}","Metadata":{metadata}}}"#))
    };
    for (kv, addr) in all.iter().zip(["[::1]:2", "h:1", "h:3", "u=v:1"]) {
        assert_eq!(kv["value"], value(addr));
        assert_eq!((&kv["lease"], &kv["mod_revision"]), (&all[0]["lease"], &"2".into()));
    }
    // One record is restored without a change to the others.
    done(&at, &["del", "x/admin/h:3"]);
    live.says("x/admin/h:3 was deleted, and is back");
    assert_eq!(found(&at, "").len(), 4);
    assert_eq!(live.end_by(Signal::SIGTERM).code, 0);
    nothing_is_left(&at);
}

#[test]
fn name_option_names_the_key() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let live = register(&at, &["svc", "10.0.0.1:80", "--name", "node 1"]);
    live.says("registered: svc/node 1 (lease ");
    let kv = only(&at);
    assert_eq!((&kv["key"], &kv["value"]), (&"svc/node 1".into(), &RECORD.into()));
    live.end_by(Signal::SIGTERM);
}

#[test]
fn usage_errors_send_nothing() {
    let run = |words: &[&str]| line("127.0.0.1:1", words).run();
    run(&[]).fails(128, "TARGET");
    run(&["svc"]).fails(128, "ADDR");
    run(&["", "h:1"]).fails(128, "bad TARGET \"\": it is empty");
    for target in ["svc/", "/", "a//b", "etcd:///svc"] {
        run(&[target, "h:1"]).fails(128, "a slash too many\nhint: ");
        run(&["svc", "h:1", "--also", &format!("{target}=h:2")]).fails(128, "a slash too many");
    }
    run(&["svc", ""]).fails(128, "empty address");
    let hint = "expected HOST:PORT or unix:PATH\nhint: the command goes after --\n";
    for words in [&["svc", "1.2.3.4:80", "nginx"][..], &["svc", "1.2.3.4"], &["svc", "[::1]"]] {
        run(words).fails(128, hint);
    }
    run(&["svc", "h:1", "--also", "svc=h"]).fails(128, "invalid address \"h\": ");
    run(&["svc", "h:1", "--also", "svc="]).fails(128, "empty address");
    run(&["svc", "h:1", "--also", "svc"]).fails(128, "bad --also \"svc\": expected TARGET=ADDR");
    run(&["svc", "h:1", "h:2", "h:1"]).fails(128, "svc/h:1 is given twice");
    run(&["svc", "h:1", "--also", "svc=h:1"]).fails(128, "svc/h:1 is given twice");
    run(&["svc", "h:1", "h:2", "--name", "n"]).fails(128, "--name is for one ADDR alone");
    run(&["svc", "h:1", "--name", ""]).fails(128, "empty address or name");
    run(&["svc", "h:1", "--metadata", "v1"]).fails(128, "--metadata is not JSON: ");
    run(&["svc", "h:1", "--ttl", "1.5s"]).fails(128, "whole seconds");
    run(&["svc", "h:1", "--ready-fd", "123"]).fails(128, "--ready-fd 123 cannot be written: ");
    // A descriptor of ectl itself.
    run(&["svc", "h:1", "--ready-fd", "3"]).fails(128, "--ready-fd 3 cannot be written: ");
    run(&["svc", "h:1", "--ready-fd=-1"]).fails(128, "--ready-fd -1 is no file descriptor");
    line("127.0.0.1:1", &["svc", "h:1"]).env("ECTL_LEASE", "x").run().fails(128, "ECTL_LEASE=x: ");
    line("127.0.0.1:1", &["svc", "h:1"])
        .env("NOTIFY_SOCKET", "/nonexistent")
        .run()
        .fails(128, "NOTIFY_SOCKET=/nonexistent: No such file");
    // A target may begin with a slash: etcd:////svc.
    run(&["/svc", "h:1"]).fails(2, "connection refused");
}

#[test]
fn revoked_lease_and_deleted_record_are_restored() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let (live, _) = registered(&at, &["--ttl", "60s"]);
    for _ in 0..2 {
        let before = lease(&only(&at));
        done(&at, &["lease", "revoke", &before]);
        live.says(&format!("trying again: lease {before} was revoked, or has expired"));
        let said = live.says("registered again: svc/10.0.0.1:80 (lease ");
        let kv = only(&at);
        assert!(lease(&kv) != before && said.contains(&lease(&kv)), "{said}");
        assert_eq!(kv["value"], RECORD);
    }
    for _ in 0..2 {
        let before = lease(&only(&at));
        done(&at, &["del", KEY]);
        live.says("svc/10.0.0.1:80 was deleted, and is back");
        assert_eq!(lease(&only(&at)), before);
    }
    // A record put under the lease of the registration belongs to it.
    done(&at, &["put", KEY, RECORD, "--ignore-lease"]);
    done(&at, &["del", KEY]);
    live.says("svc/10.0.0.1:80 was deleted, and is back");
    // There is one lease: a line for it and one for the count.
    assert_eq!(ectl(&at, &["lease", "list"]).run().text().lines().count(), 2);
    assert_eq!(live.end_by(Signal::SIGTERM).code, 0);
    etcd.assert_empty();
}

/// A record of another owner.
const OTHER: &str = r#"{"Op":0,"Addr":"other:1","Metadata":null}"#;

#[test]
fn overwritten_record_ends_registration() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let (live, _) = registered(&at, &[]);
    done(&at, &["put", KEY, OTHER]);
    let ended = live.end().fails(
        8,
        "Error: svc/10.0.0.1:80 is not ours: Addr \"other:1\" (no lease, since revision 3)\n",
    );
    assert!(!ended.stderr.contains("withdrawn"), "{ended:?}");
    assert_eq!(only(&at)["value"], OTHER);
    assert_eq!(ectl(&at, &["lease", "list"]).run().text(), "found 0 leases\n");
}

#[test]
fn existing_record_is_replaced_unless_if_absent() {
    let etcd = etcd();
    let at = etcd.endpoints();
    done(&at, &["put", KEY, OTHER]);
    line(&at, &["svc", "h:1", "10.0.0.1:80", "--if-absent"]).run().fails(
        8,
        "Error: svc/10.0.0.1:80 is not ours: Addr \"other:1\" (no lease, since revision 2)\n",
    );
    assert_eq!(only(&at)["value"], OTHER);
    let first = register(&at, &["svc", "10.0.0.1:80"]);
    first.says("svc/10.0.0.1:80 replaces Addr \"other:1\" (no lease, since revision 2)");
    first.says("registered: ");
    let held = lease(&only(&at));
    line(&at, &["svc", "10.0.0.1:80", "--if-absent"])
        .run()
        .fails(8, &format!("is not ours: Addr \"10.0.0.1:80\" (lease {held}, since revision "));
}

#[test]
fn newer_registration_takes_over() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let first = register(&at, &["svc", "10.0.0.1:80"]);
    first.says("registered: ");
    let held = lease(&only(&at));
    // The newcomer names the lease and the record that it replaces.
    let revision = only(&at)["mod_revision"].as_str().unwrap().to_owned();
    let second = register(&at, &["svc", "10.0.0.1:80", "--metadata", r#"{"host":"b"}"#]);
    let said = second.says("");
    let was = "Addr \"10.0.0.1:80\", since revision";
    assert_eq!(said, format!("{KEY}: took over from lease {held}: {was} {revision}"));
    second.says("registered: ");
    let record = only(&at);
    let third = register(&at, &["svc", "10.0.0.1:80", "--metadata", r#"{"host":"b"}"#]);
    let was = "Addr \"10.0.0.1:80\", Metadata {\"host\":\"b\"}, since revision";
    third.says(&format!("took over from lease {}: {was}", lease(&record)));
    second.end().fails(8, "is not ours: Addr \"10.0.0.1:80\", Metadata {\"host\":\"b\"} (lease ");
    third.says("registered: ");
    first.end().fails(8, "is not ours: Addr \"10.0.0.1:80\", Metadata {\"host\":\"b\"} (lease ");
}

#[test]
fn record_taken_while_lease_is_lost_ends_registration() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let (live, _) = registered(&at, &[]);
    let held = lease(&only(&at));
    // Stopped, it sees both changes at once.
    live.signal(Signal::SIGSTOP);
    done(&at, &["lease", "revoke", &held]);
    done(&at, &["put", KEY, "x"]);
    live.signal(Signal::SIGCONT);
    live.end().fails(8, "is not ours: something that is no record (no lease, since revision ");
    assert_eq!(only(&at)["value"], "x");
    assert_eq!(ectl(&at, &["lease", "list"]).run().text(), "found 0 leases\n");
}

#[test]
fn record_put_without_lease_is_replaced() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let (live, _) = registered(&at, &["--ttl", "60s"]);
    let held = lease(&only(&at));
    let other = r#"{"Addr":"10.0.0.1:80","Metadata":{"by":"hand"}}"#;
    for (record, said) in
        [(RECORD, "Addr \"10.0.0.1:80\" (no lease, "), (other, "{\"by\":\"hand\"} (no lease, ")]
    {
        done(&at, &["put", KEY, record]);
        let replaced = live.says("svc/10.0.0.1:80 replaces ");
        assert!(replaced.contains(said), "{replaced}");
        live.says("registered again: svc/10.0.0.1:80 (lease ");
        let kv = only(&at);
        assert_eq!((&kv["value"], lease(&kv)), (&RECORD.into(), held.clone()));
    }
    // A record under another lease belongs to another owner.
    let granted = ectl(&at, &["lease", "grant", "60", "--id-only"]).run();
    done(&at, &["put", KEY, RECORD, "--lease", granted.text().trim()]);
    live.end().fails(8, "is not ours: Addr \"10.0.0.1:80\" (lease ");
    assert_eq!(only(&at)["value"], RECORD);
}

/// Grants a lease as a session does.
fn granted(at: &str) -> String {
    let granted = ectl(at, &["lease", "grant", "60", "--id-only"]).run();
    format!("{:0>16}", granted.text().trim())
}

/// A script that prints `told` when it is stopped.
const STOPPABLE: &str = "trap 'echo told; exit 3' TERM; echo ready; while :; do sleep 0.05; done";

#[test]
fn session_lease_is_borrowed() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let session = &*granted(&at);
    done(&at, &["put", "other", "x", "--lease", session]);
    let own = Live::start(line(&at, &["svc", "10.0.0.1:80"]).env("ECTL_LEASE", session));
    own.says(&format!("registered: {KEY} (lease {session}, "));
    assert_eq!(lease(&only(&at)), session);
    done(&at, &["del", KEY]);
    own.says("svc/10.0.0.1:80 was deleted, and is back");
    // The lease and its other keys stay.
    own.end_by(Signal::SIGTERM).says("withdrawn: ");
    let left: Vec<_> = found(&at, "");
    assert_eq!((left.len(), &left[0]["key"]), (1, &"other".into()));

    let opted = Live::start(line(&at, &["svc", "h:1", "--lease", "0"]).env("ECTL_LEASE", session));
    opted.says("registered: ");
    assert_ne!(lease(&only(&at)), session);
    opted.end_by(Signal::SIGTERM);
}

#[test]
fn overwritten_record_under_session_lease_is_not_deleted() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let (own, _) = registered(&at, &["--lease", &granted(&at)]);
    // Stopped, it cannot see the change before the signal.
    own.signal(Signal::SIGSTOP);
    done(&at, &["put", KEY, "x"]);
    own.signal(Signal::SIGTERM);
    own.signal(Signal::SIGCONT);
    own.end();
    assert_eq!(only(&at)["value"], "x");
}

#[test]
fn revoked_session_lease_stops_command() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let session = &*granted(&at);
    let (own, _) = registered(&at, &["--lease", session, "--", "sh", "-c", STOPPABLE]);
    assert_eq!(own.line(), "ready");
    done(&at, &["lease", "revoke", session]);
    let lost = own.end();
    assert_eq!((lost.text(), lost.code), ("told\n", 10), "{lost:?}");
    let why = format!("lease {session} was revoked, or has expired\n");
    let said = lost.stderr.starts_with("stopping sh\n") && lost.stderr.ends_with(&why);
    assert!(said, "{lost:?}");
    line(&at, &["svc", "h:1", "--lease", session]).run().fails(10, &why);
    etcd.assert_empty();
}

/// `service register` of `KEY` with a script, in which `$ECTL` is the program under test.
fn with_script(at: &str, script: &str) -> Line {
    let line = line(at, &["svc", "10.0.0.1:80", "--", "sh", "-c", script]);
    line.env("ECTL", env!("CARGO_BIN_EXE_ectl"))
}

/// Prints the keys of the registered records, in a script.
const LOOK: &str = "\"$ECTL\" get svc/ --prefix --keys-only";

#[test]
fn record_is_put_before_command_starts_and_withdrawn_before_it_stops() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let told = with_script(
        &at,
        &format!(
            "{LOOK}; trap 'echo told; {LOOK}; exit 3' TERM; echo ready; while :; do sleep 0.05; done"
        ),
    );
    let live = Live::start(told);
    assert_eq!([live.line(), live.line(), live.line()], [KEY, "", "ready"]);
    let ended = live.end_by(Signal::SIGTERM);
    assert_eq!((ended.text(), ended.code), ("told\n", 3), "{ended:?}");
    nothing_is_left(&at);
}

#[test]
fn command_status_is_returned_and_record_withdrawn() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137)] {
        let ended = with_script(&at, script).run();
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(ended.stderr.ends_with("withdrawn: svc/10.0.0.1:80\n"), "{ended:?}");
        etcd.assert_empty();
    }
    line(&at, &["svc", "h:1", "--", "cat"]).stdin("from stdin\n").run().says("registered");
    let missing = line(&at, &["svc", "h:1", "--", "/nonexistent"]).run();
    missing.fails(127, "Error: cannot run \"/nonexistent\": No such");
    nothing_is_left(&at);
}

#[test]
fn other_signals_reach_command_before_record_is_withdrawn() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for (name, signal) in
        [("QUIT", Signal::SIGQUIT), ("USR1", Signal::SIGUSR1), ("USR2", Signal::SIGUSR2)]
    {
        let script = format!(
            "trap 'echo {name}; {LOOK}; exit 4' {name}; echo ready; while :; do sleep 0.05; done"
        );
        let live = Live::start(with_script(&at, &script));
        assert_eq!(live.line(), "ready");
        let ended = live.end_by(signal);
        let expected = (format!("{name}\n{KEY}\n\n"), 4);
        assert_eq!((ended.text(), ended.code), (expected.0.as_str(), 4), "{ended:?}");
    }
}

#[test]
fn command_that_ignores_term_is_killed_after_grace() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let deaf = "trap '' TERM; echo ready; while :; do sleep 0.05; done";
    let words = ["--grace", "300ms", "--", "sh", "-c", deaf];
    let (live, _) = registered(&at, &words);
    assert_eq!(live.line(), "ready");
    assert_eq!(live.end_by(Signal::SIGTERM).code, 137);
    let (live, _) = registered(&at, &words);
    assert_eq!(live.line(), "ready");
    done(&at, &["put", KEY, "x"]);
    live.end().fails(8, "stopping sh\n").says("Error: svc/10.0.0.1:80 is not ours: ");
}

#[test]
fn registration_survives_etcd_restart() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    let script = "echo ready; until [ -e done ]; do sleep 0.05; done";
    let words = ["service", "register", "svc", "h:1", "--ttl", "3s", "--", "sh", "-c", script];
    let (short, _) = registered(&at, &["--ttl", "60s"]);
    let long = Live::start(ectl(&at, &words).directory(etcd.directory()));
    assert_eq!(long.line(), "ready");
    let old = found(&at, "svc/h:1").remove(0);
    restart(&mut etcd, || {
        short.says("lost contact, the record expires in ");
        long.says("lost contact, the record expires in ");
        let lost = long.says("not registered, trying again: lease ");
        assert!(lost.contains("connection refused"), "{lost}");
    });
    short.says("in contact again");
    long.says("registered again: svc/h:1 (lease ");
    // A restarted etcd extends the old lease; the registration revokes it.
    let new = found(&at, "svc/h:1").remove(0);
    assert_ne!(lease(&old), lease(&new));
    assert!(!ectl(&at, &["lease", "list"]).run().text().contains(&lease(&old)));
    assert_eq!(found(&at, "svc/").len(), 2);
    std::fs::write(etcd.directory().join("done"), "").unwrap();
    assert_eq!(long.end().code, 0);
    short.end_by(Signal::SIGTERM).says("withdrawn: ");
    etcd.assert_empty();
}

#[test]
fn unreachable_etcd_at_end_is_reported() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    let (alone, _) = registered(&at, &["--ttl", "60s"]);
    let words = ["svc", "h:1", "--ttl", "60s", "--", "sh", "-c", "echo ready; exec sleep 60"];
    let with = register(&at, &words);
    assert_eq!(with.line(), "ready");
    etcd.members()[0].kill().unwrap();
    let ended = alone.end_by(Signal::SIGTERM);
    ended.fails(2, "not withdrawn, the record expires with the lease: cannot reach etcd at ");
    let ended = with.end_by(Signal::SIGTERM);
    assert_eq!(ended.code, 128 + 15, "{ended:?}");
    ended.says("not withdrawn, the record expires with the lease: cannot reach etcd at ");
}

/// Options of a health check that passes if this file exists.
fn health_check(well: &Path) -> [String; 6] {
    let check = format!("[ -e {} ]", well.display());
    ["--check-interval", "50ms", "--fall", "2", "--check-exec", &check].map(str::to_owned)
}

#[test]
fn health_check_decides_registration() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let well = etcd.directory().join("well");
    let check = health_check(&well);
    let script = "trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done";
    let check = check.each_ref().map(String::as_str);
    let words = [&["svc", "10.0.0.1:80"], &check[..]].concat();
    let live = register(&at, &[&words[..], &["--", "sh", "-c", script]].concat());
    // The command starts before the first check.
    assert_eq!(live.line(), "ready");
    live.says("not registered yet: ");
    assert_eq!(found(&at, ""), [] as [Value; 0]);
    for said in ["registered: ", "registered again: "] {
        std::fs::write(&well, "").unwrap();
        live.says(said);
        assert_eq!(only(&at)["value"], RECORD);
        std::fs::remove_file(&well).unwrap();
        live.says("withdrawn, not well: ");
        etcd.assert_empty();
    }
    let ended = live.end_by(Signal::SIGTERM);
    assert_eq!((ended.text(), ended.code), ("", 3));
}

#[test]
fn health_check_comes_before_first_contact() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let well = etcd.directory().join("well");
    let check = health_check(&well);
    let check = check.each_ref().map(String::as_str);
    // The record of another owner is found only after the first check that passes.
    let alone = register(&at, &[&["svc", "10.0.0.1:80", "--if-absent"], &check[..]].concat());
    alone.says("not registered yet: ");
    done(&at, &["put", KEY, "x"]);
    std::fs::write(&well, "").unwrap();
    alone.end().fails(8, "svc/10.0.0.1:80 is not ours: ");
    let words = [&["svc", "h:1"], &check[..]].concat();
    line("127.0.0.1:1", &words).run().fails(2, "connection refused");
    std::fs::remove_file(&well).unwrap();
    let alone = register(&at, &words);
    alone.says("not registered yet: ");
    assert_eq!(alone.end_by(Signal::SIGINT).code, 0);
}

/// Asserts what is sent to `$NOTIFY_SOCKET`, which has this name, during a registration.
fn notifies(at: &str, systemd: &UnixDatagram, name: &str) {
    systemd.set_read_timeout(Some(HANG)).unwrap();
    let told = || {
        let mut buffer = [0; 4096];
        let size = systemd.recv(&mut buffer).unwrap();
        String::from_utf8(buffer[..size].to_vec()).unwrap()
    };
    let live = Live::start(line(at, &["svc", "10.0.0.1:80"]).env("NOTIFY_SOCKET", name));
    assert_eq!(told(), "READY=1");
    assert_eq!(only(at)["value"], RECORD);
    assert!(told().starts_with("STATUS=registered: svc/10.0.0.1:80 (lease "));
    done(at, &["del", KEY]);
    assert_eq!(told(), "STATUS=svc/10.0.0.1:80 was deleted, and is back");
    live.end_by(Signal::SIGTERM);
    assert_eq!([told(), told()], ["STOPPING=1", "STATUS=withdrawn: svc/10.0.0.1:80"]);
}

#[test]
fn systemd_is_notified() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let socket = etcd.directory().join("notify");
    notifies(&at, &UnixDatagram::bind(&socket).unwrap(), socket.to_str().unwrap());
}

#[cfg(target_os = "linux")] // where sockets have abstract names
#[test]
fn systemd_is_notified_at_abstract_name() {
    use std::os::linux::net::SocketAddrExt as _;
    let etcd = etcd();
    let name = format!("ectl-test-{}", std::process::id());
    let address = std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap();
    let systemd = UnixDatagram::bind_addr(&address).unwrap();
    notifies(&etcd.endpoints(), &systemd, &format!("@{name}"));
}

#[test]
fn ready_fd_is_written_and_closed() {
    let etcd = etcd();
    let at = etcd.endpoints();
    // `cat` ends as soon as the descriptor is closed: ectl closes it, and the command does not have it.
    let script = "{ \"$ECTL\" service register svc 10.0.0.1:80 --ready-fd 9 -- sleep 60 \
                  9>&1 >/dev/null 2>/dev/null & echo $! > pid; exec >&-; wait; } | \
                  { cat; \"$ECTL\" get svc/ --prefix; kill $(cat pid); }";
    let mut sh = crate::support::line("sh".as_ref(), &at, &["-c", script]);
    sh = sh.env("ECTL", env!("CARGO_BIN_EXE_ectl")).directory(etcd.directory());
    finish(sh.spawn()).prints(&format!("ready\n{KEY}\n{RECORD}\n"));
    nothing_is_left(&at);
}

#[test]
fn ready_fd_is_not_written_without_etcd() {
    let directory = tempfile::tempdir().unwrap();
    let ready = File::create(directory.path().join("ready")).unwrap();
    let script = "exec \"$ECTL\" service register svc h:1 --ready-fd 1";
    let sh = crate::support::line("sh".as_ref(), "127.0.0.1:1", &["-c", script]);
    sh.env("ECTL", env!("CARGO_BIN_EXE_ectl")).stdout(ready).run().fails(2, "refused");
    assert_eq!(std::fs::read_to_string(directory.path().join("ready")).unwrap(), "");
}

#[test]
fn permission_errors_end_registration() {
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    let root = |words: &[&str]| done(&at, &[words, &["--user", "root:hunter2"]].concat());
    let register = |words: &[&str]| line(&at, &[words, &["--user", "reader:co:lon"]].concat());
    register(&["svc", "10.0.0.1:80"]).run().fails(9, "etcdserver: permission denied");
    line(&at, &["svc", "10.0.0.1:80", "--user", "root:wrong"])
        .run()
        .fails(9, "etcdserver: authentication failed");
    root(&["role", "grant-permission", "reading", "readwrite", "svc/", "--prefix"]);
    let live = Live::start(register(&["svc", "10.0.0.1:80"]));
    let said = live.says("registered: ");
    let lease = said.split(['(', ',']).nth(1).unwrap().strip_prefix("lease ").unwrap();
    root(&["role", "revoke-permission", "reading", "svc/", "--prefix"]);
    root(&["lease", "revoke", lease]);
    live.end().fails(9, "Error: etcdserver: permission denied\n");
}
