//! `defrag`.

use crate::support::cluster::Cluster as _;
use crate::support::pipes::full_pipe;
use crate::support::{ectl, etcd, etcd_generation, eventually, start};
use ectl::sandbox::{Etcd, Member, Plan};
use serde_json::Value;
use std::io::Read as _;

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
    assert!(
        lines[0].ends_with(
            "\",\"result\":\"failed\",\"reason\":null,\"error\":\"connection refused\"}"
        )
    );
    assert!(lines[1].starts_with(&format!("{{\"endpoint\":\"{at}\",\"took\":\"")), "{outcome:?}");
    assert!(
        lines[1].ends_with("\",\"result\":\"defragmented\",\"reason\":null,\"error\":null}"),
        "{outcome:?}"
    );
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

/// The endpoint of the leader, as the member list has it.
fn leader(cluster: &Etcd) -> String {
    let mut found = None;
    eventually("there is a leader", || {
        let status = cluster.ectl("endpoint status --cluster -w jsonl").run();
        let rows = status.text().lines().map(|line| serde_json::from_str(line).unwrap());
        let leader = rows.into_iter().find(|row: &Value| row["is_leader"] == true);
        found = leader.map(|row| row["endpoint"].as_str().unwrap().to_owned());
        found.is_some()
    });
    found.unwrap()
}

/// Makes a member the leader. The cluster may choose another one on a slow machine.
fn lead(cluster: &Etcd, name: &str, endpoint: &str) {
    eventually("it leads", || {
        // Refused if it leads already.
        cluster.ectl("move-leader").arg(name).run();
        leader(cluster).ends_with(&format!("/{endpoint}"))
    });
}

#[test]
fn leader_is_last_also_if_another_one_has_become_it() {
    let mut cluster = start(&Plan { members: 3, ..Plan::new() });
    let endpoints: Vec<_> = cluster.members().iter().map(Member::endpoint).collect();
    lead(&cluster, "m3", &endpoints[2]);
    // It cannot go on after the first member: what it prints about it is not read.
    let (mut reader, writer) = full_pipe();
    let running = cluster.ectl("defrag --cluster").stdout(writer).live_notes();
    let order = running.says("in this order, the leader last: ");
    let order: Vec<_> = order.split(": ").nth(1).unwrap().split(", ").collect();
    let second = endpoints.iter().position(|at| order[1].ends_with(at)).unwrap();
    lead(&cluster, &format!("m{}", second + 1), &endpoints[second]);
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    running.says(&format!("{} leads by now: it comes last", order[1]));
    assert_eq!(running.end().code, 0);
    let done: Vec<_> = text.lines().filter(|line| !line.is_empty()).map(before_the_time).collect();
    let expected = [order[0], order[2], order[1]]
        .map(|at| format!("Finished defragmenting etcd member[{at}]. "));
    assert_eq!(done, expected);
}

#[test]
pub(crate) fn cluster_is_defragmented_with_its_leader_last() {
    let mut cluster = start(&Plan { members: 3, ..Plan::new() });
    // Whichever member leads: the first of the list at some time.
    let endpoints: Vec<_> = cluster.members().iter().map(Member::endpoint).collect();
    for (name, at) in [("m1", &endpoints[0]), ("m2", &endpoints[1])] {
        lead(&cluster, name, at);
        let leader = leader(&cluster);
        let planned = cluster.ectl("defrag --cluster --dry-run").run().succeeds();
        let lines: Vec<_> = planned.text().lines().collect();
        assert_eq!((lines.len(), planned.stderr.as_str()), (3, ""), "{planned:?}");
        assert!(lines[2].starts_with(&format!("Would defragment etcd member[{leader}]: ")));
        assert!(lines.iter().all(|line| line.ends_with("%) are free")), "{planned:?}");
        let done = cluster.ectl("defrag --cluster").run().succeeds();
        let lines: Vec<_> = done.text().lines().map(before_the_time).collect();
        assert_eq!(lines[2], format!("Finished defragmenting etcd member[{leader}]. "));
        let order = done.stderr.strip_prefix("in this order, the leader last: ").unwrap();
        assert!(order.ends_with(&format!(", {leader}\n")), "{order}");
        assert_eq!((lines.len(), order.split(", ").count()), (3, 3));
    }

    // Nothing is done while a member is down, or silent: then nothing goes on, either. It does not lead.
    lead(&cluster, "m2", &endpoints[1]);
    cluster.members()[2].pause().unwrap();
    let silent = cluster.members()[0].endpoint();
    let silent = ectl(&silent, "defrag --cluster --command-timeout 1s").run();
    silent.fails(
        1,
        "Failed to defragment etcd member[[..]]. took [..]. (no answer within 1s)\n\
         stopped before the first member: all must be up\n",
    );
    cluster.members()[2].kill().unwrap();
    let down = format!("http://{}", cluster.members()[2].endpoint());
    let first = cluster.members()[0].endpoint();
    let refused = ectl(&first, "defrag --cluster").run();
    refused.fails(
        1,
        &format!(
            "Failed to defragment etcd member[{down}]. took [..]. (connection refused)\n\
             stopped before the first member: all must be up\n"
        ),
    );
}

