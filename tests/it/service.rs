//! `service`: who finds whom, what is changed, what is told of changes, and what is odd.

use crate::support::live::Live;
use crate::support::proxy::interrupted;
use crate::support::{Outcome, ectl, etcd, eventually, finish};
use nix::sys::signal::Signal;
use std::io::Read as _;
use std::net::TcpListener;
use std::time::{Duration, Instant};

fn run(at: &str, words: &[&str]) -> Outcome {
    ectl(at, &[&["service"], words].concat()).run()
}

fn watch(at: &str, words: &[&str]) -> Live {
    Live::start(ectl(at, &[&["service", "watch"], words].concat()))
}

#[track_caller]
fn put(at: &str, key: &str, value: &str, words: &[&str]) {
    ectl(at, &[&["put", key, value], words].concat()).run().prints("OK\n");
}

/// A record as Go's `endpoints.Manager` writes it.
fn go(address: &str) -> String {
    format!(r#"{{"Op":0,"Addr":"{address}","Metadata":null}}"#)
}

/// One as etcd's grpc-proxy writes it: its metadata is text that is JSON.
const PROXY: &str = r#"{"Op":0,"Addr":"h:2","Metadata":"{\"name\":\"host\"}"}"#;

fn lease(at: &str) -> String {
    let granted = ectl(at, &["lease", "grant", "600", "--id-only"]).run();
    granted.text().trim().to_owned()
}

/// Two endpoints and two keys that are none; returns the lease of the first.
fn furnish(at: &str) -> String {
    let lease = lease(at);
    put(at, "s/h:1", &go("h:1"), &["--lease", &lease]);
    put(at, "s/proxy", PROXY, &[]);
    put(at, "s/junk", "junk", &[]);
    put(at, "s/nowhere", "{}", &[]);
    put(at, "s_other/h:9", &go("h:9"), &[]);
    lease
}

const SKIPPED: &str = "skipped s/junk: no record (expected value at line 1 column 1)\n\
                       skipped s/nowhere: the record has no address\n";

#[track_caller]
fn resolves(at: &str, words: &[&str], stdout: &str) {
    let outcome = run(at, &[&["resolve"], words].concat());
    assert_eq!((outcome.text(), outcome.stderr.as_str(), outcome.code), (stdout, SKIPPED, 0));
}

#[test]
fn resolve_in_every_format() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let lease = furnish(&at);
    resolves(&at, &["s"], "h:1\nh:2\n");
    let json = run(&at, &["resolve", "s", "-w", "json"]);
    // Time goes on.
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
    let jsonl = run(&at, &["resolve", "s", "-w", "jsonl"]);
    let without_ttl = |text: &str| {
        let (head, tail) = text.split_once("\"remaining_ttl\":").unwrap();
        format!("{head}{}", tail.trim_start_matches(|c: char| c.is_ascii_digit()))
    };
    assert_eq!(without_ttl(jsonl.text()), without_ttl(&rows));
    let table = run(&at, &["resolve", "s", "-w", "table"]);
    let lines: Vec<_> = table.text().lines().collect();
    for name in ["TARGET", "KEY", "ADDR", "METADATA", "LEASE", "REMAINING TTL", "MOD REVISION"] {
        assert!(lines[1].contains(name) && !lines[1].contains("CAUSE"), "{table:?}");
    }
    let row: Vec<_> = lines[4].split('│').map(str::trim).collect();
    let metadata = r#""{\"name\":\"host\"}""#;
    assert_eq!(row, ["", "s", "s/proxy", "h:2", metadata, "", "", "3", "6", ""]);
    let fields = run(&at, &["resolve", "s", "-w", "fields"]);
    assert!(fields.text().starts_with("\"Target\" : \"s\"\n\"Key\" : \"s/h:1\"\n"), "{fields:?}");
    run(&at, &["resolve", "s", "-w", "protobuf"]).fails(4, "protobuf not supported");
    assert_eq!(run(&at, &["resolve", "s", "--min", "2"]).code, 0);
    let few = run(&at, &["resolve", "s", "--min", "3"]);
    assert_eq!((few.text(), few.code), ("h:1\nh:2\n", 7));
    few.says("Error: s has 2 endpoints; 3 required\n");
}

