//! `defrag`.

use crate::support::cluster::Cluster as _;
use crate::support::{ectl, etcd, start};
use ectl::sandbox::Plan;

/// Text in front of the time it took.
fn before_the_time(line: &str) -> &str {
    line.split("took ").next().unwrap()
}

#[test]
fn members_are_defragmented_in_turn() {
    let mut cluster = start(&Plan { members: 3, ..Plan::new() });
    let all = cluster.endpoints();
    let first = cluster.members()[0].endpoint();
    let done = |at: &str| format!("Finished defragmenting etcd member[{at}]. ");

    let outcome = cluster.ectl("defrag").run();
    let lines: Vec<_> = outcome.text().lines().map(before_the_time).collect();
    assert_eq!(lines, all.split(',').map(done).collect::<Vec<_>>(), "{outcome:?}");
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0));

    // The variable is one of `endpoint`, and so it is in etcdctl.
    let line = ectl(&first, "defrag").env("ETCDCTL_CLUSTER", "true");
    assert_eq!(line.run().text().lines().count(), 1);
    let outcome = ectl(&first, "defrag --cluster").run();
    assert_eq!((outcome.text().lines().count(), outcome.code), (3, 0), "{outcome:?}");
    for at in all.split(',') {
        assert!(outcome.text().contains(&done(&format!("http://{at}"))), "{outcome:?}");
    }
    cluster.ectl("defrag -w bogus").run().fails(
        4,
        "Error: unsupported output format \"bogus\"\n\
         hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
         doctor also junit, prometheus\n",
    );
    cluster.ectl("defrag extra").run().fails(
        128,
        "Error: unexpected argument 'extra' found\n\
         hint: usage: ectl defrag [OPTIONS]\n",
    );
}

#[test]
fn failures_are_reported_and_the_rest_is_done() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    let both = format!("127.0.0.1:1,{at}");
    let outcome = ectl(&both, "defrag").run();
    assert!(
        outcome.text().starts_with(&format!("Finished defragmenting etcd member[{at}]. took "))
    );
    assert_eq!((outcome.text().lines().count(), outcome.code), (1, 1));
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
    let failed = "Failed to defragment etcd member[127.0.0.1:1]. took ";
    let outcome = outcome.says(failed).says("(connection refused)");
    assert!(!outcome.stderr.contains("hint"), "{}", outcome.stderr);

    let outcome = ectl(&both, "defrag -w jsonl").run();
    let lines: Vec<_> = outcome.text().lines().collect();
    assert!(lines[0].starts_with("{\"endpoint\":\"127.0.0.1:1\",\"took\":\""), "{outcome:?}");
    assert!(lines[0].ends_with("\",\"error\":\"connection refused\"}"));
    assert!(lines[1].starts_with(&format!("{{\"endpoint\":\"{at}\",\"took\":\"")), "{outcome:?}");
    assert!(lines[1].ends_with("\",\"error\":null}"), "{outcome:?}");
    assert_eq!((lines.len(), outcome.code), (2, 1));

    etcd.members()[0].pause().unwrap();
    let slow = etcd.ectl("defrag --command-timeout 300ms").run();
    slow.fails(
        1,
        "Failed to defragment etcd member[127.0.0.1:[..]]. took [..].[..]. (no \
         answer within 300ms)\n\
         hint: a member may still be defragmenting; use a longer \
         --command-timeout\n",
    );
}
