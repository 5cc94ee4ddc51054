//! A follower that is cut off from its peers, but not from clients.

use crate::support::cluster::Cluster as _;
use crate::support::peers::Peers;
use crate::support::{ectl, eventually};
use serde_json::Value;

/// The note of `--debug` on a read that another member answered first.
const ANSWERED_FIRST: &str = "answered first";

/// Returns the index of a follower.
fn follower(peers: &mut Peers) -> usize {
    let mut found = None;
    eventually("there is a leader", || {
        found = (0..3).find(|&n| {
            let row = status(peers, n);
            row["is_leader"] == false && !row["leader"].is_null()
        });
        found.is_some()
    });
    found.unwrap()
}

fn status(peers: &mut Peers, member: usize) -> Value {
    let at = peers.etcd.members()[member].endpoint();
    let status = ectl(&at, "endpoint status -w jsonl").run();
    serde_json::from_str(status.text()).unwrap()
}

#[test]
fn reads_are_hedged_until_member_notices_partition() {
    let mut peers = Peers::start(&["--election-timeout=8000"]);
    peers.etcd.ectl("put k v").run().prints("OK\n");
    let victim = follower(&mut peers);
    peers.cut_off(victim);
    let mut hedged = 0;
    eventually("a read has met the member", || {
        let get = "get k --print-value-only --debug --command-timeout=4s";
        let got = peers.etcd.ectl(get).run();
        assert_eq!((got.text(), got.code), ("v\n", 0), "{got:?}");
        hedged += u32::from(got.stderr.contains(ANSWERED_FIRST));
        hedged > 1
    });
    let list = peers.etcd.ectl("member list --command-timeout=4s").run();
    assert_eq!((list.text().lines().count(), list.code), (3, 0), "{list:?}");
    // Without another endpoint a read cannot be hedged.
    let alone = peers.etcd.members()[victim].endpoint();
    ectl(&alone, "get k --command-timeout=1s").run().fails_part(124, "Error: ");
}

#[test]
fn compaction_takes_no_revision_from_a_member_that_lags() {
    let mut peers = Peers::start(&[]);
    let victim = follower(&mut peers);
    peers.cut_off(victim);
    eventually("it has no leader", || status(&mut peers, victim)["leader"].is_null());
    (0..20).for_each(|_| drop(peers.etcd.ectl("put k v").run().succeeds()));
    let other = peers.etcd.members()[(victim + 1) % 3].endpoint();
    let at = format!("{},{other}", peers.etcd.members()[victim].endpoint());
    let folder = tempfile::tempdir().unwrap();
    let marks = folder.path().join("marks");
    let compact = |words: &str| ectl(&at, "compaction").args(words).run().succeeds();
    let older = || {
        ectl(&at, "compaction --older-than 1h --marks").arg(&marks).run().succeeds();
    };
    let revision = |done: &str| serde_json::from_str::<Value>(done).unwrap()["revision"].clone();
    let now = revision(compact("--keep 999 -w jsonl").text());
    for _ in 0..10 {
        older();
        assert_eq!(revision(compact("--keep 999 -w jsonl").text()), now);
    }
}

#[test]
fn calls_avoid_member_without_leader() {
    let mut peers = Peers::start(&[]);
    let victim = follower(&mut peers);
    let alone = peers.etcd.members()[victim].endpoint();
    peers.etcd.ectl("put k v").run().prints("OK\n");
    peers.cut_off(victim);
    eventually("it has no leader", || status(&mut peers, victim)["leader"].is_null());
    let mut refused = 0;
    for n in 1..=60 {
        let line = |words: &str| {
            let done = peers.etcd.ectl("--debug").args(words).run();
            assert_eq!(done.code, 0, "{words:?}: {done:?}");
            done
        };
        line("put counted ''");
        let txn = line("txn --then 'put txn x'");
        line("lease grant 60");
        let got = line("get counted -w jsonl");
        let kv: Value = serde_json::from_str(got.text()).unwrap();
        assert_eq!(kv["version"], n.to_string(), "a put is done once");
        refused += u32::from(txn.stderr.contains("etcdserver: no leader"));
    }
    assert!(refused > 0, "the member that is cut off was never met");

    // The member answers serializable reads itself, and refuses other calls before doing anything.
    ectl(&alone, "get k --consistency=s").run().prints("k\nv\n");
    for words in ["put k w", "get k", "watch k", "lease list"] {
        let failed = ectl(&alone, words).args("--command-timeout=1s").run();
        let failed = failed.fails_part(124, "Error: etcdserver: no leader\nhint: a majority of");
        assert!(!failed.stderr.contains("took effect"), "{failed:?}");
    }
}