#[test]
fn resolve_of_nothing() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let resolve = |words: &[&str]| run(&at, &[&["resolve"], words].concat());
    resolve(&["s"]).fails(7, "Error: s has no endpoints\nhint: `ectl service list`");
    resolve(&["s", "-w", "jsonl"]).fails(7, "{\"error\":\"s has no endpoints\",");
    resolve(&["s", "--min", "0"]).prints("");
    resolve(&["etcd:///a/b"]).fails(7, "hint: the target of etcd:///a/b is a/b\n");
    resolve(&["s/"]).fails(7, "hint: a target does not end in a slash: s\n");
    let refused = |words: &[&str]| run("127.0.0.1:1", words);
    refused(&["resolve", ""]).fails(128, "the target is empty");
    refused(&["resolve", "s", "--min", "-1"]).fails(128, "invalid --min -1");
    refused(&["resolve", "s", "-w", "protobuf"]).fails(4, "protobuf");
    refused(&["resolve"]).fails(128, "<TARGET>");
    refused(&["resolve", "s"]).fails(2, "connection refused");
    refused(&["watch", "s", "--on-exec-error", "no", "--", "true"]).fails(4, "--on-exec-error");
    refused(&["update", "s"]).fails(128, "nothing to do");
    refused(&["update", "s", "--add", "h:1,h"]).fails(128, "invalid address \"h\": expected");
    refused(&["update", "s", "--set", "1.2.3.4"]).fails(128, "invalid address \"1.2.3.4\"");
    refused(&["deregister", "s"]).fails(128, "<ADDR>");
    refused(&["deregister", "s", ""]).fails(128, "an address is empty");
}

#[test]
fn a_probe_tells_who_can_be_reached() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let there = TcpListener::bind("127.0.0.1:0").unwrap();
    let open = there.local_addr().unwrap().to_string();
    // Port 1 is nobody's.
    for address in ["127.0.0.1:1", &open] {
        put(&at, &format!("s/{address}"), &go(address), &[]);
    }
    let probed = run(&at, &["resolve", "s", "--probe"]);
    assert_eq!((probed.text(), probed.code), (format!("{open}\n").as_str(), 0));
    assert_eq!(probed.stderr, "cannot reach 127.0.0.1:1: connection refused\n");
    let few = run(&at, &["resolve", "s", "--probe", "--min", "2", "-w", "jsonl"]);
    assert_eq!(few.code, 7);
    let ends: Vec<_> =
        few.text().lines().map(|line| line.split("\"reachable\":").nth(1).unwrap()).collect();
    assert_eq!(ends, ["false,\"cause\":\"connection refused\"}", "true,\"cause\":null}"]);
    few.says("{\"error\":\"s has 2 endpoints, 1 of them reachable; 2 required\",");
    drop(there);
    run(&at, &["resolve", "s", "--probe"]).fails(7, "0 of them reachable; 1 required");
}

#[test]
fn targets_are_told_from_their_endpoints() {
    let etcd = etcd();
    let at = etcd.endpoints();
    run(&at, &["list"]).prints("");
    furnish(&at);
    put(&at, "a/b/unix:/run/b.sock", &go("unix:/run/b.sock"), &[]);
    put(&at, "a/h:1", &go("h:1"), &[]);
    put(&at, "config", "{\"Addr\":\"no target\"}", &[]);
    run(&at, &["list"]).prints("a\t1\na/b\t1\ns\t2\ns_other\t1\n");
    run(&at, &["list", "s"]).prints("s\t2\ns_other\t1\n");
    run(&at, &["list", "a/"]).prints("a\t1\na/b\t1\n");
    run(&at, &["list", "s/", "-w", "jsonl"]).prints("{\"target\":\"s\",\"endpoints\":2}\n");
    run(&at, &["list", "s/", "-w", "json"]).prints("[{\"target\":\"s\",\"endpoints\":2}]\n");
    run(&at, &["list", "s/", "-w", "fields"]).prints("\"Target\" : \"s\"\n\"Endpoints\" : 2\n\n");
    run(&at, &["list", "s/", "-w", "table"]).prints(
        "┌────────┬───────────┐\n│ TARGET │ ENDPOINTS │\n├────────┼───────────┤\n\
         │      s │         2 │\n└────────┴───────────┘\n",
    );
}

