//! Processes of a command after its wrapper is frozen or killed, or after its first process ends.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::pipes::fill;
use crate::support::words::Words;
use crate::support::{etcd, eventually, line};
use ectl::sandbox::Etcd;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::{BufRead as _, BufReader, Read as _, Write as _, pipe};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ECTL: &str = env!("CARGO_BIN_EXE_ectl");

/// Prints `alone` if the process whose id is in the file `$0` is gone, else `together`.
const IS_ALONE: &str =
    r#"grep -qs ') [^Z]' "/proc/$(cat "$0" 2>/dev/null)/stat" && echo together || echo alone"#;

fn is_gone(pid: Pid) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    state.map_or(true, |state| state.contains(") Z "))
}

fn pids(line: &str) -> Vec<Pid> {
    line.split(' ').map(|word| Pid::from_raw(word.parse().unwrap())).collect()
}

/// Starts a wrapper of a script in the server's directory.
fn live(etcd: &Etcd, words: impl Words, script: &str) -> Live {
    let line = etcd.ectl(words).args("-- bash -c").arg(script);
    line.directory(etcd.directory()).live()
}

/// Starts the next holder of a lock, which prints whether a process of the previous holder is alive.
fn next(etcd: &Etcd, lock: &str, file: &str) -> Live {
    let line = etcd.ectl(&format!("lock {lock} -- bash -c")).arg(IS_ALONE).arg(file);
    line.directory(etcd.directory()).live()
}

/// A guardian with orders on stdin and reports on stdout.
fn guard(command: &str) -> crate::support::Line {
    let script = format!("exec \"$0\" __guard 3 4 1 sh -c '{command}' 3<&0 4>&1");
    line(Path::new("bash"), "", &["-c", &script, ECTL])
}

#[test]
fn guardian_starts_nothing_without_order_or_time() {
    guard("echo ran").run().prints("");
    guard("echo ran").stdin("until 18446744073709551615\ngrace 1\n").run().prints("");
    guard("echo ran").stdin("until 1\nstart\n").run().prints("overdue\n");
    let mut ordered = guard("echo ran").open();
    let orders = ordered.stdin.as_mut().unwrap();
    orders.write_all(b"until 18446744073709551615\nstart\n").unwrap();
    let mut said: Vec<_> =
        BufReader::new(ordered.stdout.take().unwrap()).lines().map(Result::unwrap).collect();
    said.sort();
    assert!(said.len() == 3 && said[2].starts_with("started "), "{said:?}");
    assert_eq!(said[..2], ["exited 0", "ran"]);
    assert!(ordered.wait().unwrap().success());
}

#[test]
fn launcher_starts_nothing_for_another_parent() {
    let script = "exec \"$0\" __exec $PARENT 4 echo ran 4>&1";
    let launch =
        |parent: &str| line(Path::new("bash"), "", &["-c", script, ECTL]).env("PARENT", parent);
    launch("1").run().prints("");
    launch(&std::process::id().to_string()).run().prints("ran\n");
}

#[test]
fn wrapper_frozen_at_start_leaves_one_holder() {
    let etcd = etcd();
    let frozen: Vec<_> = (0..5)
        .map(|number| {
            let name = format!("lock{number}");
            let script = format!("echo $$ > {name}; exec sleep 600");
            let mut wrapper = live(&etcd, &format!("lock {name} --ttl=8 --grace=1s"), &script);
            let children = format!("/proc/{0}/task/{0}/children", wrapper.id());
            // As soon as it has a guardian.
            while std::fs::read_to_string(&children).unwrap().is_empty() {
                if !wrapper.is_running() {
                    panic!("it ended without a guardian: {:?}", wrapper.end());
                }
            }
            wrapper.signal(Signal::SIGSTOP);
            let next = next(&etcd, &name, &name);
            (wrapper, next)
        })
        .collect();
    for (wrapper, next) in frozen {
        assert_eq!(next.line(), "alone");
        wrapper.signal(Signal::SIGCONT);
        let ended = wrapper.end();
        assert_eq!(ended.code, 10, "{ended:?}");
    }
}

