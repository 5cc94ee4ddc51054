//! The command of a watch: bursts, its stdin, restarts, several at once, failures.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::{Outcome, ectl, etcd, eventually};
use ectl::sandbox::Etcd;
use nix::sys::signal::Signal;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

const NOWHERE: &str = "127.0.0.1:1";

/// An etcd, and the file `log` in its directory, to which commands write.
struct Logged {
    etcd: Etcd,
}

impl Logged {
    fn new() -> Self {
        Self { etcd: etcd() }
    }

    fn put(&self, key: &str, value: &str) {
        self.etcd.ok(&["put", key, value]);
    }

    fn file(&self, name: &str) -> PathBuf {
        self.etcd.directory().join(name)
    }

    fn log(&self) -> String {
        fs::read_to_string(self.file("log")).unwrap_or_default()
    }

    /// Watches all keys from the first revision on, with a script in the directory of the log.
    fn watch(&self, options: &str, script: &str) -> Live {
        let line =
            self.etcd.ectl(&format!("watch '' --prefix --rev 1 -w jsonl {options} -- sh -c"));
        line.arg(script).directory(self.etcd.directory()).live()
    }

    #[track_caller]
    fn logs(&self, expected: &str) {
        eventually(&format!("{expected:?} in {:?}", self.log()), || self.log() == expected);
    }

    /// Waits until the log has this many lines, and returns them.
    #[track_caller]
    fn lines(&self, number: usize) -> Vec<String> {
        eventually("lines of the log", || self.log().lines().count() >= number);
        self.log().lines().map(str::to_owned).collect()
    }
}

fn is_alive(pid: &str) -> bool {
    let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    !state.is_empty() && !state.contains(") Z ")
}

#[track_caller]
fn ends(watch: Live, signal: Signal) -> Outcome {
    let outcome = watch.end_by(signal);
    assert_eq!(outcome.code, 128 + signal as i32, "{outcome:?}");
    outcome
}

#[test]
fn burst_is_one_run_and_loses_nothing() {
    let logged = Logged::new();
    (0..30).for_each(|n| logged.put(&format!("k{}", n % 3), &n.to_string()));
    let script = "cat >> events; echo $ECTL_WATCH_COUNT $ETCD_WATCH_RAW_KEY \
                  $ETCD_WATCH_RAW_VALUE $ETCD_WATCH_EVENT_MOD_REVISION >> log";
    let watch = logged.watch("--debounce 300ms", script);
    logged.logs("30 k2 29 31\n");
    logged.put("k", "30");
    logged.logs("30 k2 29 31\n1 k 30 32\n");
    // What the command reads is what the watch prints.
    let printed: String = (0..31).map(|_| watch.line() + "\n").collect();
    assert_eq!(fs::read_to_string(logged.file("events")).unwrap(), printed);
    assert_eq!(ends(watch, Signal::SIGTERM).stderr, "");
}

#[test]
fn burst_that_does_not_end_runs_the_command_in_the_end() {
    let logged = Logged::new();
    let watch = logged.watch("--debounce 3s --max-wait 3s", "echo $ECTL_WATCH_COUNT >> log");
    eventually("a run", || {
        logged.put("k", "v");
        !logged.log().is_empty()
    });
    ends(watch, Signal::SIGINT);
}

#[test]
fn large_burst_runs_early_and_its_bytes_arrive() {
    let logged = Logged::new();
    let mut random = 1_u32;
    let mut bytes = || {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        random.to_be_bytes()[0]
    };
    let values: Vec<Vec<u8>> = (0..15).map(|_| (0..400_000).map(|_| bytes()).collect()).collect();
    for value in &values {
        logged.etcd.ectl("put k").stdin(value.clone()).run().prints("OK\n");
    }
    // Neither the end of the burst nor the longest wait comes.
    let watch = logged.watch("--debounce 1h", "cat > events; echo $ECTL_WATCH_COUNT >> log");
    let count: usize = logged.lines(1)[0].parse().unwrap();
    assert!((2..15).contains(&count), "{count}");
    let events = fs::read_to_string(logged.file("events")).unwrap();
    assert_eq!(events.lines().count(), count);
    assert!(events.len() > count * 400_000);
    ends(watch, Signal::SIGTERM);

    let script = "cat > v$ETCD_WATCH_EVENT_MOD_REVISION; echo >> values";
    let watch = logged.watch("--stdin value", script);
    let is_done = |lines| fs::read(logged.file("values")).is_ok_and(|log| log.len() == lines);
    eventually("all values", || is_done(values.len()));
    for (index, value) in values.iter().enumerate() {
        assert!(fs::read(logged.file(&format!("v{}", index + 2))).unwrap() == *value, "{index}");
    }
    ends(watch, Signal::SIGTERM);
}

