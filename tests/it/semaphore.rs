//! `lock --max`: up to N holders at a time, in the order in which they came.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::{ectl, etcd, eventually, finish};
use ectl::sandbox::Etcd;
use nix::sys::signal::Signal;

fn lock(etcd: &Etcd, words: &str) -> Live {
    etcd.ectl("lock pool").args(words).live()
}

fn length(etcd: &Etcd) -> usize {
    let count = etcd.ectl("get --prefix pool/ --count-only").run();
    count.text().trim_end().parse().unwrap()
}

/// Contenders that enter the queue one after the other.
fn enter(etcd: &Etcd, lines: &[&str]) -> Vec<Live> {
    let before = length(etcd);
    let contenders = lines.iter().zip(before + 1..).map(|(words, length_then)| {
        let contender = lock(etcd, words);
        eventually("it is in the queue", || length(etcd) == length_then);
        contender
    });
    contenders.collect()
}

fn owner(lock: &Live) -> String {
    let host = nix::unistd::gethostname().unwrap().into_string().unwrap();
    format!("{host}:{}", lock.id())
}

#[test]
fn any_release_admits_the_next_in_order() {
    let etcd = etcd();
    let mut holders = enter(&etcd, &["--max 3"; 3]);
    holders.iter().for_each(|holder| assert!(holder.line().starts_with("pool/")));
    let mut waiting = enter(&etcd, &["--max 3"; 4]);
    let told = waiting[1].says("waiting for ");
    let name = owner(&holders[0]);
    assert!(told.starts_with(&format!("waiting for lock pool: held by {name} (")), "{told}");
    assert!(told.ends_with(" s of 10 s left) and 2 more, 4 ahead"), "{told}");
    // Neither the youngest nor the oldest of the holders.
    holders.remove(1).end_by(Signal::SIGTERM).prints("\n");
    assert!(waiting[0].line().starts_with("pool/"));
    waiting[1].is_silent();
    // A waiter that gives up admits nobody.
    waiting.remove(1).end_by(Signal::SIGINT).fails_part(5, "interrupted");
    eventually("it has left", || length(&etcd) == 5);
    waiting[1].is_silent();
    // Two places at once; the next holder is one that was killed.
    let killed = waiting.remove(0);
    killed.signal(Signal::SIGKILL);
    holders.remove(1).end_by(Signal::SIGTERM).prints("\n");
    assert!(waiting[0].line().starts_with("pool/"));
    // Its place is free when its lease has expired.
    assert!(waiting[1].line().starts_with("pool/"));
    for held in holders.into_iter().chain(waiting) {
        held.end_by(Signal::SIGTERM).prints("\n");
    }
    drop(killed.end());
    etcd.assert_empty();
}

#[test]
fn holders_are_never_more_than_the_limit() {
    let etcd = etcd();
    // A third holder at a time would see three files. Each waits a moment for a second one.
    let script = "touch in.$$; for i in $(seq 40); do count=$(ls in.* | wc -l); \
                  [ $count = 1 ] || break; sleep 0.05; done; echo $count; sleep 0.05; rm in.$$";
    let line = || etcd.ectl("lock pool --max 2 -- sh -c").arg(script).directory(etcd.directory());
    let lockers: Vec<_> = (0..10).map(|_| line().spawn()).collect();
    let inside = lockers.into_iter().map(|locker| {
        let outcome = finish(locker);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        outcome.text().trim().parse::<u8>().unwrap()
    });
    let inside: Vec<_> = inside.collect();
    assert!(inside.iter().all(|count| (1..=2).contains(count)), "{inside:?}");
    assert!(inside.contains(&2), "never two at once: {inside:?}");
    etcd.assert_empty();
}

#[test]
fn try_is_refused_only_if_all_places_are_taken() {
    let etcd = etcd();
    let run = |words: &str| etcd.ectl("lock pool --max 2").args(words).run();
    let first = enter(&etcd, &["--max 2"]).remove(0);
    let (key, name) = (first.line(), owner(&first));
    run("--try -- echo in").prints("in\n");
    let second = enter(&etcd, &["--max 2"]).remove(0);
    second.line();
    let refused = run("--try -- echo in");
    refused.fails_part(8, &format!("Error: lock pool is held by {name} (key \"{key}\", lease "));
    let refused =
        run("--try -E 75 -- echo in").fails_part(75, ", since revision 2, --max 2) and 1 more\n");
    assert_eq!(refused.stderr.lines().count(), 1, "{refused:?}");
    let late = run("--timeout 300ms -- echo in");
    late.fails_part(124, "Error: lock pool not acquired within 300ms: held by ")
        .says(") and 1 more\n");
    run("--timeout 300ms --timeout-exit-code 99 -- echo in").fails_part(99, "not acquired within");
    assert_eq!(length(&etcd), 2);
    let third = enter(&etcd, &["--max 2 --note waits"]).remove(0);
    let queue = etcd.ectl("lock --holders pool").run();
    let states: Vec<_> = queue.text().lines().map(|line| line.split('(').next().unwrap()).collect();
    let [first, second, third] = [&first, &second, &third].map(owner);
    let expected = [
        format!("held by {first} "),
        format!("held by {second} "),
        format!("wanted by {third} \"waits\" "),
    ];
    assert_eq!(states, expected, "{queue:?}");
    assert!(queue.text().lines().all(|line| line.ends_with(", --max 2)")), "{queue:?}");
    let states = etcd.ectl("lock --holders pool --field state").run();
    states.prints(
        "holds
holds
waits
",
    );
}

