//! The guardian: a command ends with its wrapper, whatever becomes of the wrapper or the guardian.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::{Line, ectl, etcd, eventually, finish, line};
use ectl::sandbox::Etcd;
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::{Pid, getpgid};

const ECTL: &str = env!("CARGO_BIN_EXE_ectl");

/// Writes its begin and its end into etcd, under the lock's token. It has a companion.
const LOGGED: &str = r#"
log() { "$ECTL" put "log/$ETCD_LOCK_REV/$1" x > /dev/null; }
trap 'log end; exit 3' TERM
(while :; do sleep 0.05; done) &
log begin
echo $$ $PPID $!
while :; do sleep 0.05; done"#;

/// A command that runs under a lock, and the processes that belong to it.
struct Held {
    wrapper: Live,
    command: Pid,
    guardian: Pid,
    companion: Pid,
}

impl Held {
    fn start(etcd: &Etcd, script: &str) -> Self {
        Self::find(locked(etcd, script).live())
    }

    fn find(wrapper: Live) -> Self {
        let line = wrapper.line();
        let pids: Vec<_> =
            line.split(' ').map(|word| Pid::from_raw(word.parse().unwrap())).collect();
        Self { wrapper, command: pids[0], guardian: pids[1], companion: pids[2] }
    }

    fn all_are_gone(&self) -> bool {
        [self.command, self.guardian, self.companion].into_iter().all(is_gone)
    }

    fn freeze(&self) {
        for pid in [self.guardian, self.command, self.companion] {
            kill(pid, Signal::SIGSTOP).unwrap();
        }
    }

    /// Wakes the guardian first, which may have ended the others before they are woken.
    fn wake(&self) {
        for pid in [self.guardian, self.command, self.companion] {
            let woken = kill(pid, Signal::SIGCONT);
            assert!(matches!(woken, Ok(()) | Err(Errno::ESRCH)), "{woken:?}");
        }
    }
}

/// A lock with little time.
fn locked(etcd: &Etcd, script: &str) -> Line {
    etcd.ectl("lock a --ttl=3 --grace=1s -- bash -c").arg(script).env("ECTL", ECTL)
}

fn is_gone(pid: Pid) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    state.map_or(true, |state| state.contains(") Z "))
}

/// Returns the events in order: the token and `begin` or `end`.
fn history(etcd: &Etcd) -> Vec<(u64, String)> {
    let keys = etcd.ectl("get --prefix log/ --keys-only --sort-by=CREATE").run();
    let keys = keys.text().lines().filter_map(|key| key.strip_prefix("log/")?.split_once('/'));
    keys.map(|(token, what)| (token.parse().unwrap(), what.to_owned())).collect()
}

/// Waits for a second holder and ends it; asserts that it began after the first had ended.
#[track_caller]
fn the_next_one_comes_after_the_end(etcd: &Etcd, next: Live) {
    let next = Held::find(next);
    let ended = next.wrapper.end_by(Signal::SIGTERM);
    assert_eq!(ended.code, 3, "{ended:?}");
    let history = history(etcd);
    let words: Vec<_> = history.iter().map(|(_, what)| what.as_str()).collect();
    assert_eq!(words, ["begin", "end", "begin", "end"], "{history:?}");
    let tokens: Vec<_> = history.iter().map(|(token, _)| *token).collect();
    assert!(tokens[0] == tokens[1] && tokens[1] < tokens[2] && tokens[2] == tokens[3]);
}

#[test]
pub(crate) fn command_ends_with_a_killed_wrapper() {
    let etcd = etcd();
    let held = Held::start(&etcd, LOGGED);
    let next = Live::start(locked(&etcd, LOGGED));
    held.wrapper.signal(Signal::SIGKILL);
    eventually("all are gone", || held.all_are_gone());
    let ended = held.wrapper.end();
    assert!(ended.stderr.ends_with("ectl was killed; stopped bash\n"), "{ended:?}");
    the_next_one_comes_after_the_end(&etcd, next);

    // One that does not listen, and nobody who listens to the guardian.
    let mut wrapper =
        locked(&etcd, "trap '' TERM; sleep 200 & echo $$ $PPID $!; wait; wait").open();
    let mut pids = String::new();
    let stdout = wrapper.stdout.as_mut().unwrap();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut pids).unwrap();
    drop((wrapper.stdout.take(), wrapper.stderr.take()));
    wrapper.kill().unwrap();
    wrapper.wait().unwrap();
    let mut pids = pids.split_whitespace().map(|pid| Pid::from_raw(pid.parse().unwrap()));
    eventually("they are gone as well", || pids.clone().all(is_gone));
    assert!(pids.next().is_some());
}

#[test]
fn command_ends_before_the_lease_of_a_frozen_wrapper() {
    let etcd = etcd();
    let held = Held::start(&etcd, LOGGED);
    let next = Live::start(locked(&etcd, LOGGED));
    held.wrapper.signal(Signal::SIGSTOP);
    the_next_one_comes_after_the_end(&etcd, next);
    assert!(held.all_are_gone());
    held.wrapper.signal(Signal::SIGCONT);
    held.wrapper.end().fails_part(10, "Error: lock a is lost: ");
}

#[test]
fn command_ends_on_waking_when_all_were_frozen() {
    let etcd = etcd();
    let held = Held::start(&etcd, LOGGED);
    held.wrapper.signal(Signal::SIGSTOP);
    held.freeze();
    let next = etcd.ectl("lock a -- echo mine").live();
    assert_eq!(next.line(), "mine");
    held.wake();
    eventually("all are gone", || held.all_are_gone());
    held.wrapper.signal(Signal::SIGCONT);
    held.wrapper.end().fails_part(10, "Error: lock a is lost: ");
    let history: Vec<_> = history(&etcd).into_iter().map(|(_, what)| what).collect();
    assert_eq!(history, ["begin", "end"]);
}

