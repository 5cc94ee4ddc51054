//! Waiting for an etcd that comes up: `--retry`.

use super::{DEAD, takes};
use crate::support::cluster::Cluster as _;
use crate::support::proxy::{Fate, mute, proxy};
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

/// `--retry` bounds connecting, login, call and pauses together, at a member that accepts connections and says
/// nothing as at one that is not there.
#[test]
fn retry_bounds_silence() {
    let silent = mute();
    let at = silent.endpoint();
    let words = ["get k", "put k v", "get k --user u:p", "put k v --user u:p", "watch k", "lock l"];
    for word in words {
        takes(Duration::from_millis(1300), || {
            let failed = ectl(&at, word).args("--retry 1300ms --dial-timeout 60s").run();
            let failed = failed.fails_part(124, "no answer within 1s 300ms");
            let waiting = "waiting for etcd: no answer yet\n";
            assert_eq!(failed.stderr.matches(waiting).count(), 1, "{failed:?}");
        });
    }
    // The connection is there, and the answer is not: a write keeps the time it has without the option.
    let etcd = etcd();
    let stalled = proxy(&etcd.endpoints(), Fate::SilentOnceSent(b"stall-me"));
    takes(Duration::from_millis(500), || {
        let get = ectl(&stalled, "get stall-me --retry 500ms --command-timeout 60s").run();
        get.fails_part(124, "did not answer within 500ms");
    });
    takes(Duration::from_millis(1200), || {
        let put = ectl(&stalled, "put stall-me v --retry 500ms --command-timeout 1200ms").run();
        put.fails_part(124, "outcome unknown: ");
    });
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
    takes(Duration::from_millis(600), || {
        let failed = ectl(DEAD, "put k v --retry 600ms").run();
        let failed = failed.fails_part(2, "Error: cannot reach etcd");
        assert!(!failed.stderr.contains("waiting"), "{}", failed.stderr);
    });
    takes(Duration::from_millis(1500), || {
        let failed = ectl(DEAD, "put k v --retry 1500ms").run();
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
