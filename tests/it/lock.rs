//! `lock`: who has it, who waits, what becomes of the command, and what happens to servers meanwhile.

use crate::support::live::Live;
use crate::support::{ectl, etcd, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use std::path::Path;
use std::time::{Duration, Instant};

const HANG: Duration = Duration::from_secs(30);

fn lock(at: &str, words: &[&str]) -> Live {
    Live::start(ectl(at, &[&["lock"], words].concat()))
}

/// The keys below a lock's name, the oldest first.
fn queue(at: &str, name: &str) -> Vec<String> {
    let prefix = format!("{name}/");
    let words = ["get", "--prefix", &prefix, "--keys-only", "--sort-by", "CREATE", "-w", "jsonl"];
    let found = ectl(at, &words).run();
    assert_eq!(found.code, 0, "{found:?}");
    found.text().lines().map(|line| line.split('"').nth(3).unwrap().to_owned()).collect()
}

#[track_caller]
fn nothing_is_left(at: &str) {
    assert_eq!(ectl(at, &["lease", "list"]).run().text(), "found 0 leases\n");
    assert_eq!(ectl(at, &["get", "", "--prefix"]).run().text(), "");
}

#[test]
pub(crate) fn a_lock_is_held_until_a_signal_comes() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let held = lock(&at, &["a b/c"]);
        let key = held.line();
        assert_eq!(queue(&at, "a b/c"), std::slice::from_ref(&key));
        let lease = key.strip_prefix("a b/c/").unwrap();
        let left = ectl(&at, &["lease", "timetolive", lease]).run();
        assert!(left.text().contains(" granted with TTL(10s)"), "{left:?}");
        held.end_by(signal).prints("\n");
        nothing_is_left(&at);
    }
    // A TTL that means nothing is a minute, as in etcdctl.
    let held = lock(&at, &["a", "--ttl=-1", "-w", "jsonl"]);
    let line = held.line();
    let lease = line.trim_end_matches("\"}").rsplit('"').next().unwrap();
    let left = ectl(&at, &["lease", "timetolive", lease]).run();
    assert!(left.text().contains(" granted with TTL(60s)"), "{left:?}");
    held.end_by(Signal::SIGTERM).prints("");
}

#[test]
fn what_is_wrong_is_refused_before_anything_is_sent() {
    let run = |words: &[&str]| ectl("127.0.0.1:1", &[&["lock"], words].concat()).run();
    run(&[]).fails(128, "NAME");
    run(&["a", "sh", "-c", "true"]).fails(128, "'-c'");
    run(&["a", "--ttl", "x"]).fails(128, "--ttl");
    run(&["a", "--try", "--timeout", "1s"]).fails(128, "--try does not wait");
    run(&["a", "--ttl", "10", "--grace", "6s", "--", "true"]).fails(128, "half of the TTL");
    run(&["a", "-w", "xml"]).fails(4, "unsupported output format");
    run(&["a"]).fails(2, "connection refused");
    let etcd = etcd();
    ectl(&etcd.endpoints(), &["lock", "a", "--ttl", "9000000001"])
        .run()
        .fails(1, "etcdserver: too large lease TTL");
}

#[test]
fn only_one_has_it() {
    let etcd = etcd();
    let at = etcd.endpoints();
    // Two at a time would find the directory, or remove it from under the other.
    let script = "mkdir busy && sleep 0.05 && rmdir busy";
    let words = ["lock", "mutex", "--", "sh", "-c", script];
    let lockers: Vec<_> =
        (0..8).map(|_| ectl(&at, &words).directory(etcd.directory()).spawn()).collect();
    for locker in lockers {
        crate::support::finish(locker).prints("");
    }
    nothing_is_left(&at);
}