#[test]
fn deregister_removes_all_or_nothing() {
    let etcd = etcd();
    let at = etcd.endpoints();
    furnish(&at);
    put(&at, "s/sub/h:1", &go("h:1"), &[]);
    run(&at, &["deregister", "s", "h:1", "h:3", "x"])
        .fails(7, "Error: s has no endpoint h:3, x; nothing was done\n");
    resolves(&at, &["s"], "h:1\nh:2\nh:1\n");
    // By the address, by the name of its key, and even what is no record; what is another's stays.
    run(&at, &["deregister", "s", "h:2", "h:1", "junk"]).prints("- h:1\n- junk\n- h:2 (s/proxy)\n");
    run(&at, &["resolve", "s/sub"]).prints("h:1\n");
    let left = ectl(&at, &["get", "--prefix", "s/", "--keys-only"]).run();
    left.prints("s/nowhere\n\ns/sub/h:1\n\n");
    put(&at, "s/k", &go("h:5"), &[]);
    run(&at, &["deregister", "s", "k", "-w", "jsonl"]).prints(
        "{\"target\":\"s\",\"change\":\"remove\",\"key\":\"s/k\",\"addr\":\"h:5\",\"metadata\":null,\
         \"lease\":null,\"revision\":\"10\"}\n",
    );
}

#[test]
fn update_does_as_planned() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let lease = lease(&at);
    let update = |words: &[&str]| run(&at, &[&["update", "s"], words].concat());
    let note = "1 record has no lease and will stay until removed (use --lease ID; --lease 0 silences this note)\n";
    let dry = update(&["--add", "h:1", "--dry-run"]);
    assert_eq!((dry.text(), dry.stderr.as_str(), dry.code), ("+ h:1\n", note, 0));
    ectl(&at, &["get", "s/", "--prefix"]).run().prints("");
    let added = update(&["--add", "h:1"]);
    assert_eq!((added.text(), added.stderr.as_str()), ("+ h:1\n", note));
    ectl(&at, &["get", "s/h:1"]).run().prints(&format!("s/h:1\n{}\n", go("h:1")));
    // In a session its lease is the one to use, and what is there is left as it is.
    let metadata = ["--add", "h:2", "--add", "h:1"];
    let in_session = ectl(&at, &[&["service", "update", "s"][..], &metadata].concat());
    in_session.env("ECTL_LEASE", &lease).run().prints("= h:1\n+ h:2\n");
    let kept = update(&["--add", "h:1,h:2", "--metadata", "{\"z\":1}"]);
    assert_eq!((kept.text(), kept.stderr.as_str()), ("~ h:1\n~ h:2\n", note));
    let words = ["--set", "h:2,h:3", "--lease", &lease, "-w", "jsonl"];
    update(&words).prints(&format!(
        "{{\"target\":\"s\",\"change\":\"remove\",\"key\":\"s/h:1\",\"addr\":\"h:1\",\"metadata\":{{\"z\":1}},\
         \"lease\":null,\"revision\":\"5\"}}\n\
         {{\"target\":\"s\",\"change\":\"keep\",\"key\":\"s/h:2\",\"addr\":\"h:2\",\"metadata\":{{\"z\":1}},\
         \"lease\":\"{lease}\",\"revision\":\"5\"}}\n\
         {{\"target\":\"s\",\"change\":\"add\",\"key\":\"s/h:3\",\"addr\":\"h:3\",\"metadata\":null,\
         \"lease\":\"{lease}\",\"revision\":\"5\"}}\n"
    ));
    update(&["--add", "h:2", "--lease", "0"]).prints("~ h:2\n");
    // Nothing to do is done without a word to etcd.
    update(&["--set", "h:2,h:3"]).prints("= h:2\n= h:3\n");
    assert!(run(&at, &["resolve", "s", "-w", "json"]).text().contains("\"revision\":\"6\""));
    update(&["--add", "h:4", "--remove", "h:9"])
        .fails(7, "s has no endpoint h:9; nothing was done");
    update(&["--add", "h:4", "--lease", "1234"]).fails(1, "requested lease not found");
    put(&at, "s/a:1", &go("b"), &[]);
    update(&["--add", "a:1"]).fails(8, "s/a:1 is the record of another endpoint, b");
    update(&["--add", "a:1", "--remove", "b,h:2,h:3", "--lease", "0"])
        .prints("- b (s/a:1)\n+ a:1\n- h:2\n- h:3\n");
    run(&at, &["resolve", "s"]).prints("a:1\n");
}

