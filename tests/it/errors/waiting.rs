//! Waiting for an etcd that comes up: `--retry`.

use super::{DEAD, takes};
use crate::support::cluster::Cluster as _;
use crate::support::proxy::{Fate, proxy};
use crate::support::{ectl, etcd, eventually, start};
use ectl::sandbox::Plan;
use nix::sys::signal::Signal;
use std::time::Duration;

#[test]
fn retry_waits_for_etcd() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    etcd.members()[0].kill().unwrap();
    let retry = |words| etcd.ectl(words).args("--retry 60s").live();
    let mut lines: Vec<_> = ["put k v", "lease list", "watch k"].map(retry).into();
    lines.push(etcd.ectl("get other").env("ECTL_RETRY", "60s").live());
    let text = format!("waiting for etcd: cannot reach etcd at {at}: connection refused");
    for line in &lines {
        assert_eq!(line.says("waiting"), text);
    }
    etcd.members()[0].restart().unwrap();
    let mut lines = lines.into_iter();
    lines.next().unwrap().end().prints("OK\n");
    assert_eq!(lines.next().unwrap().end().text(), "found 0 leases\n");
    let watch = lines.next().unwrap();
    lines.next().unwrap().end().prints("");
    let mut puts = 0;
    eventually("the watch hears of a put", || {
        puts += 1;
        etcd.ectl("put k w").run().code == 0 && puts > 3
    });
    assert_eq!(watch.line(), "PUT");
    watch.end_by(Signal::SIGTERM);
}

/// Without a quorum the exit code is the same for all commands, with and without `--retry`, whose time
/// bounds them.
#[test]
fn retry_without_quorum_ends_in_time() {
    let mut etcd = start(&Plan { members: 2, ..Plan::new() });
    etcd.members()[1].kill().unwrap();
    let at = etcd.members()[0].endpoint();
    let status = || ectl(&at, "endpoint status -w jsonl").run();
    eventually("it has no leader", || status().text().contains("\"leader\":null"));
    let text = "Error: etcdserver: no leader\nhint: a majority of the members must be up";
    for words in ["get k", "put k v", "watch k", "lock l"] {
        ectl(&at, words).args("--command-timeout 1s").run().fails_part(124, "no leader");
        // Longer and shorter than what a call may take.
        for timeout in ["1s", "60s"] {
            takes(Duration::from_millis(1500), || {
                let retry = ectl(&at, words).args("--retry 1500ms --command-timeout").arg(timeout);
                let failed = retry.run().fails_part(124, "no leader");
                let waiting = "waiting for etcd: etcdserver: no leader\n";
                assert_eq!(failed.stderr.matches(waiting).count(), 1, "{}", failed.stderr);
            });
        }
    }
    ectl(&at, "get k --command-timeout 1s").run().fails_part(124, text);
}

#[test]
fn retry_ends_and_repeats_no_write() {
    takes(Duration::from_secs(1), || {
        let failed = ectl(DEAD, "put k v --retry 1s").run();
        let cause = format!("cannot reach etcd at {DEAD}: connection refused\n");
        let failed =
            failed.fails_part(2, &format!("waiting for etcd: {cause}Error: {cause}hint: "));
        assert_eq!(failed.stderr.matches("waiting").count(), 1, "{}", failed.stderr);
    });
    let etcd = etcd();
    let at = etcd.endpoints();
    let cut = proxy(&at, Fate::CutOnceSent(b"cut-me"));
    let put = ectl(&cut, "put cut-me v --retry 60s").run();
    let put = put.fails_part(124, "Error: outcome unknown: lost the connection to");
    assert!(!put.stderr.contains("waiting"), "{}", put.stderr);
    // What etcd refuses is refused at once; and so is what is asked of each endpoint.
    etcd.ectl("get k --rev 99 --retry 60s").run().fails_part(1, "Error: etcdserver: ");
    let health = ectl(DEAD, "endpoint health --retry 60s").run();
    assert!(health.code != 0 && !health.stderr.contains("waiting"), "{health:?}");
}