#[test]
fn who_comes_first_is_first() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let first = lock(&at, &["queue"]);
    first.line();
    let mut waiting = Vec::new();
    for number in 2..6 {
        let say = format!("echo {number} >> order");
        let words = ["lock", "queue", "--", "sh", "-c", &say];
        waiting.push(Live::start(ectl(&at, &words).directory(etcd.directory())));
        eventually("it queues", || queue(&at, "queue").len() == number);
    }
    // The third of them gives up: nobody takes that for their turn.
    waiting.remove(2).end_by(Signal::SIGINT).fails(5, "Error: interrupted by SIGINT");
    eventually("it has left", || queue(&at, "queue").len() == 4);
    assert!(waiting.iter_mut().all(Live::is_running));
    first.end_by(Signal::SIGTERM);
    for done in waiting {
        done.end().prints("");
    }
    assert_eq!(std::fs::read_to_string(etcd.directory().join("order")).unwrap(), "2\n3\n5\n");
    nothing_is_left(&at);
}

#[test]
fn who_will_not_wait_is_told_who_has_it() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let held = lock(&at, &["a"]);
    let key = held.line();
    let lease = format!("{:0>16}", key.strip_prefix("a/").unwrap());
    let holder = format!("held by \"{key}\" (lease {lease}, since revision 2)\n");
    let run = |words: &[&str]| ectl(&at, &[&["lock", "a"], words].concat()).run();
    run(&["--try", "--", "echo", "mine"]).fails(8, &format!("Error: lock a is {holder}"));
    run(&["--timeout", "300ms"])
        .fails(124, &format!("Error: lock a not acquired within 300ms: {holder}"));
    assert_eq!(queue(&at, "a"), [key]);
    held.end_by(Signal::SIGTERM);
    run(&["--try", "--", "echo", "mine"]).prints("mine\n");
    run(&["--timeout", "30s", "--", "echo", "mine"]).prints("mine\n");
    nothing_is_left(&at);

    // A key that nobody will ever remove.
    ectl(&at, &["put", "a/readme", "hands off"]).run().prints("OK\n");
    run(&["--try"])
        .fails(8, "held by \"a/readme\" (no lease, since revision ")
        .says(", value \"hands off\"; not a key of this lock but below it)\n");
}

#[test]
pub(crate) fn the_command_gets_what_it_needs_and_its_status_is_ours() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let line = |words: &[&str]| ectl(&at, &[&["lock", "a"], words].concat());
    let sh = |script: &str| line(&["--", "sh", "-c", script]);
    line(&["--", "cat"]).stdin("from stdin\n").run().prints("from stdin\n");
    line(&["echo", "no", "--ttl", "5", "dashes"]).run().prints("no dashes\n");
    sh("exit 7").run().fails(7, "");
    sh("kill -9 $$").run().fails(128 + 9, "");
    line(&["--", "/nonexistent"]).run().fails(127, "Error: cannot run \"/nonexistent\": No such");
    let directory = etcd.directory().to_str().unwrap();
    line(&["--", directory]).run().fails(126, "Permission denied");

    // The token is the key's own revision, however much else is written while it waits.
    let held = lock(&at, &["a"]);
    held.line();
    let tell = "ectl() { \"$ECTL\" \"$@\"; }; echo $ETCD_LOCK_REV
        ectl txn --if \"create(\\\"$ETCD_LOCK_KEY\\\") = \\\"$ETCD_LOCK_REV\\\"\"
        ectl lock inner -- sh -c 'echo $ETCD_LOCK_KEY'; echo $ETCD_LOCK_KEY";
    let waiting = sh(tell)
        .env("ECTL", env!("CARGO_BIN_EXE_ectl"))
        .env("ETCD_LOCK_KEY", "outer")
        .env("ETCD_LOCK_REV", "1");
    let waiting = Live::start(waiting);
    eventually("it waits", || queue(&at, "a").len() == 2);
    let own = queue(&at, "a").pop().unwrap();
    for _ in 0..3 {
        ectl(&at, &["put", "other", "x"]).run().prints("OK\n");
    }
    held.end_by(Signal::SIGTERM);
    let told = waiting.end();
    let lines: Vec<_> = told.text().lines().collect();
    assert_eq!((lines[1], lines[3]), ("SUCCESS", own.as_str()), "{told:?}");
    assert!(lines[2].starts_with("inner/"), "{told:?}");
    ectl(&at, &["del", "other"]).run();
    nothing_is_left(&at);
}

