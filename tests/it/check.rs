//! `check`.

use crate::support::certs::Authority;
use crate::support::cluster::Cluster as _;
use crate::support::{Outcome, ectl, etcd, eventually, finish, start};
use ectl::sandbox::Plan;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::ffi::OsString;

/// Asserts that the exit code fits the verdict, which depends on the machine; returns the lines.
fn verdict(outcome: &Outcome) -> Vec<&str> {
    let lines: Vec<_> = outcome.text().lines().collect();
    let passed = lines.last() == Some(&"PASS");
    assert!(passed || lines.last() == Some(&"FAIL"), "{outcome:?}");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (i32::from(!passed), ""), "{outcome:?}");
    lines
}

fn count(at: &str, prefix: &str) -> String {
    ectl(at, &["get", "--prefix", prefix, "--count-only"]).run().text().trim().to_owned()
}

/// A line whose number differs from run to run: one of these, with a number in the place of `N`.
fn is_one_of(line: &str, patterns: &[&str]) -> bool {
    patterns.iter().any(|pattern| {
        let (before, after) = pattern.split_once('N').unwrap();
        let number = line.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        number.is_some_and(|number| number.parse::<f64>().is_ok())
    })
}

#[test]
fn perf_reports_and_removes_its_keys() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let outcome = etcd.ectl("check perf --duration 1s --auto-compact --auto-defrag").run();
    let lines = verdict(&outcome);
    let expected: [&[&str]; 3] = [
        &["PASS: Throughput is N writes/s", "FAIL: Throughput too low: N writes/s"],
        &["PASS: Slowest request took Ns", "Slowest request took too long: Ns"],
        &["PASS: Stddev is Ns", "Stddev too high: Ns"],
    ];
    assert_eq!(lines.len(), 8, "{outcome:?}");
    for (line, patterns) in lines[4..7].iter().zip(expected) {
        assert!(is_one_of(line, patterns), "{outcome:?}");
    }
    // 150 puts in a second at most, and a deletion.
    let revision: i64 =
        lines[0].strip_prefix("Compacting with revision ").unwrap().parse().unwrap();
    assert!((10..=152).contains(&revision), "{outcome:?}");
    let steps = [
        format!("Compacted with revision {revision}"),
        format!("Defragmenting \"{at}\""),
        format!("Defragmented \"{at}\""),
    ];
    assert_eq!(lines[1..4], steps);
    let old = etcd.ectl("get k --rev").arg((revision - 1).to_string()).run();
    old.fails_part(1, "required revision has been compacted");
    assert_eq!(count(&at, ""), "0");

    let outcome = etcd.ectl("check perf --duration 300ms --load small -w jsonl").run();
    assert!(outcome.text().starts_with("{\"check\":\"throughput\",\"pass\":"), "{outcome:?}");
    assert_eq!(outcome.text().lines().count(), 4, "{outcome:?}");
}

#[test]
pub(crate) fn keys_are_removed_however_the_check_ends() {
    let etcd = etcd();
    let at = etcd.endpoints();
    etcd.ectl("put mine/k v").run().prints("OK\n");
    for (signal, name) in [(Signal::SIGINT, "SIGINT"), (Signal::SIGTERM, "SIGTERM")] {
        let child = etcd.ectl("check perf --prefix load/").spawn();
        eventually("keys", || count(&at, "load/").parse::<u32>().unwrap() > 10);
        kill(Pid::from_raw(child.id().try_into().unwrap()), signal).unwrap();
        let words = format!("interrupted by {name}; the test keys were deleted");
        finish(child).fails_part(5, &words);
        assert_eq!(count(&at, "load/"), "0");
    }
    let outcome = etcd.ectl("check datascale --keys 300 --prefix load/").run();
    let lines: Vec<_> = outcome.text().lines().collect();
    let start = "Start data scale check for work load [300 key-value pairs, \
                 1024 bytes per key-value, 50 concurrent clients].";
    assert_eq!((lines[0], lines.len(), outcome.code), (start, 2, 0), "{outcome:?}");
    assert!(is_one_of(lines[1], &["PASS: Approximate system memory used : N MB."]), "{outcome:?}");
    assert_eq!(count(&at, ""), "1");

    // Each key was there: 300 puts and the deletion are revisions.
    let json = etcd.ectl("put mine/k v -w json").run();
    let before: u64 = revision(&json);
    etcd.ectl("check datascale --keys 77").run();
    let json = etcd.ectl("get mine/k -w json").run();
    assert_eq!(revision(&json), before + 78);
}

fn revision(outcome: &Outcome) -> u64 {
    let number = outcome.text().split("\"revision\":").nth(1).unwrap();
    number.split([',', '}']).next().unwrap().parse().unwrap()
}

#[test]
fn impossible_checks_are_refused() {
    let etcd = etcd();
    let at = etcd.endpoints();
    etcd.ectl("put p/k v").run().prints("OK\n");
    let refused = "Error: prefix \"p/\" has keys. Delete with 'etcdctl del --prefix p/' first\n";
    etcd.ectl("check perf --prefix p/").run().fails_part(3, refused);
    let refused = refused.replace('\'', "");
    etcd.ectl("check datascale --prefix p/").run().fails_part(3, &refused);
    for (words, code, text) in [
        ("check perf --load huge", 4, "unknown load option huge"),
        ("check datascale --load ''", 4, "unknown load option "),
        ("check perf --prefix ''", 128, "--prefix must not be empty"),
        ("check perf --duration 0", 128, "--duration must be greater than zero"),
        ("check datascale --keys -1", 128, "--keys must be at least 1"),
        ("check perf -w bogus", 4, "bogus"),
    ] {
        ectl("127.0.0.1:1", words).run().fails_part(code, text);
    }
    ectl("127.0.0.1:1", "check perf").run().fails_part(2, "connection refused");

    // The memory is that of the first endpoint, and nothing is written if it is not known.
    let outcome = ectl(&format!("127.0.0.1:1,{at}"), "check datascale").run();
    let text = "FAIL: Could not read process_resident_memory_bytes before the put operations.\n";
    assert_eq!((outcome.text(), outcome.code), (text, 1));
    outcome.says("cannot read the metrics of 127.0.0.1:1: connection refused");
    assert_eq!(revision(&etcd.ectl("get k -w json").run()), 2);
}

#[test]
fn datascale_reads_memory_over_tls() {
    let authority = Authority::new();
    let server = authority.sign(&["127.0.0.1"]);
    let options = ["--cert-file", &server.certificate, "--key-file", &server.key];
    let options = options.iter().map(OsString::from).collect();
    let etcd = start(&Plan { options, scheme: "https", ..Plan::new() });
    let outcome = etcd.ectl("check datascale --keys 50 --cacert").arg(authority.ca()).run();
    assert_eq!((outcome.text().lines().count(), outcome.code), (2, 0), "{outcome:?}");
}