#[test]
fn plain_locks_and_semaphores_exclude_each_other() {
    let etcd = etcd();
    let shared = enter(&etcd, &["--max 2", "--max 2"]);
    shared.iter().for_each(|holder| drop(holder.line()));
    let plain = enter(&etcd, &[""]).remove(0);
    plain.says(" accepts 2 holders of lock pool, this command 1: the smaller number counts");
    // There is room for it, but the plain lock came first.
    let mut shared = shared.into_iter();
    shared.next().unwrap().end_by(Signal::SIGTERM).prints("\n");
    let third = enter(&etcd, &["--max 2"]).remove(0);
    let told =
        third.says(" accepts 1 holder of lock pool, this command 2: the smaller number counts");
    assert!(told.starts_with(&owner(&plain)), "{told}");
    etcd.ectl("lock pool --max 2 --try -- true").run().fails_part(8, "lock pool is held by ");
    plain.is_silent();
    third.is_silent();
    shared.next().unwrap().end_by(Signal::SIGTERM).prints("\n");
    assert!(plain.line().starts_with("pool/"));
    third.is_silent();
    plain.end_by(Signal::SIGTERM);
    assert!(third.line().starts_with("pool/"));
    third.end_by(Signal::SIGTERM).prints("\n");
    // A key of another program, with an empty value, is a plain lock.
    let lease = etcd.ectl("lease grant 600 --id-only").run();
    let lease = lease.text().trim();
    let key = format!("pool/{}", lease.trim_start_matches('0'));
    etcd.ectl(&["put", &key, "", "--lease", lease]).run().prints("OK\n");
    etcd.ectl("lock pool --max 2 --try -- true").run().fails_part(8, "lock pool is held by ");
}

#[test]
fn command_has_token_and_guarded_writes() {
    let etcd = etcd();
    let script = "\"$ECTL\" put fenced x --if-held || exit 1
        \"$ECTL\" del \"$ETCD_LOCK_KEY\" >/dev/null
        trap '' TERM; \"$ECTL\" put fenced late --if-held; echo $?";
    let other = enter(&etcd, &["--max 2"]).remove(0);
    other.line();
    let line = etcd.ectl("lock pool --max 2 --on-lost=ignore -- sh -c").arg(script);
    let lost = line.env("ECTL", env!("CARGO_BIN_EXE_ectl")).run();
    assert_eq!((lost.text(), lost.code), ("OK\n8\n", 10), "{lost:?}");
    lost.says("Error: lock pool is lost: key ");
    etcd.ectl("get fenced --print-value-only").run().prints("x\n");
    other.end_by(Signal::SIGTERM);
}

#[test]
fn waiters_survive_restart_and_compaction() {
    let mut etcd = etcd();
    let mut holders = enter(&etcd, &["--max 2 --ttl 30"; 2]);
    holders.iter().for_each(|holder| drop(holder.line()));
    let waiting = enter(&etcd, &["--max 2 --ttl 30"; 2]);
    waiting.iter().for_each(|waiter| drop(waiter.says("waiting for ")));
    // While one of them is frozen and its connection breaks, the history of the releases is forgotten.
    waiting[1].signal(Signal::SIGSTOP);
    etcd.members()[0].kill().unwrap();
    waiting[0].says("is not being renewed");
    etcd.restart(0);
    waiting[0].says("is being renewed again");
    holders.remove(1).end_by(Signal::SIGTERM);
    assert!(waiting[0].line().starts_with("pool/"));
    holders.remove(0).end_by(Signal::SIGTERM);
    let last = etcd.ectl("put other x -w json").run();
    let last: serde_json::Value = serde_json::from_str(last.text()).unwrap();
    etcd.ectl(&["compact", &last["header"]["revision"].to_string()]).run().succeeds();
    waiting[1].signal(Signal::SIGCONT);
    assert!(waiting[1].line().starts_with("pool/"));
    for held in waiting {
        assert_eq!(held.end_by(Signal::SIGTERM).code, 0);
    }
}

#[test]
fn lost_waiter_ends() {
    let etcd = etcd();
    let contenders = enter(&etcd, &["--max 1", "--max 2", "--max 2"]);
    let keys = etcd.ectl("get --prefix pool/ --keys-only --sort-by CREATE -w jsonl").run();
    let second = keys.text().lines().nth(1).unwrap().split('"').nth(3).unwrap().to_owned();
    etcd.ectl(&["del", &second]).run().prints("1\n");
    let mut contenders = contenders.into_iter();
    let first = contenders.next().unwrap();
    let lost = contenders.next().unwrap().end();
    lost.fails_part(10, &format!("Error: lock pool is lost: key \"{second}\" was deleted, or"));
    let third = contenders.next().unwrap();
    third.is_silent();
    first.end_by(Signal::SIGTERM);
    assert!(third.line().starts_with("pool/"));
    third.end_by(Signal::SIGTERM);
    etcd.assert_empty();
}

#[test]
fn usage_errors_send_nothing() {
    let run = |words: &str| ectl("127.0.0.1:1", "lock pool").args(words).run();
    for number in ["0", "-1", "x", "4294967296", ""] {
        run(&format!("--max '{number}'")).fails_part(128, "for '--max <N>': ");
    }
    for number in ["256", "-1", "x", ""] {
        let why = "is not an exit code: 0 to 255\n";
        run(&format!("-E '{number}'")).fails_part(128, why);
        run(&format!("--timeout-exit-code '{number}'")).fails_part(128, why);
    }
    let note = "é".repeat(201);
    run(&format!("--note {note}")).fails_part(128, ": longer than 200 characters\n");
    run(&format!("--note {}", "é".repeat(200))).fails_part(2, "connection refused");
}