#[test]
pub(crate) fn signals_reach_the_command_and_what_it_has_started() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for (name, signal) in [
        ("INT", Signal::SIGINT),
        ("TERM", Signal::SIGTERM),
        ("HUP", Signal::SIGHUP),
        ("QUIT", Signal::SIGQUIT),
        ("USR1", Signal::SIGUSR1),
        ("USR2", Signal::SIGUSR2),
    ] {
        let idle = "while :; do sleep 0.05; done";
        // What a shell starts in the background is deaf to INT and QUIT.
        let deaf = matches!(name, "INT" | "QUIT");
        let trap = format!("{}; exit", if deaf { "true" } else { "echo inner" });
        let inner = if deaf { "" } else { "inner\n" };
        let script = format!(
            "trap 'kill $!; wait; echo outer; exit 7' {name}
             (trap '{trap}' {name}; echo ready; {idle}) & {idle}"
        );
        let script = if deaf { script } else { script.replace("kill $!; ", "") };
        let held = lock(&at, &["a", "--", "bash", "-c", &script]);
        assert_eq!(held.line(), "ready");
        let ended = held.end_by(signal);
        let told = format!("{inner}outer\n");
        assert_eq!((ended.text(), ended.code), (told.as_str(), 7), "{name}: {ended:?}");
    }
    let held = lock(&at, &["a", "--", "sh", "-c", "echo ready; exec sleep 60"]);
    held.line();
    // A holder that is suspended renews nothing: it is not to be.
    held.signal(Signal::SIGTSTP);
    assert_eq!(held.end_by(Signal::SIGTERM).code, 128 + 15);
    nothing_is_left(&at);
}

/// A command that never ends by itself, deaf to TERM if asked for, with a companion as deaf.
fn stubborn(etcd: &Etcd, deaf: bool) -> Live {
    let trap = if deaf { "trap '' TERM" } else { "trap 'echo told; exit 3' TERM" };
    let script = format!(
        "{trap}; (while :; do sleep 0.05; done) >/dev/null & echo $! > companion; echo ready
         while :; do sleep 0.05; done"
    );
    let words = ["lock", "a", "--ttl", "3", "--grace", "700ms", "--", "bash", "-c", &script];
    let held = Live::start(ectl(&etcd.endpoints(), &words).directory(etcd.directory()));
    assert_eq!(held.line(), "ready");
    held
}

fn companion_is_alive(etcd: &Etcd) -> bool {
    let pid = std::fs::read_to_string(etcd.directory().join("companion")).unwrap();
    let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    Path::new("/proc/self").exists() && !state.is_empty() && !state.contains(") Z ")
}

#[test]
pub(crate) fn a_command_whose_lock_is_lost_is_stopped() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let revoke = |key: &str| {
        let lease = key.strip_prefix("a/").unwrap();
        assert_eq!(ectl(&at, &["lease", "revoke", lease]).run().code, 0);
    };
    let delete = |key: &str| {
        ectl(&at, &["del", key]).run().prints("1\n");
    };
    for (deaf, told, lose) in [
        (false, "told\n", &revoke as &dyn Fn(&str)),
        (false, "told\n", &delete),
        (true, "", &delete),
    ] {
        let held = stubborn(&etcd, deaf);
        let next = lock(&at, &["a", "--", "echo", "next"]);
        eventually("the next one waits", || queue(&at, "a").len() == 2);
        let key = queue(&at, "a").remove(0);
        lose(&key);
        let ended = held.end();
        assert_eq!((ended.text(), ended.code), (told, 10), "{ended:?}");
        assert!(ended.stderr.starts_with("stopping bash: the lock is lost\n"), "{ended:?}");
        ended.says(&format!(
            "Error: lock a is lost: key \"{key}\" was deleted, or its lease expired or was revoked\n"
        ));
        assert!(!companion_is_alive(&etcd));
        next.end().prints("next\n");
        nothing_is_left(&at);
    }
}

