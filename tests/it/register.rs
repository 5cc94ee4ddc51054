//! `service register`: records in etcd, their restoration, the end of a registration, and notifications.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::users::guarded;
use crate::support::words::Words;
use crate::support::{HANG, Line, ectl, etcd, finish};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use serde_json::Value;
use std::fs::File;
use std::os::unix::net::UnixDatagram;
use std::path::Path;

const KEY: &str = "svc/10.0.0.1:80";
const RECORD: &str = r#"{"Op":0,"Addr":"10.0.0.1:80","Metadata":null}"#;

fn line(etcd: &Etcd, words: impl Words) -> Line {
    etcd.ectl("service register").args(words)
}

fn register(etcd: &Etcd, words: impl Words) -> Live {
    line(etcd, words).live()
}

/// Registers `KEY`; returns the process and its note about it.
fn registered(etcd: &Etcd, words: impl Words) -> (Live, String) {
    let live = line(etcd, "svc 10.0.0.1:80").args(words).live();
    let said = live.says("registered: svc/10.0.0.1:80 (lease ");
    (live, said)
}

/// All keys below a prefix.
fn found(etcd: &Etcd, prefix: &str) -> Vec<Value> {
    let read = etcd.ectl(&format!("get --prefix '{prefix}' -w jsonl")).run();
    assert_eq!(read.code, 0, "{read:?}");
    read.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The lease's id as shown to users.
fn lease(kv: &Value) -> String {
    kv["lease"].as_str().unwrap().to_owned()
}

fn only(etcd: &Etcd) -> Value {
    let mut all = found(etcd, "svc/");
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn restart(etcd: &mut Etcd, meanwhile: impl FnOnce()) {
    etcd.members()[0].kill().unwrap();
    meanwhile();
    etcd.restart(0);
}

#[test]
fn signal_withdraws_record() {
    let etcd = etcd();
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let (live, said) = registered(&etcd, "");
        let kv = only(&etcd);
        assert_eq!((&kv["key"], &kv["value"]), (&KEY.into(), &RECORD.into()));
        let (lease, revision) = (lease(&kv), kv["mod_revision"].as_str().unwrap());
        assert_eq!(said, format!("registered: {KEY} (lease {lease}, revision {revision})"));
        let left = etcd.ectl(&format!("lease timetolive {lease}")).run();
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
    let metadata = r#"{"zone":"<b>","a":[1,null]}"#;
    let also = "--also x/admin=h:3 --also=y=u.v:1 --ttl 20s --metadata";
    let live = line(&etcd, "svc h:1 [::1]:2").args(also).arg(metadata).live();
    live.says("registered: svc/h:1, svc/[::1]:2, x/admin/h:3, y/u.v:1 (lease ");
    let all = found(&etcd, "");
    let keys: Vec<_> = all.iter().map(|kv| kv["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["svc/[::1]:2", "svc/h:1", "x/admin/h:3", "y/u.v:1"]);
    let value = |addr| {
        let metadata = r#"{"a":[1,null],"zone":"\u003cb\u003e"}"#;
        Value::from(format!(r#"{{"Op":0,"Addr":"{addr}","Metadata":{metadata}}}"#))
    };
    for (kv, addr) in all.iter().zip(["[::1]:2", "h:1", "h:3", "u.v:1"]) {
        assert_eq!(kv["value"], value(addr));
        assert_eq!((&kv["lease"], &kv["mod_revision"]), (&all[0]["lease"], &"2".into()));
    }
    // One record is restored without a change to the others.
    etcd.ok("del x/admin/h:3");
    live.says("x/admin/h:3 was deleted and has been restored");
    assert_eq!(found(&etcd, "").len(), 4);
    assert_eq!(live.end_by(Signal::SIGTERM).code, 0);
    etcd.assert_empty();
}

#[test]
fn any_address_is_registered_on_request() {
    let etcd = etcd();
    let live = register(&etcd, "svc anywhere --also x=:80 --any-addr");
    live.says("registered: svc/anywhere, x/:80 (lease ");
    live.end_by(Signal::SIGTERM);
    etcd.ectl("service update svc --add anywhere").run().fails_part(128, "it has no port");
    etcd.ok("service update svc --add anywhere --any-addr --lease 0");
    assert_eq!(only(&etcd)["key"], "svc/anywhere");
}

#[test]
fn name_option_names_the_key() {
    let etcd = etcd();
    let live = register(&etcd, "svc 10.0.0.1:80 --name 'node 1'");
    live.says("registered: svc/node 1 (lease ");
    let kv = only(&etcd);
    assert_eq!((&kv["key"], &kv["value"]), (&"svc/node 1".into(), &RECORD.into()));
    live.end_by(Signal::SIGTERM);
}

#[test]
fn usage_errors_send_nothing() {
    let line = |words: &str| ectl("127.0.0.1:1", "service register").args(words);
    let run = |words: &str| line(words).run();
    run("").fails(
        128,
        "Error: the following required arguments were not provided: <TARGET> \
         <ADDR>...\n\
         hint: usage: ectl service register <TARGET> <ADDR>... [-- <CMD>...]\n",
    );
    run("svc").fails(
        128,
        "Error: the following required arguments were not provided: <ADDR>...\n\
         hint: usage: ectl service register <TARGET> <ADDR>... [-- <CMD>...]\n",
    );
    run("'' h:1").fails(128, "Error: invalid TARGET \"\": it is empty\n");
    for target in ["svc/", "/", "a//b", "etcd:///svc"] {
        let slash = if target.ends_with('/') { "trailing" } else { "double" };
        let text = format!(
            "Error: invalid TARGET \"[..]\": remove the {slash} slash\n\
             hint: clients that dial etcd:///a/b use the target a/b\n"
        );
        run(&format!("{target} h:1")).fails(128, &text);
        run(&format!("svc h:1 --also {target}=h:2")).fails(128, &text);
    }
    let forms = "hint: expected HOST:PORT or unix:PATH; --any-addr accepts others\n";
    for (words, why) in [
        ("svc ''", "\"\": it is empty"),
        ("svc 1.2.3.4", "\"1.2.3.4\": it has no port"),
        ("svc [::1]", "\"[::1]\": it has no port"),
        ("svc :80", "\":80\": it does not begin with a host name or an IP address"),
        ("svc h:1 h:70000", "\"h:70000\": a port is a number from 1 to 65535"),
        ("svc h:1 --also svc=h", "\"h\": it has no port"),
        ("svc h:1 --also svc=", "\"\": it is empty"),
        ("svc '' --any-addr", "\"\": it is empty"),
    ] {
        run(words).fails(128, &format!("Error: invalid address {why}\n{forms}"));
    }
    for command in ["nginx", "./serve.sh", "/usr/bin/env"] {
        run(&format!("svc 1.2.3.4:80 {command}")).fails(
            128,
            &format!(
                "Error: invalid address \"{command}\": it has no port\n\
                 hint: put the command after --: -- {command}\n"
            ),
        );
    }
    run("svc h:1 --signal-to all -- true")
        .fails(4, "Error: invalid --signal-to \"all\"\nhint: valid values: process, group\n");
    run("svc h:1 --on-lost all -- true")
        .fails(4, "Error: invalid --on-lost \"all\"\nhint: valid values: term, kill, ignore\n");
    run("svc h:1 --also svc").fails(128, "Error: invalid --also \"svc\": expected TARGET=ADDR\n");
    run("svc h:1 h:2 h:1").fails(128, "Error: svc/h:1 is given twice\n");
    run("svc h:1 --also svc=h:1").fails(128, "Error: svc/h:1 is given twice\n");
    run("svc h:1 h:2 --name n").fails(128, "Error: --name needs exactly one ADDR, and no --also\n");
    run("svc h:1 --name ''").fails(128, "Error: an empty address or name for svc\n");
    run("svc h:1 --metadata v1").fails(
        128,
        "Error: --metadata is not JSON: expected value at line 1 column 1\n\
         hint: a string needs double quotes: --metadata '\"text\"'\n",
    );
    run("svc h:1 --ttl 1.5s").fails(
        128,
        "Error: invalid value '1.5s' for '--ttl <DURATION>': bad TTL \"1.5s\": a \
         lease lasts whole seconds\n",
    );
    run("svc h:1 --ready-fd 123")
        .fails(128, "Error: --ready-fd 123 cannot be written: No such file or directory\n");
    // A descriptor of ectl itself.
    run("svc h:1 --ready-fd 3")
        .fails(128, "Error: --ready-fd 3 cannot be written: No such device or address\n");
    run("svc h:1 --ready-fd=-1").fails(128, "Error: --ready-fd -1 is not a file descriptor\n");
    line("svc h:1").env("ECTL_LEASE", "x").run().fails(
        128,
        "Error: ECTL_LEASE=x: bad lease ID \"x\": expected hexadecimal, such as \
         [..]\n",
    );
    line("svc h:1")
        .env("NOTIFY_SOCKET", "/nonexistent")
        .run()
        .fails(128, "Error: NOTIFY_SOCKET=/nonexistent: No such file or directory\n");
    // A target may begin with a slash: etcd:////svc.
    run("/svc h:1").fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
}

#[test]
fn revoked_lease_and_deleted_record_are_restored() {
    let etcd = etcd();
    let (live, _) = registered(&etcd, "--ttl 60s");
    for _ in 0..2 {
        let before = lease(&only(&etcd));
        etcd.ok(&format!("lease revoke {before}"));
        live.says(&format!("trying again: lease {before} was revoked, or has expired"));
        let said = live.says("registered again: svc/10.0.0.1:80 (lease ");
        let kv = only(&etcd);
        assert!(lease(&kv) != before && said.contains(&lease(&kv)), "{said}");
        assert_eq!(kv["value"], RECORD);
    }
    for _ in 0..2 {
        let before = lease(&only(&etcd));
        etcd.ok(&format!("del {KEY}"));
        live.says("svc/10.0.0.1:80 was deleted and has been restored");
        assert_eq!(lease(&only(&etcd)), before);
    }
    // A record put under the lease of the registration belongs to it.
    etcd.ok(&format!("put {KEY} {RECORD} --ignore-lease"));
    etcd.ok(&format!("del {KEY}"));
    live.says("svc/10.0.0.1:80 was deleted and has been restored");
    // There is one lease: a line for it and one for the count.
    assert_eq!(etcd.ectl("lease list").run().text().lines().count(), 2);
    assert_eq!(live.end_by(Signal::SIGTERM).code, 0);
    etcd.assert_empty();
}

/// A record of another owner.
const OTHER: &str = r#"{"Op":0,"Addr":"other:1","Metadata":null}"#;

#[test]
fn overwritten_record_ends_registration() {
    let etcd = etcd();
    let (live, _) = registered(&etcd, "");
    etcd.ok(&format!("put {KEY} {OTHER}"));
    let ended = live.end().fails_part(
        8,
        "Error: svc/10.0.0.1:80 was overwritten: Addr \"other:1\", since revision 3\n\
         hint: the new record has no lease\n",
    );
    assert!(!ended.stderr.contains("withdrawn"), "{ended:?}");
    assert_eq!(only(&etcd)["value"], OTHER);
    assert_eq!(etcd.ectl("lease list").run().text(), "found 0 leases\n");
}

#[test]
fn existing_record_is_replaced_unless_if_absent() {
    let etcd = etcd();
    etcd.ok(&format!("put {KEY} {OTHER}"));
    line(&etcd, "svc h:1 10.0.0.1:80 --if-absent").run().fails_part(
        8,
        "Error: svc/10.0.0.1:80 is taken: Addr \"other:1\" (no lease, since revision 2)\n\
         hint: without --if-absent the record is taken over\n",
    );
    assert_eq!(only(&etcd)["value"], OTHER);
    let first = register(&etcd, "svc 10.0.0.1:80");
    first.says("svc/10.0.0.1:80 replaces Addr \"other:1\" (no lease, since revision 2)");
    first.says("registered: ");
    let held = lease(&only(&etcd));
    line(&etcd, "svc 10.0.0.1:80 --if-absent")
        .run()
        .fails_part(8, &format!("is taken: Addr \"10.0.0.1:80\" (lease {held}, since revision "));
}

#[test]
fn newer_registration_takes_over() {
    let etcd = etcd();
    let first = register(&etcd, "svc 10.0.0.1:80");
    first.says("registered: ");
    let held = lease(&only(&etcd));
    // The newcomer names the lease and the record that it replaces.
    let revision = only(&etcd)["mod_revision"].as_str().unwrap().to_owned();
    let second = register(&etcd, r#"svc 10.0.0.1:80 --metadata {"host":"b"}"#);
    let said = second.says("");
    let was = "Addr \"10.0.0.1:80\", since revision";
    assert_eq!(said, format!("took over {KEY} from lease {held}: {was} {revision}"));
    second.says("registered: ");
    let record = only(&etcd);
    // The old owner names the lease that has the record now.
    let (new, revision) = (lease(&record), record["mod_revision"].as_str().unwrap());
    first.end().fails_part(
        8,
        &format!(
            "Error: {KEY} was taken over by lease {new}: Addr \"10.0.0.1:80\", \
             Metadata {{\"host\":\"b\"}}, since revision {revision}\n\
             hint: another registration of the address took the record; \
             --if-absent there refuses that\n"
        ),
    );
    let third = register(&etcd, r#"svc 10.0.0.1:80 --metadata {"host":"b"}"#);
    let was = "Addr \"10.0.0.1:80\", Metadata {\"host\":\"b\"}, since revision";
    third.says(&format!("took over {KEY} from lease {new}: {was}"));
    third.says("registered: ");
    let newest = lease(&only(&etcd));
    second.end().fails_part(8, &format!("{KEY} was taken over by lease {newest}: Addr "));
}

#[test]
fn record_taken_while_lease_is_lost_ends_registration() {
    let etcd = etcd();
    let (live, _) = registered(&etcd, "");
    let held = lease(&only(&etcd));
    // Stopped, it sees both changes at once.
    live.signal(Signal::SIGSTOP);
    etcd.ok(&format!("lease revoke {held}"));
    etcd.ok(&format!("put {KEY} x"));
    live.signal(Signal::SIGCONT);
    live.end()
        .fails_part(8, "was overwritten: a value that is not a service record, since revision ");
    assert_eq!(only(&etcd)["value"], "x");
    assert_eq!(etcd.ectl("lease list").run().text(), "found 0 leases\n");
}

#[test]
fn record_put_without_lease_is_replaced() {
    let etcd = etcd();
    let (live, _) = registered(&etcd, "--ttl 60s");
    let held = lease(&only(&etcd));
    let other = r#"{"Addr":"10.0.0.1:80","Metadata":{"by":"hand"}}"#;
    for (record, said) in
        [(RECORD, "Addr \"10.0.0.1:80\" (no lease, "), (other, "{\"by\":\"hand\"} (no lease, ")]
    {
        etcd.ok(&format!("put {KEY} {record}"));
        let replaced = live.says("svc/10.0.0.1:80 replaces ");
        assert!(replaced.contains(said), "{replaced}");
        live.says("registered again: svc/10.0.0.1:80 (lease ");
        let kv = only(&etcd);
        assert_eq!((&kv["value"], lease(&kv)), (&RECORD.into(), held.clone()));
    }
    // A record under another lease belongs to another owner.
    let granted = etcd.ectl("lease grant 60 --id-only").run();
    etcd.ok(&format!("put {KEY} {RECORD} --lease {}", granted.text().trim()));
    live.end().fails_part(8, "was taken over by lease ");
    assert_eq!(only(&etcd)["value"], RECORD);
}

/// Grants a lease as a session does.
fn granted(etcd: &Etcd) -> String {
    let granted = etcd.ectl("lease grant 60 --id-only").run();
    format!("{:0>16}", granted.text().trim())
}

/// A script that prints `told` when it is stopped.
const STOPPABLE: &str = "trap 'echo told; exit 3' TERM; echo ready; while :; do sleep 0.05; done";

#[test]
fn session_lease_is_borrowed() {
    let etcd = etcd();
    let session = &*granted(&etcd);
    etcd.ok(&format!("put other x --lease {session}"));
    let own = line(&etcd, "svc 10.0.0.1:80").env("ECTL_LEASE", session).live();
    own.says(&format!("registered: {KEY} (lease {session}, "));
    assert_eq!(lease(&only(&etcd)), session);
    etcd.ok(&format!("del {KEY}"));
    own.says("svc/10.0.0.1:80 was deleted and has been restored");
    // The lease and its other keys stay.
    own.end_by(Signal::SIGTERM).says("withdrawn: ");
    let left: Vec<_> = found(&etcd, "");
    assert_eq!((left.len(), &left[0]["key"]), (1, &"other".into()));

    let opted = line(&etcd, "svc h:1 --lease 0").env("ECTL_LEASE", session).live();
    opted.says("registered: ");
    assert_ne!(lease(&only(&etcd)), session);
    opted.end_by(Signal::SIGTERM);
}

#[test]
fn overwritten_record_under_session_lease_is_not_deleted() {
    let etcd = etcd();
    let (own, _) = registered(&etcd, &format!("--lease {}", granted(&etcd)));
    // Stopped, it cannot see the change before the signal.
    own.signal(Signal::SIGSTOP);
    etcd.ok(&format!("put {KEY} x"));
    own.signal(Signal::SIGTERM);
    own.signal(Signal::SIGCONT);
    own.end();
    assert_eq!(only(&etcd)["value"], "x");
}

#[test]
fn revoked_session_lease_stops_command() {
    let etcd = etcd();
    let session = &*granted(&etcd);
    let (own, _) = registered(&etcd, &["--lease", session, "--", "sh", "-c", STOPPABLE]);
    assert_eq!(own.line(), "ready");
    etcd.ok(&format!("lease revoke {session}"));
    let lost = own.end();
    assert_eq!((lost.text(), lost.code), ("told\n", 10), "{lost:?}");
    let why = format!("lease {session} was revoked, or has expired\n");
    let said = lost.stderr.starts_with("stopping sh\n") && lost.stderr.ends_with(&why);
    assert!(said, "{lost:?}");
    line(&etcd, &format!("svc h:1 --lease {session}")).run().fails_part(10, &why);
    etcd.assert_empty();
}

/// `service register` of `KEY` with a script, in which `$ECTL` is the program under test.
fn with_script(etcd: &Etcd, script: &str) -> Line {
    let line = line(etcd, "svc 10.0.0.1:80 -- sh -c").arg(script);
    line.env("ECTL", env!("CARGO_BIN_EXE_ectl"))
}

/// Prints the keys of the registered records, in a script.
const LOOK: &str = "\"$ECTL\" get svc/ --prefix --keys-only";

#[test]
fn record_is_put_before_command_starts_and_withdrawn_before_it_stops() {
    let etcd = etcd();
    let told = with_script(
        &etcd,
        &format!(
            "{LOOK}; trap 'echo told; {LOOK}; exit 3' TERM; echo ready; while :; do sleep 0.05; done"
        ),
    );
    let live = told.live();
    assert_eq!([live.line(), live.line(), live.line()], [KEY, "", "ready"]);
    let ended = live.end_by(Signal::SIGTERM);
    assert_eq!((ended.text(), ended.code), ("told\n", 3), "{ended:?}");
    etcd.assert_empty();
}

#[test]
fn command_status_is_returned_and_record_withdrawn() {
    let etcd = etcd();
    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137)] {
        let ended = with_script(&etcd, script).run();
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(ended.stderr.ends_with("withdrawn: svc/10.0.0.1:80\n"), "{ended:?}");
        etcd.assert_empty();
    }
    line(&etcd, "svc h:1 -- cat").stdin("from stdin\n").run().says("registered");
    etcd.assert_empty();
}

#[test]
fn command_that_cannot_run_is_refused_before_anything_is_sent() {
    for (command, code) in [("/nonexistent", 127), ("no-such-program", 127), ("/etc/passwd", 126)] {
        for words in [
            "service register svc h:1",
            "service watch svc",
            "lock a",
            "elect a",
            "session",
            "watch a --restart",
            "watch a --debounce 1s",
            "watch a --jobs 2",
            "watch a --on-exec-error=retry",
        ] {
            // Nothing listens there.
            let refused = ectl("127.0.0.1:1", &format!("{words} -- {command}")).run();
            refused.fails(code, &format!("Error: cannot run \"{command}\": [..]\n"));
        }
    }
}

#[test]
fn other_signals_reach_command_before_record_is_withdrawn() {
    let etcd = etcd();
    for (name, signal) in
        [("QUIT", Signal::SIGQUIT), ("USR1", Signal::SIGUSR1), ("USR2", Signal::SIGUSR2)]
    {
        let script = format!(
            "trap 'echo {name}; {LOOK}; exit 4' {name}; echo ready; while :; do sleep 0.05; done"
        );
        let live = with_script(&etcd, &script).live();
        assert_eq!(live.line(), "ready");
        let ended = live.end_by(signal);
        let expected = (format!("{name}\n{KEY}\n\n"), 4);
        assert_eq!((ended.text(), ended.code), (expected.0.as_str(), 4), "{ended:?}");
    }
}

#[test]
fn command_that_ignores_term_is_killed_after_grace() {
    let etcd = etcd();
    let deaf = "trap '' TERM; echo ready; while :; do sleep 0.05; done";
    let words = ["--grace", "300ms", "--", "sh", "-c", deaf];
    let (live, _) = registered(&etcd, &words);
    assert_eq!(live.line(), "ready");
    assert_eq!(live.end_by(Signal::SIGTERM).code, 137);
    let (live, _) = registered(&etcd, &words);
    assert_eq!(live.line(), "ready");
    etcd.ok(&format!("put {KEY} x"));
    live.end().fails_part(8, "stopping sh\n").says("Error: svc/10.0.0.1:80 was overwritten: ");
}

#[test]
fn registration_survives_etcd_restart() {
    let mut etcd = etcd();
    let script = "echo ready; until [ -e done ]; do sleep 0.05; done";
    let (short, _) = registered(&etcd, "--ttl 60s");
    let long = line(&etcd, "svc h:1 --ttl 3s").args("-- sh -c").arg(script);
    let long = long.directory(etcd.directory()).live();
    assert_eq!(long.line(), "ready");
    let old = found(&etcd, "svc/h:1").remove(0);
    restart(&mut etcd, || {
        short.says("lost contact; the record expires in ");
        long.says("lost contact; the record expires in ");
        let lost = long.says("not registered, trying again: lease ");
        assert!(lost.contains("connection refused"), "{lost}");
    });
    short.says("reconnected");
    long.says("registered again: svc/h:1 (lease ");
    // A restarted etcd extends the old lease; the registration revokes it.
    let new = found(&etcd, "svc/h:1").remove(0);
    assert_ne!(lease(&old), lease(&new));
    assert!(!etcd.ectl("lease list").run().text().contains(&lease(&old)));
    assert_eq!(found(&etcd, "svc/").len(), 2);
    std::fs::write(etcd.directory().join("done"), "").unwrap();
    assert_eq!(long.end().code, 0);
    short.end_by(Signal::SIGTERM).says("withdrawn: ");
    etcd.assert_empty();
}

#[test]
fn unreachable_etcd_at_end_is_reported() {
    let mut etcd = etcd();
    let (alone, _) = registered(&etcd, "--ttl 60s");
    let with = register(&etcd, "svc h:1 --ttl 60s -- sh -c 'echo ready; exec sleep 60'");
    assert_eq!(with.line(), "ready");
    etcd.members()[0].kill().unwrap();
    let ended = alone.end_by(Signal::SIGTERM);
    ended.fails_part(2, "not withdrawn; the record expires with the lease: cannot reach etcd at ");
    let ended = with.end_by(Signal::SIGTERM);
    assert_eq!(ended.code, 128 + 15, "{ended:?}");
    ended.says("not withdrawn; the record expires with the lease: cannot reach etcd at ");
}

/// Options of a health check that passes if this file exists.
fn health_check(well: &Path) -> String {
    format!("--check-interval 50ms --fall 2 --check-exec '[ -e {} ]'", well.display())
}

#[test]
fn health_check_decides_registration() {
    let etcd = etcd();
    let well = etcd.directory().join("well");
    let check = health_check(&well);
    let script = "trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done";
    let live = line(&etcd, "svc 10.0.0.1:80").args(&check).args("-- sh -c").arg(script).live();
    // The command starts before the first check.
    assert_eq!(live.line(), "ready");
    live.says("waiting for health check: ");
    assert_eq!(found(&etcd, ""), [] as [Value; 0]);
    for said in ["registered: ", "registered again: "] {
        std::fs::write(&well, "").unwrap();
        live.says(said);
        assert_eq!(only(&etcd)["value"], RECORD);
        std::fs::remove_file(&well).unwrap();
        live.says("withdrawn: health check failed: ");
        etcd.assert_empty();
    }
    let ended = live.end_by(Signal::SIGTERM);
    assert_eq!((ended.text(), ended.code), ("", 3));
}

#[test]
fn health_check_comes_before_first_contact() {
    let etcd = etcd();
    let well = etcd.directory().join("well");
    let check = health_check(&well);
    // The record of another owner is found only after the first check that passes.
    let alone = line(&etcd, "svc 10.0.0.1:80 --if-absent").args(&check).live();
    alone.says("waiting for health check: ");
    etcd.ok(&format!("put {KEY} x"));
    std::fs::write(&well, "").unwrap();
    alone.end().fails_part(8, "svc/10.0.0.1:80 is taken: ");
    let dead = ectl("127.0.0.1:1", "service register svc h:1").args(&check);
    dead.run().fails_part(2, "connection refused");
    std::fs::remove_file(&well).unwrap();
    let alone = line(&etcd, "svc h:1").args(&check).live();
    alone.says("waiting for health check: ");
    assert_eq!(alone.end_by(Signal::SIGINT).code, 0);
}

/// Asserts the messages of a registration to `$NOTIFY_SOCKET`, which has this name.
fn assert_notified(etcd: &Etcd, systemd: &UnixDatagram, name: &str) {
    systemd.set_read_timeout(Some(HANG)).unwrap();
    let told = || {
        let mut buffer = [0; 4096];
        let size = systemd.recv(&mut buffer).unwrap();
        String::from_utf8(buffer[..size].to_vec()).unwrap()
    };
    let live = line(etcd, "svc 10.0.0.1:80").env("NOTIFY_SOCKET", name).live();
    assert_eq!(told(), "READY=1");
    assert_eq!(only(etcd)["value"], RECORD);
    assert!(told().starts_with("STATUS=registered: svc/10.0.0.1:80 (lease "));
    etcd.ok(&format!("del {KEY}"));
    assert_eq!(told(), "STATUS=svc/10.0.0.1:80 was deleted and has been restored");
    live.end_by(Signal::SIGTERM);
    assert_eq!([told(), told()], ["STOPPING=1", "STATUS=withdrawn: svc/10.0.0.1:80"]);
}

#[test]
fn systemd_is_notified() {
    let etcd = etcd();
    let socket = etcd.directory().join("notify");
    assert_notified(&etcd, &UnixDatagram::bind(&socket).unwrap(), socket.to_str().unwrap());
}

#[cfg(target_os = "linux")] // where sockets have abstract names
#[test]
fn systemd_is_notified_at_abstract_name() {
    use std::os::linux::net::SocketAddrExt as _;
    let etcd = etcd();
    let name = format!("ectl-test-{}", std::process::id());
    let address = std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap();
    let systemd = UnixDatagram::bind_addr(&address).unwrap();
    assert_notified(&etcd, &systemd, &format!("@{name}"));
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
    etcd.assert_empty();
}

#[test]
fn ready_fd_is_not_written_without_etcd() {
    let directory = tempfile::tempdir().unwrap();
    let ready = File::create(directory.path().join("ready")).unwrap();
    let script = "exec \"$ECTL\" service register svc h:1 --ready-fd 1";
    let sh = crate::support::line("sh".as_ref(), "127.0.0.1:1", &["-c", script]);
    sh.env("ECTL", env!("CARGO_BIN_EXE_ectl")).stdout(ready).run().fails_part(2, "refused");
    assert_eq!(std::fs::read_to_string(directory.path().join("ready")).unwrap(), "");
}

#[test]
fn permission_errors_end_registration() {
    let etcd = guarded(&Plan::new());
    let root = |words: &str| etcd.ectl(words).args("--user root:hunter2").run().succeeds();
    let register = |words: &str| line(&etcd, words).args("--user reader:co:lon");
    register("svc 10.0.0.1:80").run().fails_part(9, "etcdserver: permission denied");
    line(&etcd, "svc 10.0.0.1:80 --user root:wrong")
        .run()
        .fails_part(9, "etcdserver: authentication failed");
    root("role grant-permission reading readwrite svc/ --prefix");
    let live = register("svc 10.0.0.1:80").live();
    let said = live.says("registered: ");
    let lease = said.split(['(', ',']).nth(1).unwrap().strip_prefix("lease ").unwrap();
    root("role revoke-permission reading svc/ --prefix");
    root(&format!("lease revoke {lease}"));
    live.end().fails_part(9, "Error: etcdserver: permission denied\n");
}