/// Writes again and again while the lock is its own, and notes what came of it.
const FENCED: &str = r#"
(while :; do sleep 0.05; done) &
echo $$ $PPID $!
while :; do
  "$ECTL" put --if-held mine "$ETCD_LOCK_REV" > /dev/null 2>> notes; echo $? >> codes; sleep 0.1
done"#;

#[test]
fn fenced_write_of_a_frozen_holder_is_refused() {
    let etcd = etcd();
    let fenced = || Live::start(locked(&etcd, FENCED).directory(etcd.directory()));
    let mine = || etcd.ectl("get mine --print-value-only").run().text().to_owned();
    let held = Held::find(fenced());
    let codes = etcd.directory().join("codes");
    let codes = || std::fs::read_to_string(&codes).unwrap_or_default();
    eventually("it writes", || codes().contains('0'));
    held.wrapper.signal(Signal::SIGSTOP);
    kill(held.guardian, Signal::SIGSTOP).unwrap();
    killpg(held.command, Signal::SIGSTOP).unwrap();
    let frozen = mine();
    let script = "\"$ECTL\" put --if-held mine next > /dev/null; echo has it; exec sleep 60";
    let next = Live::start(locked(&etcd, script));
    assert_eq!(next.line(), "has it");
    assert!(!codes().contains('8'), "{frozen}: {}", codes());
    // At worst the command wakes first, with all the time it wants.
    killpg(held.command, Signal::SIGCONT).unwrap();
    eventually("two writes are refused", || codes().ends_with("8\n8\n"));
    let notes = std::fs::read_to_string(etcd.directory().join("notes")).unwrap();
    assert!(notes.contains("was lost: its key was deleted, or its lease expired"));
    assert_eq!(mine(), "next\n");
    kill(held.guardian, Signal::SIGCONT).unwrap();
    eventually("all are gone", || held.all_are_gone());
    held.wrapper.signal(Signal::SIGCONT);
    held.wrapper.end().fails_part(10, "Error: lock a is lost: ");
    next.end_by(Signal::SIGTERM);
}

#[test]
fn killed_guardian_ends_the_command() {
    let etcd = etcd();
    let held = Held::start(&etcd, LOGGED);
    kill(held.guardian, Signal::SIGKILL).unwrap();
    eventually("all are gone", || held.all_are_gone());
    let ended = held.wrapper.end();
    ended.fails_part(128 + 9, "killed bash: its guardian was killed\n");
    let left = etcd.ectl("lease list").run();
    left.prints("found 0 leases\n");
}

#[test]
fn frozen_guardian_is_woken_when_needed() {
    let etcd = etcd();
    let held = Held::start(&etcd, LOGGED);
    kill(held.guardian, Signal::SIGSTOP).unwrap();
    etcd.ectl("del --prefix a/").run().prints("1\n");
    eventually("all are gone", || held.all_are_gone());
    held.wrapper.end().fails_part(10, "Error: lock a is lost: ");
}

#[test]
fn guardian_is_isolated_from_signals() {
    let etcd = etcd();
    let held = Held::start(&etcd, LOGGED);
    // What is sent to the wrapper's group, or to the command's, is not sent to it.
    let group = |pid| getpgid(Some(pid)).unwrap();
    assert_eq!(group(held.guardian), held.guardian);
    assert_eq!(group(held.command), held.command);
    assert_eq!(group(held.companion), held.command);
    for signal in [
        Signal::SIGINT,
        Signal::SIGTERM,
        Signal::SIGHUP,
        Signal::SIGQUIT,
        Signal::SIGUSR1,
        Signal::SIGUSR2,
        Signal::SIGTSTP,
        Signal::SIGTTIN,
        Signal::SIGTTOU,
        Signal::SIGALRM,
    ] {
        kill(held.guardian, signal).unwrap();
    }
    let ended = held.wrapper.end_by(Signal::SIGTERM);
    assert_eq!(ended.code, 3, "{ended:?}");

    // A command has what it would have without one: files, and what it does at the first 28 signals.
    // (32 and 33 are libc's own, and ignored by what some spawn.)
    let look =
        "ls /proc/$$/fd; sed -n 's/^\\(Sig[IC]..:\\).*\\(.\\{7\\}\\)$/\\1 \\2/p' /proc/$$/status";
    let bare = finish(line("sh".as_ref(), "", "-c").arg(look).spawn());
    etcd.ectl("lock b -- sh -c").arg(look).run().prints(bare.text());
}

#[test]
fn replaced_program_still_has_a_guardian() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let program = etcd.directory().join("ectl");
    std::fs::copy(ECTL, &program).unwrap();
    let first = etcd.ectl("lock a").live();
    first.line();
    let waiting = line(&program, &at, "lock a -- echo mine");
    let waiting = Live::start(waiting);
    let count = ["get", "--prefix", "a/", "--count-only"];
    eventually("it waits", || etcd.ectl(&count).run().text() == "2\n");
    std::fs::remove_file(&program).unwrap();
    first.end_by(Signal::SIGTERM).prints("\n");
    waiting.end().prints("mine\n");
}

#[test]
fn guardian_command_is_hidden_and_validated() {
    ectl("", "__guard").run().fails_part(128, "__guard");
    ectl("", "__guard x 1 1 true").run().fails_part(128, "__guard");
    ectl("", "__guard 99 98 1 true").run().fails_part(6, "No such file");
    ectl("127.0.0.1:1", "put 1 2 3 4").run().fails_part(128, "'3'");
    // And none of its words is help or completion.
    for words in ["help", "completion bash"] {
        assert!(!ectl("", words).run().text().contains("guard"));
    }
}
