//! Watches that begin with the state, resume from a file, survive compactions, and end by themselves.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::pipes::full_pipe;
use crate::support::{Line, ectl, etcd, etcd_generation, eventually, finish, start};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};

/// Fields of an event in one line: type, key, value, revision, and whether it is synthetic.
const FIELDS: &str =
    "--field type --field key --field value --field mod_revision --field synthetic";

/// An etcd, and files in its directory.
pub struct Watched {
    pub etcd: Etcd,
}

impl Watched {
    pub fn new() -> Self {
        Self { etcd: etcd() }
    }

    pub fn put(&self, key: &str, value: &str) {
        self.etcd.ok(&["put", key, value]);
    }

    /// Asserts that the resume file of a quiet key keeps up with an empty store, and outlives a compaction.
    pub fn follows_the_store_while_quiet(&self) {
        let watch = self.line("--resume-file r").live();
        eventually("a file", || self.read("r").contains("\"revision\":\"1\"}"));
        self.put("other", "x");
        eventually("its revision", || self.read("r").contains("\"revision\":\"2\"}"));
        let ended = watch.end_by(Signal::SIGTERM);
        // Notifications of the progress are not printed.
        assert_eq!((ended.text(), ended.stderr.as_str()), ("", ""));
        self.compact(2);
        self.put("a/1", "v");
        self.prints("--resume-file r --count 1", "PUT\ta/1\tv\t3\tfalse\n");
    }

    pub fn compact(&self, revision: u64) {
        self.etcd.ok(&format!("compaction {revision}"));
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.etcd.directory().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap_or_default()
    }

    /// Watches the keys below a/ with the files in its directory.
    pub fn line(&self, options: &str) -> Line {
        let line = self.etcd.ectl(&format!("watch a/ --prefix {FIELDS} {options}"));
        line.directory(self.etcd.directory())
    }

    /// What a watch prints that ends after a number of events.
    #[track_caller]
    pub fn prints(&self, options: &str, expected: &str) {
        self.line(options).run().prints(expected);
    }
}

#[test]
fn state_comes_first_then_changes() {
    let watched = Watched::new();
    for key in ["a/1", "a/2", "b"] {
        watched.put(key, "old");
    }
    let watch = watched.line("--initial").live();
    let expected = ["PUT\ta/1\told\t2\tfalse", "PUT\ta/2\told\t3\tfalse", "synced\t\t\t\tfalse"];
    assert_eq!([watch.line(), watch.line(), watch.line()], expected);
    watched.put("a/1", "new");
    assert_eq!(watch.line(), "PUT\ta/1\tnew\t5\tfalse");
    watched.etcd.ok("del a/2");
    assert_eq!(watch.line(), "DELETE\ta/2\t\t6\tfalse");
    let json = watched.etcd.ok("watch a/ --prefix --initial --timeout 500ms -w jsonl");
    let lines: Vec<_> = json.text().lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[1].starts_with("{\"type\":\"synced\",\"key\":null,"), "{lines:?}");
    assert!(lines[1].ends_with("\"revision\":\"6\",\"synthetic\":false}"), "{lines:?}");
    // etcdctl's formats have only events.
    let initial = |format: &str| {
        watched
            .etcd
            .ok(&format!("watch a/1 --initial --timeout 500ms -w {format}"))
            .text()
            .to_owned()
    };
    assert_eq!(initial("simple"), "PUT\na/1\nnew\n");
    assert_eq!(initial("json").lines().count(), 1);
    watched.etcd.ectl("watch none --initial --timeout 100ms").run().prints("");
}

