//! The end of a registered service: withdrawal, a pause, the signal; and which processes get signals.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::words::Words;
use crate::support::{Line, etcd};
use ectl::sandbox::Etcd;
use nix::sys::signal::Signal;
use std::time::{Duration, Instant};

const ECTL: &str = env!("CARGO_BIN_EXE_ectl");

/// Prints each signal that it gets, with the records that are registered then. USR1 does not end it.
const TOLD: &str = "tell() { echo \"told $1 $(\"$ECTL\" get svc/ --prefix --count-only)\"; }
    for name in TERM INT HUP; do trap \"tell $name; exit 3\" $name; done
    trap 'tell USR1' USR1; echo ready; until [ -e quit ]; do sleep 0.05; done; exit 4";

fn line(etcd: &Etcd, words: impl Words) -> Line {
    let line = etcd.ectl("service register svc h:1").args(words);
    line.env("ECTL", ECTL).directory(etcd.directory())
}

/// A registered service that runs a script.
fn serving(etcd: &Etcd, words: impl Words, script: &str) -> Live {
    let live = line(etcd, words).args("-- bash -c").arg(script).live();
    live.says("registered: svc/h:1 (lease ");
    assert_eq!(live.line(), "ready");
    live
}

fn records(etcd: &Etcd) -> String {
    etcd.ectl("get svc/ --prefix --count-only").run().text().to_owned()
}

#[test]
fn record_is_gone_before_pause_and_signal_comes_after() {
    let etcd = etcd();
    let live = serving(&etcd, "--drain 700ms", TOLD);
    let signalled = Instant::now();
    live.signal(Signal::SIGTERM);
    live.says("withdrawn: svc/h:1");
    live.says("draining for ");
    assert_eq!(records(&etcd), "0\n");
    let ended = live.end();
    assert_eq!((ended.text(), ended.code), ("told TERM 0\n", 3), "{ended:?}");
    assert!(signalled.elapsed() >= Duration::from_millis(700), "{:?}", signalled.elapsed());
    etcd.assert_empty();
}

#[test]
fn second_signal_ends_pause() {
    let etcd = etcd();
    let mut live = serving(&etcd, "--drain 10m", TOLD);
    live.signal(Signal::SIGTERM);
    live.says("draining for 10m");
    // Other signals are passed on meanwhile.
    live.signal(Signal::SIGUSR1);
    assert_eq!(live.line(), "told USR1 0");
    assert!(live.is_running());
    let ended = live.end_by(Signal::SIGHUP);
    assert_eq!((ended.text(), ended.code), ("told HUP 0\n", 3), "{ended:?}");

    // A command that ends by itself meanwhile ends the pause, too.
    let live = serving(&etcd, "--drain 10m", TOLD);
    live.signal(Signal::SIGTERM);
    live.says("draining for 10m");
    std::fs::write(etcd.directory().join("quit"), "").unwrap();
    assert_eq!(live.end().code, 4);
    // One that has ended before is not waited for.
    let ended = line(&etcd, "--drain 10m -- sh -c 'exit 5'").run();
    assert_eq!(ended.code, 5);
    assert!(!ended.stderr.contains("draining"), "{ended:?}");
    etcd.assert_empty();
}

#[test]
fn registration_without_command_ends_after_pause() {
    let etcd = etcd();
    let mut live = line(&etcd, "--drain 10m").live();
    live.says("registered: ");
    live.signal(Signal::SIGTERM);
    live.says("draining for 10m");
    etcd.assert_empty();
    assert!(live.is_running());
    assert_eq!(live.end_by(Signal::SIGTERM).code, 0);
    let short = line(&etcd, "--drain 100ms").live();
    short.says("registered: ");
    assert_eq!(short.end_by(Signal::SIGTERM).code, 0);
}

#[test]
fn failed_check_begins_the_pause() {
    let etcd = etcd();
    let well = etcd.directory().join("well");
    std::fs::write(&well, "").unwrap();
    let check = "--check-exec '[ -e well ]' --check-interval 50ms --fall 1";
    let live = serving(&etcd, &format!("{check} --drain 300ms"), TOLD);
    std::fs::remove_file(&well).unwrap();
    live.says("withdrawn: health check failed: ");
    // The command is not told, and keeps running.
    std::thread::sleep(Duration::from_millis(400));
    let ended = live.end_by(Signal::SIGTERM);
    assert_eq!((ended.text(), ended.code), ("told TERM 0\n", 3), "{ended:?}");
    assert!(!ended.stderr.contains("draining"), "{ended:?}");

    // What was never registered has no clients.
    let live = line(&etcd, &format!("{check} --drain 10m -- bash -c")).arg(TOLD).live();
    assert_eq!(live.line(), "ready");
    live.says("waiting for health check: ");
    let ended = live.end_by(Signal::SIGTERM);
    assert_eq!((ended.text(), ended.code), ("told TERM 0\n", 3), "{ended:?}");

    // After a short time without a record the rest of the pause is left.
    std::fs::write(&well, "").unwrap();
    let live = serving(&etcd, &format!("{check} --drain 10m"), TOLD);
    std::fs::remove_file(&well).unwrap();
    live.says("withdrawn: health check failed: ");
    std::thread::sleep(Duration::from_millis(200));
    live.signal(Signal::SIGTERM);
    live.says("draining for 9m 59s");
    assert_eq!(live.end_by(Signal::SIGTERM).code, 3);
}