#[test]
fn command_need_not_read_its_stdin() {
    let logged = Logged::new();
    logged.etcd.ectl("put k").stdin(vec![b'v'; 1 << 20]).run().prints("OK\n");
    logged.etcd.ok("del k");
    for stdin in ["events", "value"] {
        let script = format!("exec <&-; echo {stdin} $ETCD_WATCH_RAW_TYPE >> log");
        let watch = logged.watch(&format!("--stdin {stdin}"), &script);
        logged.lines(if stdin == "events" { 2 } else { 4 });
        assert_eq!(ends(watch, Signal::SIGHUP).stderr, "");
    }
    logged.logs("events PUT\nevents DELETE\nvalue PUT\nvalue DELETE\n");
}

#[test]
fn latest_is_the_last_event_of_each_key() {
    let logged = Logged::new();
    for (key, value) in [("a", "1"), ("b", "2"), ("a", "3"), ("c", "4"), ("b", "5")] {
        logged.put(key, value);
    }
    logged.etcd.ok("del c");
    let script =
        "cat > events; echo $ECTL_WATCH_COUNT $ETCD_WATCH_RAW_TYPE $ETCD_WATCH_RAW_KEY >> log";
    let watch = logged.watch("--debounce 200ms --latest", script);
    logged.logs("3 DELETE c\n");
    let events = fs::read_to_string(logged.file("events")).unwrap();
    let revisions: Vec<_> = events
        .lines()
        .map(|line| line.split_once("\"mod_revision\":\"").unwrap().1.split_once('"').unwrap().0)
        .collect();
    assert_eq!(revisions, ["4", "6", "7"]);
    ends(watch, Signal::SIGTERM);
}

#[test]
fn pending_bursts_do_not_run_and_running_commands_are_stopped_at_the_end() {
    let logged = Logged::new();
    logged.put("k", "1");
    // A child that ignores TERM is killed after the grace.
    let script = "(trap '' TERM; exec sleep 1000) & trap 'echo told >> log; exit' TERM
                  echo $! > child.new; mv child.new child; echo ran >> log; wait";
    for options in ["--debounce 0", "--jobs 2"] {
        let _ = fs::remove_file(logged.file("log"));
        let watch = logged.watch(&format!("{options} --grace 300ms"), script);
        logged.logs("ran\n");
        logged.put("k", "2");
        let child = fs::read_to_string(logged.file("child")).unwrap();
        // The trap is set before the log is written.
        ends(watch, Signal::SIGTERM);
        logged.logs("ran\ntold\n");
        eventually("the end of what it started", || !is_alive(child.trim()));
    }
}

#[test]
fn what_a_command_has_started_has_the_grace_too() {
    let logged = Logged::new();
    logged.etcd.ok("service update s --add h:1");
    // The shell has no trap: it ends at the TERM.
    let script = "(trap 'sleep 0.5; echo done >> log; exit' TERM; echo ran >> log
                  while :; do sleep 0.1; done) & wait";
    for options in ["--debounce 0", "--jobs 2", "--stdin events", "--on-exec-error retry"] {
        let watch = logged.watch(&format!("{options} --grace 60s"), script);
        logged.logs("ran\n");
        ends(watch, Signal::SIGTERM);
        assert_eq!(logged.log(), "ran\ndone\n", "{options}");
        fs::remove_file(logged.file("log")).unwrap();
    }
    let services = logged.etcd.ectl("service watch s --grace 60s -- sh -c").arg(script);
    let services = services.directory(logged.etcd.directory()).live();
    logged.logs("ran\n");
    assert_eq!(services.end_by(Signal::SIGTERM).code, 0);
    assert_eq!(logged.log(), "ran\ndone\n");
}

