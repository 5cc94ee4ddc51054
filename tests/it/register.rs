//! `service register`: what stands in etcd, how it comes back, who ends it, and who is told.

use crate::support::live::Live;
use crate::support::users::guarded;
use crate::support::{Line, ectl, etcd, finish};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use serde_json::Value;
use std::fs::File;
use std::os::unix::net::UnixDatagram;
use std::time::{Duration, Instant};

const HANG: Duration = Duration::from_secs(30);
const KEY: &str = "svc/10.0.0.1:80";
const RECORD: &str = r#"{"Op":0,"Addr":"10.0.0.1:80","Metadata":null}"#;

fn line(at: &str, words: &[&str]) -> Line {
    ectl(at, &[&["service", "register"], words].concat())
}

fn register(at: &str, words: &[&str]) -> Live {
    Live::start(line(at, words))
}

/// One of `KEY`, and what it said when it stood.
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

/// A lease's id as people are told it.
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

#[track_caller]
fn nothing_is_left(at: &str) {
    assert_eq!(ectl(at, &["lease", "list"]).run().text(), "found 0 leases\n");
    assert_eq!(ectl(at, &["get", "", "--prefix"]).run().text(), "");
}

fn restart(etcd: &mut Etcd, meanwhile: impl FnOnce()) {
    let member = &mut etcd.members()[0];
    member.kill().unwrap();
    meanwhile();
    member.restart().unwrap();
    member.wait_until_ready(Instant::now() + HANG).unwrap();
}

#[test]
fn a_record_stands_until_a_signal_comes() {
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
        nothing_is_left(&at);
    }
}

#[test]
fn several_records_come_and_go_together() {
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
    // One of them is mended without harm to the others.
    done(&at, &["del", "x/admin/h:3"]);
    live.says("x/admin/h:3 was deleted and has been restored");
    assert_eq!(found(&at, "").len(), 4);
    assert_eq!(live.end_by(Signal::SIGTERM).code, 0);
    nothing_is_left(&at);

    let live = register(&at, &["svc", "10.0.0.1:80", "--name", "node 1"]);
    live.says("registered: svc/node 1 (lease ");
    let kv = only(&at);
    assert_eq!((&kv["key"], &kv["value"]), (&"svc/node 1".into(), &RECORD.into()));
    live.end_by(Signal::SIGTERM);
}

#[test]
fn what_is_wrong_is_refused_before_anything_is_sent() {
    let run = |words: &[&str]| line("127.0.0.1:1", words).run();
    run(&[]).fails(128, "TARGET");
    run(&["svc"]).fails(128, "ADDR");
    run(&["", "h:1"]).fails(128, "invalid TARGET \"\": it is empty");
    let targets =
        [("svc/", "trailing"), ("/", "trailing"), ("a//b", "double"), ("etcd:///svc", "double")];
    for (target, slash) in targets {
        let why = format!("remove the {slash} slash");
        run(&[target, "h:1"]).fails(128, &format!("{why}\nhint: "));
        run(&["svc", "h:1", "--also", &format!("{target}=h:2")]).fails(128, &why);
    }
    run(&["svc", ""]).fails(128, "empty address");
    let hint = "expected HOST:PORT or unix:PATH\nhint: CMD goes after --\n";
    for words in [&["svc", "1.2.3.4:80", "nginx"][..], &["svc", "1.2.3.4"], &["svc", "[::1]"]] {
        run(words).fails(128, hint);
    }
    run(&["svc", "h:1", "--also", "svc=h"]).fails(128, "invalid address \"h\": ");
    run(&["svc", "h:1", "--also", "svc="]).fails(128, "empty address");
    run(&["svc", "h:1", "--also", "svc"])
        .fails(128, "invalid --also \"svc\": expected TARGET=ADDR");
    run(&["svc", "h:1", "h:2", "h:1"]).fails(128, "svc/h:1 is given twice");
    run(&["svc", "h:1", "--also", "svc=h:1"]).fails(128, "svc/h:1 is given twice");
    run(&["svc", "h:1", "h:2", "--name", "n"])
        .fails(128, "--name needs exactly one ADDR, and no --also");
    run(&["svc", "h:1", "--name", ""]).fails(128, "empty address or name");
    run(&["svc", "h:1", "--metadata", "v1"]).fails(128, "--metadata is not JSON: ");
    run(&["svc", "h:1", "--ttl", "1.5s"]).fails(128, "whole seconds");
    run(&["svc", "h:1", "--ready-fd", "123"]).fails(128, "--ready-fd 123 cannot be written: ");
    // One that is ours and not the caller's.
    run(&["svc", "h:1", "--ready-fd", "3"]).fails(128, "--ready-fd 3 cannot be written: ");
    run(&["svc", "h:1", "--ready-fd=-1"]).fails(128, "--ready-fd -1 is not a file descriptor");
    line("127.0.0.1:1", &["svc", "h:1"]).env("ECTL_LEASE", "x").run().fails(128, "ECTL_LEASE=x: ");
    line("127.0.0.1:1", &["svc", "h:1"])
        .env("NOTIFY_SOCKET", "/nonexistent")
        .run()
        .fails(128, "NOTIFY_SOCKET=/nonexistent: No such file");
    // A target may begin with a slash: etcd:////svc.
    run(&["/svc", "h:1"]).fails(2, "connection refused");
}

