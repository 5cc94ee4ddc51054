//! `elect`: campaigns and listeners.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::words::Words;
use crate::support::{ectl, etcd, eventually, line};
use nix::sys::signal::Signal;

fn elect(at: &str, words: impl Words) -> Live {
    Live::start(ectl(at, "elect").args(words))
}

fn candidates(at: &str, name: &str) -> usize {
    let prefix = format!("{name}/");
    let count = ectl(at, &["get", "--prefix", &prefix, "--count-only"]).run();
    count.text().trim_end().parse().unwrap()
}

#[test]
fn leadership_passes_on() {
    let etcd = etcd();
    let at = etcd.endpoints();
    // Who listens may come before anybody leads, with a key of another election beside.
    etcd.ectl("put ex/1 nobody").run().prints("OK\n");
    let early = elect(&at, "e --listen");
    let one = elect(&at, "e one");
    let key = one.line();
    assert!(key.starts_with("e/"), "{key}");
    assert_eq!(one.line(), "one");
    let two = elect(&at, "e two --ttl 0x1e -w jsonl");
    eventually("the second candidate waits", || candidates(&at, "e") == 2);
    two.is_silent();
    let late = elect(&at, "e -l");
    for listener in [&early, &late] {
        assert_eq!((listener.line(), listener.line()), (key.clone(), "one".into()));
    }
    // What the leader says of himself may change.
    etcd.ectl(&["put", &key, "one, again", "--ignore-lease"]).run().prints("OK\n");
    for listener in [&early, &late] {
        assert_eq!((listener.line(), listener.line()), (key.clone(), "one, again".into()));
    }
    one.end_by(Signal::SIGTERM).prints("");
    let line = two.line();
    assert!(line.contains("\"value\":\"two\""), "{line}");
    let lease = line.trim_end_matches("\"}").rsplit('"').next().unwrap();
    let left = etcd.ectl("lease timetolive").arg(lease).run();
    assert!(left.text().contains(" granted with TTL(30s)"), "{left:?}");
    for listener in [&early, &late] {
        assert_ne!(listener.line(), key);
        assert_eq!(listener.line(), "two");
    }
    two.end_by(Signal::SIGINT).prints("");
    early.end_by(Signal::SIGTERM).prints("");
    late.end_by(Signal::SIGHUP).prints("");
    assert_eq!(etcd.ectl("lease list").run().text(), "found 0 leases\n");
    assert_eq!(candidates(&at, "e"), 0);
}

#[test]
fn leader_in_every_format() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let one = elect(&at, "e one");
    let key = one.line();
    for (format, lines, part) in [
        ("fields", 12, "\"Count\" : 0"),
        ("json", 1, "\"value\":\"b25l\""),
        ("jsonl", 1, "\"value\":\"one\""),
        ("table", 5, key.as_str()),
    ] {
        let listener = elect(&at, &["e", "-l", "-w", format]);
        let told: Vec<_> = (0..lines).map(|_| listener.line()).collect();
        assert!(told.iter().any(|line| line.contains(part)), "{told:?}");
        let end = listener.end_by(Signal::SIGTERM);
        assert_eq!((end.text().trim_end(), end.code), ("", 0), "{end:?}");
    }
}

#[test]
fn lost_leadership_is_reported() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for lease_too in [false, true] {
        let one = elect(&at, "e one");
        let key = one.line();
        let two = elect(&at, "e two");
        eventually("the second candidate waits", || candidates(&at, "e") == 2);
        match lease_too {
            true => etcd.ectl("lease revoke").arg(key.strip_prefix("e/").unwrap()).run(),
            false => etcd.ectl("del").arg(&key).run(),
        };
        let end = one.end();
        assert_eq!((end.text(), end.code), ("one\n", 10), "{end:?}");
        assert!(end.stderr.starts_with("Error: elect: session expired: key "), "{end:?}");
        two.line();
        two.end_by(Signal::SIGTERM).prints("two\n");
    }
    assert_eq!(etcd.ectl("lease list").run().text(), "found 0 leases\n");
}

#[test]
fn usage_errors() {
    let run = |words: &str| ectl("127.0.0.1:1", "elect").args(words).run();
    run("").fails_part(128, "NAME");
    run("e p -l").fails_part(128, "Error: proposal given but -l is set");
    run("e p q").fails_part(128, "'q'");
    run("e p -w xml").fails_part(4, "unsupported output format");
    run("e p").fails_part(2, "connection refused");
    run("e -l").fails_part(2, "connection refused");
    let etcd = etcd();
    let at = etcd.endpoints();
    let one = elect(&at, "e one");
    one.line();
    let two = elect(&at, "e two");
    eventually("the second candidate waits", || candidates(&at, "e") == 2);
    two.end_by(Signal::SIGINT).fails_part(5, "Error: interrupted by SIGINT");
    eventually("it has left", || candidates(&at, "e") == 1);
}