#[test]
pub(crate) fn who_holds_or_waits_without_a_command_notices_too() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let held = lock(&at, &["a"]);
    let key = held.line();
    let waiting = lock(&at, &["a"]);
    eventually("the other one waits", || queue(&at, "a").len() == 2);
    let other = queue(&at, "a").pop().unwrap();
    ectl(&at, &["del", &other]).run().prints("1\n");
    waiting.end().fails(10, &format!("Error: lock a is lost: key \"{other}\" was deleted, or"));
    // Overwritten is not lost.
    ectl(&at, &["put", &key, "x", "--ignore-lease"]).run().prints("OK\n");
    ectl(&at, &["compact", "4"]).run();
    ectl(&at, &["lease", "revoke", key.strip_prefix("a/").unwrap()]).run();
    let lost = held.end();
    assert_eq!((lost.text(), lost.code), ("\n", 10), "{lost:?}");
    nothing_is_left(&at);
}

#[test]
fn a_command_is_stopped_before_the_lease_can_expire() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    let script = "trap 'touch told; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
    // Renewed every 3 s: 3.75 s after the last time, time gets too short for the grace.
    let times = ["--ttl=9", "--grace=4.5s", "--command-timeout=1s"];
    let words = [&["lock", "a"], &times[..], &["--", "bash", "-c", script]].concat();
    let held = Live::start(ectl(&at, &words).directory(etcd.directory()));
    assert_eq!(held.line(), "ready");
    let told = etcd.directory().join("told");
    let started = Instant::now();
    etcd.members()[0].pause().unwrap();
    eventually("the command is told", || told.exists());
    assert!(started.elapsed() < Duration::from_millis(5500), "{:?}", started.elapsed());
    let ended = held.end();
    assert_eq!(ended.code, 10, "{ended:?}");
    assert!(ended.stderr.contains("was not renewed in time: "), "{ended:?}");
    etcd.members()[0].resume().unwrap();
}

#[test]
fn a_server_that_comes_back_in_time_costs_nothing() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    let script = "echo ready; until [ -e done ]; do sleep 0.05; done; echo done";
    let words = ["lock", "a", "--ttl", "20", "--", "sh", "-c", script];
    let held = Live::start(ectl(&at, &words).directory(etcd.directory()));
    assert_eq!(held.line(), "ready");
    let waiting = lock(&at, &["a", "--ttl", "20", "--", "echo", "next"]);
    eventually("the next one waits", || queue(&at, "a").len() == 2);
    let member = &mut etcd.members()[0];
    member.kill().unwrap();
    held.says("is not being renewed and expires in ");
    waiting.says("is not being renewed and expires in ");
    member.restart().unwrap();
    member.wait_until_ready(Instant::now() + HANG).unwrap();
    held.says("is being renewed again");
    waiting.says("is being renewed again");
    std::fs::write(etcd.directory().join("done"), "").unwrap();
    held.end().prints("done\n");
    waiting.end().prints("next\n");
    nothing_is_left(&at);
}