#[test]
fn what_is_lost_comes_back() {
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
        live.says("svc/10.0.0.1:80 was deleted and has been restored");
        assert_eq!(lease(&only(&at)), before);
    }
    // What is put under our lease is as good as ours.
    done(&at, &["put", KEY, RECORD, "--ignore-lease"]);
    done(&at, &["del", KEY]);
    live.says("svc/10.0.0.1:80 was deleted and has been restored");
    // It neither comes nor goes by more than one lease.
    assert_eq!(ectl(&at, &["lease", "list"]).run().text().lines().count(), 2);
    assert_eq!(live.end_by(Signal::SIGTERM).code, 0);
    nothing_is_left(&at);
}

#[test]
fn what_is_somebody_elses_is_left_alone() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let other = r#"{"Op":0,"Addr":"other:1","Metadata":null}"#;
    let (live, _) = registered(&at, &[]);
    done(&at, &["put", KEY, other]);
    let ended = live.end().fails(
        8,
        "Error: svc/10.0.0.1:80 is taken: Addr \"other:1\" (no lease, since revision 3)\n",
    );
    assert!(!ended.stderr.contains("withdrawn"), "{ended:?}");
    assert_eq!(only(&at)["value"], other);
    assert_eq!(ectl(&at, &["lease", "list"]).run().text(), "found 0 leases\n");

    // It stood there before: left alone if asked to, else replaced.
    line(&at, &["svc", "h:1", "10.0.0.1:80", "--if-absent"]).run().fails(
        8,
        "Error: svc/10.0.0.1:80 is taken: Addr \"other:1\" (no lease, since revision 3)\n",
    );
    assert_eq!(only(&at)["value"], other);
    let first = register(&at, &["svc", "10.0.0.1:80"]);
    first.says("svc/10.0.0.1:80 replaces Addr \"other:1\" (no lease, since revision 3)");
    first.says("registered: ");
    let held = lease(&only(&at));
    line(&at, &["svc", "10.0.0.1:80", "--if-absent"])
        .run()
        .fails(8, &format!("is taken: Addr \"10.0.0.1:80\" (lease {held}, since revision "));

    // The newcomer has it, and says whose it was.
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
    second.end().fails(8, "is taken: Addr \"10.0.0.1:80\", Metadata {\"host\":\"b\"} (lease ");
    let second = third;
    second.says("registered: ");
    first.end().fails(8, "is taken: Addr \"10.0.0.1:80\", Metadata {\"host\":\"b\"} (lease ");
    // Somebody takes the place in the very moment in which the lease is lost.
    let held = lease(&only(&at));
    second.signal(Signal::SIGSTOP);
    done(&at, &["lease", "revoke", &held]);
    done(&at, &["put", KEY, "x"]);
    second.signal(Signal::SIGCONT);
    second
        .end()
        .fails(8, "is taken: a value that is not a service record (no lease, since revision ");
    assert_eq!(only(&at)["value"], "x");
    assert_eq!(ectl(&at, &["lease", "list"]).run().text(), "found 0 leases\n");
}

