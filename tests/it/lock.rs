//! `lock`: holders and waiters, the command that runs under it, and failing servers.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::serial::serial;
use crate::support::words::Words;
use crate::support::{Line, ectl, etcd, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use std::path::Path;
use std::time::{Duration, Instant};

fn lock(etcd: &Etcd, words: impl Words) -> Live {
    etcd.ectl("lock").args(words).live()
}

/// The keys below a lock's name, the oldest first.
fn queue(etcd: &Etcd, name: &str) -> Vec<String> {
    let prefix = format!("{name}/");
    let words = "get --keys-only --sort-by CREATE -w jsonl --prefix";
    let found = etcd.ectl(words).arg(&prefix).run();
    assert_eq!(found.code, 0, "{found:?}");
    found.text().lines().map(|line| line.split('"').nth(3).unwrap().to_owned()).collect()
}

/// The owner in the value of a lock's key.
fn owner(lock: &Live) -> String {
    let host = nix::unistd::gethostname().unwrap().into_string().unwrap();
    format!("{host}:{}", lock.id())
}

#[test]
pub(crate) fn signal_releases_lock() {
    let etcd = etcd();
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let held = lock(&etcd, "'a b/c'");
        let key = held.line();
        assert_eq!(queue(&etcd, "a b/c"), std::slice::from_ref(&key));
        let lease = key.strip_prefix("a b/c/").unwrap();
        let left = etcd.ectl(&format!("lease timetolive {lease}")).run();
        assert!(left.text().contains(" granted with TTL(10s)"), "{left:?}");
        held.end_by(signal).prints("\n");
        etcd.assert_empty();
    }
    // As in etcdctl, a negative TTL is a minute.
    let held = lock(&etcd, "a --ttl=-1 -w jsonl");
    let line = held.line();
    let lease = line.trim_end_matches("\"}").rsplit('"').next().unwrap();
    let left = etcd.ectl(&format!("lease timetolive {lease}")).run();
    assert!(left.text().contains(" granted with TTL(60s)"), "{left:?}");
    held.end_by(Signal::SIGTERM).prints("");
}

#[test]
fn usage_errors_send_nothing() {
    let run = |words: &str| ectl("127.0.0.1:1", "lock").args(words).run();
    run("").fails(
        128,
        "Error: the following required arguments were not provided: <NAME>\n\
         hint: usage: ectl lock [OPTIONS] <NAME> [-- <CMD>...]\n",
    );
    run("a sh -c true").fails(
        128,
        "Error: unexpected argument '-c' found\n\
         hint: put -- before CMD; usage: ectl lock [OPTIONS] <NAME> [-- <CMD>...]\n",
    );
    run("a --ttl x").fails(
        128,
        "Error: invalid value 'x' for '--ttl <DURATION>': bad TTL \"x\": not a \
         number of seconds or a duration such as 500ms, 5s or 1m30s\n",
    );
    run("a --try --timeout 1s").fails(128, "Error: --try does not wait: omit --timeout\n");
    run("a --ttl 10 --grace 6s -- true").fails(
        128,
        "Error: --grace is more than half of the TTL\n\
         hint: CMD must end before the lease expires: raise --ttl\n",
    );
    run("a -w xml").fails(
        4,
        "Error: unsupported output format \"xml\"\n\
         hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
         doctor also junit, prometheus\n",
    );
    run("a").fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
    let etcd = etcd();
    etcd.ectl("lock a --ttl 9000000001").run().fails(1, "Error: etcdserver: too large lease TTL\n");
}

#[test]
fn lock_excludes_other_holders() {
    let etcd = etcd();
    // Two holders at a time would find the directory, or remove each other's.
    let script = "mkdir busy && sleep 0.05 && rmdir busy";
    let line = || etcd.ectl("lock mutex -- sh -c").arg(script).directory(etcd.directory());
    let lockers: Vec<_> = (0..8).map(|_| line().spawn()).collect();
    for locker in lockers {
        crate::support::finish(locker).prints("");
    }
    etcd.assert_empty();
}

