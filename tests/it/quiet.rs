//! `--quiet`: no confirmations, but data, errors and warnings.

use crate::support::cluster::Cluster as _;
use crate::support::{etcd, etcd_generation, eventually, start};
use ectl::sandbox::{Etcd, Plan};

/// Asserts that a line succeeds, and prints nothing with `--quiet`.
#[track_caller]
fn confirms(etcd: &Etcd, line: &str) {
    let quiet = etcd.ectl(line).args("-q").run().succeeds();
    assert_eq!(quiet.text(), "", "{line}");
}

#[test]
fn confirmations_are_left_out() {
    let etcd = etcd();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("s.db");
    let lease = etcd.ok("lease grant 500 --field id").text().trim().to_owned();
    let (major, minor) = etcd_generation();
    let downgrade = format!("downgrade validate {major}.{}.0", minor - 1);
    for line in [
        "put k v",
        "put k v2 --ttl 60s",
        "put k3 v3 --if-absent",
        &format!("lease keep-alive --once {lease}"),
        &format!("lease revoke {lease}"),
        "del k",
        "role add r",
        "role grant-permission r read k",
        "role revoke-permission r k",
        "role add root",
        "user add root:p",
        "user add u:p",
        "user add v --no-password",
        "user grant-role root root",
        "user grant-role u r",
        "user revoke-role u r",
        "user delete u",
        "role delete r",
        "alarm disarm",
        "compaction 2",
        "defrag",
        &downgrade,
        "service update s --add 127.0.0.1:5",
        "service deregister s 127.0.0.1:5",
        "auth enable",
    ] {
        confirms(&etcd, line);
    }
    etcd.ectl("--user root:p auth disable -q").run().prints("");
    etcd.ectl(&["txn", "-q", "--then", "put k w", "--then", "del k3"]).run().prints("");
    etcd.ectl("-q snapshot save").arg(&file).run().prints("");
    assert!(file.exists());
    etcd.ectl("user passwd v --interactive=false -q").stdin("p\n").run().prints("");
}

#[test]
fn members_are_changed_quietly() {
    let etcd = start(&Plan { members: 3, ..Plan::new() });
    let status = etcd.ok("endpoint status --wide --field name --field id --field is_leader");
    let rows: Vec<Vec<&str>> =
        status.text().lines().map(|line| line.split('\t').collect()).collect();
    let follower = rows.iter().find(|row| row[2] == "false").unwrap();
    let (id, name) = (follower[1], follower[0]);
    let url = etcd.ok("member list --field id --field peer_addrs");
    let line = url.text().lines().find(|line| line.starts_with(id)).unwrap();
    let url = line.split('\t').nth(1).unwrap().trim_matches(['[', ']', '"']);
    confirms(&etcd, &format!("member update {id} --peer-urls {url}"));
    confirms(&etcd, &format!("move-leader {id}"));
    let other = rows.iter().find(|row| row[0] != name).unwrap()[1];
    // A member that has just started counts as unhealthy.
    eventually("a member is removed", || {
        let removed = etcd.ectl(&format!("member remove {other} -q")).run();
        assert_eq!(removed.text(), "");
        removed.code == 0
    });
    let added = etcd.ok("member add -q m9 --peer-urls http://127.0.0.1:9");
    assert!(added.text().starts_with("ETCD_NAME=\"m9\"\nETCD_INITIAL_CLUSTER="), "{added:?}");
}

#[test]
fn mirror_is_quiet() {
    let (source, destination) = (etcd(), etcd());
    source.ok("put k v");
    source.ectl("make-mirror --once -q").arg(destination.endpoints()).run().prints("");
    destination.ectl("get k -q").run().prints("k\nv\n");
}

#[test]
fn data_errors_and_warnings_are_printed() {
    let etcd = etcd();
    etcd.ok("put k v");
    etcd.ectl("get k -q").run().prints("k\nv\n");
    etcd.ectl("put k w --prev-kv -q").run().prints("k\nv\n");
    etcd.ectl("del none -q").run().prints("");
    etcd.ectl("del k --dry-run -q").run().prints("k\n1\n");
    etcd.ectl(&["txn", "-q", "--then", "get k", "--then", "put a 1", "--then", "get a"])
        .run()
        .prints("k\nw\na\n1\n");
    etcd.ectl(&["txn", "-q", "--if", "ver(\"k\") = \"9\"", "--else", "get k"])
        .run()
        .prints("FAILURE\nk\nw\n");
    etcd.ectl("del k --prev-kv -q").run().prints("k\nw\n");
    assert!(etcd.ok("lease grant 9 -q").text().starts_with("lease "));
    etcd.ectl("member list -q --field name").run().prints("m1\n");
    etcd.ectl("service update s --add 127.0.0.1:5 --lease 0 --dry-run -q")
        .run()
        .prints("+ 127.0.0.1:5\n");
    // Chosen formats and fields are data.
    assert!(etcd.ok("put k v -q -w json").text().starts_with("{\"header\":"));
    assert!(etcd.ok("put k v -q -w jsonl").text().starts_with("{\"revision\":"));
    etcd.ectl("role add r --field done -q").run().prints("Role r created\n");
    etcd.ectl("role add r -q").run().fails_part(1, "role name already exists");
    etcd.ectl("get k -q --rev -1").run().says("ignored --rev -1");
    etcd.ectl("lock l -q -- grep -q x").stdin("x").run().prints("");
    // The word is cobra's for a bool, too.
    etcd.ectl("put k v --quiet=false").run().prints("OK\n");
}
