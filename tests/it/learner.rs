//! A learner among the endpoints: it refuses most calls, and commands go on to a voter.

use crate::support::added::WithLearner;
use crate::support::certs::Authority;
use crate::support::cluster::Cluster as _;
use crate::support::{Outcome, eventually};
use ectl::sandbox::Plan;
use nix::sys::signal::Signal;
use std::thread::sleep;
use std::time::Duration;

/// Nothing listens there.
const DEAD: &str = "127.0.0.1:1";

/// The refusal as `--debug` shows it.
const REFUSED: &str = "rpc not supported for learner";

/// Number of refusals to see for each line; the endpoint is chosen at random.
const MEETINGS: usize = 2;
const MOST_RUNS: usize = 100;

/// Runs a line until the learner has refused it several times; it must succeed each time.
fn passes(words: &str, run: impl Fn(&str) -> Outcome) {
    let words = format!("--debug {words}");
    let mut meetings = 0;
    for _ in 0..MOST_RUNS {
        let outcome = run(&words);
        assert_eq!(outcome.code, 0, "{words:?}: {outcome:?}");
        meetings += usize::from(outcome.stderr.contains(REFUSED));
        if meetings == MEETINGS {
            return;
        }
    }
    panic!("{words:?} has met the learner {meetings} times");
}

/// Grants a lease of ten minutes and returns its id.
fn granted(cluster: &WithLearner) -> String {
    let voters = cluster.etcd.endpoints();
    let granted = cluster.at(&voters, "lease grant 600 --id-only").run();
    granted.text().trim_end().to_owned()
}

/// Lines that can be repeated; `LEASE` is a lease.
const LINES: &[&str] = &[
    "put k v",
    "get k",
    "get --prefix k -w json",
    "del other",
    "txn --then 'put k v'",
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
];

#[test]
fn learner_is_skipped_by_every_command() {
    let cluster = WithLearner::start(&Plan::new(), &[]);
    let once = |words: &str| cluster.line(&[]).args(words).run();
    let lease = granted(&cluster);
    let record = r#"{"Op":0,"Addr":"h:1","Metadata":null}"#;
    assert_eq!(once(&format!("put s/h:1 {record}")).code, 0);
    for line in LINES {
        passes(&line.replace("LEASE", &lease), once);
    }
    // A revision is compacted only once.
    passes("compaction", |words| {
        let put = cluster.at(&cluster.etcd.endpoints(), "put k v -w json");
        let put: serde_json::Value = serde_json::from_str(put.run().text()).unwrap();
        once(&format!("{words} {}", put["header"]["revision"]))
    });
    for n in 0.. {
        let added = once(&format!("--debug role add role{n}"));
        assert_eq!(added.code, 0, "{added:?}");
        if added.stderr.contains(REFUSED) {
            break;
        }
    }
}

#[test]
fn learner_is_skipped_by_defrag() {
    let cluster = WithLearner::start(&Plan::new(), &[]);
    let voters = cluster.etcd.endpoints();
    let skipped = format!(
        "Skipped etcd member[http://{}]: a learner refuses it (rpc not supported for learner)",
        cluster.learner
    );
    for (words, others) in
        [("defrag --cluster --dry-run", "Would defrag"), ("defrag --cluster", "Finished defrag")]
    {
        let done = cluster.at(&voters, words).run().succeeds();
        let count =
            |start: &str| done.text().lines().filter(|line| line.starts_with(start)).count();
        assert_eq!((count(&skipped), count(others)), (1, 3), "{done:?}");
    }
}

#[test]
fn learner_is_skipped_by_streams() {
    let authority = Authority::new();
    let server = authority.sign(&["127.0.0.1"]);
    let options = ["--cert-file", &server.certificate, "--key-file", &server.key];
    let tls = Plan { options: options.map(Into::into).to_vec(), scheme: "https", ..Plan::new() };
    let ca = format!("--cacert={}", authority.ca());
    // Over TLS the learner accepts a stream first and refuses it afterwards.
    for (plan, options) in [(Plan::new(), vec![]), (tls, vec![&*ca])] {
        let cluster = WithLearner::start(&plan, &options);
        let voters = cluster.etcd.endpoints();
        let lease = granted(&cluster);
        let renewed = format!("lease {lease} keepalived with TTL(600)");
        assert_eq!(cluster.at(&voters, "put k v").run().code, 0);
        for (words, lines) in [
            ("watch k --rev 1", ["PUT", "k", "v"].as_slice()),
            (&format!("lease keep-alive {lease}"), &[&renewed]),
        ] {
            passes(words, |words| {
                let live = cluster.line(&[]).args(words).live();
                for line in lines {
                    assert_eq!(live.line(), *line);
                }
                Outcome { code: 0, ..live.end_by(Signal::SIGTERM) }
            });
        }
    }
}

#[test]
fn process_asks_learner_at_most_once() {
    let cluster = WithLearner::start(&Plan::new(), &[]);
    let mut met = 0;
    for _ in 0..MOST_RUNS {
        // Granting, renewing, queueing, watching and releasing are separate calls.
        let locked = cluster.line(&[]).args("--debug lock l --ttl 2 -- true").run();
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
fn learner_alone_refuses_with_hint() {
    let cluster = WithLearner::start(&Plan::new(), &[]);
    let learner = &cluster.learner;
    let refused = format!("Error: etcdserver: {REFUSED}\nhint: a learner serves few requests");
    for words in ["put k v", "get k", "watch k", "member list"] {
        cluster.at(learner, words).run().fails_part(1, &refused);
    }
    cluster.at(learner, "lease keep-alive --once 1").run().fails_part(1, &refused);
    // A learner alone is no cluster, but it answers the reads that it serves.
    let both = format!("{DEAD},{learner}");
    for _ in 0..5 {
        let unreachable = cluster.at(&both, "put k v").run();
        let each = format!(
            "Error: cannot reach etcd at any of 2 endpoints\n  {DEAD}: connection refused\n  \
             {learner}: a learner, which does not serve this request\nhint: is etcd running there?"
        );
        unreachable.fails_part(2, &each);
        cluster.at(&both, "get k --consistency=s").run().prints("");
        cluster.at(&both, "get --prefix k --consistency=s").run().prints("");
    }
}

/// A regression test: the renewal used to move to the learner and stay there.
#[test]
fn registration_survives_voter_restart_beside_learner() {
    let mut cluster = WithLearner::start(&Plan::new(), &[]);
    let voters = cluster.etcd.endpoints();
    let registered = cluster.line(&[]).args("service register s 127.0.0.1:1 --ttl 10").live();
    let record = || {
        let get = "get --prefix s/ -w jsonl --command-timeout=10s";
        let got = cluster.at(&voters, get).run();
        assert_eq!(got.code, 0, "{got:?}");
        got.text().to_owned()
    };
    eventually("the record is there", || !record().is_empty());
    let first = record();
    for _ in 0..2 {
        cluster.etcd.members()[0].kill().unwrap();
        sleep(Duration::from_millis(1500));
        cluster.etcd.restart(0);
    }
    // Longer than the TTL of the lease without a renewal.
    for _ in 0..24 {
        let got = cluster.at(&voters, "get --prefix s/ -w jsonl").run();
        assert_eq!(got.text(), first, "{got:?}");
        sleep(Duration::from_millis(500));
    }
    assert_eq!(registered.end_by(Signal::SIGTERM).code, 0);
}