#[cfg(target_os = "linux")] // where the kernel can kill a process with its parent
#[test]
fn command_dies_with_wrapper_and_guardian() {
    let etcd = etcd();
    let script =
        "trap '' TERM HUP; echo $$ > pid; echo $$ $PPID; for _ in $(seq 900); do sleep 0.1; done";
    let wrapper = live(&etcd, "lock a --ttl=8 --grace=500ms", script);
    let [command, guardian] = pids(&wrapper.line())[..] else { panic!("two processes") };
    let next = next(&etcd, "a", "pid");
    // Frozen first, neither of them can notice the end of the other.
    wrapper.signal(Signal::SIGSTOP);
    kill(guardian, Signal::SIGSTOP).unwrap();
    wrapper.signal(Signal::SIGKILL);
    kill(guardian, Signal::SIGKILL).unwrap();
    eventually("the command is gone", || is_gone(command));
    assert_eq!(next.line(), "alone");
    wrapper.end();
}

/// A command that ends on TERM, with a process in its group that ignores TERM.
const DEAF: &str = "trap 'exit 7' TERM
    (trap '' TERM; echo $BASHPID > deaf; for _ in $(seq 900); do sleep 0.1; done) >/dev/null &
    until [ -s deaf ]; do sleep 0.01; done; echo ready";

#[test]
fn lock_is_released_after_process_group_ends() {
    let etcd = etcd();
    let script = format!("{DEAF}; while :; do sleep 0.05; done");
    let held = live(&etcd, "lock a --ttl=30 --grace=1s", &script);
    assert_eq!(held.line(), "ready");
    let next = next(&etcd, "a", "deaf");
    assert_eq!(held.end_by(Signal::SIGTERM).code, 7);
    assert_eq!(next.line(), "alone");

    // A registered service behaves likewise. The file of the first command would be taken for its own.
    std::fs::remove_file(etcd.directory().join("deaf")).unwrap();
    let held = live(&etcd, "service register svc h:1 --grace=1s", &script);
    assert_eq!(held.line(), "ready");
    let deaf = std::fs::read_to_string(etcd.directory().join("deaf")).unwrap();
    assert_eq!(held.end_by(Signal::SIGTERM).code, 7);
    assert!(is_gone(Pid::from_raw(deaf.trim().parse().unwrap())));
}

#[test]
fn finished_command_leaves_its_group_running() {
    let etcd = etcd();
    let script = "sleep 600 >/dev/null 2>&1 & echo $!; exit 3";
    let held = live(&etcd, "lock a", script);
    let survivor = pids(&held.line())[0];
    assert_eq!(held.end().code, 3);
    assert!(!is_gone(survivor));
    kill(survivor, Signal::SIGKILL).unwrap();
}

#[test]
fn wait_group_holds_until_group_ends() {
    let etcd = etcd();
    let keys = || etcd.ectl("get --prefix '' --keys-only").run().text().lines().count();
    let script = "sleep 600 >/dev/null 2>&1 & echo $$ $!; exit 3";
    for words in ["lock a", "elect a me", "session --put=a=b"] {
        let mut held = live(&etcd, &format!("{words} --wait-group"), script);
        let [first, last] = pids(&held.line())[..] else { panic!("two processes") };
        eventually("the first process has ended", || is_gone(first));
        std::thread::sleep(Duration::from_millis(300));
        assert!(held.is_running() && keys() > 0, "{words:?}");
        kill(last, Signal::SIGTERM).unwrap();
        assert_eq!(held.end().code, 3);
        assert_eq!(keys(), 0);
    }
    // A signal ends the wait, if necessary by killing the group.
    let words = "lock a --wait-group --ttl=30 --grace=1s";
    let held = live(&etcd, words, &format!("{DEAF}; echo $$; exit 3"));
    assert_eq!(held.line(), "ready");
    let first = pids(&held.line())[0];
    eventually("the first process has ended", || is_gone(first));
    let next = next(&etcd, "a", "deaf");
    assert_eq!(held.end_by(Signal::SIGTERM).code, 3);
    assert_eq!(next.line(), "alone");
}