/// Logs its process and another that it starts, which ignores TERM, until it is stopped.
const SERVER: &str = "(trap '' TERM; while :; do sleep 0.1; done) &
    echo $$ $! \"$ECTL_WATCH_COUNT\" \"${ETCD_WATCH_RAW_VALUE-none}\" >> log; wait";

#[test]
fn long_running_command_is_restarted_with_its_group() {
    let logged = Logged::new();
    let line = logged.etcd.ectl("watch k --restart --debounce 50ms --grace 200ms -- sh -c");
    // The variable of an outer watch is removed.
    let line = line.arg(SERVER).env("ETCD_WATCH_RAW_VALUE", "outer");
    let watch = line.directory(logged.etcd.directory()).live();
    let processes = |line: &str| line.split(' ').take(2).map(str::to_owned).collect::<Vec<_>>();
    let first = logged.lines(1)[0].clone();
    assert!(first.ends_with(" 0 none"), "{first}");
    logged.put("k", "new");
    let second = logged.lines(2)[1].clone();
    assert!(second.ends_with(" 1 new"), "{second}");
    assert!(processes(&first).iter().all(|pid| !is_alive(pid)), "before the next is started");
    assert!(processes(&second).iter().all(|pid| is_alive(pid)));
    ends(watch, Signal::SIGTERM);
    assert!(processes(&second).iter().all(|pid| !is_alive(pid)));

    // Nothing is left when ectl is killed, either.
    let line = logged.etcd.ectl("watch k --restart --grace 200ms -- sh -c").arg(SERVER);
    let watch = line.directory(logged.etcd.directory()).live();
    let third = logged.lines(3)[2].clone();
    watch.signal(Signal::SIGKILL);
    eventually("the end of both", || processes(&third).iter().all(|pid| !is_alive(pid)));
    drop(watch);
}

#[test]
fn long_running_command_that_ends_waits_for_a_change_or_fails() {
    let logged = Logged::new();
    let start = |options: &str, script: &str| {
        let line = logged.etcd.ectl(&format!("watch k --restart {options} -- sh -c")).arg(script);
        line.directory(logged.etcd.directory()).live()
    };
    let watch = start("", "echo ran >> log");
    logged.logs("ran\n");
    assert_eq!(watch.line_within_a_moment(), None);
    logged.logs("ran\n");
    logged.put("k", "1");
    logged.logs("ran\nran\n");
    ends(watch, Signal::SIGTERM);

    let outcome = start("", "exit 3").end();
    let why = "command [\"sh\" \"-c\" \"exit 3\"] error (exit status 3)\n";
    assert_eq!((outcome.stderr.as_str(), outcome.code), (why, 1));
    let watch = start("--on-exec-error ignore", "echo failed >> log; exit 3");
    logged.logs("ran\nran\nfailed\n");
    watch.says("error (exit status 3)");
    ends(watch, Signal::SIGTERM);

    let watch = start("--on-exec-error retry", "echo again >> log; exit 3");
    logged.logs("ran\nran\nfailed\nagain\nagain\nagain\n");
    watch.says("error (exit status 3); trying again in 250ms");
    watch.says("error (exit status 3); trying again in 500ms");
    ends(watch, Signal::SIGTERM);
}