#[test]
fn a_record_put_by_hand_without_a_lease_is_taken_back() {
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
    // Another's lease is another's record.
    let granted = ectl(&at, &["lease", "grant", "60", "--id-only"]).run();
    done(&at, &["put", KEY, RECORD, "--lease", granted.text().trim()]);
    live.end().fails(8, "is taken: Addr \"10.0.0.1:80\" (lease ");
    assert_eq!(only(&at)["value"], RECORD);
}

#[test]
fn under_the_lease_of_a_session() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let granted = ectl(&at, &["lease", "grant", "60", "--id-only"]).run();
    let session = &*format!("{:0>16}", granted.text().trim());
    done(&at, &["put", "other", "x", "--lease", session]);
    let own = Live::start(line(&at, &["svc", "10.0.0.1:80"]).env("ECTL_LEASE", session));
    own.says(&format!("registered: {KEY} (lease {session}, "));
    assert_eq!(lease(&only(&at)), session);
    done(&at, &["del", KEY]);
    own.says("svc/10.0.0.1:80 was deleted and has been restored");
    // The lease and what else is under it stay.
    own.end_by(Signal::SIGTERM).says("withdrawn: ");
    let left: Vec<_> = found(&at, "");
    assert_eq!((left.len(), &left[0]["key"]), (1, &"other".into()));

    let (own, _) = registered(&at, &["--lease", session]);
    // What is not ours any more is not deleted.
    own.signal(Signal::SIGSTOP);
    done(&at, &["put", KEY, "x"]);
    own.signal(Signal::SIGTERM);
    own.signal(Signal::SIGCONT);
    own.end();
    assert_eq!(only(&at)["value"], "x");
    done(&at, &["del", KEY]);

    let opted = Live::start(line(&at, &["svc", "h:1", "--lease", "0"]).env("ECTL_LEASE", session));
    opted.says("registered: ");
    assert_ne!(lease(&only(&at)), session);
    opted.end_by(Signal::SIGTERM);
    let script = "trap 'echo told; exit 3' TERM; echo ready; while :; do sleep 0.05; done";
    let (own, _) = registered(&at, &["--lease", session, "--", "sh", "-c", script]);
    assert_eq!(own.line(), "ready");
    done(&at, &["lease", "revoke", session]);
    let lost = own.end();
    assert_eq!((lost.text(), lost.code), ("told\n", 10), "{lost:?}");
    let why = format!("lease {session} was revoked, or has expired\n");
    let said = lost.stderr.starts_with("stopping sh\n") && lost.stderr.ends_with(&why);
    assert!(said, "{lost:?}");
    line(&at, &["svc", "h:1", "--lease", session]).run().fails(10, &why);
    nothing_is_left(&at);
}