#[test]
fn waiters_are_served_in_order() {
    let etcd = etcd();
    let first = lock(&etcd, "queue");
    first.line();
    let mut waiting = Vec::new();
    for number in 2..6 {
        let say = format!("echo {number} >> order");
        let line = etcd.ectl("lock queue -- sh -c").arg(&say);
        waiting.push(line.directory(etcd.directory()).live());
        eventually("it queues", || queue(&etcd, "queue").len() == number);
    }
    // The third of them gives up, which starts no other waiter.
    waiting.remove(2).end_by(Signal::SIGINT).fails_part(5, "Error: interrupted by SIGINT");
    eventually("it has left", || queue(&etcd, "queue").len() == 4);
    assert!(waiting.iter_mut().all(Live::is_running));
    first.end_by(Signal::SIGTERM);
    for done in waiting {
        done.end().prints("");
    }
    assert_eq!(std::fs::read_to_string(etcd.directory().join("order")).unwrap(), "2\n3\n5\n");
    etcd.assert_empty();
}

#[test]
fn try_and_timeout_report_holder() {
    let etcd = etcd();
    let held = lock(&etcd, "a");
    let key = held.line();
    let lease = format!("{:0>16}", key.strip_prefix("a/").unwrap());
    let key_of = format!("(key \"{key}\", lease {lease}, since revision 2)\n");
    let holder = format!("held by {} {key_of}", owner(&held));
    let run = |words: &str| etcd.ectl("lock a").args(words).run();
    run("--try -- echo mine").fails_part(8, &format!("Error: lock a is {holder}"));
    run("--timeout 300ms")
        .fails_part(124, &format!("Error: lock a not acquired within 300ms: {holder}"));
    assert_eq!(queue(&etcd, "a"), [key]);
    held.end_by(Signal::SIGTERM);
    run("--try -- echo mine").prints("mine\n");
    run("--timeout 30s -- echo mine").prints("mine\n");
    etcd.assert_empty();

    // A key without a lease never expires.
    etcd.ectl("put a/readme 'hands off'").run().prints("OK\n");
    run("--try")
        .fails_part(8, "held by \"a/readme\" (no lease, since revision ")
        .says(", value \"hands off\"; not a key of this lock but below it)\n")
        .says("hint: \"a/readme\" has no lease: it blocks every waiter until it is deleted; ")
        .says("to keep it, use another name for the lock, such as \"locks/a\"\n");
}

#[test]
fn exit_codes_of_conflicts_and_timeouts_can_be_told_from_those_of_commands() {
    let etcd = etcd();
    let codes = "--conflict-exit-code 75 --timeout-exit-code 76";
    let run = |words: &str| etcd.ectl("lock a").args(codes).args(words).run();
    for code in [0, 8, 75, 124] {
        run(&format!("--try -- sh -c 'exit {code}'")).fails_part(code, "");
        run(&format!("--timeout 30s -- sh -c 'exit {code}'")).fails_part(code, "");
    }
    let held = lock(&etcd, "a");
    held.line();
    run("--try -- true").fails_part(75, "Error: lock a is held by ");
    run("--timeout 200ms -- true").fails_part(76, "Error: lock a not acquired within 200ms: ");
    etcd.ectl("lock a --try -E 0 -- true").run().fails_part(0, "Error: lock a is held by ");
    let report = run("--try --json-errors -- true").stderr;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!((&report["kind"], &report["code"]), (&"unmet".into(), &75.into()), "{report}");
    held.end_by(Signal::SIGTERM);
    etcd.assert_empty();
}

/// An exit code for timeouts means that the command was not run.
#[test]
fn failed_release_keeps_its_exit_code() {
    let mut etcd = etcd();
    let line = "lock a --ttl 60 --timeout 5s --timeout-exit-code 76 --command-timeout 1s -- sh -c";
    let script = "echo runs; until [ -e go ]; do sleep 0.05; done";
    let held = etcd.ectl(line).arg(script).directory(etcd.directory()).live();
    assert_eq!(held.line(), "runs");
    etcd.members()[0].pause().unwrap();
    std::fs::write(etcd.directory().join("go"), "").unwrap();
    let ended = held.end();
    assert_eq!(ended.code, 124, "{ended:?}");
    ended.says("was not released; it expires with its lease");
}

/// The one key of a lock, and its value.
fn stored(etcd: &Etcd, words: &str) -> serde_json::Value {
    let held = lock(etcd, words);
    held.line();
    let found = etcd.ectl("get --prefix a/ --print-value-only").run();
    held.end_by(Signal::SIGTERM).prints("\n");
    serde_json::from_str(found.text()).unwrap()
}

