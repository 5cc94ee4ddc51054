//! A learner among the endpoints: it refuses nearly everything, and is passed by.

use crate::support::added::WithLearner;
use crate::support::certs::Authority;
use crate::support::live::Live;
use crate::support::{Outcome, eventually};
use ectl::sandbox::Plan;
use nix::sys::signal::Signal;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Nothing listens there.
const DEAD: &str = "127.0.0.1:1";

/// What `--debug` tells of a refusal.
const REFUSED: &str = "rpc not supported for learner";

/// How often each line has to meet the learner; which endpoint is taken is a matter of chance.
const MEETINGS: usize = 2;
const MOST_RUNS: usize = 100;

/// Runs a line until it has met the learner, which must never be noticed.
fn passes(words: &[&str], run: impl Fn(&[&str]) -> Outcome) {
    let mut meetings = 0;
    for _ in 0..MOST_RUNS {
        let outcome = run(&[&["--debug"], words].concat());
        assert_eq!(outcome.code, 0, "{words:?}: {outcome:?}");
        meetings += usize::from(outcome.stderr.contains(REFUSED));
        if meetings == MEETINGS {
            return;
        }
    }
    panic!("{words:?} has met the learner {meetings} times");
}

/// A lease that lives long enough.
fn granted(cluster: &WithLearner) -> String {
    let voters = cluster.etcd.endpoints();
    let granted = cluster.at(&voters, &["lease", "grant", "600", "--id-only"]).run();
    granted.text().trim_end().to_owned()
}

#[test]
fn every_command_passes_by_a_learner() {
    let cluster = WithLearner::start(&Plan::new(), &[]);
    let once = |words: &[&str]| cluster.line(words).run();
    let lease = granted(&cluster);
    let record = r#"{"Op":0,"Addr":"h:1","Metadata":null}"#;
    assert_eq!(once(&["put", "s/h:1", record]).code, 0);
    for line in [
        "put k v",
        "get k",
        "get --prefix k -w json",
        "del other",
        "txn --then put\u{a0}k\u{a0}v",
        "compaction 2",
        "lease grant 5",
        "lease list",
        "lease timetolive LEASE",
        "lease keep-alive LEASE --once",
        "member list",
        "alarm list",
        "alarm disarm",
        "auth status",
        "user list",
        "role list",
        "lock l -- true",
        "elect e me -- true",
        "service register s 127.0.0.1:1 -- true",
        "service resolve s",
        "session --ttl 5 -- true",
        "wait k --exists",
    ] {
        let line = line.replace("LEASE", &lease);
        let words: Vec<_> = line.split(' ').map(|word| word.replace('\u{a0}', " ")).collect();
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        passes(&words, |words| match words {
            // What has been compacted is not compacted again.
            [debug, "compaction", _] => {
                let put = cluster.at(&cluster.etcd.endpoints(), &["put", "k", "v", "-w", "json"]);
                let put: serde_json::Value = serde_json::from_str(put.run().text()).unwrap();
                once(&[debug, "compaction", &put["header"]["revision"].to_string()])
            }
            words => once(words),
        });
    }
    for n in 0.. {
        let added = once(&["--debug", "role", "add", &format!("role{n}")]);
        assert_eq!(added.code, 0, "{added:?}");
        if added.stderr.contains(REFUSED) {
            break;
        }
    }
}

#[test]
fn streams_pass_by_a_learner() {
    let authority = Authority::new();
    let server = authority.sign(&["127.0.0.1"]);
    let options = ["--cert-file", &server.certificate, "--key-file", &server.key];
    let tls = Plan { options: options.map(Into::into).to_vec(), scheme: "https", ..Plan::new() };
    let ca = format!("--cacert={}", authority.ca());
    // Over TLS a stream is opened first, and refused then.
    for (plan, options) in [(Plan::new(), vec![]), (tls, vec![&*ca])] {
        let cluster = WithLearner::start(&plan, &options);
        let voters = cluster.etcd.endpoints();
        let lease = granted(&cluster);
        let renewed = format!("lease {lease} keepalived with TTL(600)");
        assert_eq!(cluster.at(&voters, &["put", "k", "v"]).run().code, 0);
        for (words, lines) in [
            (&["watch", "k", "--rev", "1"][..], ["PUT", "k", "v"].as_slice()),
            (&["lease", "keep-alive", &lease], &[&renewed]),
        ] {
            let words = [&["--debug"], words].concat();
            passes(&words, |words| {
                let live = Live::start(cluster.line(words));
                for line in lines {
                    assert_eq!(live.line(), *line);
                }
                Outcome { code: 0, ..live.end_by(Signal::SIGTERM) }
            });
        }
    }
}