#[test]
fn lost_registration_drains_too() {
    let etcd = etcd();
    let live = serving(&etcd, "--drain 10m", TOLD);
    etcd.ok("put svc/h:1 x");
    live.says("draining for 10m");
    live.says("stopping bash");
    live.signal(Signal::SIGTERM);
    let ended = live.end();
    assert_eq!((ended.text(), ended.code), ("told TERM 1\n", 8), "{ended:?}");
    ended.says("Error: svc/h:1 was overwritten: a value that is not a service record, since");
}

#[test]
fn loss_is_handled_as_chosen() {
    let etcd = etcd();
    let taken = "svc/h:1 was overwritten: a value that is not a service record, since revision ";
    let live = serving(&etcd, "--on-lost=kill --drain 10m", TOLD);
    etcd.ok("put svc/h:1 x");
    let ended = live.end().fails_part(8, &format!("Error: {taken}"));
    assert!(!ended.stderr.contains("draining"), "{ended:?}");

    let live = serving(&etcd, "--on-lost=ignore", TOLD);
    etcd.ok("put svc/h:1 x");
    assert!(live.says(taken).ends_with("; bash keeps running"));
    live.signal(Signal::SIGUSR1);
    assert_eq!(live.line(), "told USR1 1");
    // The command's own failure is the exit code.
    assert_eq!(live.end_by(Signal::SIGTERM).code, 3);

    let live =
        serving(&etcd, "--on-lost=ignore", "echo ready; until [ -e go ]; do sleep 0.05; done");
    etcd.ok("put svc/h:1 x");
    live.says("; bash keeps running");
    std::fs::write(etcd.directory().join("go"), "").unwrap();
    live.end().fails_part(8, &format!("Error: {taken}"));
}

#[test]
fn first_registration_has_a_time_limit() {
    let etcd = etcd();
    let check = "--check-exec false --check-interval 50ms --timeout 300ms";
    let why = "Error: not registered within 300ms: waiting for health check: exec \"false\": exit status 1\n";
    line(&etcd, check).run().fails_part(124, why);
    // Not having been registered is no loss: the command is stopped.
    let words = "--check-exec false --timeout 2s --on-lost=ignore -- bash -c";
    let ended = line(&etcd, words).arg(TOLD).run();
    assert_eq!((ended.text(), ended.code), ("ready\ntold TERM 0\n", 124), "{ended:?}");
    ended.says("Error: not registered within 2s: waiting for health check: ");
    // Once it was registered, the limit has no effect.
    let live = serving(&etcd, "--timeout 5s --check-exec true", TOLD);
    etcd.ok("del svc/h:1");
    live.says("restored");
    assert_eq!(live.end_by(Signal::SIGTERM).code, 3);
    let mut etcd = etcd;
    etcd.members()[0].pause().unwrap();
    let silent = line(&etcd, "--timeout 300ms --dial-timeout 30s --command-timeout 30s").run();
    silent.fails_part(124, "Error: not registered within 300ms\n");
}

/// A wrapper that stops its server itself, and says whether the server was running then.
const WRAPPER: &str = "trap 'sleep 0.2; kill -0 $server 2>/dev/null && echo runs || echo is gone
        kill $server 2>/dev/null; wait; exit 3' TERM
    sleep 600 & server=$!
    echo ready; while :; do sleep 0.05; done";

#[test]
fn command_alone_gets_signals_unless_group_is_asked_for() {
    let etcd = etcd();
    for words in ["lock a", "elect b me", "session", "service register svc h:1"] {
        for (option, server) in
            [("", "runs\n"), ("--signal-to=process", "runs\n"), ("--signal-to=group", "is gone\n")]
        {
            let live = etcd.ectl(words).args(option).args("-- bash -c").arg(WRAPPER).live();
            assert_eq!(live.line(), "ready");
            let ended = live.end_by(Signal::SIGTERM);
            assert_eq!((ended.text(), ended.code), (server, 3), "{words} {option}: {ended:?}");
        }
    }
    etcd.assert_empty();
}

#[test]
fn rest_of_group_is_stopped_after_command() {
    let etcd = etcd();
    // The server gets SIGTERM when the wrapper has ended, and SIGKILL if it ignores that.
    for (trap, told) in [("echo told; exit", "told\n"), ("", "")] {
        let script = format!(
            "trap 'exit 3' TERM
             (trap '{trap}' TERM; echo $BASHPID > server; echo ready; while :; do sleep 0.05; done) &
             while :; do sleep 0.05; done"
        );
        let live = serving(&etcd, "--grace 500ms", &script);
        let ended = live.end_by(Signal::SIGTERM);
        assert_eq!((ended.text(), ended.code), (told, 3), "{ended:?}");
        let server = std::fs::read_to_string(etcd.directory().join("server")).unwrap();
        let state = std::fs::read_to_string(format!("/proc/{}/stat", server.trim()));
        assert!(state.is_err() || state.unwrap().contains(") Z "));
    }
}

#[test]
fn signals_after_end_of_command_reach_rest_of_group() {
    let etcd = etcd();
    let script = "(trap 'echo told; exit' USR1; echo ready; while :; do sleep 0.05; done) & exit 0";
    let live = serving(&etcd, "--wait-group", script);
    // The registration lasts as long as the group.
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(records(&etcd), "1\n");
    let ended = live.end_by(Signal::SIGUSR1);
    assert_eq!((ended.text(), ended.code), ("told\n", 0), "{ended:?}");
    etcd.assert_empty();
}
