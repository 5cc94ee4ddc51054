//! Large ranges: every byte of etcdctl's, in little memory, and honest when they break off.

use crate::support::proxy::{Fate, proxy};
use crate::support::{ectl, etcd, etcdctl, line, start};
use ectl::sandbox::Plan;
use std::fmt::Write as _;

const KEYS: usize = 20_000;

/// Puts many keys, in as few transactions as the server's limit allows.
fn fill(at: &str) {
    let value = "<v&\u{2028}>".repeat(12);
    for from in (0..KEYS).step_by(10_000) {
        let mut transaction = "\n".to_owned();
        for n in from..from + 10_000 {
            writeln!(transaction, "put many/{n:08} \"{value}{n}\"").unwrap();
        }
        transaction.push_str("\n\n");
        let done = line(&etcdctl(), at, &["txn"]).stdin(transaction).run();
        assert_eq!(done.code, 0, "{}", done.stderr);
    }
}

fn large() -> ectl::sandbox::Etcd {
    let options = vec!["--max-txn-ops=50000".into(), "--max-request-bytes=10000000".into()];
    let etcd = start(&Plan { options, ..Plan::new() });
    fill(&etcd.endpoints());
    etcd
}

#[test]
fn many_keys_are_printed_as_etcdctl_prints_them() {
    let etcd = large();
    let at = etcd.endpoints();
    for format in ["simple", "json", "fields", "protobuf"] {
        for options in ["", "--order=DESCEND", "--limit=15000", "--keys-only", "--count-only"] {
            // etcdctl has no such answer.
            if options == "--count-only" && format != "fields" {
                continue;
            }
            let mut words = vec!["get", "--prefix", "many/", "-w", format];
            words.extend(Some(options).filter(|options| !options.is_empty()));
            let (ours, theirs) = (ectl(&at, &words).run(), line(&etcdctl(), &at, &words).run());
            assert_eq!((ours.code, theirs.code), (0, 0), "{format} {options}: {}", ours.stderr);
            assert!(ours.stdout == theirs.stdout, "{format} {options}: not the same bytes");
        }
    }
    let jsonl = ectl(&at, &["get", "--prefix", "many/", "-w", "jsonl"]).run();
    assert_eq!(jsonl.text().lines().count(), KEYS);
    assert!(
        jsonl.text().lines().all(|line| line.ends_with(",\"lease\":null}")),
        "{}",
        &jsonl.text()[..300]
    );
}

/// The most memory a line ever used, in KiB, as far as could be seen while it was printing.
#[cfg(target_os = "linux")]
fn peak(at: &str, words: &[&str]) -> u64 {
    let mut child = ectl(at, words).spawn();
    let mut stdout = child.stdout.take().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let mut buffer = vec![0; 1 << 16];
    while std::io::Read::read(&mut stdout, &mut buffer).unwrap() > 0 {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(now.unwrap_or(0));
    }
    assert!(child.wait().unwrap().success());
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn many_keys_need_little_memory() {
    let etcd = large();
    let at = etcd.endpoints();
    for format in ["simple", "json", "jsonl", "fields", "protobuf"] {
        // More than fits into a pipe, so that it is still there when it is looked at.
        let few = peak(&at, &["get", "--prefix", "many/", "--limit", "1000", "-w", format]);
        let many = peak(&at, &["get", "--prefix", "many/", "-w", format]);
        // What is under way at a time may be 2 MiB; the reply, decoded and printed, would be over 8.
        assert!(few > 0 && many < few + (5 << 10), "{format}: {many} KiB, 1000 keys {few}");
    }
}

#[test]
fn a_reply_that_breaks_off_is_no_success() {
    let etcd = large();
    let at = etcd.endpoints();
    let whole = ectl(&at, &["get", "--prefix", "many/"]).run();
    let cut = proxy(&at, Fate::CutAfterReply(1_000_000));
    let outcome = ectl(&cut, &["get", "--prefix", "many/"]).run();
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(
        outcome.stderr.starts_with("Error: the reply is incomplete, it broke off after "),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome.stderr.contains(&format!(" keys: lost the connection to {cut}: ")),
        "{}",
        outcome.stderr
    );
    assert!(whole.stdout.starts_with(&outcome.stdout) && outcome.stdout.len() < whole.stdout.len());
    let little = ectl(
        &at,
        &["get", "--prefix", "many/", "--max-recv-bytes", "1000000", "--max-request-bytes", "100"],
    )
    .run();
    little.fails(1, "Error: rpc error: code = ResourceExhausted desc = grpc: received message larger than max (");
}

#[test]
fn an_empty_range_is_a_whole_reply() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for format in ["simple", "json", "fields", "protobuf"] {
        let words = ["get", "--prefix", "none/", "-w", format];
        let (ours, theirs) = (ectl(&at, &words).run(), line(&etcdctl(), &at, &words).run());
        assert_eq!(ours.stdout, theirs.stdout, "{format}");
    }
    ectl(&at, &["get", "k", "--rev", "99"])
        .run()
        .fails(1, "Error: etcdserver: mvcc: required revision is a future revision\n");
}