/// An update is at work while somebody does a deed: between its reading and its writing.
#[track_caller]
fn is_raced(words: &[&str], marker: &'static str, deed: &'static [&str]) -> (Outcome, String) {
    let etcd = etcd();
    let at = etcd.endpoints();
    for address in ["h:1", "h:2"] {
        put(&at, &format!("s/{address}"), &go(address), &[]);
    }
    let direct = at.clone();
    let through = interrupted(&at, marker, move || {
        assert_eq!(ectl(&direct, deed).run().code, 0, "{deed:?}");
    });
    let outcome = run(&through, words);
    (outcome, run(&at, &["resolve", "s"]).text().to_owned())
}

#[test]
fn an_update_fails_if_the_endpoints_changed_meanwhile() {
    const ADD: &[&str] = &["update", "s", "--add", "h:7,h:1", "--remove", "h:2", "--lease", "0"];
    const APPEARS: &[&str] = &["put", "s/h:3", r#"{"Addr":"h:3"}"#];
    const WRITTEN: &[&str] = &["put", "s/h:1", r#"{"Addr":"h:1"}"#];
    const KEPT_GOES: &[&str] = &["del", "s/h:1"];
    const REMOVED_GOES: &[&str] = &["del", "s/h:2"];
    for (deed, left) in [
        (APPEARS, "h:1\nh:2\nh:3\n"),
        (WRITTEN, "h:1\nh:2\n"),
        (KEPT_GOES, "h:2\n"),
        (REMOVED_GOES, "h:1\n"),
    ] {
        let (outcome, resolved) = is_raced(ADD, "h:7", deed);
        outcome.fails(8, "Error: the endpoints of s changed meanwhile; nothing was done\n");
        assert_eq!(resolved, left, "{deed:?}");
    }
    // Whom nobody has named may go.
    const OTHER: &[&str] = &["update", "s", "--add", "h:7", "--remove", "h:2", "--lease", "0"];
    let (outcome, resolved) = is_raced(OTHER, "h:7", KEPT_GOES);
    outcome.prints("- h:2\n+ h:7\n");
    assert_eq!(resolved, "h:7\n");
}

#[test]
fn deregister_reads_again_what_changed_meanwhile() {
    const DEED: &[&str] = &["put", "s/k", r#"{"Addr":"h:2"}"#];
    let (outcome, resolved) = is_raced(&["deregister", "s", "h:2"], "s/h:2", DEED);
    outcome.prints("- h:2\n- h:2 (s/k)\n");
    assert_eq!(resolved, "h:1\n");
    const GOES: &[&str] = &["del", "s/h:2"];
    let (outcome, _) = is_raced(&["deregister", "s", "h:2"], "s/h:2", GOES);
    outcome.fails(7, "s has no endpoint h:2; nothing was done");
}

#[test]
fn the_whole_set_is_told_after_every_change() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let plain = watch(&at, &["s"]);
    let lines = watch(&at, &["s", "-w", "jsonl"]);
    assert_eq!(plain.line(), "");
    assert_eq!(lines.line(), r#"{"target":"s","revision":"1","endpoints":[]}"#);
    put(&at, "s/h:1", &go("h:1"), &[]);
    assert_eq!([plain.line(), plain.line()], ["h:1", ""]);
    let one = r#"{"key":"s/h:1","addr":"h:1","metadata":null,"lease":null,"mod_revision":"2"}"#;
    assert_eq!(lines.line(), format!(r#"{{"target":"s","revision":"2","endpoints":[{one}]}}"#));
    // Neither what is another's, nor what is written again as it was, nor what is none.
    put(&at, "s_other/h:1", &go("h:1"), &[]);
    put(&at, "s/h:1", r#"{"addr":"h:1"}"#, &[]);
    put(&at, "s/junk", "junk", &[]);
    plain.says("skipped s/junk: no record");
    put(&at, "s/proxy", PROXY, &[]);
    assert_eq!([plain.line(), plain.line(), plain.line()], ["h:1", "h:2", ""]);
    assert!(
        lines.line().starts_with(r#"{"target":"s","revision":"6","endpoints":[{"key":"s/h:1","#)
    );
    // One transaction is one change.
    run(&at, &["update", "s", "--set", "h:3", "--lease", "0"]).says("skipped s/junk");
    assert_eq!([plain.line(), plain.line()], ["h:3", ""]);
    ectl(&at, &["del", "--prefix", "s/"]).run().prints("2\n");
    assert_eq!(plain.line(), "");
    plain.is_silent();
    let table = watch(&at, &["s_other", "-w", "table"]);
    assert!(table.line().starts_with('┌'));
    assert!(table.line().contains("MOD REVISION"));
    // It ends by a signal as any program does.
    assert_eq!(plain.end_by(Signal::SIGTERM).code, -1);
}

#[test]
fn who_is_read_by_nobody_any_more_ends() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for (words, first) in [
        (&["service", "watch", "s"][..], "\n"),
        (&["watch", "s"], ""),
        (&["elect", "s", "--listen"], ""),
    ] {
        let (mut reader, writer) = std::io::pipe().unwrap();
        let child = ectl(&at, words).stdout(writer).spawn();
        let mut told = vec![0; first.len()];
        reader.read_exact(&mut told).unwrap();
        drop(reader);
        assert_eq!((finish(child).code, told), (0, first.into()), "{words:?}");
    }
}

#[test]
fn changes_are_gathered() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let watch = watch(&at, &["s", "--debounce", "4s", "-w", "jsonl"]);
    watch.line();
    let started = Instant::now();
    put(&at, "s/h:1", &go("h:1"), &[]);
    put(&at, "s/h:2", &go("h:2"), &[]);
    ectl(&at, &["del", "s/h:1"]).run().prints("1\n");
    let gathered = started.elapsed() < Duration::from_secs(3);
    let told = watch.line();
    // A machine that took longer for this has seen the first of them told.
    assert!(!gathered || told.contains("\"revision\":\"4\""), "{told}");
    assert!(gathered, "three writes took {:?}", started.elapsed());
    // What is again as it was is no change.
    put(&at, "s/h:3", &go("h:3"), &[]);
    ectl(&at, &["del", "s/h:3"]).run().prints("1\n");
    std::thread::sleep(Duration::from_secs(4));
    watch.is_silent();
}

#[test]
fn a_command_is_run_for_every_change() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let script = "echo $ECTL_TARGET $ECTL_REVISION \"[$ECTL_ENDPOINTS]\"; cat; echo";
    put(&at, "s/h:1", &go("h:1"), &[]);
    let watch = watch(&at, &["s", "--debounce", "0", "--", "sh", "-c", script]);
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
    put(&at, "s/h:2", &go("h:2"), &[]);
    next(&["s 3 [h:1,h:2]", &row("h:1", 2, 3), &row("h:2", 3, 3), ""]);
    ectl(&at, &["del", "--prefix", "s/"]).run().prints("2\n");
    next(&["s 4 []", ""]);
    watch.end_by(Signal::SIGTERM).prints("");
}

#[test]
fn changes_while_a_command_runs_are_one_more_run() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let script = "echo ran \"$ECTL_ENDPOINTS\"; until test -e go; do sleep 0.02; done";
    let words = ["service", "watch", "s", "--debounce", "0", "--", "sh", "-c", script];
    let watch = Live::start(ectl(&at, &words).directory(etcd.directory()));
    assert_eq!(watch.line(), "ran ");
    for address in ["h:1", "h:2", "h:3"] {
        put(&at, &format!("s/{address}"), &go(address), &[]);
    }
    watch.is_silent();
    std::fs::write(etcd.directory().join("go"), "").unwrap();
    assert_eq!(watch.line(), "ran h:1,h:2,h:3");
    watch.end_by(Signal::SIGINT).prints("");
}

#[test]
fn a_command_that_fails_is_told_of() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let mut goes_on = watch(&at, &["s", "--debounce", "0", "--", "sh", "-c", "exit 3"]);
    goes_on.says("command [\"sh\" \"-c\" \"exit 3\"] error (exit status 3)");
    put(&at, "s/h:1", &go("h:1"), &[]);
    goes_on.says("error (exit status 3)");
    assert!(goes_on.is_running());
    let stop = ["watch", "s", "--on-exec-error", "stop", "--"];
    run(&at, &[&stop[..], &["sh", "-c", "exit 3"]].concat()).fails(1, "(exit status 3)\n");
    run(&at, &[&stop[..], &["no-such-program"]].concat())
        .fails(1, "error (exec: \"no-such-program\": executable file not found in $PATH)\n");
    // What does not fit into a variable is still on stdin; what an outer watch left is not ours.
    let address = "x".repeat(70_000);
    for key in ["s/1", "s/2"] {
        put(&at, key, &go(&address), &[]);
    }
    let script = "echo ${ECTL_ENDPOINTS-unset}; cat | wc -l; kill -9 $$";
    let words = [&["service"], &stop[..], &["sh", "-c", script]].concat();
    let outcome = ectl(&at, &words).env("ECTL_ENDPOINTS", "outer").run();
    assert_eq!((outcome.text().replace(' ', ""), outcome.code), ("unset\n3\n".to_owned(), 1));
    outcome.says("error (signal: killed)");
}

#[test]
fn signals_stop_the_command_and_all_it_has_started() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let alive = |pid: &str| {
        let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        !state.is_empty() && !state.contains(") Z ")
    };
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        // Who does not listen is not spared.
        let script = "(trap '' TERM; exec sleep 100 >/dev/null 2>&1) & echo $!; trap 'echo told; exit' TERM; wait";
        let watch = watch(&at, &["s", "--", "sh", "-c", script]);
        let sleeper = watch.line();
        assert!(alive(&sleeper));
        // The shell may not have set its trap yet.
        std::thread::sleep(Duration::from_millis(100));
        watch.end_by(signal).prints("told\n");
        eventually("the end of what it started", || !alive(&sleeper));
    }
}

