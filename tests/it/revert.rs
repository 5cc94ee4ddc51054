//! `revert`: keys get the values of an earlier revision.

use crate::support::cluster::Cluster as _;
use crate::support::proxy::{Fate, proxy};
use crate::support::serial::serial;
use crate::support::users::{etcdctl, guarded};
use crate::support::{ectl, etcd, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use std::fmt::Write as _;

/// Revision 4 has a, b and c; then a and b were changed, c deleted and d added.
fn changed() -> Etcd {
    let etcd = etcd();
    for (key, value) in [("r/a", "1"), ("r/b", "2"), ("r/c", "3")] {
        etcd.ok(&["put", key, value]);
    }
    etcd.ok("put r/a 10");
    etcd.ok("del r/c");
    etcd.ok("put r/d 4");
    etcd.ok("put s 5");
    etcd
}

#[test]
fn keys_get_the_values_of_the_revision() {
    let etcd = changed();
    etcd.ectl("revert r/ --prefix --rev 4 --dry-run").run().prints(
        "put    \"r/a\"\nput    \"r/c\"\ndelete \"r/d\"\n\
         2 keys to put, 1 to delete, 1 unchanged\n",
    );
    etcd.ectl("get r/a --print-value-only").run().prints("10\n");
    let done = "reverted to revision 4: 2 keys put, 1 deleted, 1 unchanged\n";
    etcd.ectl("revert r/ --prefix --rev 4").run().prints(done);
    etcd.ectl("get '' --prefix").run().prints("r/a\n1\nr/b\n2\nr/c\n3\ns\n5\n");
    // It was one transaction.
    let revisions =
        etcd.ok("get '' --prefix -w jsonl").text().matches("\"mod_revision\":\"9\"").count();
    assert_eq!(revisions, 2);
    etcd.ectl("revert r/ --prefix --rev 4 -w jsonl").run().prints(
        "{\"to_revision\":\"4\",\"puts\":\"0\",\"deletes\":\"0\",\"unchanged\":\"3\",\
         \"revision\":null}\n",
    );
}

#[test]
fn single_keys_are_reverted() {
    let etcd = changed();
    let one = |key: &str| etcd.ectl(&["revert", key, "--rev", "4"]).run();
    one("r/a").prints("reverted to revision 4: 1 key put, 0 deleted, 0 unchanged\n");
    one("r/b").prints("reverted to revision 4: 0 keys put, 0 deleted, 1 unchanged\n");
    one("r/c").prints("reverted to revision 4: 1 key put, 0 deleted, 0 unchanged\n");
    one("r/d").prints("reverted to revision 4: 0 keys put, 1 deleted, 0 unchanged\n");
    one("r/x").fails(7, "Error: key \"r/x\" exists neither now nor at revision 4\n");
    etcd.ectl("get '' --prefix").run().prints("r/a\n1\nr/b\n2\nr/c\n3\ns\n5\n");
}

#[test]
fn preview_has_every_format() {
    let etcd = changed();
    let line = "revert r/ --prefix --rev 4 --dry-run";
    let jsonl = "{\"operation\":\"put\",\"key\":\"r/a\",\"from_mod_revision\":\"5\",\"to_mod_revision\":\"2\"}\n\
                 {\"operation\":\"put\",\"key\":\"r/c\",\"from_mod_revision\":null,\"to_mod_revision\":\"4\"}\n\
                 {\"operation\":\"delete\",\"key\":\"r/d\",\"from_mod_revision\":\"7\",\"to_mod_revision\":null}\n";
    etcd.ectl(&format!("{line} -w jsonl")).run().prints(jsonl);
    let json = format!("[{}]\n", jsonl.trim_end().replace('\n', ","));
    etcd.ectl(&format!("{line} -w json")).run().prints(&json);
    etcd.ectl("revert r/a --rev 4 --dry-run --diff").run().prints(
        "put    \"r/a\"\n--- revision 5\n+++ revision 2\n@@ -1 +1 @@\n-10\n+1\n\
         1 key to put, 0 to delete, 0 unchanged\n",
    );
    ectl("127.0.0.1:1", "revert k --rev 4 --diff")
        .run()
        .fails(128, "Error: --diff needs --dry-run\n");
}

#[test]
fn revisions_that_cannot_be_read_are_refused() {
    let etcd = changed();
    etcd.ectl("revert r/ --prefix --rev 99").run().fails(
        1,
        "Error: etcdserver: mvcc: required revision is a future revision\n\
         hint: the store is below that revision\n",
    );
    etcd.ok("compaction 6");
    for line in ["revert r/ --prefix --rev 4", "revert r/a --rev 4 --dry-run"] {
        etcd.ectl(line).run().fails(
            etcd.ectl("get r/a --rev 4").run().code,
            "Error: etcdserver: mvcc: required revision has been compacted\n\
             hint: the oldest available revision is 6: use --rev 6 or later\n",
        );
    }
}

#[test]
fn present_leases_are_kept() {
    let etcd = etcd();
    let lease = etcd.ok("lease grant 1000 --id-only").text().trim().to_owned();
    etcd.ok(&format!("put k 1 --lease {lease}"));
    etcd.ok(&format!("put gone 1 --lease {lease}"));
    etcd.ok(&format!("put k 2 --lease {lease}"));
    etcd.ok("del gone");
    etcd.ok("revert '' --prefix --rev 3");
    let lease_of = |key: &str| etcd.ok(&["get", key, "-w", "jsonl"]).text().to_owned();
    assert!(lease_of("k").contains("\"value\":\"1\",\"create_revision\":\"2\""));
    assert!(lease_of("k").contains(&format!("\"lease\":\"{lease}\"")));
    assert!(lease_of("gone").contains("\"lease\":null"));
}

#[test]
fn many_keys_need_several_transactions() {
    let etcd = etcd();
    fill(&etcd, 300, 100, "old");
    let revision = revision(&etcd);
    fill(&etcd, 300, 100, "new");
    let outcome = etcd.ok(&format!("revert many/ --prefix --rev {revision}"));
    let note = "more than one transaction is needed: other clients see states in between\n";
    assert_eq!(outcome.stderr, note);
    let done = format!("reverted to revision {revision}: 300 keys put, 0 deleted, 0 unchanged\n");
    assert_eq!(outcome.text(), done);
    let values = etcd.ok("get many/ --prefix --print-value-only");
    assert!(values.text().lines().all(|value| value == "old"));
}

#[test]
fn large_key_is_one_transaction() {
    let etcd = etcd();
    etcd.ectl("put big").stdin("x".repeat(1_200_000)).run().succeeds();
    let revision = revision(&etcd);
    etcd.ok("put big small");
    let done = format!("reverted to revision {revision}: 1 key put, 0 deleted, 0 unchanged\n");
    etcd.ectl(&format!("revert big --rev {revision}")).run().prints_and_says(&done, "");
}

#[test]
fn interrupted_commit_has_an_unknown_outcome() {
    let etcd = etcd();
    etcd.ok("put k hush");
    let revision = revision(&etcd);
    etcd.ok("put k loud");
    let silent = proxy(&etcd.endpoints(), Fate::SilentOnceSent(b"hush"));
    let running = ectl(&silent, &*format!("revert k --rev {revision}")).live();
    eventually("the commit", || etcd.ok("get k").text() == "k\nhush\n");
    running
        .end_by(Signal::SIGTERM)
        .fails(5, "Error: interrupted by SIGTERM; outcome unknown: no answer to the transaction\n");
}

#[test]
fn smaller_limits_of_the_server_are_found() {
    let etcd = start(&Plan { options: vec!["--max-txn-ops=10".into()], ..Plan::new() });
    fill(&etcd, 25, 10, "old");
    let revision = revision(&etcd);
    fill(&etcd, 25, 10, "new");
    let outcome = etcd.ok(&format!("revert many/ --prefix --rev {revision}"));
    assert!(outcome.text().contains("25 keys put"), "{outcome:?}");
    assert!(outcome.stderr.starts_with("more than one transaction"), "{outcome:?}");
}

#[test]
fn key_without_permission_stops_it() {
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    for words in [
        "user add writer:pw",
        "role add writing",
        "role grant-permission writing readwrite a/ a/1",
        "role grant-permission writing read a/ --prefix=true",
        "user grant-role writer writing",
        "put a/0 1",
        "put a/5 1",
        "put a/0 2",
        "put a/5 2",
    ] {
        etcdctl(&at, &format!("--user root:hunter2 {words}"));
    }
    let revision = revision_as(&etcd, "root:hunter2") - 2;
    let line = format!("revert a/ --prefix --rev {revision} --user writer:pw");
    etcd.ectl(&line).run().fails_part(9, "Error: etcdserver: permission denied\n");
    let values = etcd.ok("get a/ --prefix --print-value-only --user root:hunter2");
    assert_eq!(values.text(), "2\n2\n");
    etcd.ok(&format!("revert a/0 --rev {revision} --user writer:pw"));
}

#[test]
fn hundred_thousand_keys_are_reverted_and_a_change_stops_it() {
    let _alone = serial();
    const KEYS: usize = 100_000;
    let options = vec!["--max-txn-ops=50000".into(), "--max-request-bytes=10000000".into()];
    let etcd = start(&Plan { options, ..Plan::new() });
    fill(&etcd, KEYS, 50_000, "old");
    let revision = revision(&etcd);
    fill(&etcd, KEYS, 50_000, "new");
    let line = format!("revert many/ --prefix --rev {revision}");
    let running = etcd.ectl(&line).live();
    running.says("more than one transaction");
    let ended = running.end_by(Signal::SIGTERM);
    ended.fails(
        5,
        "Error: interrupted by SIGTERM; [..] keys were put and 0 deleted\n\
         hint: the same command reverts the rest\n",
    );
    let running = etcd.ectl(&line).live();
    running.says("more than one transaction");
    etcd.ok("put many/099999 mine");
    let stopped = running.end();
    assert_eq!(stopped.code, 8, "{stopped:?}");
    let conflict = "Error: key \"many/099999\" was changed meanwhile";
    assert!(stopped.stderr.contains(conflict), "{stopped:?}");
    assert!(stopped.stderr.contains("hint: the same command reverts the rest"), "{stopped:?}");
    assert_eq!(etcd.ok("get many/099999 --print-value-only").text(), "mine\n");
    etcd.ok(&line);
    let values = etcd.ok("get many/ --prefix --print-value-only");
    assert_eq!(values.text().lines().filter(|value| *value == "old").count(), KEYS);
}

fn revision_as(etcd: &Etcd, user: &str) -> i64 {
    let json = etcd.ok(&["get", "x", "-w", "json", "--user", user]);
    let json: serde_json::Value = serde_json::from_str(json.text()).unwrap();
    json["header"]["revision"].as_i64().unwrap()
}

fn revision(etcd: &Etcd) -> i64 {
    revision_as(etcd, "")
}

/// Puts keys in transactions of so many.
fn fill(etcd: &Etcd, keys: usize, together: usize, value: &str) {
    for from in (0..keys).step_by(together) {
        let mut transaction = "\n".to_owned();
        for n in from..keys.min(from + together) {
            writeln!(transaction, "put many/{n:06} {value}").unwrap();
        }
        transaction.push_str("\n\n");
        let limit = "--max-request-bytes=10000000";
        etcd.ectl(&["txn", limit, "--command-timeout=60s"]).stdin(transaction).run().succeeds();
    }
}