#[test]
fn election_survives_a_server_restart() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    let one = elect(&at, "e one");
    let key = one.line();
    let listener = elect(&at, "e -l");
    assert_eq!((listener.line(), listener.line()), (key, "one".into()));
    let two = elect(&at, "e two");
    eventually("the second candidate waits", || candidates(&at, "e") == 2);
    // Revisions that the watches resume at are forgotten meanwhile.
    for number in 0..5 {
        etcd.ectl("put other").arg(number.to_string()).run().prints("OK\n");
    }
    etcd.ectl("compact 8").run();
    etcd.members()[0].kill().unwrap();
    listener.says("elect: lost the connection to ");
    etcd.restart(0);
    listener.says("elect: reconnected to ");
    one.end_by(Signal::SIGTERM);
    two.line();
    assert_eq!(two.line(), "two");
    listener.line();
    assert_eq!(listener.line(), "two");
    listener.end_by(Signal::SIGTERM).prints("");
}

#[test]
fn command_runs_while_leading() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let run = |options: &str, script: &str| {
        let line = etcd.ectl("elect e me").args(options).args("-- sh -c").arg(script);
        line.env("ECTL", env!("CARGO_BIN_EXE_ectl")).directory(etcd.directory())
    };
    let get = "\"$ECTL\" get \"$ETCD_LOCK_KEY\" --print-value-only; exit 7";
    let done = run("", get).run();
    assert_eq!((done.text(), done.code, done.stderr.as_str()), ("me\n", 7, ""));
    let guarded = "\"$ECTL\" txn --if \"create(\\\"$ETCD_LOCK_KEY\\\") = \\\"$ETCD_LOCK_REV\\\"\"";
    run("--restart", guarded).run().prints("SUCCESS\n");
    let one = elect(&at, "e one");
    one.line();
    run("--try", "true").run().fails_part(8, "Error: election e is led by one (key \"e/");
    run("--timeout=200ms", "true").run().fails_part(124, "election e not won within 200ms: led by");
    run("--try -E 75", "true").run().fails_part(75, "Error: election e is led by one (key \"e/");
    run("--timeout=200ms --timeout-exit-code 0", "true")
        .run()
        .says("not won within 200ms: led by one ");
    one.end_by(Signal::SIGTERM).prints("one\n");

    let resign = "\"$ECTL\" del \"$ETCD_LOCK_KEY\" > /dev/null; sleep 60";
    let lost = run("", resign).run();
    assert_eq!((lost.text(), lost.code), ("", 10), "{lost:?}");
    lost.says("stopping sh: the leadership is lost\nError: elect: session expired: key ");
    let script = format!("[ -e again ] && exit 4; touch again; {resign}");
    let restarted = run("--restart", &script).run();
    assert_eq!((restarted.text(), restarted.code), ("", 4), "{restarted:?}");
    restarted.says("or its lease expired or was revoked; campaigning again\n");
    assert_eq!(etcd.ectl("lease list").run().text(), "found 0 leases\n");
    assert_eq!(candidates(&at, "e"), 0);
}

#[test]
pub(crate) fn command_without_proposal_leads_as_its_host() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let get = "\"$ECTL\" get \"$ETCD_LOCK_KEY\" --print-value-only";
    let led = etcd.ectl("elect e -- sh -c").arg(get);
    let host = nix::unistd::gethostname().unwrap().into_string().unwrap();
    led.env("ECTL", env!("CARGO_BIN_EXE_ectl")).run().prints(&format!("{host}\n"));

    let leader = elect(&at, "e");
    assert!(leader.line().starts_with("e/"));
    leader.end_by(Signal::SIGTERM).prints(&format!("{host}\n"));

    // Called etcdctl, it takes the only word as etcdctl does.
    let program = etcd.directory().join("etcdctl");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_ectl"), &program).unwrap();
    let called = |words: &str| line(&program, &at, "elect e").args(words);
    let leader = Live::start(called("-- true"));
    assert!(leader.line().starts_with("e/"));
    leader.end_by(Signal::SIGTERM).prints("true\n");
    called("").run().fails_part(128, "no proposal argument but -l not set");
    called("-- sh -c true").run().fails_part(128, "no proposal argument but -l not set");
    called("-l -- true").run().fails_part(128, "proposal given but -l is set");
    called("me -- echo leads").run().prints("leads\n");
}