#[test]
fn a_watch_outlives_its_server_and_a_compaction() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    put(&at, "s/h:1", &go("h:1"), &[]);
    let watch = watch(&at, &["s", "-w", "jsonl"]);
    assert!(watch.line().contains("\"revision\":\"2\""));
    let mut restart = || {
        etcd.members()[0].kill().unwrap();
        etcd.members()[0].restart().unwrap();
        etcd.members()[0].wait_until_ready(Instant::now() + Duration::from_secs(20)).unwrap();
    };
    restart();
    watch.says("; will resume");
    put(&at, "s/h:2", &go("h:2"), &[]);
    assert!(watch.line().contains("\"revision\":\"3\""));
    watch.says("watch: reconnected");
    // Meanwhile the world goes on.
    watch.signal(Signal::SIGSTOP);
    restart();
    put(&at, "s/h:3", &go("h:3"), &[]);
    ectl(&at, &["del", "s/h:1"]).run().prints("1\n");
    ectl(&at, &["compact", "5"]).run().prints("compacted revision 5\n");
    watch.signal(Signal::SIGCONT);
    watch.says("watch: changes were compacted; reading all endpoints again");
    let told = watch.line();
    assert!(told.contains("\"revision\":\"5\",\"endpoints\":[{\"key\":\"s/h:2\""), "{told}");
    put(&at, "s/h:4", &go("h:4"), &[]);
    assert!(watch.line().contains("\"revision\":\"6\""));
}