#[test]
fn jobs_run_side_by_side_but_in_order_for_each_key() {
    let logged = Logged::new();
    // Each of the first two waits for the other.
    logged.put("a", "meet b");
    logged.put("b", "meet a");
    for round in 0..8 {
        for key in ["a", "b", "c", "d"] {
            logged.put(key, &format!("{round}"));
        }
    }
    // One of three runs fails, and no two for a key are at the same time.
    let script = r#"k=$ETCD_WATCH_RAW_KEY v=$ETCD_WATCH_RAW_VALUE
        mkdir lock.$k || { echo "two for $k" >> log; exit; }
        case $v in
        meet*) touch met.$k; until test -e met.${v#meet }; do sleep 0.02; done ;;
        *) echo x >> tries
           if ! test -e failed.$k.$v && test $(($(wc -l < tries) % 3)) = 0; then
               touch failed.$k.$v; rmdir lock.$k; exit 1
           fi
           echo $k $v >> log ;;
        esac
        rmdir lock.$k"#;
    let watch = logged.watch("--jobs 3 --on-exec-error retry", script);
    let lines = logged.lines(32);
    for key in ["a", "b", "c", "d"] {
        let of: Vec<_> =
            lines.iter().filter_map(|line| line.strip_prefix(&format!("{key} "))).collect();
        assert_eq!(of, ["0", "1", "2", "3", "4", "5", "6", "7"], "{key}: {lines:?}");
    }
    watch.says("error (exit status 1); trying again in 250ms");
    ends(watch, Signal::SIGTERM);
}

#[test]
fn failed_job_stops_the_others() {
    let logged = Logged::new();
    logged.put("a", "wait");
    logged.put("b", "fail");
    let script = "trap 'echo stopped >> log; exit' TERM
        case $ETCD_WATCH_RAW_VALUE in
        wait) touch waits; while :; do sleep 0.02; done ;;
        *) until test -e waits; do sleep 0.02; done; exit 7 ;;
        esac";
    let outcome = logged.watch("--jobs 2", script).end();
    assert_eq!(outcome.code, 1, "{outcome:?}");
    logged.logs("stopped\n");
}

#[test]
fn failed_command_is_tried_again_before_later_events() {
    let logged = Logged::new();
    (1..=3).for_each(|n| logged.put("k", &n.to_string()));
    let script =
        "echo $ETCD_WATCH_RAW_VALUE >> log; test $ETCD_WATCH_RAW_VALUE != 2 || test -e fixed";
    let watch = logged.watch("--on-exec-error retry", script);
    watch.says("error (exit status 1); trying again in 250ms");
    watch.says("error (exit status 1); trying again in 500ms");
    assert!(!logged.log().contains('3'), "{}", logged.log());
    fs::write(logged.file("fixed"), "").unwrap();
    eventually("the last event", || logged.log().ends_with("2\n3\n"));
    assert!(logged.log().starts_with("1\n2\n2\n2\n"), "{}", logged.log());
    ends(watch, Signal::SIGTERM);

    // The events of a burst that failed are in the next one, which a new event brings forward.
    fs::remove_file(logged.file("log")).unwrap();
    let script = "echo $ECTL_WATCH_COUNT $(wc -l) >> log; test $ETCD_WATCH_RAW_VALUE != 3";
    let watch = logged.watch("--debounce 100ms --on-exec-error retry", script);
    watch.says("error (exit status 1); trying again in 250ms");
    logged.put("k", "4");
    eventually("a run with all events", || logged.log().ends_with("4 4\n"));
    logged.put("k", "5");
    eventually("a run with the last one", || logged.log().ends_with("4 4\n1 1\n"));
    ends(watch, Signal::SIGTERM);
}

/// What was not handled when a watch ended is handled by the next one, and nothing else.
#[test]
fn next_watch_goes_on_with_the_first_command_that_did_not_succeed() {
    let logged = Logged::new();
    for (key, value) in [("a", "1"), ("b", "2"), ("a", "3"), ("c", "4")] {
        logged.put(key, value);
    }
    let script =
        "echo $ETCD_WATCH_RAW_VALUE >> log; test $ETCD_WATCH_RAW_VALUE != 2 || test -e fixed";
    for (options, before, after) in [
        ("", "1\n2\n2\n", "2\n3\n4\n"),
        // Commands for other keys do not wait, and run twice then.
        ("--jobs 3", "1\n2\n2\n3\n4\n", "2\n3\n4\n"),
    ] {
        let _ = (fs::remove_file(logged.file("log")), fs::remove_file(logged.file("fixed")));
        let _ = fs::remove_file(logged.file("resume"));
        let options = format!("--resume-file resume --on-exec-error retry {options}");
        let watch = logged.watch(&options, script);
        watch.says("trying again in 500ms");
        let sorted = || {
            let mut log: Vec<_> = logged.log().lines().map(|line| line.to_owned() + "\n").collect();
            log.sort();
            log.concat()
        };
        eventually(before, || sorted() == before);
        watch.end_by(Signal::SIGTERM);
        fs::remove_file(logged.file("log")).unwrap();
        fs::write(logged.file("fixed"), "").unwrap();
        let watch = logged.watch(&options, script);
        eventually(after, || sorted() == after);
        ends(watch, Signal::SIGTERM);
    }
}

