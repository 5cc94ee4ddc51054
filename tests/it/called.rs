//! Called `etcdctl`, by link or by copy, ectl is etcdctl where a script may look.

use crate::support::cluster::Cluster as _;
use crate::support::words::Words;
use crate::support::{Line, etcd, eventually, line, start};
use ectl::sandbox::Plan;
use nix::sys::signal::Signal;
use std::fs::copy;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// An endpoint where nothing listens.
const DEAD: &str = "127.0.0.1:1";

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Directories with a program named `etcdctl` that is ectl: a link, and a copy.
struct Named(TempDir);

impl Named {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let ectl = env!("CARGO_BIN_EXE_ectl");
        for kind in ["link", "copy"] {
            std::fs::create_dir(directory.path().join(kind)).unwrap();
        }
        symlink(ectl, directory.path().join("link/etcdctl")).unwrap();
        copy(ectl, directory.path().join("copy/etcdctl")).unwrap();
        Self(directory)
    }

    fn programs(&self) -> [PathBuf; 2] {
        ["link", "copy"].map(|kind| self.0.path().join(kind).join("etcdctl"))
    }

    fn link(&self, endpoints: &str, words: impl Words) -> Line {
        line(&self.programs()[0], endpoints, words)
    }
}

#[test]
fn version_names_etcdctl_first() {
    let named = Named::new();
    let text = format!("etcdctl version: 3.7.3\nAPI version: 3.7\nectl version: {VERSION}\n");
    for program in named.programs() {
        // etcdctl looks neither at the format nor at its variable.
        for words in ["version", "version -w json", "version -w table", "ver -w bogus", "--version"]
        {
            line(&program, "", words).env("ETCDCTL_WRITE_OUT", "fields").run().prints(&text);
        }
        line(&program, "", "version -w jsonl").run().prints(&format!(
            "{{\"version\":\"{VERSION}\",\"api_version\":\"3.7\",\"etcdctl_version\":\"3.7.3\",\
             \"commit\":\"{}\",\"target\":\"{}\"}}\n",
            env!("ECTL_COMMIT"),
            env!("ECTL_TARGET"),
        ));
    }
}

#[test]
fn links_by_other_names_act_as_ectl() {
    let directory = tempfile::tempdir().unwrap();
    let link = directory.path().join("etcdctl-new");
    symlink(env!("CARGO_BIN_EXE_ectl"), &link).unwrap();
    let outcome = line(&link, "", "version").run();
    assert!(outcome.text().starts_with("ectl version: "), "{outcome:?}");
    let started = Instant::now();
    line(&link, DEAD, "get k").run().fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
    assert!(started.elapsed() < Duration::from_secs(4), "it dialed again");
}

#[test]
fn starting_etcd_is_dialed_until_it_answers() {
    let named = Named::new();
    let mut etcd = etcd();
    let at = etcd.endpoints();
    etcd.ectl("put k v").run().prints("OK\n");
    etcd.members()[0].kill().unwrap();
    let begin = |words| named.link(&at, words).args("--command-timeout 60s --debug").live();
    let mut lines: Vec<_> =
        ["put k w", "endpoint health", "lease list", "watch k"].map(begin).into();
    for line in &lines {
        line.says("dialing again");
    }
    etcd.members()[0].restart().unwrap();
    let watch = lines.pop().unwrap();
    for (line, expected) in lines.into_iter().zip(["OK\n", "is healthy", "found 0 leases\n"]) {
        let outcome = line.end();
        assert!(outcome.text().contains(expected) && outcome.code == 0, "{outcome:?}");
    }
    eventually("the watch sees a put", || {
        etcd.ectl("put k x").run().prints("OK\n");
        watch.has_printed()
    });
    watch.end_by(Signal::SIGTERM);
}

#[test]
fn unreachable_etcd_is_dialed_for_the_command_timeout() {
    let named = Named::new();
    let run = |words: &str| {
        let started = Instant::now();
        let outcome = named.link(DEAD, words).args("--command-timeout 700ms").run();
        assert!(started.elapsed() >= Duration::from_millis(500), "{words:?}: {outcome:?}");
        outcome
    };
    let cause = "cannot reach etcd at 127.0.0.1:1: connection refused\nhint: ";
    run("get k").fails(
        2,
        &format!(
            "Error: context deadline exceeded: {cause}is etcd running there? set \
             --endpoints or ETCDCTL_ENDPOINTS to use another address\n"
        ),
    );
    run("put k v").fails(
        2,
        &format!(
            "Error: context deadline exceeded: {cause}is etcd running there? set \
             --endpoints or ETCDCTL_ENDPOINTS to use another address\n"
        ),
    );
    run("lease grant 5").fails(
        2,
        "Error: failed to grant lease (context deadline exceeded: cannot reach \
         etcd at 127.0.0.1:1: connection refused)\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
    run("endpoint health").fails(
        1,
        "127.0.0.1:1 is unhealthy: failed to commit proposal: connection refused\n\
         Error: unhealthy cluster\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
    run("endpoint status")
        .fails(1, "Failed to get the status of endpoint 127.0.0.1:1 (connection refused)\n");
    // There is nothing to dial.
    named.link("", "get k --endpoints= --command-timeout 60s").run().fails(
        2,
        "Error: no endpoint to connect to\n\
         hint: the list of endpoints is empty: set --endpoints or \
         ETCDCTL_ENDPOINTS\n",
    );
}

#[test]
fn move_leader_needs_the_leader_among_the_endpoints() {
    let named = Named::new();
    let cluster = start(&Plan { members: 3, ..Plan::new() });
    let all = cluster.endpoints();
    let status = cluster.ectl("endpoint status -w jsonl").run();
    let members: Vec<serde_json::Value> =
        status.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut followers = members.iter().filter(|member| member["is_leader"] == false);
    let [one, other] = [(); 2].map(|()| followers.next().unwrap());
    let at = format!("{},{}", one["endpoint"], other["endpoint"]).replace('"', "");
    let id = other["id"].as_str().unwrap();
    let text = format!("Error: no leader endpoint given at [{}]\n", at.replace(',', " "));
    named.link(&at, &["move-leader", id]).run().fails(128, &text);
    let moved = named.link(&all, &["move-leader", id]).run();
    assert!(
        moved.text().starts_with("Leadership transferred from ") && moved.code == 0,
        "{moved:?}"
    );
}

#[test]
fn guardian_starts_under_the_name_etcdctl() {
    let named = Named::new();
    let etcd = etcd();
    for program in named.programs() {
        let script = "test \"$ETCD_LOCK_KEY\" && exit 7";
        let lock = line(&program, &etcd.endpoints(), "lock l -- sh -c").arg(script).run();
        assert_eq!((lock.text(), lock.stderr.as_str(), lock.code), ("", "", 7));
    }
}
