//! Locks and elections: Go's package `concurrency`.

use crate::go;
use crate::support::live::Live;
use crate::support::{ectl, etcd, eventually, line};
use nix::sys::signal::Signal;
use std::time::Duration;

pub fn go_excludes_ectl() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let holder = Live::start(go(&at, &["lock", "backup"]));
    let key = holder.line();
    ectl(&at, &["lock", "--try", "backup", "--", "echo", "in"]).run().fails_part(8, &key);
    let holders = ectl(&at, &["lock", "--holders", "backup"]).run();
    assert!(holders.text().contains(&key), "{holders:?}");
    let ours = Live::start(ectl(&at, &["lock", "backup", "--", "echo", "in"]));
    ours.is_silent();
    assert_eq!(holder.end_by(Signal::SIGTERM).code, 0);
    assert_eq!(ours.line(), "in");
    assert_eq!(ours.end().code, 0);
}

pub fn ectl_excludes_go() {
    let etcd = etcd();
    let at = etcd.endpoints();
    // Go ignores what is in the value.
    let ours = Live::start(ectl(&at, &["lock", "backup", "--note", "an \"owner\""]));
    ours.line();
    go(&at, &["trylock", "backup"]).run().prints("taken\n");
    let queued = Live::start(go(&at, &["lock", "backup"]));
    queued.is_silent();
    assert_eq!(ours.end_by(Signal::SIGTERM).code, 0);
    assert!(queued.line().starts_with("backup/"));
    queued.end_by(Signal::SIGTERM);
    go(&at, &["trylock", "backup"]).run().prints("free\n");
}

/// The Lock service runs within etcd.
pub fn lock_service_and_ectl_exclude_each_other() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let ours = Live::start(ectl(&at, &["lock", "backup", "--note", "x"]));
    ours.line();
    let service = Live::start(go(&at, &["rpclock", "backup"]));
    service.is_silent();
    assert_eq!(ours.end_by(Signal::SIGTERM).code, 0);
    let key = service.line();
    let waiting = Live::start(ectl(&at, &["lock", "backup", "--", "echo", "in"]));
    let told = waiting.says("waiting for lock backup: held by ");
    assert!(told.contains(&format!("held by \"{key}\" (")), "{told}");
    assert_eq!(service.end_by(Signal::SIGTERM).code, 0);
    assert_eq!(waiting.line(), "in");
    assert_eq!(waiting.end().code, 0);
}

/// To Go's mutex a semaphore's contenders are others that it waits for, and to them it accepts one holder.
pub fn go_and_semaphore_exclude_each_other() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let shared = || Live::start(ectl(&at, &["lock", "pool", "--max", "2"]));
    let (one, two) = (shared(), shared());
    one.line();
    two.line();
    go(&at, &["trylock", "pool"]).run().prints("taken\n");
    let mutex = Live::start(go(&at, &["lock", "pool"]));
    eventually("it is in the queue", || {
        ectl(&at, &["get", "--prefix", "pool/", "--count-only"]).run().text() == "3\n"
    });
    assert_eq!(one.end_by(Signal::SIGTERM).code, 0);
    let three = shared();
    mutex.is_silent();
    three.is_silent();
    assert_eq!(two.end_by(Signal::SIGTERM).code, 0);
    assert!(mutex.line().starts_with("pool/"));
    three.is_silent();
    assert_eq!(mutex.end_by(Signal::SIGTERM).code, 0);
    assert!(three.line().starts_with("pool/"));
    three.end_by(Signal::SIGTERM);
}

pub fn ectl_observes_go_leader() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let listener = Live::start(ectl(&at, &["elect", "--listen", "chief"]));
    let leader = Live::start(go(&at, &["campaign", "chief", "gopher"]));
    let key = leader.line();
    assert_eq!([listener.line(), listener.line()], [key.as_str(), "gopher"]);
    let shown = ectl(&at, &["elect", "--leader", "chief"]).run();
    assert!(shown.text().contains(&key) && shown.text().contains("gopher"), "{shown:?}");
    let next = Live::start(ectl(&at, &["elect", "chief", "crab"]));
    next.is_silent();
    assert_eq!(leader.end_by(Signal::SIGTERM).code, 0);
    assert!(next.line().starts_with("chief/"));
    assert_eq!((listener.line().starts_with("chief/"), listener.line()), (true, "crab".to_owned()));
    next.end_by(Signal::SIGTERM);
    listener.end_by(Signal::SIGTERM);
}