#[test]
pub(crate) fn value_has_owner_and_note_but_is_not_printed() {
    let etcd = etcd();
    let value = stored(&etcd, "a");
    let host = nix::unistd::gethostname().unwrap().into_string().unwrap();
    let owner = value["owner"].as_str().unwrap();
    assert!(owner.starts_with(&format!("{host}:")), "{value}");
    assert_eq!(value.as_object().unwrap().len(), 1, "{value}");
    let value = stored(&etcd, "a --note '\"x\" é' --max 7");
    assert_eq!((&value["note"], &value["max"]), (&"\"x\" é".into(), &7.into()));
    let held = lock(&etcd, "a -w jsonl --note x");
    assert!(held.line().contains(r#"\"note\":\"x\""#));
    held.end_by(Signal::SIGTERM);
}

/// Connecting, the lease and the queue share the time.
#[test]
fn time_limit_holds_without_a_leader() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    for member in [1, 2] {
        etcd.members()[member].kill().unwrap();
    }
    let at = etcd.endpoints().split(',').next().unwrap().to_owned();
    let run = |words: &str| {
        let started = Instant::now();
        let outcome = ectl(&at, words).run();
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
        outcome
    };
    let long = "--command-timeout 60s -- true";
    run(&format!("lock a --timeout 1s {long}")).fails_part(
        124,
        "Error: lock a not acquired within 1s: etcd did not answer the request for a lease\n",
    );
    run(&format!("elect a me --timeout 1s --timeout-exit-code 9 {long}")).fails_part(
        9,
        "Error: election a not won within 1s: etcd did not answer the request for a lease\n",
    );
    // Without a time limit of its own, that of one call counts.
    assert_ne!(run("lock a --try --command-timeout 1s -- true").code, 0);
}

#[test]
fn command_status_is_returned() {
    let etcd = etcd();
    let line = |words: &str| etcd.ectl("lock a").args(words);
    let sh = |script: &str| line("-- sh -c").arg(script);
    line("-- cat").stdin("from stdin\n").run().prints("from stdin\n");
    line("echo no --ttl 5 dashes").run().prints("no dashes\n");
    sh("exit 7").run().fails_part(7, "");
    sh("kill -9 $$").run().fails_part(128 + 9, "");
    line("-- /nonexistent").run().fails_part(127, "Error: cannot run \"/nonexistent\": No such");
    line("--").arg(etcd.directory()).run().fails_part(126, "Permission denied");
    etcd.assert_empty();
}

#[test]
pub(crate) fn command_gets_key_and_token_of_lock() {
    let etcd = etcd();
    // The token is the key's own revision, even if other keys are written while it waits.
    let held = lock(&etcd, "a");
    held.line();
    let tell = "ectl() { \"$ECTL\" \"$@\"; }; echo $ETCD_LOCK_REV
        ectl txn --if \"create(\\\"$ETCD_LOCK_KEY\\\") = \\\"$ETCD_LOCK_REV\\\"\"
        ectl lock inner -- sh -c 'echo $ETCD_LOCK_KEY'; echo $ETCD_LOCK_KEY";
    let waiting = etcd
        .ectl("lock a -- sh -c")
        .arg(tell)
        .env("ECTL", env!("CARGO_BIN_EXE_ectl"))
        .env("ETCD_LOCK_KEY", "outer")
        .env("ETCD_LOCK_REV", "1")
        .live();
    eventually("it waits", || queue(&etcd, "a").len() == 2);
    let own = queue(&etcd, "a").pop().unwrap();
    for _ in 0..3 {
        etcd.ectl("put other x").run().prints("OK\n");
    }
    held.end_by(Signal::SIGTERM);
    let told = waiting.end();
    let lines: Vec<_> = told.text().lines().collect();
    assert_eq!((lines[1], lines[3]), ("SUCCESS", own.as_str()), "{told:?}");
    assert!(lines[2].starts_with("inner/"), "{told:?}");
    etcd.ectl("del other").run();
    etcd.assert_empty();
}

#[test]
pub(crate) fn signals_reach_command_and_its_children() {
    let etcd = etcd();
    for (name, signal) in [
        ("INT", Signal::SIGINT),
        ("TERM", Signal::SIGTERM),
        ("HUP", Signal::SIGHUP),
        ("QUIT", Signal::SIGQUIT),
        ("USR1", Signal::SIGUSR1),
        ("USR2", Signal::SIGUSR2),
    ] {
        let idle = "while :; do sleep 0.05; done";
        // A shell's background processes ignore INT and QUIT.
        let deaf = matches!(name, "INT" | "QUIT");
        let trap = format!("{}; exit", if deaf { "true" } else { "echo inner" });
        let inner = if deaf { "" } else { "inner\n" };
        let script = format!(
            "trap 'kill $!; wait; echo outer; exit 7' {name}
             (trap '{trap}' {name}; echo ready; {idle}) & {idle}"
        );
        let script = if deaf { script } else { script.replace("kill $!; ", "") };
        let held = etcd.ectl("lock a --signal-to=group -- bash -c").arg(&script).live();
        assert_eq!(held.line(), "ready");
        let ended = held.end_by(signal);
        let told = format!("{inner}outer\n");
        assert_eq!((ended.text(), ended.code), (told.as_str(), 7), "{name}: {ended:?}");
    }
    let held = lock(&etcd, "a -- sh -c 'echo ready; exec sleep 60'");
    held.line();
    // TSTP is ignored: a suspended holder would not renew its lease.
    held.signal(Signal::SIGTSTP);
    assert_eq!(held.end_by(Signal::SIGTERM).code, 128 + 15);
    etcd.assert_empty();
}

/// A holder whose command and the companion that it starts never end by themselves; `deaf` ones ignore
/// TERM.
fn stubborn(etcd: &Etcd, deaf: bool) -> Live {
    let trap = if deaf { "trap '' TERM" } else { "trap 'echo told; exit 3' TERM" };
    let script = format!(
        "{trap}; (while :; do sleep 0.05; done) >/dev/null & echo $! > companion; echo ready
         while :; do sleep 0.05; done"
    );
    let line = etcd.ectl("lock a --ttl 3 --grace 700ms -- bash -c").arg(&script);
    let held = line.directory(etcd.directory()).live();
    assert_eq!(held.line(), "ready");
    held
}

fn companion_is_alive(etcd: &Etcd) -> bool {
    let pid = std::fs::read_to_string(etcd.directory().join("companion")).unwrap();
    let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    Path::new("/proc/self").exists() && !state.is_empty() && !state.contains(") Z ")
}

#[test]
pub(crate) fn lost_lock_stops_command() {
    let etcd = etcd();
    let revoke = |key: &str| {
        let lease = key.strip_prefix("a/").unwrap();
        assert_eq!(etcd.ectl(&format!("lease revoke {lease}")).run().code, 0);
    };
    let delete = |key: &str| {
        etcd.ectl(&format!("del {key}")).run().prints("1\n");
    };
    for (deaf, told, lose) in [
        (false, "told\n", &revoke as &dyn Fn(&str)),
        (false, "told\n", &delete),
        (true, "", &delete),
    ] {
        let held = stubborn(&etcd, deaf);
        let next = lock(&etcd, "a -- echo next");
        eventually("the next one waits", || queue(&etcd, "a").len() == 2);
        let key = queue(&etcd, "a").remove(0);
        lose(&key);
        let ended = held.end();
        assert_eq!((ended.text(), ended.code), (told, 10), "{ended:?}");
        assert!(ended.stderr.starts_with("stopping bash: the lock is lost\n"), "{ended:?}");
        ended.says(&format!(
            "Error: lock a is lost: key \"{key}\" was deleted, or its lease expired or was revoked\n"
        ));
        assert!(!companion_is_alive(&etcd));
        next.end().prints("next\n");
        etcd.assert_empty();
    }
}

#[test]
pub(crate) fn lost_lock_ends_holder_and_waiter_without_command() {
    let etcd = etcd();
    let held = lock(&etcd, "a");
    let key = held.line();
    let waiting = lock(&etcd, "a");
    eventually("the other one waits", || queue(&etcd, "a").len() == 2);
    let other = queue(&etcd, "a").pop().unwrap();
    etcd.ectl(&format!("del {other}")).run().prints("1\n");
    waiting
        .end()
        .fails_part(10, &format!("Error: lock a is lost: key \"{other}\" was deleted, or"));
    // Overwritten is not lost.
    etcd.ectl(&format!("put {key} x --ignore-lease")).run().prints("OK\n");
    etcd.ectl("compact 4").run();
    etcd.ectl(&format!("lease revoke {}", key.strip_prefix("a/").unwrap())).run();
    let lost = held.end();
    assert_eq!((lost.text(), lost.code), ("\n", 10), "{lost:?}");
    etcd.assert_empty();
}

#[test]
fn command_is_stopped_before_lease_expires() {
    let _serial = serial();
    let mut etcd = etcd();
    let script = "trap 'touch told; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
    // Renewed every 3 s; 3.75 s after the last renewal the rest of the TTL is too short for the grace.
    let line = etcd.ectl("lock a --ttl=9 --grace=4.5s --command-timeout=1s -- bash -c").arg(script);
    let held = line.directory(etcd.directory()).live();
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
fn lock_survives_server_restart() {
    let mut etcd = etcd();
    let script = "echo ready; until [ -e done ]; do sleep 0.05; done; echo done";
    let line = etcd.ectl("lock a --ttl 20 -- sh -c").arg(script);
    let held = line.directory(etcd.directory()).live();
    assert_eq!(held.line(), "ready");
    let waiting = lock(&etcd, "a --ttl 20 -- echo next");
    eventually("the next one waits", || queue(&etcd, "a").len() == 2);
    etcd.members()[0].kill().unwrap();
    held.says("is not being renewed and expires in ");
    waiting.says("is not being renewed and expires in ");
    etcd.restart(0);
    held.says("is being renewed again");
    waiting.says("is being renewed again");
    std::fs::write(etcd.directory().join("done"), "").unwrap();
    held.end().prints("done\n");
    waiting.end().prints("next\n");
    etcd.assert_empty();
}

#[test]
fn lock_survives_leader_loss() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let script = "echo ready; until [ -e done ]; do sleep 0.05; done; echo done";
    let line = etcd.ectl("lock a --ttl 20 -- sh -c").arg(script);
    let mut held = line.directory(etcd.directory()).live();
    assert_eq!(held.line(), "ready");
    let mut waiting = lock(&etcd, "a --ttl 20 -- echo next");
    eventually("the next one waits", || queue(&etcd, "a").len() == 2);
    let status = etcd.ectl("endpoint status -w jsonl").run();
    let leader = status.text().lines().position(|line| line.contains("\"is_leader\":true"));
    etcd.members()[leader.expect("a leader")].kill().unwrap();
    eventually("there is another leader", || etcd.ectl("put probe x").run().code == 0);
    assert!(held.is_running() && waiting.is_running());
    assert_eq!(queue(&etcd, "a").len(), 2);
    std::fs::write(etcd.directory().join("done"), "").unwrap();
    let ended = held.end();
    assert_eq!((ended.text(), ended.code), ("done\n", 0), "{ended:?}");
    let ended = waiting.end();
    assert_eq!((ended.text(), ended.code), ("next\n", 0), "{ended:?}");
    etcd.ectl("del probe").run().prints("1\n");
    etcd.assert_empty();
}

#[test]
fn on_lost_decides_how_command_ends() {
    let etcd = etcd();
    let run = |what: &str, end: &str| {
        let script = format!(
            "trap 'echo told; exit 3' TERM; \"$ECTL\" lease revoke $ETCD_LOCK_LEASE >/dev/null
             for i in $(seq 40); do sleep 0.05; done; echo runs on; {end}"
        );
        let line = etcd.ectl(&format!("lock a {what} -- bash -c")).arg(script);
        line.env("ECTL", env!("CARGO_BIN_EXE_ectl")).run()
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
    let run = |words: &str| ectl("127.0.0.1:1", "lock a").args(words).run();
    run("--on-lost=stop -- true")
        .fails_part(4, "invalid --on-lost \"stop\"\nhint: valid values: term, kill, ignore\n");
    run("--on-lost=kill --grace=1s").fails_part(128, "--on-lost=kill has no grace period");
    etcd.assert_empty();
}

/// A lock whose command prints its key.
fn print_key(etcd: &Etcd, words: impl Words) -> Line {
    etcd.ectl("lock a").args(words).args("-- sh -c 'echo $ETCD_LOCK_KEY'")
}

fn grant(etcd: &Etcd) -> String {
    let granted = etcd.ectl("lease grant 6 --id-only").run();
    granted.text().trim().to_owned()
}

#[test]
fn borrowed_lease_is_kept() {
    let etcd = etcd();
    let lease = &*grant(&etcd);
    let is_lent = |key: &str| key.starts_with(&format!("a/{}", lease.trim_start_matches('0')));
    let lend = |words: &str| print_key(&etcd, words);
    for line in [lend(&format!("--lease {lease}")), lend("").env("ECTL_LEASE", lease)] {
        let outcome = line.run();
        assert!(outcome.code == 0 && is_lent(outcome.text()), "{outcome:?}");
    }
    // `--lease 0` grants a new lease in spite of the variable.
    let outcome = lend("--lease 0").env("ECTL_LEASE", lease).run();
    assert!(outcome.code == 0 && !is_lent(outcome.text()), "{outcome:?}");
    assert_eq!(queue(&etcd, "a"), Vec::<String>::new());
    etcd.ectl("lease list").run().prints(&format!("found 1 leases\n{lease}\n"));

    // The lease of the holder is not enough to hold the lock.
    let held = lock(&etcd, &format!("a --lease {lease}"));
    assert!(is_lent(&held.line()));
    lend(&format!("--lease {lease} --try")).run().fails_part(8, "lock a is held by");
    assert_eq!(queue(&etcd, "a").len(), 1);
    // The borrowed lease is renewed beyond its TTL.
    lend("--timeout=7s --lease=0").run().fails_part(124, "not acquired within 7s: held by");
    etcd.ectl(&format!("lease revoke {lease}")).run();
    held.end().says("Error: lock a is lost: ");
    etcd.assert_empty();
}

#[test]
fn unusable_lease_is_refused() {
    let etcd = etcd();
    let lend = |words: &str| print_key(&etcd, words);
    let lease = &*grant(&etcd);
    etcd.ectl(&format!("lease revoke {lease}")).run();
    lend(&format!("--lease {lease}")).run().fails_part(10, "not found or already expired");
    lend("").env("ECTL_LEASE", "x").run().fails_part(128, "ECTL_LEASE=x: bad lease ID");
    let short = &*grant(&etcd);
    lend(&format!("--lease {short} --grace=4s")).run().fails_part(128, "more than half of the TTL");
    etcd.ectl(&format!("lease revoke {short}")).run();
    etcd.assert_empty();
}

/// A queue with a holder of `a`, a holder of `a/b`, a waiter for `a`, and a key without a lease.
struct Queue {
    held: Live,
    nested: Live,
    waiting: Live,
    /// The keys of the holder, the holder of `a/b`, and the waiter.
    keys: [String; 3],
}

impl Queue {
    fn start(etcd: &Etcd) -> Self {
        let held = lock(etcd, "a --ttl=600");
        let first = held.line();
        let nested = lock(etcd, "a/b");
        let below = nested.line();
        let waiting = lock(etcd, "a");
        eventually("it waits", || queue(etcd, "a").len() == 3);
        let second = queue(etcd, "a").pop().unwrap();
        etcd.ectl("put a/readme 'hands off'").run().prints("OK\n");
        Self { held, nested, waiting, keys: [first, below, second] }
    }

    /// Ends both holders, after which the waiter holds the lock.
    fn end(self) {
        for other in [self.held, self.nested] {
            other.end_by(Signal::SIGTERM);
        }
        self.waiting.line();
    }
}

#[test]
fn holders_lists_the_queue() {
    let etcd = etcd();
    let holders = |words: &str| etcd.ectl("lock --holders a").args(words).run();
    holders("").fails_part(7, "Error: lock a is free\n");
    let queue = Queue::start(&etcd);
    let [first, below, second] = &queue.keys;
    let told = holders("");
    let lines: Vec<_> = told.text().lines().collect();
    let held = format!("held by {} (key \"{first}\", lease ", owner(&queue.held));
    assert!(lines[0].starts_with(&held), "{told:?}");
    assert!(lines[0].ends_with(" s of 600 s left, since revision 2)"), "{told:?}");
    let nested = format!("wanted by {} (key \"{below}\", lease ", owner(&queue.nested));
    assert!(lines[1].starts_with(&nested), "{told:?}");
    assert!(lines[1].ends_with("; not a key of this lock but below it)"), "{told:?}");
    let waiting = format!("wanted by {} (key \"{second}\", lease ", owner(&queue.waiting));
    assert!(lines[2].starts_with(&waiting), "{told:?}");
    let stray = "\"a/readme\" (no lease, since revision 5, value \"hands off\";";
    assert!(lines[3].starts_with(&format!("wanted by {stray}")), "{told:?}");
    assert_eq!((lines.len(), told.code), (4, 0), "{told:?}");
    told.says("hint: \"a/readme\" has no lease: it blocks every waiter until it is deleted; ")
        .says(&format!("hint: \"{below}\" is in the queue of \"a/b\": "));
    queue.end();
}

#[test]
fn holders_have_every_format() {
    let etcd = etcd();
    let holders = |words: &str| etcd.ectl("lock --holders a").args(words).run();
    let queue = Queue::start(&etcd);
    let [first, below, second] = &queue.keys;
    let jsonl = holders("-w jsonl");
    let rows: Vec<serde_json::Value> =
        jsonl.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let owners = [&queue.held, &queue.nested, &queue.waiting].map(owner);
    let column = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("position"), [1, 2, 3, 4]);
    assert_eq!(column("state"), ["holds", "waits", "waits", "waits"]);
    assert_eq!(column("owner")[..3], owners);
    assert_eq!(column("owner")[3], serde_json::Value::Null);
    assert_eq!(column("max"), [1.into(), 1.into(), 1.into(), serde_json::Value::Null]);
    assert_eq!(column("key"), [first, below, second, "a/readme"]);
    assert_eq!(column("create_revision"), ["2", "3", "4", "5"]);
    assert_eq!(column("granted_ttl"), [600.into(), 10.into(), 10.into(), serde_json::Value::Null]);
    assert_eq!(column("stray")[1..], ["nested".into(), serde_json::Value::Null, "no lease".into()]);
    assert_eq!(rows[0]["lease"], format!("{:0>16}", first.strip_prefix("a/").unwrap()));
    let json = holders("-w json");
    let json: serde_json::Value = serde_json::from_str(json.text()).unwrap();
    assert_eq!(json["queue"][0]["granted-ttl"], 600);
    assert_eq!(json["queue"][3]["stray"], "no lease");
    assert_eq!(json["queue"][0]["owner"], owners[0]);
    assert_eq!([&json["queue"][0]["state"], &json["queue"][3]["state"]], ["holds", "waits"]);
    let fields = holders("-w fields");
    let end = "\"Lease\" : 0\n\"State\" : \"waits\"\n\"Stray\" : \"no lease\"\n";
    assert!(fields.text().ends_with(end), "{fields:?}");
    assert!(holders("-w table").text().contains("│ REMAINING TTL │ GRANTED TTL │"));
    holders("-w protobuf").fails_part(4, "protobuf not supported");
    holders("-- true").fails_part(128, "omit CMD");
    queue.end();
}

#[cfg(target_os = "linux")] // where there is setsid(1)
mod at_a_terminal {
    use crate::support::pty::open_pty;
    use crate::support::{etcd, eventually};
    use ectl::sandbox::Etcd;
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
        fn start(etcd: &Etcd, words: &[&str]) -> Self {
            let pty = open_pty(None);
            let slave = || Stdio::from(pty.slave.try_clone().unwrap());
            let mut command = Command::new("setsid");
            command.args(["-c", env!("CARGO_BIN_EXE_ectl"), "--endpoints"]);
            command.arg(etcd.endpoints()).args(words);
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
    fn ctrl_c_reaches_command_once() {
        let etcd = etcd();
        let script = "trap 'echo INT' INT; echo ready; while :; do sleep 0.1; [ -e end ] && break; done; \
                      echo end";
        let script = format!("cd {}; {script}", etcd.directory().display());
        let words = ["lock", "a", "--", "bash", "-c", &script];
        let mut terminal = Terminal::start(&etcd, &words);
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
    fn command_can_read_terminal() {
        let etcd = etcd();
        let script = "echo ready; read word; echo got $word; trap 'echo INT; exit 5' INT; \
                      while :; do sleep 0.1; done";
        let words = ["lock", "a", "--", "bash", "-c", script];
        let mut terminal = Terminal::start(&etcd, &words);
        terminal.shows("ready\n");
        terminal.types("hello\n");
        terminal.shows("got hello\n");
        // The command is in the foreground: keys reach only it.
        terminal.types("\x1a");
        terminal.types("\x03");
        terminal.shows("INT\n");
        assert_eq!(terminal.ends(), 5);
        assert_eq!(terminal.shown().matches("INT\n").count(), 1, "{}", terminal.shown());
    }
}

#[test]
fn small_stack_is_enough() {
    let etcd = etcd();
    for words in ["lock a -- true", "elect a me -- true", "session -- true", "get a"] {
        let script = format!("ulimit -s 2048; exec \"$0\" {words}");
        let run = std::process::Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_ectl")])
            .env("ETCDCTL_ENDPOINTS", etcd.endpoints())
            .output()
            .unwrap();
        assert!(run.status.success(), "{words}: {run:?}");
    }
}