/// The faults that lint finds, each with its severity and key.
fn faults(outcome: &Outcome) -> Vec<String> {
    let fields = |line: &str| line.split('"').map(str::to_owned).collect::<Vec<_>>();
    let rows = outcome.text().lines().map(fields);
    rows.map(|row| format!("{} {} {}", row[3], row[7], row[11])).collect()
}

#[test]
fn lint_finds_one_record_of_each_fault() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let lease = lease(&at);
    let leased = ["--lease", &lease];
    for (key, value) in [
        ("s", "text"),
        ("s/good:1", go("good:1").as_str()),
        ("s/proxy", PROXY),
        ("s/foreign", "10.0.0.1:80"),
        ("s/micro", r#"{"name":"s","metadata":{}}"#),
        ("s/over:1", &go("over:1")),
        ("s/over:1", "junk"),
        ("s/nowhere", "{}"),
        ("s/op:1", r#"{"Op":1,"Addr":"op:1"}"#),
        ("s/big:1", r#"{"Addr":"big:1","Metadata":9007199254740993}"#),
        ("s/twice", &go("good:1")),
        ("s//two:1", &go("two:1")),
        ("s/sub/h:1", &go("h:1")),
        ("s_other/h:1", &go("h:1")),
        ("/s/h:1", &go("h:1")),
    ] {
        put(&at, key, value, &leased);
    }
    put(&at, "s/stays:1", &go("stays:1"), &[]);
    put(&at, "s/bad", "{\"Op\":256}", &[]);
    let found = run(&at, &["lint", "s", "-w", "jsonl"]);
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
    // History that is compacted tells nothing.
    ectl(&at, &["compact", "8"]).run().prints("compacted revision 8\n");
    assert!(
        faults(&run(&at, &["lint", "s", "-w", "jsonl"]))
            .contains(&"warning foreign s/over:1".into())
    );
}

#[test]
fn lint_leaves_keys_of_other_frameworks_alone() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let lease = lease(&at);
    for (key, value) in [
        ("user.rpc/7587870460981677837", "10.0.0.1:8080"),
        ("user.rpc/10.0.0.2:8080", "http://10.0.0.2:8080"),
        ("user.rpc/providers", ""),
        ("user.rpc/id", r#"{"id":"id","name":"user","endpoints":["grpc://10.0.0.3:80"]}"#),
    ] {
        put(&at, key, value, &["--lease", &lease]);
    }
    for format in ["simple", "jsonl", "json", "table", "fields"] {
        let found = run(&at, &["lint", "user.rpc", "-w", format]);
        assert_eq!(found.code, 1, "{found:?}");
        let text = found.text();
        assert!(text.contains("another framework") && !text.contains("ectl del"), "{found:?}");
    }
}

#[test]
fn remedies_of_lint_work_in_bash() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let names = [b"s/a'b".as_slice(), b"s/\xfe1", b"s/a\nb\\", "s/\u{f6}".as_bytes(), b"s/$(x) y"];
    for name in names {
        let key = std::os::unix::ffi::OsStringExt::from_vec(name.to_vec());
        let put: std::ffi::OsString = key;
        ectl(&at, &["put"]).arg(put).arg("junk").run().prints("OK\n");
    }
    let found = run(&at, &["lint", "s", "-w", "jsonl"]);
    let remedy = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        row["remedy"].as_str().unwrap().to_owned()
    };
    let script = found.text().lines().map(remedy).collect::<Vec<_>>().join("\n");
    let directory = std::path::Path::new(env!("CARGO_BIN_EXE_ectl")).parent().unwrap();
    let path = format!("{}:{}", directory.display(), std::env::var("PATH").unwrap());
    let bash = crate::support::line("bash".as_ref(), &at, &["-euc", &script]);
    bash.env("PATH", path).run().prints(&"1\n".repeat(names.len()));
    ectl(&at, &["get", "", "--prefix"]).run().prints("");
}