pub fn go_observes_ectl_leader() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let observer = Live::start(go(&at, &["observe", "chief"]));
    let ours = Live::start(ectl(&at, &["elect", "chief", "crab"]));
    let key = ours.line();
    assert_eq!(observer.line(), "crab");
    go(&at, &["leader", "chief"]).run().prints(&format!("{key} crab\n"));
    let next = Live::start(go(&at, &["campaign", "chief", "gopher"]));
    next.is_silent();
    ours.end_by(Signal::SIGTERM);
    assert_eq!(next.line(), go(&at, &["leader", "chief"]).run().text().split(' ').next().unwrap());
    assert_eq!(observer.line(), "gopher");
    next.end_by(Signal::SIGTERM);
    observer.end_by(Signal::SIGTERM);
}

/// Duration of the contest.
const CONTENTION: Duration = Duration::from_secs(30);

/// Runs the loop of the Go program's `contend`, until there is a file "done".
const CONTENDER: &str = r#"
set -eu
inside='mkdir in; echo "$ETCD_LOCK_REV ectl" >> order; "$ECTL" put fence ectl --if-held >/dev/null
        env > "held.$1"; rmdir in'
while [ ! -e done ]; do
    "$ECTL" lock --ttl 30 mixed -- sh -euc "$inside" sh "$1"
    key=$(sed -n 's/^ETCD_LOCK_KEY=//p' "held.$1"); revision=$(sed -n 's/^ETCD_LOCK_REV=//p' "held.$1")
    code=0
    ETCD_LOCK_KEY=$key ETCD_LOCK_REV=$revision "$ECTL" put fence late --if-held 2>/dev/null || code=$?
    [ "$code" = 8 ]
done"#;

/// Only one has the lock at a time, in the order in which their keys were created, and what is written
/// under it is written by its holder.
pub fn go_and_ectl_contend_for_one_lock() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let directory = etcd.directory();
    let place = directory.to_str().unwrap();
    let gophers: Vec<_> =
        (0..3).map(|_| Live::start(go(&at, &["contend", "mixed", place]))).collect();
    let ours: Vec<_> = ["1", "2", "3"]
        .map(|number| {
            let sh = line("sh".as_ref(), &at, &["-c", CONTENDER, "sh", number]);
            Live::start(sh.env("ECTL", env!("CARGO_BIN_EXE_ectl")).directory(directory))
        })
        .into();
    std::thread::sleep(CONTENTION);
    std::fs::write(directory.join("done"), "").unwrap();
    for gopher in &gophers {
        gopher.signal(Signal::SIGTERM);
    }
    for contender in gophers.into_iter().chain(ours) {
        let outcome = contender.end();
        assert_eq!(outcome.code, 0, "{outcome:?}");
    }
    let order = std::fs::read_to_string(directory.join("order")).unwrap();
    let entries: Vec<_> = order.lines().map(|line| line.split_once(' ').unwrap()).collect();
    let revisions: Vec<i64> =
        entries.iter().map(|(revision, _)| revision.parse().unwrap()).collect();
    assert!(revisions.is_sorted_by(|one, next| one < next), "{order}");
    for kind in ["go", "ectl"] {
        assert!(entries.iter().filter(|(_, who)| *who == kind).count() >= 3, "{order}");
    }
    // One write for each entry: none was kept out, and none came late.
    let fence = ectl(&at, &["get", "fence", "-w", "jsonl"]).run();
    let version = format!(r#""version":"{}""#, entries.len());
    assert!(fence.text().contains(&version), "{} entries: {fence:?}", entries.len());
}