#[test]
fn a_command_and_the_record_end_together() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let sh = |script: &str| line(&at, &["svc", "10.0.0.1:80", "--", "sh", "-c", script]);
    let sh = |script: &str| sh(script).env("ECTL", env!("CARGO_BIN_EXE_ectl"));
    let look = "\"$ECTL\" get svc/ --prefix --keys-only";
    // It stands when the command starts, and is gone when that is told to end.
    let told = sh(&format!(
        "{look}; trap 'echo told; {look}; exit 3' TERM; echo ready; while :; do sleep 0.05; done"
    ));
    let live = Live::start(told);
    assert_eq!([live.line(), live.line(), live.line()], [KEY, "", "ready"]);
    let ended = live.end_by(Signal::SIGTERM);
    assert_eq!((ended.text(), ended.code), ("told\n", 3), "{ended:?}");
    nothing_is_left(&at);

    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137)] {
        let ended = sh(script).run();
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(ended.stderr.ends_with("withdrawn: svc/10.0.0.1:80\n"), "{ended:?}");
        nothing_is_left(&at);
    }
    line(&at, &["svc", "h:1", "--", "cat"]).stdin("from stdin\n").run().says("registered");
    let missing = line(&at, &["svc", "h:1", "--", "/nonexistent"]).run();
    missing.fails(127, "Error: cannot run \"/nonexistent\": No such");
    nothing_is_left(&at);

    // Others are handed on at once, and the record stays.
    for (name, signal) in
        [("QUIT", Signal::SIGQUIT), ("USR1", Signal::SIGUSR1), ("USR2", Signal::SIGUSR2)]
    {
        let script = format!(
            "trap 'echo {name}; {look}; exit 4' {name}; echo ready; while :; do sleep 0.05; done"
        );
        let live = Live::start(sh(&script));
        assert_eq!(live.line(), "ready");
        let ended = live.end_by(signal);
        let expected = (format!("{name}\n{KEY}\n\n"), 4);
        assert_eq!((ended.text(), ended.code), (expected.0.as_str(), 4), "{ended:?}");
    }

    // Who does not go is ended by force, whoever ends the registration.
    let deaf = "trap '' TERM; echo ready; while :; do sleep 0.05; done";
    let words = ["--grace", "300ms", "--", "sh", "-c", deaf];
    let (live, _) = registered(&at, &words);
    assert_eq!(live.line(), "ready");
    assert_eq!(live.end_by(Signal::SIGTERM).code, 137);
    let (live, _) = registered(&at, &words);
    assert_eq!(live.line(), "ready");
    done(&at, &["put", KEY, "x"]);
    live.end().fails(8, "stopping sh\n").says("Error: svc/10.0.0.1:80 is taken: ");
}

#[test]
fn etcd_may_come_and_go() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    let script = "echo ready; until [ -e done ]; do sleep 0.05; done";
    let words = ["service", "register", "svc", "h:1", "--ttl", "3s", "--", "sh", "-c", script];
    let (short, _) = registered(&at, &["--ttl", "60s"]);
    let long = Live::start(ectl(&at, &words).directory(etcd.directory()));
    assert_eq!(long.line(), "ready");
    let old = found(&at, "svc/h:1").remove(0);
    restart(&mut etcd, || {
        short.says("lost contact; the record expires in ");
        long.says("lost contact; the record expires in ");
        let lost = long.says("not registered, trying again: lease ");
        assert!(lost.contains("connection refused"), "{lost}");
    });
    short.says("reconnected");
    long.says("registered again: svc/h:1 (lease ");
    // etcd has given the old lease more time: nothing depends on it, and it does not linger.
    let new = found(&at, "svc/h:1").remove(0);
    assert_ne!(lease(&old), lease(&new));
    assert!(!ectl(&at, &["lease", "list"]).run().text().contains(&lease(&old)));
    assert_eq!(found(&at, "svc/").len(), 2);
    std::fs::write(etcd.directory().join("done"), "").unwrap();
    assert_eq!(long.end().code, 0);
    short.end_by(Signal::SIGTERM).says("withdrawn: ");
    nothing_is_left(&at);
}

#[test]
fn when_etcd_is_gone_at_the_end() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    let (alone, _) = registered(&at, &["--ttl", "60s"]);
    let words = ["svc", "h:1", "--ttl", "60s", "--", "sh", "-c", "echo ready; exec sleep 60"];
    let with = register(&at, &words);
    assert_eq!(with.line(), "ready");
    etcd.members()[0].kill().unwrap();
    let ended = alone.end_by(Signal::SIGTERM);
    ended.fails(2, "not withdrawn; the record expires with the lease: cannot reach etcd at ");
    let ended = with.end_by(Signal::SIGTERM);
    assert_eq!(ended.code, 128 + 15, "{ended:?}");
    ended.says("not withdrawn; the record expires with the lease: cannot reach etcd at ");
}

