//! No command hangs: not without a server, not with a mute one, not with a frozen member.

use super::online;
use crate::support::proxy::mute;
use crate::support::serial::serial;
use crate::support::{Outcome, ectl, etcd, finish};
use std::thread;
use std::time::{Duration, Instant};

/// A line for every command; FILE is one that may be written. A new command needs one here.
const LINES: &[&str] = &[
    "alarm disarm",
    "alarm list",
    "auth disable",
    "auth enable",
    "auth status",
    "check datascale",
    "check perf",
    "compaction 1",
    "cp k k2",
    "defrag",
    "del k",
    "del k --dry-run",
    "del a b",
    "diff a b",
    "doctor",
    "doctor --cluster",
    "doctor --strict -w prometheus",
    "downgrade cancel",
    "downgrade enable 3.5",
    "downgrade validate 3.5",
    "du k",
    "edit k",
    "edit k --create",
    "elect e me",
    "elect e me --restart -- true",
    "elect e -l",
    "elect e --leader",
    "elect e me -- true",
    "endpoint hashkv",
    "endpoint hashkv --cluster",
    "endpoint hashkv --cluster --compare",
    "endpoint health",
    "endpoint health --cluster",
    "endpoint health --live",
    "endpoint health --ready",
    "endpoint health --require=quorum --max-latency 1s",
    "endpoint status",
    "endpoint status --cluster",
    "endpoint status --wide",
    "endpoint status --cluster --wide",
    "endpoint status -w json",
    "export k",
    "get k",
    "get k --user root:secret",
    "get --prefix k -w table",
    "history k",
    "import -",
    "lease grant 60",
    "lease keep-alive 1234",
    "lease keep-alive --once 1234",
    "lease list",
    "lease list -w table",
    "lease revoke 1234",
    "lease timetolive 1234",
    "lock l",
    "lock l -- true",
    "lock l --lease 1234 -- true",
    "lock l --holders",
    "lock l --try -- true",
    "lock l --timeout 1m -- true",
    "ls k",
    "ls -l k",
    "make-mirror 127.0.0.1:1",
    "member add m --peer-urls=http://127.0.0.1:1",
    "member add m --peer-urls=http://127.0.0.1:1 --learner",
    "member list",
    "member list --status",
    "member promote 1234",
    "member remove 1234",
    "member update 1234 --peer-urls=http://127.0.0.1:1",
    "move-leader 1234",
    "mv k k2",
    "put k v",
    "put k v --if-absent",
    "put k v --ttl 30s",
    "revert k --rev 1",
    "revert k --prefix --rev 1 --dry-run",
    "role add r",
    "role delete r",
    "role get r",
    "role grant-permission r read k",
    "role list",
    "role revoke-permission r k",
    "session --put k=v -- true",
    "service register svc h:1",
    "service register svc h:1 -- true",
    "service deregister s a",
    "service lint s",
    "service list",
    "service resolve s",
    "service update s --add a:1",
    "service watch s",
    "service watch s -- true",
    "snapshot save FILE",
    "snapshot save -",
    "tree k",
    "txn --then 'get k'",
    "undelete k",
    "undelete k --rev 1",
    "user add u:secret",
    "user delete u",
    "user get u",
    "user get u --detail",
    "user grant-role u r",
    "user list",
    "user passwd u --interactive=false",
    "user revoke-role u r",
    "wait k --exists",
    "wait k --timeout 3s",
    "wait --service s --count 1",
    "wait --service s --count 1 --probe",
    "wait k --absent",
    "watch k",
    "watch k -- true",
    "watch -i",
];

#[test]
fn every_command_has_a_line() {
    for name in online() {
        let tried = LINES.iter().any(|line| *line == name || line.starts_with(&format!("{name} ")));
        assert!(tried, "{name}: give it a line in tests/it/details/silence.rs");
    }
}

/// The longest deadline that a line is given, and how many times as long it may take on a busy machine.
const LIMIT: Duration = Duration::from_millis(900);
const PATIENCE: u32 = 12;

/// Number of lines that run at the same time.
const TOGETHER: usize = 24;

/// Runs every line with short deadlines. None may take much longer, and none says that all is well.
fn run_all(at: &str) -> Vec<(&'static str, Outcome)> {
    let directory = tempfile::tempdir().unwrap();
    let start = |line: &'static str| {
        let file = directory.path().join("file").display().to_string();
        let words = line.replace("FILE", &file);
        let started = Instant::now();
        let line_with_timeouts =
            ectl(at, "--dial-timeout=700ms --command-timeout=900ms").args(&words);
        let child = line_with_timeouts.stdin("secret\n").spawn();
        (line, thread::spawn(move || (finish(child), started.elapsed())))
    };
    let mut ended = Vec::new();
    for lines in LINES.chunks(TOGETHER) {
        let running: Vec<_> = lines.iter().copied().map(start).collect();
        for (line, child) in running {
            let (outcome, took) = child.join().expect(line);
            assert!(took < LIMIT * PATIENCE, "{line}: {took:?}");
            assert_ne!(outcome.code, 0, "{line}: {outcome:?}");
            ended.push((line, outcome));
        }
    }
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0, "a file was left behind");
    ended
}

/// Returns whether a command asks each endpoint, and reports failures as results. With `--cluster`,
/// `endpoint` first needs the list of members.
fn asks_each(line: &str) -> bool {
    let by_itself = line.starts_with("endpoint ") && !line.contains("--cluster");
    by_itself || line.starts_with("defrag") || line.starts_with("doctor")
}

#[test]
fn no_server_at_the_endpoint() {
    let _serial = serial();
    for (line, outcome) in run_all("127.0.0.1:1") {
        assert_eq!(outcome.code, if asks_each(line) { 1 } else { 2 }, "{line}: {outcome:?}");
        assert!(outcome.stderr.contains("127.0.0.1:1"), "{line}: {outcome:?}");
        assert!(outcome.stderr.contains("connection refused"), "{line}: {outcome:?}");
    }
}

#[track_caller]
fn is_over_in_time(line: &str, outcome: &Outcome) {
    assert_eq!(outcome.code, if asks_each(line) { 1 } else { 124 }, "{line}: {outcome:?}");
    assert!(
        outcome.stderr.contains("within 900ms") || outcome.stderr.contains("within 700ms"),
        "{line}: {outcome:?}"
    );
}

#[test]
fn mute_server_at_the_endpoint() {
    let _serial = serial();
    let mute = mute();
    for (line, outcome) in run_all(&mute.endpoint()) {
        is_over_in_time(line, &outcome);
    }
}

#[test]
fn frozen_member_at_the_endpoint() {
    let _serial = serial();
    let mut etcd = etcd();
    etcd.members()[0].pause().unwrap();
    for (line, outcome) in run_all(&etcd.endpoints()) {
        is_over_in_time(line, &outcome);
    }
    etcd.members()[0].resume().unwrap();
}