#[test]
fn voter_that_was_not_started_counts_as_down() {
    let cluster = start(&Plan { members: 3, ..Plan::new() });
    // A cluster takes no member before its members have known one another for some seconds.
    eventually("a member is added", || {
        cluster.ectl("member add m4 --peer-urls=http://127.0.0.1:1").run().code == 0
    });
    let unknown = "1 voting member without client URLs: not started, or still starting\n";
    let refused = cluster.ectl("defrag --cluster").run();
    assert_eq!(refused.text(), "");
    refused.fails(1, &format!("{unknown}stopped before the first member: all must be up\n"));
    let planned = cluster.ectl("defrag --cluster --dry-run").run();
    assert_eq!((planned.text().lines().count(), planned.code), (3, 1), "{planned:?}");
    assert_eq!(planned.stderr, unknown);
    cluster.ectl("defrag").run().succeeds();
}

#[test]
fn failure_ends_defragmentation_of_cluster() {
    let cluster = start(&Plan { members: 3, ..Plan::new() });
    leader(&cluster);
    let planned = cluster.ectl("defrag --cluster --dry-run").run().succeeds();
    let members = planned.text().lines().map(|line| line.split(['[', ']']).nth(1).unwrap());
    let members = members.collect::<Vec<_>>();
    let all = members.join(", ");
    // A user may not defragment, but may read.
    let line = ["defrag", "--cluster", "--user", "anna:pw"];
    for words in ["user add root:pw", "user grant-role root root", "user add anna:pw"] {
        cluster.ok(words);
    }
    cluster.ok("auth enable");
    let refused = cluster.ectl(&line).run();
    if etcd_generation() == (3, 5) && refused.stderr.contains("all must be up") {
        // Late releases of etcd 3.5 reserve even the status for root.
        refused.fails_part(1, "(etcdserver: permission denied)\nstopped before the first member");
        return;
    }
    refused.fails(
        1,
        &format!(
            "in this order, the leader last: {all}\n\
             Failed to defragment etcd member[{}]. took [..]. (etcdserver: permission denied)\n\
             stopped: done: none; not done: {all}\n",
            members[0]
        ),
    );
}

#[test]
fn members_are_chosen_by_size_and_free_space() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let value = "v".repeat(100_000);
    for _ in 0..9 {
        etcd.ectl("put k").arg(&value).run().succeeds();
    }
    etcd.ok("compaction --keep 0 --physical");
    let line = |words: &str| etcd.ectl("defrag").args(words).run().succeeds();
    let skipped = line("--if-free 100");
    assert!(
        skipped.text().starts_with(&format!("Skipped etcd member[{at}]: "))
            && skipped.text().ends_with("are free, less than 100%\n"),
        "{skipped:?}"
    );
    let skipped = line("--min-size 1GB -w jsonl");
    assert!(skipped.text().contains("\"result\":\"skipped\",\"reason\":\""), "{skipped:?}");
    assert!(skipped.text().ends_with(" is less than 1.0 GB\",\"error\":null}\n"), "{skipped:?}");
    // Pages that the compaction's last transaction left are free at one of the next transactions.
    // The put of one moment may take some of them: there are more than will be asked for.
    eventually("pages are free", || {
        etcd.ok("put other v");
        let planned = line("--if-free 40% --min-size 100kB --dry-run");
        planned.text().starts_with(&format!("Would defragment etcd member[{at}]: "))
    });
    let done = line("--if-free 10 --min-size 100kB");
    assert!(done.text().starts_with("Finished defragmenting"), "{done:?}");
    assert!(line("--if-free 60").text().starts_with("Skipped"));
    let refused = |words: &str, why: &str| {
        etcd.ectl("defrag").args(words).run().fails_part(128, why);
    };
    refused("--if-free x", "'--if-free <PERCENT>': ");
    refused("--if-free 101", "'--if-free <PERCENT>': \"101\" is over 100%");
    refused("--min-size -1", "'--min-size <BYTES>': ");
    refused("--data-dir d --dry-run", "cannot be used with");
}