#[test]
fn many_foreign_keys_are_three_notes() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for n in 1..=5 {
        put(&at, &format!("many/{n}"), "a", &[]);
    }
    let notes: String = (1..=3)
        .map(|n| format!("skipped many/{n}: no record (expected value at line 1 column 1)\n"))
        .collect();
    let notes = notes + "… and 2 more\n";
    for words in [
        &["resolve", "many", "--min", "0"][..],
        &["update", "many", "--add", "h:1", "--lease", "0"],
    ] {
        let outcome = run(&at, words);
        assert_eq!((outcome.stderr.as_str(), outcome.code), (notes.as_str(), 0));
    }
    let watch = watch(&at, &["many"]);
    assert_eq!(watch.line(), "h:1");
    watch.says("… and 2 more");
}

#[test]
fn a_probe_reaches_unix_sockets() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.sock");
    let path = path.to_str().unwrap();
    let listener = std::os::unix::net::UnixListener::bind(path).unwrap();
    let spelled = [format!("unix://{path}"), format!("unix:{path}")];
    for address in &spelled {
        run(&at, &["update", "s", "--add", address, "--lease", "0"])
            .prints(&format!("+ {address}\n"));
    }
    put(&at, "s/gone", &go("unix:/nonexistent/b.sock"), &[]);
    let probed = run(&at, &["resolve", "s", "--probe"]);
    let mut reached: Vec<_> = probed.text().lines().collect();
    reached.sort_unstable();
    assert_eq!((reached, probed.code), (spelled.iter().map(String::as_str).collect(), 0));
    probed.says("cannot reach unix:/nonexistent/b.sock: no such file or directory");
    let waited = ectl(&at, &["wait", "--service", "s", "--count", "2", "--probe"]).run();
    assert_eq!(waited.code, 0, "{waited:?}");
    drop(listener);
    run(&at, &["resolve", "s", "--probe"]).fails(7, "0 of them reachable");
}