#[test]
fn a_lock_outlives_the_leader_of_the_cluster() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let at = etcd.endpoints();
    let script = "echo ready; until [ -e done ]; do sleep 0.05; done; echo done";
    let words = ["lock", "a", "--ttl", "20", "--", "sh", "-c", script];
    let mut held = Live::start(ectl(&at, &words).directory(etcd.directory()));
    assert_eq!(held.line(), "ready");
    let mut waiting = lock(&at, &["a", "--ttl", "20", "--", "echo", "next"]);
    eventually("the next one waits", || queue(&at, "a").len() == 2);
    let status = ectl(&at, &["endpoint", "status", "-w", "jsonl"]).run();
    let leader = status.text().lines().position(|line| line.contains("\"is_leader\":true"));
    etcd.members()[leader.expect("a leader")].kill().unwrap();
    eventually("there is another leader", || ectl(&at, &["put", "probe", "x"]).run().code == 0);
    assert!(held.is_running() && waiting.is_running());
    assert_eq!(queue(&at, "a").len(), 2);
    std::fs::write(etcd.directory().join("done"), "").unwrap();
    let ended = held.end();
    assert_eq!((ended.text(), ended.code), ("done\n", 0), "{ended:?}");
    let ended = waiting.end();
    assert_eq!((ended.text(), ended.code), ("next\n", 0), "{ended:?}");
    ectl(&at, &["del", "probe"]).run().prints("1\n");
    nothing_is_left(&at);
}

#[test]
fn what_becomes_of_a_command_whose_lock_is_lost_can_be_chosen() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let run = |what: &str, end: &str| {
        let script = format!(
            "trap 'echo told; exit 3' TERM; \"$ECTL\" lease revoke $ETCD_LOCK_LEASE >/dev/null
             for i in $(seq 10); do sleep 0.05; done; echo runs on; {end}"
        );
        let words = ["lock", "a", what, "--", "bash", "-c", &script];
        ectl(&at, &words).env("ECTL", env!("CARGO_BIN_EXE_ectl")).run()
    };
    let outcome = |what: &str, end: &str| {
        let outcome = run(what, end);
        (outcome.text().to_owned(), outcome.code)
    };
    let end = "sleep 60";
    assert_eq!(outcome("--on-lost=term", end), ("told\n".into(), 10));
    assert_eq!(outcome("--on-lost=kill", end), (String::new(), 10));
    assert_eq!(outcome("--on-lost=ignore", "exit 0"), ("runs on\n".into(), 10));
    assert_eq!(outcome("--on-lost=ignore", "exit 4"), ("runs on\n".into(), 4));
    let ignored = run("--on-lost=ignore", "exit 0");
    assert!(ignored.stderr.starts_with("the lock is lost: key "), "{ignored:?}");
    ignored.says("; bash keeps running\n").says("Error: lock a is lost: key ");
    let run = |words: &[&str]| ectl("127.0.0.1:1", &[&["lock", "a"], words].concat()).run();
    run(&["--on-lost=stop", "--", "true"])
        .fails(4, "unknown --on-lost \"stop\"\nhint: valid values: term, kill, ignore\n");
    run(&["--on-lost=kill", "--grace=1s"]).fails(128, "--on-lost=kill has no grace period");
    nothing_is_left(&at);
}

#[test]
fn a_lease_that_is_lent_is_left() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let lease = ectl(&at, &["lease", "grant", "6", "--id-only"]).run();
    let lease = lease.text().trim();
    let lent = |key: &str| key.starts_with(&format!("a/{}", lease.trim_start_matches('0')));
    let tell = ["--", "sh", "-c", "echo $ETCD_LOCK_KEY"];
    let lend = |words: &[&str]| ectl(&at, &[&["lock", "a"], words, &tell[..]].concat());
    for line in [lend(&["--lease", lease]), lend(&[]).env("ECTL_LEASE", lease)] {
        let outcome = line.run();
        assert!(outcome.code == 0 && lent(outcome.text()), "{outcome:?}");
    }
    // One of our own, although there is another around us.
    let outcome = lend(&["--lease", "0"]).env("ECTL_LEASE", lease).run();
    assert!(outcome.code == 0 && !lent(outcome.text()), "{outcome:?}");
    assert_eq!(queue(&at, "a"), Vec::<String>::new());
    ectl(&at, &["lease", "list"]).run().prints(&format!("found 1 leases\n{lease}\n"));

    // Who has the same lease does not have the same lock.
    let held = lock(&at, &["a", "--lease", lease]);
    assert!(lent(&held.line()));
    lend(&["--lease", lease, "--try"]).run().fails(8, "lock a is held by");
    assert_eq!(queue(&at, "a").len(), 1);
    // It is kept alive, longer than it was granted for.
    lend(&["--timeout=7s", "--lease=0"]).run().fails(124, "not acquired within 7s: held by");
    ectl(&at, &["lease", "revoke", lease]).run();
    held.end().says("Error: lock a is lost: ");

    lend(&["--lease", lease]).run().fails(10, "not found or already expired");
    lend(&[]).env("ECTL_LEASE", "x").run().fails(128, "ECTL_LEASE=x: bad lease ID");
    let short = ectl(&at, &["lease", "grant", "6", "--id-only"]).run();
    let short = short.text().trim();
    lend(&["--lease", short, "--grace=4s"]).run().fails(128, "more than half of the TTL");
    ectl(&at, &["lease", "revoke", short]).run();
    nothing_is_left(&at);
}