#[test]
fn nothing_is_missed_between_the_state_and_the_changes() {
    const KEYS: usize = 60;
    let watched = Watched::new();
    let at = watched.etcd.endpoints();
    let writers: Vec<_> = (0..3)
        .map(|writer| {
            let at = at.clone();
            std::thread::spawn(move || {
                for key in 0..KEYS {
                    ectl(&at, &format!("put a/{writer}/{key} v")).run().prints("OK\n");
                }
            })
        })
        .collect();
    let all = KEYS * writers.len();
    let watches: Vec<_> = (0..4)
        .map(|_| {
            let watch = watched.line(&format!("--initial --count {all} --timeout 60s")).live();
            std::thread::sleep(Duration::from_millis(60));
            watch
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    for watch in watches {
        let outcome = watch.end().succeeds();
        let mut events: Vec<_> = outcome.text().lines().filter(|l| l.starts_with("PUT")).collect();
        events.sort_unstable();
        events.dedup();
        assert_eq!(events.len(), all);
    }
}

#[test]
fn count_and_timeout_end_a_watch() {
    let watched = Watched::new();
    for value in ["1", "2", "3"] {
        watched.put("a/k", value);
    }
    let (first, second) = ("PUT\ta/k\t1\t2\tfalse\n", "PUT\ta/k\t2\t3\tfalse\n");
    watched.prints("--rev 1 --count 2", &format!("{first}{second}"));
    watched.prints("--timeout 100ms", "");
    let fewer = watched.line("--rev 3 --count 4 --timeout 2s").run();
    assert_eq!((fewer.code, fewer.text().lines().count()), (124, 2));
    assert_eq!(fewer.stderr, "Error: timed out: 2 of 4 events came\n");
    // The command of the last event is run, and the JSON of a response that is cut off is complete.
    let line = watched.line("--rev 1 --count 2 -- sh -c");
    let ran = line.arg("sleep 0.1; echo $ETCD_WATCH_RAW_VALUE").run().succeeds();
    assert!(ran.text().ends_with("1\n2\n"), "{:?}", ran.stdout);
    let json = watched.etcd.ok("watch a/k --rev 1 --count 2 -w json");
    assert!(json.text().ends_with("\"CancelReason\":\"\"}\n"), "{}", json.text());
    assert_eq!(json.text().matches("\"kv\":").count(), 2);
    watched.line("--count 0").run().fails(128, "Error: --count must be greater than zero\n");
}

#[test]
fn only_one_kind_of_event() {
    let watched = Watched::new();
    watched.put("a/k", "1");
    watched.etcd.ok("del a/k");
    watched.put("a/l", "2");
    watched.prints("--rev 1 --only delete --count 1", "DELETE\ta/k\t\t3\tfalse\n");
    watched
        .prints("--rev 1 --only put --count 2", "PUT\ta/k\t1\t2\tfalse\nPUT\ta/l\t2\t4\tfalse\n");
    watched.prints("--initial --only delete --timeout 300ms", "synced\t\t\t\tfalse\n");
    watched
        .line("--only x")
        .run()
        .fails(4, "Error: invalid --only \"x\"\nhint: valid values: put, delete\n");
}

#[test]
fn watch_goes_on_where_the_last_one_ended() {
    let watched = Watched::new();
    watched.put("a/1", "v");
    watched.put("a/2", "v");
    // Also in the midst of the state, and of a revision.
    let resumed = "--initial --resume-file r --count";
    watched.prints(&format!("{resumed} 1"), "PUT\ta/1\tv\t2\tfalse\n");
    assert!(watched.read("r").contains(",\"revision\":\"3\",\"read_to\":\"a/1\"}\n"));
    watched.etcd.ectl("txn").stdin("\nput a/2 w\nput a/3 w\nput a/4 w\n\n\n").run().succeeds();
    let two = "PUT\ta/2\tv\t3\tfalse\nsynced\t\t\t\tfalse\nPUT\ta/2\tw\t4\tfalse\n";
    watched.prints(&format!("{resumed} 2"), two);
    assert!(watched.read("r").contains(",\"revision\":\"3\",\"events\":\"1\"}\n"));
    watched.prints(&format!("{resumed} 1"), "PUT\ta/3\tw\t4\tfalse\n");
    watched.put("b", "x");
    watched.prints("--rev 1 --resume-file r --count 1", "PUT\ta/4\tw\t4\tfalse\n");
    watched.put("a/5", "x");
    // --rev, as --initial, is for the first run.
    watched.prints("--rev 1 --resume-file r --count 1", "PUT\ta/5\tx\t6\tfalse\n");
    // A first run without them begins now, and remembers when that was.
    watched.prints("--resume-file s --timeout 100ms", "");
    watched.put("a/6", "y");
    watched.prints("--resume-file s --count 1", "PUT\ta/6\ty\t7\tfalse\n");
}

#[test]
fn event_is_handled_when_its_command_has_succeeded() {
    let watched = Watched::new();
    watched.etcd.ectl("txn").stdin("\nput a/1 v\nput a/2 v\nput a/3 v\n\n\n").run().succeeds();
    let fails_once = "echo $ETCD_WATCH_RAW_KEY >> log; \
         [ $ETCD_WATCH_RAW_KEY != a/2 ] || [ $(grep -c a/2 log) = 2 ]";
    let line =
        || watched.line("--rev 1 --resume-file r --count 3 --timeout 60s -- sh -c").arg(fails_once);
    assert_eq!(line().run().code, 1);
    let again = watched.line("--rev 1 --resume-file r --count 2 -- sh -c").arg(fails_once).run();
    again.succeeds();
    assert_eq!(watched.read("log"), "a/1\na/2\na/2\na/3\n");
}

#[test]
fn signal_ends_after_the_run_at_hand() {
    let watched = Watched::new();
    watched.put("a/1", "v");
    watched.put("a/2", "v");
    for (signal, code) in [(Signal::SIGTERM, 143), (Signal::SIGINT, 130), (Signal::SIGHUP, 129)] {
        let name = format!("r{code}");
        let line = watched.line(&format!("--rev 1 --resume-file {name} -- sh -c"));
        let watch = line.arg("echo begun; sleep 0.3; echo done >> log").live();
        while watch.line() != "begun" {}
        let ended = watch.end_by(signal);
        assert_eq!((ended.code, ended.stderr.as_str()), (code, ""), "{signal}");
        assert_eq!(watched.read("log"), "done\n");
        fs::remove_file(watched.file("log")).unwrap();
        assert!(watched.read(&name).contains("\"revision\":\"2\"}"), "{}", watched.read(&name));
    }
}

#[test]
fn event_whose_command_dies_with_ectl_comes_again() {
    let watched = Watched::new();
    watched.put("a/1", "v");
    // As Ctrl-C and `systemctl stop` do, in either order. A shell reports such an end of its command, too.
    let orders = [
        "(kill -TERM $PPID) & kill -TERM $$",
        "(kill -TERM $PPID) & exit 143",
        "kill -TERM $PPID; sleep 0.2; kill -TERM $$",
    ];
    let modes = ["", "--jobs 2", "--debounce 0", "--stdin events"];
    for (index, options) in modes.iter().enumerate() {
        for (number, script) in orders.iter().enumerate() {
            for on_error in ["stop", "ignore"] {
                let name = format!("r{index}{number}{on_error}");
                let words = format!("--resume-file {name} --on-exec-error {on_error} {options}");
                let ended = watched.line(&format!("--rev 1 {words} -- sh -c")).arg(*script).run();
                assert_eq!(ended.code, 143, "{options} {script}: {ended:?}");
                assert!(!watched.read(&name).contains("\"revision\":\"2\"}"), "{options} {script}");
            }
        }
    }
    // A command that dies alone has failed.
    let line = watched.line("--rev 1 --count 1 --resume-file r --on-exec-error ignore -- sh -c");
    let alone = line.arg("kill -TERM $$").run();
    assert_eq!(alone.code, 0);
    alone.says("error (signal: terminated)\n");
    assert!(watched.read("r").contains("\"revision\":\"2\"}"), "{}", watched.read("r"));
}

#[test]
fn quiet_key_follows_the_store() {
    let experimental = if etcd_generation() < (3, 6) { "experimental-" } else { "" };
    let interval = format!("--{experimental}watch-progress-notify-interval=100ms");
    let watched = Watched { etcd: start(&Plan { options: vec![interval.into()], ..Plan::new() }) };
    watched.follows_the_store_while_quiet();
}

#[test]
fn files_of_other_watches_are_refused() {
    let (watched, other) = (Watched::new(), Watched::new());
    watched.put("a/1", "v");
    watched.prints("--initial --resume-file r --count 1", "PUT\ta/1\tv\t2\tfalse\n");
    let file = watched.file("r");
    let path = file.display();
    let refused = other.line(&format!("--initial --resume-file {path}")).run();
    assert_eq!((refused.code, refused.text()), (128, ""));
    assert!(refused.stderr.contains(&format!("Error: {path} belongs to cluster ")));
    assert!(refused.stderr.contains(", and this is cluster "), "{}", refused.stderr);
    let nowhere =
        |options: &str| ectl("127.0.0.1:1", &format!("watch {options} --resume-file {path}")).run();
    let hint = "hint: use another file, or remove this one to start anew\n";
    nowhere("b").fails(
        128,
        &format!(
            "Error: {path} belongs to keys with the prefix \"a/\", and this is about key \"b\"\n{hint}"
        ),
    );
    nowhere("--prefix a/ --only put")
        .fails_part(128, "and this is about keys with the prefix \"a/\" (only put)\n");
    let damaged = format!(
        "Error: {path}: not a resume file\n\
         hint: what was handled is unknown; remove the file to start anew\n"
    );
    fs::write(&file, "{}").unwrap();
    nowhere("--prefix a/").fails(6, &damaged);
    // A watch that cannot begin leaves no file.
    fs::remove_file(&file).unwrap();
    nowhere("--prefix a/").fails_part(2, "connection refused");
    assert!(!file.exists());
}

#[test]
fn file_belongs_to_one_process() {
    let watched = Watched::new();
    let watch = watched.line("--resume-file r").live();
    eventually("a file", || watched.read("r").contains("revision\":\"1\""));
    let second = || watched.line("--resume-file r").run();
    second().fails(
        6,
        "Error: [..]/r is in use by another ectl\nhint: each watch needs a file of its own\n",
    );
    watched.put("a/1", "v");
    watch.line();
    eventually("a save", || watched.read("r").contains("revision\":\"2\""));
    second().fails_part(6, "is in use by another ectl");
    watch.end_by(Signal::SIGTERM);
    watched.prints("--resume-file r --timeout 100ms", "");
}

#[test]
fn compaction_ends_a_watch_or_makes_it_compare() {
    let watched = Watched::new();
    for key in ["a/1", "a/2", "a/3"] {
        watched.put(key, "old");
    }
    let state = "PUT\ta/1\told\t2\tfalse\nPUT\ta/2\told\t3\tfalse\nPUT\ta/3\told\t4\tfalse\n\
         synced\t\t\t\tfalse\n";
    for file in ["stop", "resync"] {
        let options =
            format!("--initial --timeout 500ms --resume-file {file} --on-compacted={file}");
        watched.prints(&options, state);
    }
    watched.etcd.ok("del a/1");
    watched.put("a/2", "new");
    watched.put("a/4", "new");
    watched.compact(7);
    watched
        .line("--resume-file stop")
        .run()
        .fails_part(5, "are gone\nhint: --on-compacted=resync reads the keys again\n");
    // In two runs, of which the first ends in the midst.
    let resync = "--resume-file resync --on-compacted=resync --timeout 10s --count";
    let first = watched.line(&format!("{resync} 2")).run();
    let first = first.says("watch: etcd has compacted revision 7; reading the keys again\n");
    assert_eq!(first.text(), "DELETE\ta/1\t\t7\ttrue\nPUT\ta/2\tnew\t6\tfalse\n");
    watched.prints(&format!("{resync} 1"), "PUT\ta/4\tnew\t7\tfalse\n");
    watched.put("a/3", "last");
    watched.prints(&format!("{resync} 1"), "synced\t\t\t\tfalse\nPUT\ta/3\tlast\t8\tfalse\n");
    // Without a file, and for a command.
    let script =
        "echo $ETCD_WATCH_RAW_TYPE $ETCD_WATCH_RAW_KEY ${ECTL_WATCH_SYNTHETIC-real} >> log";
    let line = "--on-compacted=resync --rev 2 --count 3 -- sh -c";
    watched.line(line).arg(script).run().succeeds();
    assert_eq!(watched.read("log"), "PUT a/2 real\nPUT a/3 real\nPUT a/4 real\n");
    watched
        .line("--on-compacted=x")
        .run()
        .fails(4, "Error: invalid --on-compacted \"x\"\nhint: valid values: stop, resync\n");
}

#[test]
fn key_that_a_killed_run_has_seen_is_found_gone() {
    let watched = Watched::new();
    watched.put("a/1", "v");
    let resume = "--initial --resume-file r --on-compacted=resync";
    let script =
        "[ $ETCD_WATCH_RAW_KEY != a/2 ] || { echo begun; while [ -e wait ]; do sleep 0.05; done; }";
    fs::write(watched.file("wait"), "").unwrap();
    let watch = watched.line(&format!("{resume} -- sh -c")).arg(script).live();
    while !watch.line().starts_with("synced") {}
    watched.put("a/2", "v");
    while watch.line() != "begun" {}
    watch.signal(Signal::SIGKILL);
    // The run holds stdout open.
    fs::remove_file(watched.file("wait")).unwrap();
    assert_eq!(watch.end().code, -1);
    watched.etcd.ok("del a/2");
    watched.compact(4);
    // It was not handled, but its consumer may have it.
    let gone = watched.line(&format!("{resume} --count 1 --timeout 20s")).run();
    assert_eq!(gone.text(), "DELETE\ta/2\t\t4\ttrue\n", "{gone:?}");
}

#[test]
fn deletions_alone_survive_a_compaction() {
    let watched = Watched::new();
    let options = "--only delete --resume-file r --on-compacted=resync --timeout 10s --count 1";
    watched.prints("--only delete --resume-file r --on-compacted=resync --timeout 100ms", "");
    watched.put("a/1", "v");
    watched.put("a/2", "v");
    watched.etcd.ok("del a/2");
    watched.prints(options, "DELETE\ta/2\t\t4\tfalse\n");
    // That a/1 exists is known, although it was not printed.
    watched.etcd.ok("del a/1");
    watched.put("a/3", "v");
    watched.compact(6);
    watched.line(options).run().succeeds().prints_and_says(
        "DELETE\ta/1\t\t6\ttrue\n",
        "watch: etcd has compacted revision 6; reading the keys again\n",
    );
}

#[test]
fn lost_end_of_the_known_keys_is_made_up_for() {
    let watched = Watched::new();
    let options = "--initial --resume-file r --on-compacted=resync --timeout 10s --count";
    watched.put("a/1", "v");
    watched.prints(&format!("{options} 1"), "PUT\ta/1\tv\t2\tfalse\n");
    watched.put("a/2", "v");
    watched.prints(&format!("{options} 1"), "synced\t\t\t\tfalse\nPUT\ta/2\tv\t3\tfalse\n");
    let keys = watched.read("r.keys");
    let cut = keys.rfind("{\"key\":\"a/2\"").unwrap();
    fs::write(watched.file("r.keys"), &keys[..cut + 8]).unwrap();
    watched.prints(&format!("{options} 1"), "PUT\ta/2\tv\t3\tfalse\n");
    fs::write(watched.file("r.keys"), "damaged\n").unwrap();
    watched.line(options).arg("1").run().fails_part(6, "r.keys:1: expected value, column 1\n");
}

#[test]
fn keys_are_learned_if_they_were_not_remembered() {
    let watched = Watched::new();
    watched.put("a/1", "v");
    watched.put("a/2", "v");
    let stops = "--initial --resume-file r --timeout 10s --count 1";
    let resyncs = "--resume-file r --on-compacted=resync --timeout 10s --count";
    watched.prints(stops, "PUT\ta/1\tv\t2\tfalse\n");
    // In the midst of the state.
    watched.prints(&format!("{resyncs} 1"), "PUT\ta/2\tv\t3\tfalse\n");
    watched.etcd.ok("del a/1");
    watched.put("a/3", "v");
    watched.compact(5);
    let compacted = "watch: etcd has compacted revision 3; reading the keys again\n";
    let line = watched.line(&format!("{resyncs} 2")).run().succeeds();
    assert_eq!(line.text(), "DELETE\ta/1\t\t5\ttrue\nPUT\ta/3\tv\t5\tfalse\n");
    assert_eq!(line.stderr, compacted);
    // A run that does not remember them makes them useless.
    watched.put("a/4", "v");
    let stops = watched.line("--resume-file r --count 1").run().succeeds();
    assert_eq!(stops.text(), "synced\t\t\t\tfalse\nPUT\ta/4\tv\t6\tfalse\n");
    let removed = "r.keys is removed: without --on-compacted=resync deletions before a later \
         compaction cannot be told\n";
    assert!(stops.stderr.ends_with(removed), "{}", stops.stderr);
    assert!(!watched.file("r.keys").exists());
    watched.put("a/5", "v");
    watched.prints(&format!("{resyncs} 1"), "PUT\ta/5\tv\t7\tfalse\n");
}

/// A state built from lines of events, as a script would build it.
#[derive(Default)]
struct BuiltState {
    keys: BTreeMap<String, String>,
    seen: BTreeMap<(String, String), usize>,
}

impl BuiltState {
    fn add(&mut self, line: &str) {
        let fields: Vec<_> = line.split('\t').map(str::to_owned).collect();
        let [kind, key, value, revision, synthetic] = fields.try_into().unwrap();
        match kind.as_str() {
            "PUT" => drop(self.keys.insert(key.clone(), value)),
            "DELETE" => drop(self.keys.remove(&key)),
            _ => return,
        }
        if synthetic == "false" {
            *self.seen.entry((key, revision)).or_default() += 1;
        }
    }

    fn take(&mut self, watch: &Live, lines: usize) {
        (0..lines).for_each(|_| self.add(&watch.line()));
    }
}

#[test]
fn state_is_that_of_the_store_after_kills_and_compactions() {
    let watched = Watched::new();
    let mut built = BuiltState::default();
    let mut killed = false;
    for round in 0..10_u64 {
        let watch = watched.line("--initial --resume-file r --on-compacted=resync").live();
        let key = |n: u64| format!("a/{}", (round * 7 + n * 3) % 11);
        if round > 0 {
            // The change of the last round that was not seen, however it ended.
            eventually("the file of the last round", || watched.file("r").exists());
        }
        for n in 0..4 {
            match (round + n) % 3 {
                0 => drop(watched.etcd.ok(&format!("del {}", key(n)))),
                _ => watched.put(&key(n), &format!("{round}.{n}")),
            }
        }
        watched.put("a/last", &round.to_string());
        loop {
            let line = watch.line();
            built.add(&line);
            if line.starts_with(&format!("PUT\ta/last\t{round}\t")) {
                break;
            }
        }
        built.take(&watch, 0);
        killed |= round % 3 == 2;
        let signal = if round % 3 == 2 { Signal::SIGKILL } else { Signal::SIGTERM };
        let rest = watch.end_by(signal);
        rest.text().lines().for_each(|line| built.add(line));
        watched.put(&key(1), "between");
        watched.etcd.ok(&format!("del {}", key(2)));
        if round % 2 == 1 {
            watched.etcd.ok("put b x");
            let revision = watched.etcd.ok("get b -w jsonl --field mod_revision");
            watched.compact(revision.text().trim().parse().unwrap());
        }
        if !killed {
            let twice = built.seen.iter().find(|(_, times)| **times > 1);
            assert_eq!(twice, None, "round {round}");
        }
    }
    let rest = watched.line("--resume-file r --on-compacted=resync --timeout 1s").run().succeeds();
    rest.text().lines().for_each(|line| built.add(line));
    let store = watched.etcd.ok("get a/ --prefix -w jsonl --field key --field value");
    let state: String = built.keys.iter().map(|(key, value)| format!("{key}\t{value}\n")).collect();
    assert_eq!(state, store.text());
}

#[cfg(target_os = "linux")]
#[test]
fn long_histories_need_little_memory() {
    use crate::support::memory::watch_memory;

    const EVENTS: usize = 50_000;
    let watched = Watched::new();
    let line = |n: usize| format!("{{\"key\":\"a/{n:06}\",\"value\":\"{}\"}}\n", "v".repeat(40));
    let lines: String = (0..EVENTS).map(line).collect();
    watched.etcd.ectl("import -").stdin(lines).run().succeeds();
    let peak = |options: &str| {
        let child = watched.line(&format!("{options} --resume-file r -w jsonl")).spawn();
        let memory = watch_memory(child.id());
        let lines = finish(child).succeeds().text().lines().count();
        fs::remove_file(watched.file("r")).unwrap();
        (lines, memory.join().unwrap())
    };
    for first in ["--rev 1", "--initial"] {
        let (_, few) = peak(&format!("{first} --count 100"));
        let (lines, many) = peak(&format!("{first} --count {EVENTS}"));
        assert_eq!(lines, EVENTS);
        // The program for tests takes more than 20 MiB by itself, mostly of its file.
        assert!(few > 0 && many < few + (5 << 10), "{first}: {many} KiB, 100 events {few} KiB");
    }
}

#[test]
fn interactive_lines_have_their_own_options() {
    let watched = Watched::new();
    watched.put("a/1", "v");
    let refused = "cannot be used with --interactive\n";
    watched.etcd.ectl("watch -i --count 1").run().fails_part(128, refused);
    let lines = "watch a/1 --resume-file r\nwatch a/1 --rev 1 --only put\n";
    let outcome = watched.etcd.ectl("watch -i").stdin(lines).run();
    let why = "Invalid command watch a/1 --resume-file r (--resume-file cannot be used with \
         --interactive)\n";
    assert!(outcome.stderr.starts_with(why), "{}", outcome.stderr);
}

#[test]
fn services_are_counted_and_timed() {
    let watched = Watched::new();
    let service = |options: &str| watched.etcd.ectl(&format!("service watch s {options}"));
    service("--count 1 --timeout 10s").run().prints("\n");
    service("--timeout 1s").run().prints("\n");
    let fewer = service("--count 2 --timeout 1s").run();
    assert_eq!((fewer.code, fewer.text()), (124, "\n"));
    assert_eq!(fewer.stderr, "Error: timed out: 1 of 2 states came\n");
    let ran = service("--count 1 -- sh -c").arg("sleep 0.2; echo ran").run();
    ran.prints("ran\n");
}

/// A line of a watch whose first event is printed, and whose second one its reader reads the beginning of.
fn half_read(watched: &Watched, options: &str) -> Child {
    watched.put("a/1", "small");
    let mut child = watched.line(&format!("--rev 1 {options}")).open();
    let mut reads = |expected: &str| {
        let mut text = vec![0; expected.len()];
        child.stdout.as_mut().unwrap().read_exact(&mut text).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    };
    reads("PUT\ta/1\tsmall\t2\tfalse\n");
    watched.etcd.ectl("put a/2").stdin("v".repeat(1 << 20)).run().succeeds();
    reads("PUT\ta/2\tvvv");
    child
}

/// Waits for the end of a child whose stdout is not read. Returns its code and stderr.
fn end_unread(mut child: Child) -> (i32, String) {
    // Until its end, so that it is not closed.
    let stdout = child.stdout.take();
    let outcome = finish(child);
    drop(stdout);
    (outcome.code, outcome.stderr)
}

#[test]
fn watch_whose_stdout_is_not_read_ends_by_signal_and_timeout() {
    let watched = Watched::new();
    let child = half_read(&watched, "--resume-file r");
    let pid = Pid::from_raw(child.id().try_into().unwrap());
    kill(pid, Signal::SIGTERM).unwrap();
    assert_eq!(end_unread(child), (143, String::new()));
    // What was not written comes again.
    let rest = watched.line("--resume-file r --count 1").run().succeeds();
    assert!(rest.text().starts_with("PUT\ta/2\tvvv"));
    // Each on a store of its own, side by side.
    let all = ["--timeout 6s", "--timeout 6s --count 9", "--timeout 6s -- true"].map(|options| {
        let watched = Watched::new();
        (half_read(&watched, options), watched)
    });
    for (child, _watched) in all {
        let ended = end_unread(child);
        assert_eq!(ended, (124, "Error: timed out: stdout was not read to the end\n".to_owned()));
    }
    let (reader, writer) = full_pipe();
    let services = watched.etcd.ectl("service watch s --timeout 1s").stdout(writer).run();
    services.fails(124, "Error: timed out: stdout was not read to the end\n");
    drop(reader);
}

#[test]
fn first_cause_ends_a_watch_whose_stdout_is_not_read() {
    let watched = Watched::new();
    let begin = Instant::now();
    let child = half_read(&watched, "--resume-file r --timeout 6s");
    // The time is over while the reader has its last second.
    std::thread::sleep(Duration::from_millis(5400).saturating_sub(begin.elapsed()));
    let pid = Pid::from_raw(child.id().try_into().unwrap());
    kill(pid, Signal::SIGTERM).unwrap();
    assert_eq!(end_unread(child), (143, String::new()));
}

#[test]
fn command_goes_on_while_stdout_is_not_read() {
    let watched = Watched::new();
    let child = half_read(&watched, "--resume-file r --jobs 4 -- sh -c 'sleep 1; echo >> log'");
    eventually("a run", || watched.read("log") == "\n");
    // The event that was printed is saved, and not the one that was not.
    eventually("a save", || watched.read("r").contains("\"revision\":\"2\"}"));
    let pid = Pid::from_raw(child.id().try_into().unwrap());
    kill(pid, Signal::SIGTERM).unwrap();
    assert_eq!(end_unread(child), (143, String::new()));
    assert!(watched.read("r").contains("\"revision\":\"2\"}"), "{}", watched.read("r"));
    let rest = watched.line("--resume-file r --count 1").run().succeeds();
    assert!(rest.text().starts_with("PUT\ta/2\tvvv"));
    assert_eq!(watched.read("log"), "\n");
    // Also that of a run which ends in the last second of the reader.
    let watched = Watched::new();
    let script = "'echo > begun; until [ -e go ]; do sleep 0.05; done'";
    let child = half_read(&watched, &format!("--resume-file r --jobs 4 -- sh -c {script}"));
    eventually("a run", || watched.file("begun").exists());
    let pid = Pid::from_raw(child.id().try_into().unwrap());
    kill(pid, Signal::SIGTERM).unwrap();
    fs::write(watched.file("go"), "").unwrap();
    assert_eq!(end_unread(child), (143, String::new()));
    assert!(watched.read("r").contains("\"revision\":\"2\"}"), "{}", watched.read("r"));
    // A failure ends the watch.
    let watched = Watched::new();
    let child = half_read(&watched, "--jobs 4 -- sh -c 'sleep 1; exit 3'");
    let (code, stderr) = end_unread(child);
    assert!(code == 1 && stderr.contains("exit status 3"), "{code}: {stderr}");
}

#[test]
fn command_that_fails_for_ever_needs_little_memory_and_a_small_file() {
    const KEYS: usize = 300;
    const ROUNDS: usize = 20;
    let watched = Watched::new();
    let options = "--latest --on-exec-error=retry --debounce 50ms --on-compacted=resync";
    let line = watched.line(&format!("--resume-file r {options} -- sh -c"));
    let mut watch = line.arg("cat > last; test -e fixed").live();
    eventually("the watch has begun", || watched.file("r.keys").exists());
    for round in 1..=ROUNDS {
        let line = |key: usize| format!("{{\"key\":\"a/{key}\",\"value\":\"v{round}\"}}\n");
        let lines: String = (0..KEYS).map(line).collect();
        watched.etcd.ectl("import -").stdin(lines).run().succeeds();
    }
    // A run gets only the last change of each key.
    eventually("the last changes are handed on", || {
        watched.read("last").matches("\"value\":\"v20\"").count() == KEYS
    });
    assert!(watch.is_running());
    let keys = watched.read("r.keys").lines().count();
    assert!(keys < 5000, "{keys} lines");
    // What a crash would leave.
    for (from, to) in [("r", "crashed"), ("r.keys", "crashed.keys")] {
        fs::copy(watched.file(from), watched.file(to)).unwrap();
    }
    fs::write(watched.file("fixed"), "").unwrap();
    watched.put("a/end", "");
    let revision = watched.etcd.ok("get a/end --field mod_revision").text().trim().to_owned();
    eventually("all is handled", || watched.read("r").contains(&format!("\"{revision}\"")));
    watch.end_by(Signal::SIGTERM);
    // Nothing comes again, also if the keys are compared.
    watched.compact(revision.parse().unwrap());
    watched.prints("--resume-file r --on-compacted=resync --timeout 1s", "");
    // After a crash each key is told, also one that is gone.
    watched.etcd.ok("del a/0");
    watched.etcd.ok("compaction --keep 0");
    let told = format!("--resume-file crashed --on-compacted=resync --count {}", KEYS + 1);
    let told = watched.line(&told).run();
    assert_eq!((told.text().matches("PUT\ta/").count(), told.code), (KEYS, 0), "{told:?}");
    assert!(told.text().contains("DELETE\ta/0\t\t"), "{told:?}");
}