#[test]
fn lint_in_every_format() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let lease = lease(&at);
    let lint = |words: &[&str]| run(&at, &[&["lint"], words].concat());
    lint(&["s"]).fails(7, "Error: there are no keys below s/\nhint: `ectl service list`");
    put(&at, "s/h:1", &go("h:1"), &["--lease", &lease]);
    lint(&["s"]).prints("");
    let elsewhere = lint(&["/s"]);
    assert_eq!(
        (elsewhere.stderr.as_str(), elsewhere.code),
        ("Error: 1 error and 0 warnings about /s\n", 1)
    );
    assert_eq!(
        elsewhere.text(),
        "error: s/: there are endpoints of s: etcd:////s does not find them, etcd:///s does\n  \
         to do: register for the name that clients dial, slashes and all\n"
    );
    // A note alone is no failure.
    put(&at, "s/k", &go("h:2"), &["--lease", &lease]);
    let (what, remedy) = (
        "its key does not end in its address, h:2",
        "nothing, if that is meant; who deletes it has to know the key",
    );
    lint(&["s"]).prints(&format!("note: s/k: {what}\n  to do: {remedy}\n"));
    let row = format!(
        "{{\"severity\":\"note\",\"fault\":\"key-name\",\"key\":\"s/k\",\"what\":\"{what}\",\"remedy\":\"{remedy}\"}}"
    );
    lint(&["s", "-w", "jsonl"]).prints(&format!("{row}\n"));
    lint(&["s", "-w", "json"]).prints(&format!("[{row}]\n"));
    lint(&["s", "-w", "fields"]).prints(&format!(
        "\"Severity\" : \"note\"\n\"Fault\" : \"key-name\"\n\"Key\" : \"s/k\"\n\
         \"What\" : \"{what}\"\n\"Remedy\" : \"{remedy}\"\n\n"
    ));
    let table = lint(&["s", "-w", "table"]);
    assert!(table.text().contains("│ SEVERITY │  FAULT   │ KEY │") && table.code == 0, "{table:?}");
    lint(&["s", "-w", "protobuf"]).fails(4, "protobuf not supported");
}