#[test]
fn learner_is_met_once_in_the_life_of_a_process() {
    let cluster = WithLearner::start(&Plan::new(), &[]);
    let mut met = 0;
    for _ in 0..MOST_RUNS {
        // Granting, renewing, queueing, watching and releasing are calls of their own.
        let locked = cluster.line(&["--debug", "lock", "l", "--ttl", "2", "--", "true"]).run();
        assert_eq!(locked.code, 0, "{locked:?}");
        let refusals =
            locked.stderr.matches(&format!("trying again: etcdserver: {REFUSED}")).count();
        assert!(refusals <= 1, "{}", locked.stderr);
        met += refusals;
        if met == 5 {
            return;
        }
    }
    panic!("{met} meetings");
}

#[test]
fn learner_refuses_where_there_is_no_voter() {
    let cluster = WithLearner::start(&Plan::new(), &[]);
    let learner = &cluster.learner;
    let refused = format!("Error: etcdserver: {REFUSED}\nhint: a learner serves few requests");
    for words in [&["put", "k", "v"][..], &["get", "k"], &["watch", "k"], &["member", "list"]] {
        cluster.at(learner, words).run().fails(1, &refused);
    }
    cluster.at(learner, &["lease", "keep-alive", "--once", "1"]).run().fails(1, &refused);
    // A learner alone is not the cluster; but what it serves, it serves.
    let both = format!("{DEAD},{learner}");
    for _ in 0..5 {
        let unreachable = cluster.at(&both, &["put", "k", "v"]).run();
        let each = format!(
            "Error: cannot reach etcd at any of 2 endpoints\n  {DEAD}: connection refused\n  \
             {learner}: a learner, which does not serve this request\nhint: is etcd running there?"
        );
        unreachable.fails(2, &each);
        cluster.at(&both, &["get", "k", "--consistency=s"]).run().prints("");
        cluster.at(&both, &["get", "--prefix", "k", "--consistency=s"]).run().prints("");
    }
}

/// The renewal used to move to the learner, and to stay there.
#[test]
fn registration_stands_while_its_voter_is_away_beside_a_learner() {
    let mut cluster = WithLearner::start(&Plan::new(), &[]);
    let voters = cluster.etcd.endpoints();
    let words = ["service", "register", "s", "127.0.0.1:1", "--ttl", "10"];
    let registered = Live::start(cluster.line(&words));
    let record = || {
        let get = ["get", "--prefix", "s/", "-w", "jsonl", "--command-timeout=10s"];
        let got = cluster.at(&voters, &get).run();
        assert_eq!(got.code, 0, "{got:?}");
        got.text().to_owned()
    };
    eventually("the record is there", || !record().is_empty());
    let first = record();
    for _ in 0..2 {
        let victim = &mut cluster.etcd.members()[0];
        victim.kill().unwrap();
        sleep(Duration::from_millis(1500));
        victim.restart().unwrap();
        victim.wait_until_ready(Instant::now() + Duration::from_secs(60)).unwrap();
    }
    // As long as the lease lives without a renewal, and longer.
    for _ in 0..24 {
        let got = cluster.at(&voters, &["get", "--prefix", "s/", "-w", "jsonl"]).run();
        assert_eq!(got.text(), first, "{got:?}");
        sleep(Duration::from_millis(500));
    }
    assert_eq!(registered.end_by(Signal::SIGTERM).code, 0);
}