#[test]
fn survivors_get_one_signal_to_the_group() {
    let etcd = etcd();
    let script = "trap 'sleep 0.3; exit 3' TERM
        (trap 'echo told' TERM; echo ready; for _ in $(seq 20); do sleep 0.1; done; echo done) &
        while :; do sleep 0.05; done";
    let held = live(&etcd, "lock a --signal-to=group --ttl=30", script);
    assert_eq!(held.line(), "ready");
    let ended = held.end_by(Signal::SIGTERM);
    assert_eq!((ended.text(), ended.code), ("told\ndone\n", 3), "{ended:?}");
}

#[test]
fn survivors_of_signal_have_a_grace_although_a_loss_kills() {
    let etcd = etcd();
    let script = "trap 'exit 3' TERM
        (trap 'echo told; sleep 0.3; echo cleaned; exit' TERM; echo ready
            while :; do sleep 0.05; done) &
        while :; do sleep 0.05; done";
    for words in ["lock a", "elect a me", "session"] {
        let held = live(&etcd, &format!("{words} --on-lost=kill"), script);
        assert_eq!(held.line(), "ready");
        let ended = held.end_by(Signal::SIGTERM);
        assert_eq!((ended.text(), ended.code), ("told\ncleaned\n", 3), "{ended:?}");
    }
    // But they do not outlive the lease, which ectl cannot renew.
    let script = format!("{DEAF}; while :; do sleep 0.05; done");
    let held = live(&etcd, "lock a --ttl=5 --on-lost=kill", &script);
    assert_eq!(held.line(), "ready");
    let next = next(&etcd, "a", "deaf");
    held.signal(Signal::SIGTERM);
    std::thread::sleep(Duration::from_millis(500));
    held.signal(Signal::SIGSTOP);
    assert_eq!(next.line(), "alone");
    held.signal(Signal::SIGCONT);
    held.end();
}

#[test]
fn loss_stops_command_although_nothing_reads_stderr() {
    let etcd = etcd();
    // What bash itself says about killed processes would block it.
    let script =
        "exec 2>/dev/null; trap 'echo told; exit' TERM; echo $$; while :; do sleep 0.05; done";
    let at = etcd.endpoints();
    let lock = ["--endpoints", &at, "lock", "a", "--ttl=60"];
    let register = ["--endpoints", &at, "service", "register", "a", "h:1"];
    for (words, on_lost, loss, told) in [
        (&lock[..], "--on-lost=term", "del a/ --prefix", "told\n"),
        (&lock, "--on-lost=kill", "del a/ --prefix", ""),
        (&register, "--on-lost=kill", "put a/h:1 x", ""),
    ] {
        let (mut reader, writer) = pipe().unwrap();
        let filler = writer.try_clone().unwrap();
        let mut command = Command::new(ECTL);
        command.args(words).args([on_lost, "--", "bash", "-c", script]);
        let mut held = command.stdout(Stdio::piped()).stderr(writer).spawn().unwrap();
        drop(command);
        let mut lines = BufReader::new(held.stdout.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let command = pids(line.trim_end())[0];
        if words.len() == register.len() {
            // A note comes before.
            let mut note = [0; 11];
            reader.read_exact(&mut note).unwrap();
            assert_eq!(&note, b"registered:");
        }
        fill(&filler);
        let start = Instant::now();
        etcd.ok(loss);
        eventually("the command is gone", || is_gone(command));
        assert!(start.elapsed() < Duration::from_secs(5), "{words:?}: {:?}", start.elapsed());
        drop(reader);
        let mut rest = String::new();
        lines.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, told, "{words:?}");
        held.wait().unwrap();
    }
}
