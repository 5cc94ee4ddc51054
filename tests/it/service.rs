//! `service`: resolve, list, update, deregister, watch and lint.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::proxy::interrupted;
use crate::support::serial::serial;
use crate::support::words::Words;
use crate::support::{Outcome, ectl, etcd, eventually, finish};
use ectl::sandbox::Etcd;
use nix::sys::signal::Signal;
use std::io::Read as _;
use std::net::TcpListener;
use std::time::{Duration, Instant};

fn run(etcd: &Etcd, words: impl Words) -> Outcome {
    etcd.ectl("service").args(words).run()
}

fn watch(etcd: &Etcd, words: impl Words) -> Live {
    etcd.ectl("service watch").args(words).live()
}

#[track_caller]
fn put(etcd: &Etcd, key: &str, value: &str) {
    put_with(etcd, key, value, "");
}

#[track_caller]
fn put_with(etcd: &Etcd, key: &str, value: &str, words: impl Words) {
    etcd.ectl(&["put", key, value]).args(words).run().prints("OK\n");
}

/// A record as Go's `endpoints.Manager` writes it.
fn go(address: &str) -> String {
    format!(r#"{{"Op":0,"Addr":"{address}","Metadata":null}}"#)
}

/// A record as etcd's grpc-proxy writes it: its metadata is JSON in a string.
const PROXY: &str = r#"{"Op":0,"Addr":"h:2","Metadata":"{\"name\":\"host\"}"}"#;

fn lease(etcd: &Etcd) -> String {
    let granted = etcd.ectl("lease grant 600 --id-only").run();
    granted.text().trim().to_owned()
}

/// Puts two endpoints and two keys that are not endpoints; returns the lease of the first.
fn furnish(etcd: &Etcd) -> String {
    let lease = lease(etcd);
    put_with(etcd, "s/h:1", &go("h:1"), &format!("--lease {lease}"));
    put(etcd, "s/proxy", PROXY);
    put(etcd, "s/junk", "junk");
    put(etcd, "s/nowhere", "{}");
    put(etcd, "s_other/h:9", &go("h:9"));
    lease
}

const SKIPPED: &str = "skipped s/junk: not a service record (expected value at line 1 column 1)\n\
                       skipped s/nowhere: the record has no address\n";

#[track_caller]
fn resolves(etcd: &Etcd, words: impl Words, stdout: &str) {
    let outcome = etcd.ectl("service resolve").args(words).run();
    assert_eq!((outcome.text(), outcome.stderr.as_str(), outcome.code), (stdout, SKIPPED, 0));
}

#[test]
fn resolve_in_every_format() {
    let etcd = etcd();
    let lease = furnish(&etcd);
    resolves(&etcd, "s", "h:1\nh:2\n");
    let json = run(&etcd, "resolve s -w json");
    // Seconds may have passed.
    let ttl = json.text().split("\"remaining_ttl\":").nth(1).unwrap();
    let ttl: i64 = ttl.split(',').next().unwrap().parse().unwrap();
    assert!((500..=600).contains(&ttl), "{json:?}");
    let rows = format!(
        "{{\"target\":\"s\",\"key\":\"s/h:1\",\"addr\":\"h:1\",\"metadata\":null,\"lease\":\"{lease}\",\
         \"remaining_ttl\":{ttl},\"mod_revision\":\"2\",\"revision\":\"6\",\"reachable\":null,\"cause\":null}}\n\
         {{\"target\":\"s\",\"key\":\"s/proxy\",\"addr\":\"h:2\",\"metadata\":\"{{\\\"name\\\":\\\"host\\\"}}\",\
         \"lease\":null,\"remaining_ttl\":null,\"mod_revision\":\"3\",\"revision\":\"6\",\
         \"reachable\":null,\"cause\":null}}\n"
    );
    assert_eq!(json.text(), format!("[{}]\n", rows.trim_end().replace('\n', ",")));
    let jsonl = run(&etcd, "resolve s -w jsonl");
    let without_ttl = |text: &str| {
        let (head, tail) = text.split_once("\"remaining_ttl\":").unwrap();
        format!("{head}{}", tail.trim_start_matches(|c: char| c.is_ascii_digit()))
    };
    assert_eq!(without_ttl(jsonl.text()), without_ttl(&rows));
    let table = run(&etcd, "resolve s -w table");
    let lines: Vec<_> = table.text().lines().collect();
    for name in ["TARGET", "KEY", "ADDR", "METADATA", "LEASE", "REMAINING TTL", "MOD REVISION"] {
        assert!(lines[1].contains(name) && !lines[1].contains("CAUSE"), "{table:?}");
    }
    let row: Vec<_> = lines[4].split('│').map(str::trim).collect();
    let metadata = r#""{\"name\":\"host\"}""#;
    assert_eq!(row, ["", "s", "s/proxy", "h:2", metadata, "", "", "3", "6", ""]);
    let fields = run(&etcd, "resolve s -w fields");
    assert!(fields.text().starts_with("\"Target\" : \"s\"\n\"Key\" : \"s/h:1\"\n"), "{fields:?}");
    run(&etcd, "resolve s -w protobuf").fails_part(4, "protobuf not supported");
    assert_eq!(run(&etcd, "resolve s --min 2").code, 0);
    let few = run(&etcd, "resolve s --min 3");
    assert_eq!((few.text(), few.code), ("h:1\nh:2\n", 7));
    few.says("Error: s has 2 endpoints; 3 required\n");
}

#[test]
fn resolve_without_endpoints_fails() {
    let etcd = etcd();
    let resolve = |words: &str| etcd.ectl("service resolve").args(words).run();
    resolve("s").fails_part(7, "Error: s has no endpoints\nhint: \"ectl service list\"");
    resolve("s -w jsonl").fails_part(7, "{\"error\":\"s has no endpoints\",");
    resolve("s --min 0").prints("");
    resolve("etcd:///a/b").fails_part(7, "hint: the target of etcd:///a/b is a/b\n");
    resolve("s/").fails_part(7, "hint: a target does not end in a slash: s\n");
}

#[test]
fn usage_errors_send_nothing() {
    let refused = |words: &str| ectl("127.0.0.1:1", "service").args(words).run();
    refused("resolve ''")
        .fails(128, "Error: the target is empty\nhint: see \"ectl service list\"\n");
    refused("resolve s --min -1").fails(128, "Error: invalid --min -1: must not be negative\n");
    refused("resolve s -w protobuf").fails(4, "Error: protobuf not supported as output format\n");
    refused("resolve").fails(
        128,
        "Error: the following required arguments were not provided: <TARGET>\n\
         hint: usage: ectl service resolve <TARGET>\n",
    );
    refused("resolve s").fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
    refused("watch s --on-exec-error no -- true").fails(
        4,
        "Error: invalid --on-exec-error \"no\"\nhint: valid values: stop, ignore, retry\n",
    );
    refused("update s").fails(128, "Error: nothing to do\nhint: use --add, --remove or --set\n");
    let forms = "hint: expected HOST:PORT or unix:PATH; --any-addr accepts others\n";
    refused("update s --add h:1,h")
        .fails(128, &format!("Error: invalid address \"h\": it has no port\n{forms}"));
    refused("update s --set 1.2.3.4")
        .fails(128, &format!("Error: invalid address \"1.2.3.4\": it has no port\n{forms}"));
    refused("deregister s").fails(
        128,
        "Error: the following required arguments were not provided: <ADDR>...\n\
         hint: usage: ectl service deregister <TARGET> <ADDR>...\n",
    );
    refused("deregister s ''").fails(128, "Error: an address is empty\n");
}

#[test]
fn probe_reports_reachable_endpoints() {
    let etcd = etcd();
    let there = TcpListener::bind("127.0.0.1:0").unwrap();
    let open = there.local_addr().unwrap().to_string();
    // Nothing listens on port 1.
    for address in ["127.0.0.1:1", &open] {
        put(&etcd, &format!("s/{address}"), &go(address));
    }
    let probed = run(&etcd, "resolve s --probe");
    assert_eq!((probed.text(), probed.code), (format!("{open}\n").as_str(), 0));
    assert_eq!(probed.stderr, "cannot reach 127.0.0.1:1: connection refused\n");
    let few = run(&etcd, "resolve s --probe --min 2 -w jsonl");
    assert_eq!(few.code, 7);
    let ends: Vec<_> =
        few.text().lines().map(|line| line.split("\"reachable\":").nth(1).unwrap()).collect();
    assert_eq!(ends, ["false,\"cause\":\"connection refused\"}", "true,\"cause\":null}"]);
    few.says("{\"error\":\"s has 2 endpoints, 1 of them reachable; 2 required\",");
    drop(there);
    run(&etcd, "resolve s --probe").fails_part(7, "0 of them reachable; 1 required");
}

#[test]
fn list_shows_targets_and_their_endpoints() {
    let etcd = etcd();
    run(&etcd, "list").prints("");
    furnish(&etcd);
    put(&etcd, "a/b/unix:/run/b.sock", &go("unix:/run/b.sock"));
    put(&etcd, "a/h:1", &go("h:1"));
    put(&etcd, "config", "{\"Addr\":\"no target\"}");
    run(&etcd, "list").prints("a\t1\na/b\t1\ns\t2\ns_other\t1\n");
    run(&etcd, "list s").prints("s\t2\ns_other\t1\n");
    run(&etcd, "list a/").prints("a\t1\na/b\t1\n");
    run(&etcd, "list s/ -w jsonl").prints("{\"target\":\"s\",\"endpoints\":2}\n");
    run(&etcd, "list s/ -w json").prints("[{\"target\":\"s\",\"endpoints\":2}]\n");
    run(&etcd, "list s/ -w fields").prints("\"Target\" : \"s\"\n\"Endpoints\" : 2\n\n");
    run(&etcd, "list s/ -w table").prints(
        "┌────────┬───────────┐\n│ TARGET │ ENDPOINTS │\n├────────┼───────────┤\n\
         │      s │         2 │\n└────────┴───────────┘\n",
    );
}

#[test]
fn deregister_removes_all_or_nothing() {
    let etcd = etcd();
    furnish(&etcd);
    put(&etcd, "s/sub/h:1", &go("h:1"));
    run(&etcd, "deregister s h:1 h:3 x")
        .fails_part(7, "Error: s has no endpoint h:3, x; nothing was done\n");
    resolves(&etcd, "s", "h:1\nh:2\nh:1\n");
    // By address, by the name of the key, and even a key without a record; other targets stay.
    run(&etcd, "deregister s h:2 h:1 junk").prints("- h:1\n- junk\n- h:2 (s/proxy)\n");
    run(&etcd, "resolve s/sub").prints("h:1\n");
    let left = etcd.ectl("get --prefix s/ --keys-only").run();
    left.prints("s/nowhere\n\ns/sub/h:1\n\n");
    put(&etcd, "s/k", &go("h:5"));
    run(&etcd, "deregister s k -w jsonl").prints(
        "{\"target\":\"s\",\"change\":\"remove\",\"key\":\"s/k\",\"addr\":\"h:5\",\"metadata\":null,\
         \"lease\":null,\"revision\":\"10\"}\n",
    );
}

#[test]
fn update_adds_keeps_and_removes_endpoints() {
    let etcd = etcd();
    let lease = lease(&etcd);
    let update = |words: &str| etcd.ectl("service update s").args(words).run();
    let note = "1 record has no lease and will stay until removed (use --lease ID; --lease 0 silences this note)\n";
    let dry = update("--add h:1 --dry-run");
    assert_eq!((dry.text(), dry.stderr.as_str(), dry.code), ("+ h:1\n", note, 0));
    etcd.ectl("get s/ --prefix").run().prints("");
    let added = update("--add h:1");
    assert_eq!((added.text(), added.stderr.as_str()), ("+ h:1\n", note));
    etcd.ectl("get s/h:1").run().prints(&format!("s/h:1\n{}\n", go("h:1")));
    // In a session the lease of the session is used, and existing records are left unchanged.
    let in_session = etcd.ectl("service update s --add h:2 --add h:1");
    in_session.env("ECTL_LEASE", &lease).run().prints("= h:1\n+ h:2\n");
    let kept = update("--add h:1,h:2 --metadata {\"z\":1}");
    assert_eq!((kept.text(), kept.stderr.as_str()), ("~ h:1\n~ h:2\n", note));
    update(&format!("--set h:2,h:3 --lease {lease} -w jsonl")).prints(&format!(
        "{{\"target\":\"s\",\"change\":\"remove\",\"key\":\"s/h:1\",\"addr\":\"h:1\",\"metadata\":{{\"z\":1}},\
         \"lease\":null,\"revision\":\"5\"}}\n\
         {{\"target\":\"s\",\"change\":\"keep\",\"key\":\"s/h:2\",\"addr\":\"h:2\",\"metadata\":{{\"z\":1}},\
         \"lease\":\"{lease}\",\"revision\":\"5\"}}\n\
         {{\"target\":\"s\",\"change\":\"add\",\"key\":\"s/h:3\",\"addr\":\"h:3\",\"metadata\":null,\
         \"lease\":\"{lease}\",\"revision\":\"5\"}}\n"
    ));
    update("--add h:2 --lease 0").prints("~ h:2\n");
    // Without a change nothing is written.
    update("--set h:2,h:3").prints("= h:2\n= h:3\n");
    assert!(run(&etcd, "resolve s -w json").text().contains("\"revision\":\"6\""));
    update("--add h:4 --remove h:9").fails_part(7, "s has no endpoint h:9; nothing was done");
    update("--add h:4 --lease 1234").fails_part(1, "requested lease not found");
    put(&etcd, "s/a:1", &go("b"));
    update("--add a:1").fails_part(8, "s/a:1 is the record of another endpoint, b");
    update("--add a:1 --remove b,h:2,h:3 --lease 0").prints("- b (s/a:1)\n+ a:1\n- h:2\n- h:3\n");
    run(&etcd, "resolve s").prints("a:1\n");
}

/// Runs a line, and `change` as another client between its reads and its write; returns the outcome and
/// the output of `resolve` afterwards.
#[track_caller]
fn run_beside_change(
    words: impl Words,
    marker: &'static str,
    change: &'static str,
) -> (Outcome, String) {
    let etcd = etcd();
    let at = etcd.endpoints();
    for address in ["h:1", "h:2"] {
        put(&etcd, &format!("s/{address}"), &go(address));
    }
    let direct = at.clone();
    let through = interrupted(&at, marker, move || {
        assert_eq!(ectl(&direct, change).run().code, 0, "{change:?}");
    });
    let outcome = ectl(&through, "service").args(words).run();
    (outcome, run(&etcd, "resolve s").text().to_owned())
}

#[test]
fn update_fails_after_concurrent_change() {
    const ADD: &str = "update s --add h:7,h:1 --remove h:2 --lease 0";
    const PUT_OTHER: &str = r#"put s/h:3 {"Addr":"h:3"}"#;
    const PUT_AGAIN: &str = r#"put s/h:1 {"Addr":"h:1"}"#;
    const DELETE_KEPT: &str = "del s/h:1";
    const DELETE_REMOVED: &str = "del s/h:2";
    for (change, left) in [
        (PUT_OTHER, "h:1\nh:2\nh:3\n"),
        (PUT_AGAIN, "h:1\nh:2\n"),
        (DELETE_KEPT, "h:2\n"),
        (DELETE_REMOVED, "h:1\n"),
    ] {
        let (outcome, resolved) = run_beside_change(ADD, "h:7", change);
        outcome.fails_part(8, "Error: the endpoints of s changed meanwhile; nothing was done\n");
        assert_eq!(resolved, left, "{change:?}");
    }
    // An endpoint that the update does not name may go.
    const OTHER: &str = "update s --add h:7 --remove h:2 --lease 0";
    let (outcome, resolved) = run_beside_change(OTHER, "h:7", DELETE_KEPT);
    outcome.prints("- h:2\n+ h:7\n");
    assert_eq!(resolved, "h:7\n");
}

#[test]
fn deregister_retries_after_concurrent_change() {
    const PUT_SAME: &str = r#"put s/k {"Addr":"h:2"}"#;
    let (outcome, resolved) = run_beside_change("deregister s h:2", "s/h:2", PUT_SAME);
    outcome.prints("- h:2\n- h:2 (s/k)\n");
    assert_eq!(resolved, "h:1\n");
    const DELETE: &str = "del s/h:2";
    let (outcome, _) = run_beside_change("deregister s h:2", "s/h:2", DELETE);
    outcome.fails_part(7, "s has no endpoint h:2; nothing was done");
}

#[test]
fn watch_prints_whole_set_after_each_change() {
    let etcd = etcd();
    let plain = watch(&etcd, "s");
    let lines = watch(&etcd, "s -w jsonl");
    assert_eq!(plain.line(), "");
    assert_eq!(lines.line(), r#"{"target":"s","revision":"1","endpoints":[]}"#);
    put(&etcd, "s/h:1", &go("h:1"));
    assert_eq!([plain.line(), plain.line()], ["h:1", ""]);
    let one = r#"{"key":"s/h:1","addr":"h:1","metadata":null,"lease":null,"mod_revision":"2"}"#;
    assert_eq!(lines.line(), format!(r#"{{"target":"s","revision":"2","endpoints":[{one}]}}"#));
    // Other targets, unchanged records and keys without a record print nothing.
    put(&etcd, "s_other/h:1", &go("h:1"));
    put(&etcd, "s/h:1", r#"{"addr":"h:1"}"#);
    put(&etcd, "s/junk", "junk");
    plain.says("skipped s/junk: not a service record");
    put(&etcd, "s/proxy", PROXY);
    assert_eq!([plain.line(), plain.line(), plain.line()], ["h:1", "h:2", ""]);
    assert!(
        lines.line().starts_with(r#"{"target":"s","revision":"6","endpoints":[{"key":"s/h:1","#)
    );
    // One transaction is one change.
    run(&etcd, "update s --set h:3 --lease 0").says("skipped s/junk");
    assert_eq!([plain.line(), plain.line()], ["h:3", ""]);
    etcd.ectl("del --prefix s/").run().prints("2\n");
    assert_eq!(plain.line(), "");
    plain.is_silent();
    let table = watch(&etcd, "s_other -w table");
    assert!(table.line().starts_with('┌'));
    assert!(table.line().contains("MOD REVISION"));
    // The signal itself ends the process.
    assert_eq!(plain.end_by(Signal::SIGTERM).code, -1);
}

#[test]
fn stdout_closed_ends_watch() {
    let etcd = etcd();
    for (words, first) in [("service watch s", "\n"), ("watch s", ""), ("elect s --listen", "")] {
        let (mut reader, writer) = std::io::pipe().unwrap();
        let child = etcd.ectl(words).stdout(writer).spawn();
        let mut told = vec![0; first.len()];
        reader.read_exact(&mut told).unwrap();
        drop(reader);
        assert_eq!((finish(child).code, told), (0, first.into()), "{words:?}");
    }
}

#[test]
fn debounce_combines_changes() {
    let _serial = serial();
    let etcd = etcd();
    let watch = watch(&etcd, "s --debounce 4s -w jsonl");
    watch.line();
    let started = Instant::now();
    put(&etcd, "s/h:1", &go("h:1"));
    put(&etcd, "s/h:2", &go("h:2"));
    etcd.ectl("del s/h:1").run().prints("1\n");
    let gathered = started.elapsed() < Duration::from_secs(3);
    let told = watch.line();
    // A slower machine prints the first change alone.
    assert!(!gathered || told.contains("\"revision\":\"4\""), "{told}");
    assert!(gathered, "three writes took {:?}", started.elapsed());
    // A change that is undone is no change.
    put(&etcd, "s/h:3", &go("h:3"));
    etcd.ectl("del s/h:3").run().prints("1\n");
    std::thread::sleep(Duration::from_secs(4));
    watch.is_silent();
}

#[test]
fn watch_runs_command_after_each_change() {
    let etcd = etcd();
    let script = "echo $ECTL_TARGET $ECTL_REVISION \"[$ECTL_ENDPOINTS]\"; cat; echo";
    put(&etcd, "s/h:1", &go("h:1"));
    let watch = etcd.ectl("service watch s --debounce 0 -- sh -c").arg(script).live();
    let row = |address: &str, revision: u8, at: u8| {
        format!(
            "{{\"target\":\"s\",\"key\":\"s/{address}\",\"addr\":\"{address}\",\"metadata\":null,\
             \"lease\":null,\"mod_revision\":\"{revision}\",\"revision\":\"{at}\"}}"
        )
    };
    let next = |lines: &[&str]| {
        for line in lines {
            assert_eq!(watch.line(), *line);
        }
    };
    next(&["s 2 [h:1]", &row("h:1", 2, 2), ""]);
    put(&etcd, "s/h:2", &go("h:2"));
    next(&["s 3 [h:1,h:2]", &row("h:1", 2, 3), &row("h:2", 3, 3), ""]);
    etcd.ectl("del --prefix s/").run().prints("2\n");
    next(&["s 4 []", ""]);
    watch.end_by(Signal::SIGTERM).prints("");
}

#[test]
fn changes_during_command_cause_one_more_run() {
    let etcd = etcd();
    let script = "echo ran \"$ECTL_ENDPOINTS\"; until test -e go; do sleep 0.02; done";
    let watch = etcd.ectl("service watch s --debounce 0 -- sh -c").arg(script);
    let watch = watch.directory(etcd.directory()).live();
    assert_eq!(watch.line(), "ran ");
    for address in ["h:1", "h:2", "h:3"] {
        put(&etcd, &format!("s/{address}"), &go(address));
    }
    watch.is_silent();
    std::fs::write(etcd.directory().join("go"), "").unwrap();
    assert_eq!(watch.line(), "ran h:1,h:2,h:3");
    watch.end_by(Signal::SIGINT).prints("");
}

#[test]
fn failing_command_is_reported() {
    let etcd = etcd();
    let mut goes_on = watch(&etcd, "s --debounce 0 -- sh -c 'exit 3'");
    goes_on.says("command [\"sh\" \"-c\" \"exit 3\"] error (exit status 3)");
    put(&etcd, "s/h:1", &go("h:1"));
    goes_on.says("error (exit status 3)");
    assert!(goes_on.is_running());
    let stopping = |words: &str| etcd.ectl("service watch s --on-exec-error stop --").args(words);
    stopping("sh -c 'exit 3'").run().fails_part(1, "(exit status 3)\n");
    stopping("no-such-program").run().fails_part(127, "Error: cannot run \"no-such-program\": ");
    // A list too large for a variable is still on stdin, and the variable of an outer watch is removed.
    let address = "x".repeat(70_000);
    for key in ["s/1", "s/2"] {
        put(&etcd, key, &go(&address));
    }
    let script = "echo ${ECTL_ENDPOINTS-unset}; cat | wc -l; kill -9 $$";
    let outcome = stopping("sh -c").arg(script).env("ECTL_ENDPOINTS", "outer").run();
    assert_eq!((outcome.text().replace(' ', ""), outcome.code), ("unset\n3\n".to_owned(), 1));
    outcome.says("error (signal: killed)");
}

#[test]
fn signals_stop_command_and_its_children() {
    let etcd = etcd();
    let alive = |pid: &str| {
        let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        !state.is_empty() && !state.contains(") Z ")
    };
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        // A child that ignores TERM is killed.
        let script = "(trap '' TERM; exec sleep 100 >/dev/null 2>&1) & echo $!; trap 'echo told; exit' TERM; wait";
        let watch = etcd.ectl("service watch s -- sh -c").arg(script).live();
        let sleeper = watch.line();
        assert!(alive(&sleeper));
        // The shell may not have set its trap yet.
        std::thread::sleep(Duration::from_millis(100));
        watch.end_by(signal).prints("told\n");
        eventually("the end of what it started", || !alive(&sleeper));
    }
}

#[test]
fn watch_survives_restart_and_compaction() {
    let mut etcd = etcd();
    put(&etcd, "s/h:1", &go("h:1"));
    let watch = watch(&etcd, "s -w jsonl");
    assert!(watch.line().contains("\"revision\":\"2\""));
    etcd.members()[0].kill().unwrap();
    etcd.restart(0);
    watch.says("; will resume");
    put(&etcd, "s/h:2", &go("h:2"));
    assert!(watch.line().contains("\"revision\":\"3\""));
    watch.says("watch: reconnected");
    // Changes and a compaction while the watch is stopped.
    watch.signal(Signal::SIGSTOP);
    etcd.members()[0].kill().unwrap();
    etcd.restart(0);
    put(&etcd, "s/h:3", &go("h:3"));
    etcd.ectl("del s/h:1").run().prints("1\n");
    etcd.ectl("compact 5").run().prints("compacted revision 5\n");
    watch.signal(Signal::SIGCONT);
    watch.says("watch: changes were compacted; reading all endpoints again");
    let told = watch.line();
    assert!(told.contains("\"revision\":\"5\",\"endpoints\":[{\"key\":\"s/h:2\""), "{told}");
    put(&etcd, "s/h:4", &go("h:4"));
    assert!(watch.line().contains("\"revision\":\"6\""));
}

/// The faults that lint finds, each with its severity and key.
fn faults(outcome: &Outcome) -> Vec<String> {
    let fields = |line: &str| line.split('"').map(str::to_owned).collect::<Vec<_>>();
    let rows = outcome.text().lines().map(fields);
    rows.map(|row| format!("{} {} {}", row[3], row[7], row[11])).collect()
}

/// Keys under a lease, one for each fault.
const FAULTY: &[(&str, &str)] = &[
    ("s", "text"),
    ("s/good:1", r#"{"Op":0,"Addr":"good:1","Metadata":null}"#),
    ("s/proxy", PROXY),
    ("s/foreign", "10.0.0.1:80"),
    ("s/micro", r#"{"name":"s","metadata":{}}"#),
    ("s/over:1", r#"{"Op":0,"Addr":"over:1","Metadata":null}"#),
    ("s/over:1", "junk"),
    ("s/nowhere", "{}"),
    ("s/op:1", r#"{"Op":1,"Addr":"op:1"}"#),
    ("s/big:1", r#"{"Addr":"big:1","Metadata":9007199254740993}"#),
    ("s/twice", r#"{"Op":0,"Addr":"good:1","Metadata":null}"#),
    ("s//two:1", r#"{"Op":0,"Addr":"two:1","Metadata":null}"#),
    ("s/sub/h:1", r#"{"Op":0,"Addr":"h:1","Metadata":null}"#),
    ("s_other/h:1", r#"{"Op":0,"Addr":"h:1","Metadata":null}"#),
    ("/s/h:1", r#"{"Op":0,"Addr":"h:1","Metadata":null}"#),
];

#[test]
fn lint_finds_one_record_of_each_fault() {
    let etcd = etcd();
    let lease = format!("--lease {}", lease(&etcd));
    for (key, value) in FAULTY {
        put_with(&etcd, key, value, &lease);
    }
    put(&etcd, "s/stays:1", &go("stays:1"));
    put(&etcd, "s/bad", "{\"Op\":256}");
    let found = run(&etcd, "lint s -w jsonl");
    assert_eq!(found.code, 1);
    assert!(found.stderr.starts_with("{\"error\":\"4 errors and 8 warnings about s\","));
    assert_eq!(
        faults(&found),
        [
            "warning leading-slash /s/",
            "note bare-key s",
            "warning double-slash s//two:1",
            "error junk s/bad",
            "warning rounded-number s/big:1",
            "warning foreign s/foreign",
            "error foreign s/micro",
            "error no-address s/nowhere",
            "warning op s/op:1",
            "error junk-over-record s/over:1",
            "note key-name s/proxy",
            "warning no-lease s/stays:1",
            "warning target-below s/sub/h:1",
            "note key-name s/twice",
            "warning duplicate s/twice",
            "note sibling s_other",
        ]
    );
}

#[test]
fn lint_takes_overwritten_record_for_foreign_after_compaction() {
    let etcd = etcd();
    let lease = format!("--lease {}", lease(&etcd));
    for (key, value) in FAULTY {
        put_with(&etcd, key, value, &lease);
    }
    etcd.ectl("compact 8").run().prints("compacted revision 8\n");
    assert!(faults(&run(&etcd, "lint s -w jsonl")).contains(&"warning foreign s/over:1".into()));
}

#[test]
fn lint_leaves_keys_of_other_frameworks_alone() {
    let etcd = etcd();
    let lease = format!("--lease {}", lease(&etcd));
    for (key, value) in [
        ("user.rpc/7587870460981677837", "10.0.0.1:8080"),
        ("user.rpc/10.0.0.2:8080", "http://10.0.0.2:8080"),
        ("user.rpc/providers", ""),
        ("user.rpc/id", r#"{"id":"id","name":"user","endpoints":["grpc://10.0.0.3:80"]}"#),
    ] {
        put_with(&etcd, key, value, &lease);
    }
    for format in ["simple", "jsonl", "json", "table", "fields"] {
        let found = run(&etcd, &format!("lint user.rpc -w {format}"));
        assert_eq!(found.code, 1, "{found:?}");
        let text = found.text();
        assert!(text.contains("another framework") && !text.contains("ectl del"), "{found:?}");
    }
}

#[test]
fn lint_remedies_work_in_bash() {
    let etcd = etcd();
    let names = [b"s/a'b".as_slice(), b"s/\xfe1", b"s/a\nb\\", "s/\u{f6}".as_bytes(), b"s/$(x) y"];
    for name in names {
        let key = std::os::unix::ffi::OsStringExt::from_vec(name.to_vec());
        let put: std::ffi::OsString = key;
        etcd.ectl("put").arg(put).arg("junk").run().prints("OK\n");
    }
    let found = run(&etcd, "lint s -w jsonl");
    let remedy = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        row["remedy"].as_str().unwrap().to_owned()
    };
    let script = found.text().lines().map(remedy).collect::<Vec<_>>().join("\n");
    let directory = std::path::Path::new(env!("CARGO_BIN_EXE_ectl")).parent().unwrap();
    let path = format!("{}:{}", directory.display(), std::env::var("PATH").unwrap());
    let bash = crate::support::line("bash".as_ref(), &etcd.endpoints(), "-euc").arg(script);
    bash.env("PATH", path).run().prints(&"1\n".repeat(names.len()));
    etcd.ectl("get '' --prefix").run().prints("");
}

#[test]
fn foreign_keys_give_at_most_three_notes() {
    let etcd = etcd();
    for n in 1..=5 {
        put(&etcd, &format!("many/{n}"), "a");
    }
    let notes: String = (1..=3)
        .map(|n| {
            format!("skipped many/{n}: not a service record (expected value at line 1 column 1)\n")
        })
        .collect();
    let notes = notes + "… and 2 more\n";
    for words in ["resolve many --min 0", "update many --add h:1 --lease 0"] {
        let outcome = run(&etcd, words);
        assert_eq!((outcome.stderr.as_str(), outcome.code), (notes.as_str(), 0));
    }
    let watch = watch(&etcd, "many");
    assert_eq!(watch.line(), "h:1");
    watch.says("… and 2 more");
}

#[test]
fn probe_reaches_unix_sockets() {
    let etcd = etcd();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.sock");
    let path = path.to_str().unwrap();
    let listener = std::os::unix::net::UnixListener::bind(path).unwrap();
    let spelled = [format!("unix://{path}"), format!("unix:{path}")];
    for address in &spelled {
        run(&etcd, &format!("update s --add {address} --lease 0"))
            .prints(&format!("+ {address}\n"));
    }
    put(&etcd, "s/gone", &go("unix:/nonexistent/b.sock"));
    let probed = run(&etcd, "resolve s --probe");
    let mut reached: Vec<_> = probed.text().lines().collect();
    reached.sort_unstable();
    assert_eq!((reached, probed.code), (spelled.iter().map(String::as_str).collect(), 0));
    probed.says("cannot reach unix:/nonexistent/b.sock: no such file or directory");
    let waited = etcd.ectl("wait --service s --count 2 --probe").run();
    assert_eq!(waited.code, 0, "{waited:?}");
    drop(listener);
    run(&etcd, "resolve s --probe").fails_part(7, "0 of them reachable");
}

#[test]
fn lint_in_every_format() {
    let etcd = etcd();
    let lease = lease(&etcd);
    let lint = |words: &str| etcd.ectl("service lint").args(words).run();
    lint("s").fails_part(7, "Error: there are no keys below s/\nhint: \"ectl service list\"");
    put_with(&etcd, "s/h:1", &go("h:1"), &format!("--lease {lease}"));
    lint("s").prints("");
    let elsewhere = lint("/s");
    assert_eq!(
        (elsewhere.stderr.as_str(), elsewhere.code),
        ("Error: 1 error and 0 warnings about /s\n", 1)
    );
    assert_eq!(
        elsewhere.text(),
        "error: s/: s has endpoints: etcd:///s finds them, etcd:////s does not\n  \
         remedy: register for the exact target that clients dial, with or without the leading slash\n"
    );
    // Notes alone do not fail.
    put_with(&etcd, "s/k", &go("h:2"), &format!("--lease {lease}"));
    let (what, remedy) = (
        "the key does not end in the address, h:2",
        "none if this is intended; deregister it by its key, not its address",
    );
    lint("s").prints(&format!("note: s/k: {what}\n  remedy: {remedy}\n"));
    let row = format!(
        "{{\"severity\":\"note\",\"fault\":\"key-name\",\"key\":\"s/k\",\"what\":\"{what}\",\"remedy\":\"{remedy}\"}}"
    );
    lint("s -w jsonl").prints(&format!("{row}\n"));
    lint("s -w json").prints(&format!("[{row}]\n"));
    lint("s -w fields").prints(&format!(
        "\"Severity\" : \"note\"\n\"Fault\" : \"key-name\"\n\"Key\" : \"s/k\"\n\
         \"What\" : \"{what}\"\n\"Remedy\" : \"{remedy}\"\n\n"
    ));
    let table = lint("s -w table");
    assert!(table.text().contains("│ SEVERITY │  FAULT   │ KEY │") && table.code == 0, "{table:?}");
    lint("s -w protobuf").fails_part(4, "protobuf not supported");
}
