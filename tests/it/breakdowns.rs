//! Failures of a cluster of three: what the user gets, with which exit code, and within which multiple
//! of the timeout.
//!
//! | what breaks | where it is tested |
//! |---|---|
//! | a member killed, frozen, cut off (closed, reset, swallowed, late) | here, for each of the three; `connection`, `health`, `watch`, `lease`, `doctor` |
//! | one server dead, mute or frozen, for every command | `details::silence` |
//! | the leader moved | here; `member`; `watch` and `lease`, over a rolling restart |
//! | the quorum lost | here; `errors::answers`, `health`, `doctor` |
//! | NOSPACE | here, to the way out; `errors::answers`, `endpoint`, `health` |
//! | our disk full, stdout closed | `details::stdout` for every command, `snapshot`; files here |
//! | certificates: expired, early, wrong name, unknown CA, none, revoked | `tls`, `errors::contact` |
//! | the password right, wrong, missing | `auth`, `secrets`, `errors::answers`, `tokens` |
//! | a server of plain HTTP, of pages, of something else | `errors::contact`, `connection` |
//! | a port that accepts and says nothing | `errors::contact`, `connection`, `details::silence` |
//! | headers and replies that make no sense | `errors::answers`; `range` in the sources, `fuzz` |

use crate::support::cluster::Cluster as _;
use crate::support::proxy::{Gate, Weather};
use crate::support::serial::serial;
use crate::support::{Outcome, ectl, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use serde_json::Value;
use std::time::{Duration, Instant};

/// The time given where it matters.
const LIMIT: Duration = Duration::from_millis(600);
const LIMITS: &str = "--dial-timeout=600ms --command-timeout=600ms";

fn three(options: &[&str]) -> Etcd {
    let options = options.iter().map(Into::into).collect();
    start(&Plan { members: 3, options, ..Plan::new() })
}

/// Takes the time given at least, if it is for lack of time, and never many times as much.
#[track_caller]
fn in_time(at: &str, words: &str) -> Outcome {
    let started = Instant::now();
    let outcome = ectl(at, LIMITS).args(words).run();
    let took = started.elapsed();
    assert!(took < LIMIT * 8, "{words:?} took {took:?}: {outcome:?}");
    // A cluster without a leader is not asked once more for the last moment.
    let is_early = outcome.code == 124 && !outcome.stderr.contains("no leader") && took < LIMIT;
    assert!(!is_early, "{words:?} took {took:?}: {outcome:?}");
    outcome
}

/// Through all three, as if nothing had happened.
#[track_caller]
fn serves(at: &str) {
    ectl(at, "get k --print-value-only").run().prints("v\n");
    ectl(at, "put k v").run().prints("OK\n");
}

#[test]
fn killed_or_frozen_member() {
    let _serial = serial();
    let mut etcd = three(&[]);
    let all = etcd.endpoints();
    etcd.ectl("put k v").run().prints("OK\n");
    for victim in 0..3 {
        let alone = etcd.members()[victim].endpoint();
        etcd.members()[victim].pause().unwrap();
        for words in ["get k", "put k v", "watch k"] {
            let text = format!("Error: cannot reach etcd at {alone}: no answer within 600ms\n");
            in_time(&alone, words).fails_part(124, &text).says("hint: ");
        }
        etcd.members()[victim].kill().unwrap();
        for words in ["get k", "put k v", "watch k"] {
            let text = format!("Error: cannot reach etcd at {alone}: connection refused\nhint: ");
            in_time(&alone, words).fails_part(2, &text);
        }
        // If it was the leader, a read waits for the next one.
        serves(&all);
        etcd.members()[victim].restart().unwrap();
        let deadline = Instant::now() + Duration::from_secs(30);
        etcd.members()[victim].wait_until_ready(deadline).unwrap();
    }
}

#[test]
fn unreachable_member() {
    let _serial = serial();
    let mut etcd = three(&[]);
    let gates: Vec<_> = etcd.members().iter().map(|it| Gate::before(&it.endpoint())).collect();
    let all: Vec<_> = gates.iter().map(|gate| gate.endpoint.clone()).collect();
    let all = all.join(",");
    ectl(&all, "put k v").run().prints("OK\n");
    let late = Weather::Slow(LIMIT * 2);
    for gate in &gates {
        let alone = &gate.endpoint;
        let unreachable = format!("Error: cannot reach etcd at {alone}: ");
        let closed = format!("{unreachable}the server closed the connection");
        let silent = format!("{unreachable}no answer within 600ms\n");
        for (weather, code, text) in [
            (Weather::HangsUp, 2, &closed),
            (Weather::Resets, 2, &closed),
            (Weather::Swallows, 124, &silent),
            (late, 124, &silent),
        ] {
            gate.turns(weather);
            serves(&all);
            for words in ["get k", "put k v"] {
                in_time(alone, words).fails_part(code, text).says("\nhint: ");
            }
        }
        // What is only slow is no failure.
        gate.turns(Weather::Slow(Duration::from_millis(50)));
        serves(alone);
        gate.turns(Weather::Fine);
    }
}

/// Returns the indices of the leader and of a follower.
fn leader(all: &str) -> (usize, usize) {
    let status = ectl(all, "endpoint status -w jsonl").run();
    let leads = |line: &str| serde_json::from_str::<Value>(line).unwrap()["is_leader"] == true;
    let leader = status.text().lines().position(leads).expect("a leader");
    (leader, (leader + 1) % 3)
}

fn id(at: &str) -> String {
    let status = ectl(at, "endpoint status -w jsonl").run();
    let status: Value = serde_json::from_str(status.text()).unwrap();
    status["id"].as_str().unwrap().to_owned()
}

#[test]
fn moved_leader() {
    let mut etcd = three(&[]);
    let all = etcd.endpoints();
    etcd.ectl("put k v").run().prints("OK\n");
    let watch = etcd.ectl("watch k --rev 1").live();
    assert_eq!(
        ["PUT", "k", "v"],
        [watch.line(), watch.line(), watch.line()].each_ref().map(|s| &**s)
    );
    for _ in 0..3 {
        let (_, heir) = leader(&all);
        let heir = id(&etcd.members()[heir].endpoint());
        let moved = etcd.ectl("move-leader").arg(&heir).run();
        assert!(moved.text().contains(&format!(" to {heir}")) && moved.code == 0, "{moved:?}");
        serves(&all);
        assert_eq!(watch.line(), "PUT");
        assert_eq!((watch.line(), watch.line()), ("k".to_owned(), "v".to_owned()));
    }
}

#[test]
fn lost_quorum() {
    let _serial = serial();
    let mut etcd = three(&[]);
    let all = etcd.endpoints();
    etcd.ectl("put k v").run().prints("OK\n");
    for n in [1, 2] {
        etcd.members()[n].kill().unwrap();
    }
    let left = etcd.members()[0].endpoint();
    eventually("it knows that it has no leader", || {
        let status = ectl(&left, "endpoint status -w jsonl").run();
        status.text().contains("\"leader\":\"0\"") || status.text().contains("\"leader\":null")
    });
    // A read that any member may answer is answered.
    in_time(&left, "get k --consistency=s --print-value-only").prints("v\n");
    for line in [
        "get k",
        "put k v",
        "del k",
        "lease grant 60",
        "txn --then 'put k w'",
        "member list",
        "alarm list",
        "lock l -- true",
        "service resolve s",
        "wait k --exists",
        "watch k",
    ] {
        for at in [&left, &all] {
            let failed = in_time(at, line);
            assert_eq!((failed.text(), failed.code), ("", 124), "{line}: {failed:?}");
            // The member says so before it has looked at the request: also a write is surely not done.
            assert!(failed.stderr.contains("etcdserver: no leader"), "{line}: {failed:?}");
            assert!(!failed.stderr.contains("took effect"), "{line}: {failed:?}");
        }
    }
    for n in [1, 2] {
        etcd.members()[n].restart().unwrap();
    }
    eventually("there is a quorum again", || ectl(&left, "get k").run().code == 0);
}

#[test]
fn full_cluster_recovers_by_the_advice_given() {
    let _serial = serial();
    let etcd = three(&["--quota-backend-bytes", "300000"]);
    let all = etcd.endpoints();
    let value = "v".repeat(60_000);
    let full = loop {
        let put = etcd.ectl("put k").arg(&value).run();
        if put.code != 0 {
            break put;
        }
    };
    full.fails_part(1, "Error: etcdserver: mvcc: database space exceeded\nhint: make room: ");
    for words in ["put k v", "txn --then 'put k v'", "lease grant 60"] {
        eventually("each member knows of the alarm", || etcd.ectl(words).run().code == 1);
        in_time(&all, words)
            .fails_part(1, "etcdserver: mvcc: database space exceeded")
            .says("\nhint: ");
    }
    let alarms = etcd.ectl("alarm list").run();
    assert!(alarms.text().contains("alarm:NOSPACE"), "{alarms:?}");
    etcd.ok("get k --keys-only");
    // As the hint has it, in its order.
    let header = etcd.ectl("get k -w json").run();
    let header: Value = serde_json::from_str(header.text()).unwrap();
    let revision = header["header"]["revision"].to_string();
    etcd.ectl("compaction --physical").arg(&revision).run().succeeds();
    etcd.ok("defrag --cluster");
    etcd.ok("alarm disarm");
    eventually("there is room again", || etcd.ectl("put k v").run().code == 0);
}

#[test]
fn full_disk_fails_file_output() {
    let etcd = crate::support::etcd();
    let at = etcd.endpoints();
    for words in ["snapshot save /dev/full", "snapshot save /proc/none"] {
        let failed = in_time(&at, words);
        assert_eq!((failed.text(), failed.code), ("", 6), "{failed:?}");
    }
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let failed = etcd.ectl("snapshot save -").stdout(full).run();
    failed.fails_part(6, "No space left on device");
}