#[test]
fn who_holds_and_who_waits_is_told_in_every_format() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let holders = |words: &[&str]| ectl(&at, &[&["lock", "--holders", "a"], words].concat()).run();
    holders(&[]).fails(7, "Error: lock a is free\n");
    let held = lock(&at, &["a", "--ttl=600"]);
    let first = held.line();
    let nested = lock(&at, &["a/b"]);
    let below = nested.line();
    let waiting = lock(&at, &["a"]);
    eventually("it waits", || queue(&at, "a").len() == 3);
    let second = queue(&at, "a").pop().unwrap();
    ectl(&at, &["put", "a/readme", "hands off"]).run().prints("OK\n");

    let told = holders(&[]);
    let lines: Vec<_> = told.text().lines().collect();
    assert!(lines[0].starts_with(&format!("held by \"{first}\" (lease ")), "{told:?}");
    assert!(lines[0].ends_with("s of 600s left, since revision 2)"), "{told:?}");
    assert!(lines[1].starts_with(&format!("wanted by \"{below}\" (lease ")), "{told:?}");
    assert!(lines[1].ends_with("; not a key of this lock but below it)"), "{told:?}");
    assert!(lines[2].starts_with(&format!("wanted by \"{second}\" (lease ")), "{told:?}");
    let stray = "\"a/readme\" (no lease, since revision 5, value \"hands off\";";
    assert!(lines[3].starts_with(&format!("wanted by {stray}")), "{told:?}");
    assert_eq!((lines.len(), told.code), (4, 0), "{told:?}");
    told.says("hint: \"a/readme\" has no lease: it blocks every waiter until it is deleted\n")
        .says(&format!("hint: \"{below}\" is in the queue of \"a/b\": "));

    let jsonl = holders(&["-w", "jsonl"]);
    let rows: Vec<serde_json::Value> =
        jsonl.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let column = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("position"), [1, 2, 3, 4]);
    assert_eq!(column("key"), [first.as_str(), &below, &second, "a/readme"]);
    assert_eq!(column("create_revision"), ["2", "3", "4", "5"]);
    assert_eq!(column("granted_ttl"), [600.into(), 10.into(), 10.into(), serde_json::Value::Null]);
    assert_eq!(column("stray")[1..], ["nested".into(), serde_json::Value::Null, "no lease".into()]);
    assert_eq!(rows[0]["lease"], format!("{:0>16}", first.strip_prefix("a/").unwrap()));
    let json = holders(&["-w", "json"]);
    let json: serde_json::Value = serde_json::from_str(json.text()).unwrap();
    assert_eq!(json["queue"][0]["granted-ttl"], 600);
    assert_eq!(json["queue"][3]["stray"], "no lease");
    assert!(
        holders(&["-w", "fields"]).text().ends_with("\"Lease\" : 0\n\"Stray\" : \"no lease\"\n")
    );
    assert!(holders(&["-w", "table"]).text().contains("│ REMAINING TTL │ GRANTED TTL │"));
    holders(&["-w", "protobuf"]).fails(4, "protobuf not supported");
    holders(&["--", "true"]).fails(128, "omit CMD");
    for other in [held, nested] {
        other.end_by(Signal::SIGTERM);
    }
    waiting.line();
}