#[test]
fn last_burst_runs_before_a_watch_that_counts_ends() {
    let logged = Logged::new();
    (1..=3).for_each(|n| logged.put("k", &n.to_string()));
    let script = "echo $ECTL_WATCH_COUNT $ETCD_WATCH_RAW_VALUE >> log";
    let watch = logged.watch("--debounce 1h --count 2", script);
    assert_eq!(watch.end().code, 0);
    logged.logs("2 2\n");
}

#[test]
fn end_of_the_time_stops_a_slow_or_failing_command() {
    let logged = Logged::new();
    (1..=2).for_each(|n| logged.put("k", &n.to_string()));
    let why = "\"error\":\"timed out before CMD succeeded for all events\"";
    for (options, script) in [
        ("--on-exec-error retry", "false"),
        ("--count 2 --on-exec-error retry", "false"),
        ("--debounce 1h", "true"),
        ("--debounce 50ms --resume-file file", "sleep 600"),
        ("--debounce 50ms --count 2", "sleep 600"),
    ] {
        let outcome = logged.watch(&format!("--timeout 1s {options}"), script).end();
        assert_eq!(outcome.code, 124, "{options}: {outcome:?}");
        assert!(outcome.stderr.contains(why), "{options}: {outcome:?}");
    }
    // What was stopped was not saved.
    let script = "echo $ECTL_WATCH_COUNT >> log";
    let watch = logged.watch("--debounce 50ms --resume-file file --count 2", script);
    assert_eq!(watch.end().code, 0);
    logged.logs("2\n");
    // A command as etcdctl's is waited for, and may be in time for the last event.
    let script = "sleep 2; echo done >> log";
    let watch = logged.watch("--count 1 --timeout 1s", script);
    assert_eq!(watch.end().code, 0);
    logged.logs("2\ndone\n");
    assert_eq!(logged.watch("--count 2 --timeout 1s", script).end().code, 124);
    logged.logs("2\ndone\ndone\n");
}

#[test]
fn long_running_command_starts_with_the_initial_state() {
    let logged = Logged::new();
    (1..=3).for_each(|n| logged.put(&format!("k{n}"), "v"));
    let line = logged.etcd.ectl("watch k --prefix --initial --restart --stdin events -- sh -c");
    let line = line.arg("echo $ECTL_WATCH_COUNT $(wc -l) >> log; exec sleep 1000");
    let watch = line.directory(logged.etcd.directory()).live();
    logged.logs("3 3\n");
    logged.put("k1", "w");
    logged.logs("3 3\n1 1\n");
    ends(watch, Signal::SIGTERM);
}

#[test]
fn lines_of_an_interactive_watch_have_no_options_for_commands() {
    let etcd = etcd();
    let refused = etcd.ectl("watch -i").stdin("watch k --debounce 1s -- true\n").run();
    refused.fails_part(3, "error reading watch request line: EOF\n").says(
        "Invalid command watch k --debounce 1s -- true (--debounce cannot be used with --interactive)\n",
    );
    ectl(NOWHERE, "watch -i --restart").run().fails_part(128, "are read from stdin\n");
}