#[test]
fn restart_campaigns_again() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    let one = elect(&at, "e one --restart --ttl=2 --command-timeout=500ms");
    let key = one.line();
    assert_eq!(one.line(), "one");
    etcd.ectl("lease revoke").arg(key.strip_prefix("e/").unwrap()).run();
    one.says("; campaigning again");
    assert_ne!(one.line(), key);
    assert_eq!(one.line(), "one");
    // Out of reach for longer than the lease lives.
    etcd.members()[0].kill().unwrap();
    one.says("; campaigning again");
    one.says("election e: cannot reach etcd at ");
    etcd.restart(0);
    one.line();
    assert_eq!(one.line(), "one");
    // It may have noted that it waited for its former key to go.
    let ended = one.end_by(Signal::SIGTERM);
    assert_eq!((ended.text(), ended.code), ("", 0), "{ended:?}");
}

#[test]
fn survived_signal_does_not_end_next_campaign() {
    let etcd = etcd();
    let script = "trap 'echo reloaded' HUP; echo leads; while :; do sleep 0.05; done";
    let leader = etcd.ectl("elect e one --restart -- bash -c").arg(script).live();
    assert_eq!(leader.line(), "leads");
    leader.signal(Signal::SIGHUP);
    assert_eq!(leader.line(), "reloaded");
    etcd.ok("del e/ --prefix");
    leader.says("; campaigning again");
    assert_eq!(leader.line(), "leads");
    assert_eq!(leader.end_by(Signal::SIGTERM).code, 128 + 15);
    // One that comes while the command is stopped does.
    let script = "trap 'echo stops; sleep 1; exit' TERM; echo leads; while :; do sleep 0.05; done";
    let leader = etcd.ectl("elect e one --restart -- bash -c").arg(script).live();
    assert_eq!(leader.line(), "leads");
    etcd.ok("del e/ --prefix");
    assert_eq!(leader.line(), "stops");
    let ended = leader.end_by(Signal::SIGHUP);
    assert_eq!(ended.code, 5, "{ended:?}");
}

#[test]
fn leader_and_candidates_are_listed() {
    let etcd = etcd();
    let at = etcd.endpoints();
    etcd.ectl("elect --leader e").run().fails_part(7, "Error: election e has no leader\n");
    let one = elect(&at, "e one");
    let key = one.line();
    let two = elect(&at, "e two");
    eventually("the second candidate waits", || candidates(&at, "e") == 2);
    let told = etcd.ectl("elect e --leader").run();
    let lines: Vec<_> = told.text().lines().collect();
    assert!(lines[0].starts_with(&format!("led by one (key \"{key}\", lease ")), "{told:?}");
    assert!(lines[0].ends_with(" s of 60 s left, since revision 2)"), "{told:?}");
    assert!(lines[1].starts_with("wanted by two (key \"e/"), "{told:?}");
    assert_eq!((lines.len(), told.code, told.stderr.as_str()), (2, 0, ""));
    for candidate in [one, two] {
        candidate.end_by(Signal::SIGTERM);
    }
}

#[test]
fn option_conflicts_are_refused() {
    let run = |words: &str| ectl("127.0.0.1:1", "elect e").args(words).run();
    run("p --leader").fails(128, "Error: proposal given but --leader is set\n");
    run("-l --leader").fails(128, "Error: --leader and --listen cannot be combined\n");
    run("-l --restart").fails(128, "Error: -l does not campaign: omit --restart and CMD\n");
    run("--leader -- true")
        .fails(128, "Error: --leader does not campaign: omit --restart and CMD\n");
    run("p --restart --try")
        .fails(128, "Error: --restart never gives up: omit --try and --timeout\n");
    run("p --restart --on-lost=ignore -- true").fails(
        128,
        "Error: --restart stops CMD before it campaigns again: omit \
         --on-lost=ignore\n",
    );
    run("p --on-lost=x -- true")
        .fails(4, "Error: invalid --on-lost \"x\"\nhint: valid values: term, kill, ignore\n");
    run("p --ttl=10 --grace=6s -- true").fails(
        128,
        "Error: --grace is more than half of the TTL\n\
         hint: CMD must end before the lease expires: raise --ttl\n",
    );
}