#[test]
fn only_what_is_well_is_registered() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let well = etcd.directory().join("well");
    let check = format!("[ -e {} ]", well.display());
    let often = ["--check-interval", "50ms", "--fall", "2", "--check-exec", &check];
    let script = "trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done";
    let command = ["--", "sh", "-c", script];
    let live = register(&at, &[&["svc", "10.0.0.1:80"], &often[..], &command].concat());
    // What is to become well has to run.
    assert_eq!(live.line(), "ready");
    live.says("waiting for health check: ");
    assert_eq!(found(&at, ""), [] as [Value; 0]);
    for said in ["registered: ", "registered again: "] {
        std::fs::write(&well, "").unwrap();
        live.says(said);
        assert_eq!(only(&at)["value"], RECORD);
        std::fs::remove_file(&well).unwrap();
        live.says("withdrawn: health check failed: ");
        nothing_is_left(&at);
    }
    let ended = live.end_by(Signal::SIGTERM);
    assert_eq!((ended.text(), ended.code), ("", 3));

    // Whose record it is when it is well at last is seen then.
    let alone = register(&at, &[&["svc", "10.0.0.1:80", "--if-absent"], &often[..]].concat());
    alone.says("waiting for health check: ");
    done(&at, &["put", KEY, "x"]);
    std::fs::write(&well, "").unwrap();
    alone.end().fails(8, "svc/10.0.0.1:80 is taken: ");
    let words = [&["svc", "h:1"], &often[..]].concat();
    line("127.0.0.1:1", &words).run().fails(2, "connection refused");
    std::fs::remove_file(&well).unwrap();
    let alone = register(&at, &words);
    alone.says("waiting for health check: ");
    assert_eq!(alone.end_by(Signal::SIGINT).code, 0);
}

#[test]
fn who_waits_is_told() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let directory = etcd.directory();
    let socket = directory.join("notify");
    let abstract_name = format!("ectl-test-{}", std::process::id());
    let by_path = UnixDatagram::bind(&socket).unwrap();
    let mut systemds = vec![(by_path, socket.to_str().unwrap().to_owned())];
    #[cfg(target_os = "linux")]
    {
        use std::os::linux::net::SocketAddrExt as _;
        let address = std::os::unix::net::SocketAddr::from_abstract_name(&abstract_name).unwrap();
        systemds.push((UnixDatagram::bind_addr(&address).unwrap(), format!("@{abstract_name}")));
    }
    for (systemd, name) in systemds {
        systemd.set_read_timeout(Some(HANG)).unwrap();
        let told = || {
            let mut buffer = [0; 4096];
            let size = systemd.recv(&mut buffer).unwrap();
            String::from_utf8(buffer[..size].to_vec()).unwrap()
        };
        let live = Live::start(line(&at, &["svc", "10.0.0.1:80"]).env("NOTIFY_SOCKET", name));
        assert_eq!(told(), "READY=1");
        // It stands by then.
        assert_eq!(only(&at)["value"], RECORD);
        assert!(told().starts_with("STATUS=registered: svc/10.0.0.1:80 (lease "));
        done(&at, &["del", KEY]);
        assert_eq!(told(), "STATUS=svc/10.0.0.1:80 was deleted and has been restored");
        live.end_by(Signal::SIGTERM);
        assert_eq!([told(), told()], ["STOPPING=1", "STATUS=withdrawn: svc/10.0.0.1:80"]);
    }
    // `head` ends at once when the descriptor is closed: by us, and not held by the command.
    let script = "{ \"$ECTL\" service register svc 10.0.0.1:80 --ready-fd 9 -- sleep 60 \
                  9>&1 >/dev/null 2>/dev/null & echo $! > pid; exec >&-; wait; } | \
                  { cat; \"$ECTL\" get svc/ --prefix; kill $(cat pid); }";
    let mut sh = crate::support::line("sh".as_ref(), &at, &["-c", script]);
    sh = sh.env("ECTL", env!("CARGO_BIN_EXE_ectl")).directory(directory);
    finish(sh.spawn()).prints(&format!("ready\n{KEY}\n{RECORD}\n"));
    nothing_is_left(&at);
    // Not before: there is no etcd.
    let ready = File::create(directory.join("ready")).unwrap();
    let script = "exec \"$ECTL\" service register svc h:1 --ready-fd 1";
    let sh = crate::support::line("sh".as_ref(), "127.0.0.1:1", &["-c", script]);
    sh.env("ECTL", env!("CARGO_BIN_EXE_ectl")).stdout(ready).run().fails(2, "refused");
    assert_eq!(std::fs::read_to_string(directory.join("ready")).unwrap(), "");
}

#[test]
fn who_may_not_is_told_so_and_ends() {
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