#[test]
fn options_without_a_sense_are_refused() {
    for (words, why) in [
        ("--debounce 1s", "--debounce is for CMD, which is missing\n"),
        ("--restart --jobs 2 -- true", "--restart and --jobs 2 exclude each other\n"),
        ("--debounce 1s --jobs 2 -- true", "--debounce and --jobs 2 exclude each other\n"),
        ("--jobs 0 -- true", "--jobs 0 would run no command\n"),
        ("--latest -- true", "--latest is about bursts of changes\n"),
        ("--max-wait 1s -- true", "--max-wait is about bursts of changes\n"),
        ("--debounce 2s --max-wait 1s -- true", "--max-wait is shorter than --debounce\n"),
        ("--grace 1s -- true", "--grace is for a CMD that ectl stops\n"),
    ] {
        ectl(NOWHERE, "watch k").args(words).run().fails_part(128, why);
    }
    for words in ["--stdin all -- true", "--on-exec-error again -- true"] {
        ectl(NOWHERE, "watch k").args(words).run().fails_part(4, "invalid --");
    }
    let refused = ectl(NOWHERE, "service watch s --restart").run();
    refused.fails_part(128, "--restart is for CMD, which is missing\n");
    let refused = ectl(NOWHERE, "service watch s --on-exec-error=retry").run();
    refused.fails_part(128, "--on-exec-error=retry is for CMD, which is missing\n");
    let refused = ectl(NOWHERE, "service watch s --debounce 2s --max-wait 1s").run();
    refused.fails_part(128, "--max-wait is shorter than --debounce\n");
}

#[test]
fn command_of_service_watch_is_restarted_or_tried_again() {
    let logged = Logged::new();
    let start = |options: &str, script: &str| {
        let line = logged.etcd.ectl(&format!("service watch s {options} -- sh -c")).arg(script);
        line.directory(logged.etcd.directory()).live()
    };
    let script = "echo $$ \"[$ECTL_ENDPOINTS]\" $(wc -l) >> log; exec sleep 1000";
    let watch = start("--restart --debounce 0", script);
    let first = logged.lines(1)[0].clone();
    assert!(first.ends_with(" [] 0"), "{first}");
    logged.etcd.ok("service update s --add h:1");
    let second = logged.lines(2)[1].clone();
    assert!(second.ends_with(" [h:1] 1"), "{second}");
    assert!(!is_alive(first.split_once(' ').unwrap().0));
    watch.end_by(Signal::SIGTERM).prints("");
    assert!(!is_alive(second.split_once(' ').unwrap().0));

    fs::remove_file(logged.file("log")).unwrap();
    let script = "echo \"$ECTL_ENDPOINTS\" >> log; test -e fixed";
    let watch = start("--on-exec-error retry --debounce 0", script);
    watch.says("error (exit status 1); trying again in 250ms");
    watch.says("error (exit status 1); trying again in 500ms");
    fs::write(logged.file("fixed"), "").unwrap();
    let is_done = |log: &str| log.lines().count() > 2;
    eventually("a third run", || is_done(&logged.log()));
    assert!(logged.log().lines().all(|line| line == "h:1"), "{}", logged.log());
    watch.end_by(Signal::SIGTERM).prints("");

    // The last state that is counted is handled, too.
    let script = "echo run >> tries; [ $(wc -l < tries) = 3 ]";
    let words = "service watch s --count 1 --on-exec-error retry";
    let counted = |options: &str| {
        let line = logged.etcd.ectl(&format!("{words} {options} -- sh -c")).arg(script);
        line.directory(logged.etcd.directory()).run()
    };
    assert_eq!(counted("").code, 0);
    assert_eq!(fs::read_to_string(logged.file("tries")).unwrap(), "run\nrun\nrun\n");
    let unhandled = counted("--timeout 500ms");
    unhandled.fails_part(124, "Error: timed out before CMD succeeded for the last state\n");
}

#[test]
fn changes_of_a_service_are_collected_for_longer_while_they_arrive() {
    let logged = Logged::new();
    let watch = logged.etcd.ectl("service watch s --debounce 2s --max-wait 1h -w jsonl").live();
    watch.line();
    let begin = Instant::now();
    let mut number = 0;
    // With the default, the first of the changes would be told after 2 s.
    while begin.elapsed().as_secs() < 4 {
        number += 1;
        logged.etcd.ok(&format!("service update s --set h:{number}"));
    }
    let line = watch.line();
    assert!(line.contains(&format!("\"revision\":\"{}\"", number + 1)), "{line}");
    watch.is_silent();
}