#[cfg(target_os = "linux")] // where there is setsid(1)
mod at_a_terminal {
    use crate::support::{etcd, eventually};
    use std::fs::File;
    use std::io::{Read as _, Write as _};
    use std::process::{Child, Command, Stdio};
    use std::sync::{Arc, Mutex};

    /// A terminal with a program in its foreground.
    struct Terminal {
        keyboard: File,
        screen: Arc<Mutex<Vec<u8>>>,
        child: Child,
    }

    impl Terminal {
        fn start(at: &str, words: &[&str]) -> Self {
            let pty = nix::pty::openpty(None, None).expect("this system has no pseudo-terminals");
            let slave = || Stdio::from(pty.slave.try_clone().unwrap());
            let mut command = Command::new("setsid");
            command.args(["-c", env!("CARGO_BIN_EXE_ectl"), "--endpoints", at]).args(words);
            command.stdin(slave()).stdout(slave()).stderr(slave());
            let child = command.spawn().expect("setsid is part of util-linux");
            let keyboard = File::from(pty.master);
            let mut output = keyboard.try_clone().unwrap();
            let screen = Arc::new(Mutex::new(Vec::new()));
            let shown = screen.clone();
            std::thread::spawn(move || {
                let mut buffer = [0; 1024];
                while let Ok(read @ 1..) = output.read(&mut buffer) {
                    shown.lock().unwrap().extend(&buffer[..read]);
                }
            });
            Self { keyboard, screen, child }
        }

        fn types(&mut self, keys: &str) {
            self.keyboard.write_all(keys.as_bytes()).unwrap();
        }

        fn shown(&self) -> String {
            String::from_utf8_lossy(&self.screen.lock().unwrap()).replace("\r\n", "\n")
        }

        #[track_caller]
        fn shows(&self, text: &str) {
            eventually(text, || self.shown().contains(text));
        }

        fn ends(&mut self) -> i32 {
            self.child.wait().unwrap().code().unwrap()
        }
    }

    impl Drop for Terminal {
        fn drop(&mut self) {
            let _ = self.child.kill();
        }
    }

    #[test]
    fn ctrl_c_arrives_once() {
        let etcd = etcd();
        let script = "trap 'echo INT' INT; echo ready; while :; do sleep 0.1; [ -e end ] && break; done; \
                      echo end";
        let script = format!("cd {}; {script}", etcd.directory().display());
        let words = ["lock", "a", "--", "bash", "-c", &script];
        let mut terminal = Terminal::start(&etcd.endpoints(), &words);
        terminal.shows("ready\n");
        terminal.types("\x03");
        terminal.shows("INT\n");
        terminal.types("\x03");
        eventually("both", || terminal.shown().matches("INT\n").count() == 2);
        std::fs::write(etcd.directory().join("end"), "").unwrap();
        assert_eq!(terminal.ends(), 0);
        eventually("its end", || terminal.shown().contains("end\n"));
        assert_eq!(terminal.shown().matches("INT\n").count(), 2, "{}", terminal.shown());
    }

    #[test]
    fn the_command_may_read_from_the_terminal() {
        let etcd = etcd();
        let script = "echo ready; read word; echo got $word; trap 'echo INT; exit 5' INT; \
                      while :; do sleep 0.1; done";
        let words = ["lock", "a", "--", "bash", "-c", script];
        let mut terminal = Terminal::start(&etcd.endpoints(), &words);
        terminal.shows("ready\n");
        terminal.types("hello\n");
        terminal.shows("got hello\n");
        // The terminal is the command's now, and what is typed there goes to it alone.
        terminal.types("\x1a");
        terminal.types("\x03");
        terminal.shows("INT\n");
        assert_eq!(terminal.ends(), 5);
        assert_eq!(terminal.shown().matches("INT\n").count(), 1, "{}", terminal.shown());
    }
}
