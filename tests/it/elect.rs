//! `elect`: campaigns, and who listens to them.

use crate::support::live::Live;
use crate::support::{ectl, etcd, eventually};
use nix::sys::signal::Signal;
use std::time::{Duration, Instant};

const HANG: Duration = Duration::from_secs(30);

fn elect(at: &str, words: &[&str]) -> Live {
    Live::start(ectl(at, &[&["elect"], words].concat()))
}

fn candidates(at: &str, name: &str) -> usize {
    let prefix = format!("{name}/");
    let count = ectl(at, &["get", "--prefix", &prefix, "--count-only"]).run();
    count.text().trim_end().parse().unwrap()
}

#[test]
fn leaders_follow_one_another() {
    let etcd = etcd();
    let at = etcd.endpoints();
    // Who listens may come before anybody leads, with a key of another election beside.
    ectl(&at, &["put", "ex/1", "nobody"]).run().prints("OK\n");
    let early = elect(&at, &["e", "--listen"]);
    let one = elect(&at, &["e", "one"]);
    let key = one.line();
    assert!(key.starts_with("e/"), "{key}");
    assert_eq!(one.line(), "one");
    let two = elect(&at, &["e", "two", "--ttl", "0x1e", "-w", "jsonl"]);
    eventually("the second candidate waits", || candidates(&at, "e") == 2);
    two.is_silent();
    let late = elect(&at, &["e", "-l"]);
    for listener in [&early, &late] {
        assert_eq!((listener.line(), listener.line()), (key.clone(), "one".into()));
    }
    // What the leader says of himself may change.
    ectl(&at, &["put", &key, "one, again", "--ignore-lease"]).run().prints("OK\n");
    for listener in [&early, &late] {
        assert_eq!((listener.line(), listener.line()), (key.clone(), "one, again".into()));
    }
    one.end_by(Signal::SIGTERM).prints("");
    let line = two.line();
    assert!(line.contains("\"value\":\"two\""), "{line}");
    let lease = line.trim_end_matches("\"}").rsplit('"').next().unwrap();
    let left = ectl(&at, &["lease", "timetolive", lease]).run();
    assert!(left.text().contains(" granted with TTL(30s)"), "{left:?}");
    for listener in [&early, &late] {
        assert_ne!(listener.line(), key);
        assert_eq!(listener.line(), "two");
    }
    two.end_by(Signal::SIGINT).prints("");
    early.end_by(Signal::SIGTERM).prints("");
    late.end_by(Signal::SIGHUP).prints("");
    assert_eq!(ectl(&at, &["lease", "list"]).run().text(), "found 0 leases\n");
    assert_eq!(candidates(&at, "e"), 0);
}

#[test]
fn who_leads_is_told_in_every_format() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let one = elect(&at, &["e", "one"]);
    let key = one.line();
    for (format, lines, part) in [
        ("fields", 12, "\"Count\" : 0"),
        ("json", 1, "\"value\":\"b25l\""),
        ("jsonl", 1, "\"value\":\"one\""),
        ("table", 5, key.as_str()),
    ] {
        let listener = elect(&at, &["e", "-l", "-w", format]);
        let told: Vec<_> = (0..lines).map(|_| listener.line()).collect();
        assert!(told.iter().any(|line| line.contains(part)), "{told:?}");
        let end = listener.end_by(Signal::SIGTERM);
        assert_eq!((end.text().trim_end(), end.code), ("", 0), "{end:?}");
    }
}

#[test]
fn a_leader_who_is_none_any_more_says_so() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for lease_too in [false, true] {
        let one = elect(&at, &["e", "one"]);
        let key = one.line();
        let two = elect(&at, &["e", "two"]);
        eventually("the second candidate waits", || candidates(&at, "e") == 2);
        match lease_too {
            true => ectl(&at, &["lease", "revoke", key.strip_prefix("e/").unwrap()]).run(),
            false => ectl(&at, &["del", &key]).run(),
        };
        let end = one.end();
        assert_eq!((end.text(), end.code), ("one\n", 10), "{end:?}");
        assert!(end.stderr.starts_with("Error: elect: session expired: key "), "{end:?}");
        two.line();
        two.end_by(Signal::SIGTERM).prints("two\n");
    }
    assert_eq!(ectl(&at, &["lease", "list"]).run().text(), "found 0 leases\n");
}

#[test]
fn arguments_of_an_election() {
    let run = |words: &[&str]| ectl("127.0.0.1:1", &[&["elect"], words].concat()).run();
    run(&[]).fails(128, "NAME");
    run(&["e"]).fails(128, "Error: no proposal argument but -l not set");
    run(&["e", "p", "-l"]).fails(128, "Error: proposal given but -l is set");
    run(&["e", "p", "q"]).fails(128, "'q'");
    run(&["e", "p", "-w", "xml"]).fails(4, "unsupported output format");
    run(&["e", "p"]).fails(2, "connection refused");
    run(&["e", "-l"]).fails(2, "connection refused");
    let etcd = etcd();
    let at = etcd.endpoints();
    let one = elect(&at, &["e", "one"]);
    one.line();
    let two = elect(&at, &["e", "two"]);
    eventually("the second candidate waits", || candidates(&at, "e") == 2);
    two.end_by(Signal::SIGINT).fails(5, "Error: interrupted by SIGINT");
    eventually("it has left", || candidates(&at, "e") == 1);
}

#[test]
fn elections_survive_a_restart_of_the_server() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    let one = elect(&at, &["e", "one"]);
    let key = one.line();
    let listener = elect(&at, &["e", "-l"]);
    assert_eq!((listener.line(), listener.line()), (key, "one".into()));
    let two = elect(&at, &["e", "two"]);
    eventually("the second candidate waits", || candidates(&at, "e") == 2);
    // Revisions that the watches resume at are forgotten meanwhile.
    for number in 0..5 {
        ectl(&at, &["put", "other", &number.to_string()]).run().prints("OK\n");
    }
    ectl(&at, &["compact", "8"]).run();
    let member = &mut etcd.members()[0];
    member.kill().unwrap();
    listener.says("elect: lost the connection to ");
    member.restart().unwrap();
    member.wait_until_ready(Instant::now() + HANG).unwrap();
    listener.says("elect: in contact again, with ");
    one.end_by(Signal::SIGTERM);
    two.line();
    assert_eq!(two.line(), "two");
    listener.line();
    assert_eq!(listener.line(), "two");
    listener.end_by(Signal::SIGTERM).prints("");
}
