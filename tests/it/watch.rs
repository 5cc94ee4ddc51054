//! `watch`: output, commands that it runs, and that it misses no event.

use crate::support::cluster::Cluster as _;
use crate::support::words::Words;
use crate::support::{Line, ectl, etcd, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use std::io::{Read, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdin};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A program that runs beside the test, stopped when dropped.
pub struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Arc<Mutex<Vec<u8>>>,
    stderr: Arc<Mutex<Vec<u8>>>,
}

impl Running {
    pub fn start(line: Line) -> Self {
        let mut child = line.open();
        let stdin = child.stdin.take();
        let (stdout, stderr) = (gather(child.stdout.take()), gather(child.stderr.take()));
        Self { child, stdin, stdout, stderr }
    }

    pub fn says(&mut self, line: &str) {
        self.stdin.as_mut().unwrap().write_all(line.as_bytes()).unwrap();
    }

    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.stdout.lock().unwrap()).into_owned()
    }

    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr.lock().unwrap()).into_owned()
    }

    /// Waits until its stdout is exactly this.
    #[track_caller]
    pub fn prints(&self, stdout: &str) {
        let text = || format!("{stdout:?}; it printed {:?} {:?}", self.stdout(), self.stderr());
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.stdout() != stdout {
            assert!(Instant::now() < deadline, "never: {}", text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[track_caller]
    pub fn complains(&self, stderr: &str) {
        eventually(&format!("{stderr} in {}", self.stderr()), || self.stderr().contains(stderr));
    }

    /// Waits for its end.
    pub fn code(&mut self) -> i32 {
        self.stdin = None;
        let mut code = None;
        eventually("the end of a program", || {
            code = self.child.try_wait().unwrap();
            code.is_some()
        });
        code.unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn gather(stream: Option<impl Read + Send + 'static>) -> Arc<Mutex<Vec<u8>>> {
    let gathered = Arc::new(Mutex::new(Vec::new()));
    let bytes = Arc::clone(&gathered);
    let mut stream = stream.expect("the stream is a pipe");
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = stream.read(&mut buffer) {
            bytes.lock().unwrap().extend_from_slice(&buffer[..read]);
        }
    });
    gathered
}

fn put(etcd: &Etcd, key: &str, value: &str) {
    etcd.ectl(&["put", key, value]).run().prints("OK\n");
}

/// Sends a request to etcd's JSON gateway, for steps that do not test ectl.
fn post(etcd: &Etcd, path: &str, json: &str) {
    let at = etcd.endpoints();
    let mut stream = TcpStream::connect(&at).unwrap();
    let length = json.len();
    write!(stream, "POST {path} HTTP/1.0\r\nHost: {at}\r\nContent-Length: {length}\r\n\r\n{json}")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(" 200 OK"), "{answer}");
}

/// The current revision of the store.
fn revision(at: &str) -> u64 {
    let json = ectl(at, "get nothing -w json").run();
    let number = json.text().split("\"revision\":").nth(1).unwrap();
    number.split([',', '}']).next().unwrap().parse().unwrap()
}

/// Puts two values of the key `k`, in revisions 2 and 3.
fn put_twice(etcd: &Etcd) {
    put(etcd, "k", "v1");
    put(etcd, "k", "a\"b\n");
}

/// A watch from the first revision on.
fn from_start(etcd: &Etcd, words: impl Words) -> Running {
    Running::start(etcd.ectl("watch --rev 1").args(words))
}

#[test]
fn events_in_simple_format() {
    let etcd = etcd();
    put_twice(&etcd);
    let watch = |words: &str| from_start(&etcd, words);
    watch("k").prints("PUT\nk\nv1\nPUT\nk\na\"b\n\n");
    watch("k --prev-kv").prints("PUT\nk\nv1\nPUT\nk\nv1\nk\na\"b\n\n");
    watch("'' --prefix --hex --rev 3").prints("PUT\n\\x6b\n\\x61\\x22\\x62\\x0a\n");
}

#[test]
fn events_in_jsonl_and_table_format() {
    let etcd = etcd();
    put_twice(&etcd);
    let watch = |words: &str| from_start(&etcd, words);
    watch("k -w jsonl --prev-kv").prints(
        "{\"type\":\"PUT\",\"key\":\"k\",\"value\":\"v1\",\"create_revision\":\"2\",\"mod_revision\":\"2\",\
         \"version\":\"1\",\"lease\":null,\"prev_value\":null,\"revision\":\"3\",\"synthetic\":false}\n\
         {\"type\":\"PUT\",\"key\":\"k\",\"value\":\"a\\\"b\\n\",\"create_revision\":\"2\",\"mod_revision\":\"3\",\
         \"version\":\"2\",\"lease\":null,\"prev_value\":\"v1\",\"revision\":\"3\",\"synthetic\":false}\n",
    );
    watch("k -w table --rev 3").prints(
        "┌────────┬──────────────────────┬──────────────────────┬─────────────────┬──────────────┬─────────┬──────────────────┬──────────────────────┬──────────┐\n\
         │  TYPE  │         KEY          │        VALUE         │ CREATE REVISION │ MOD REVISION │ VERSION │      LEASE       │      PREV VALUE      │ REVISION │\n\
         ├────────┼──────────────────────┼──────────────────────┼─────────────────┼──────────────┼─────────┼──────────────────┼──────────────────────┼──────────┤\n\
         │    PUT │                    k │                a\"b\\n │               2 │            3 │       2 │                  │                      │        3 │\n",
    );
    // Each response is written when it comes, and a deletion has no value.
    let mut line = watch("k l -w jsonl --rev 4");
    post(&etcd, "/v3/kv/deleterange", r#"{"key":"aw=="}"#);
    eventually("a deletion", || {
        line.stdout().starts_with("{\"type\":\"DELETE\",\"key\":\"k\",\"value\":null,")
    });
    assert!(line.child.try_wait().unwrap().is_none());
}

#[test]
fn events_in_json_and_fields_format() {
    let etcd = etcd();
    put_twice(&etcd);
    let watch = |words: &str| from_start(&etcd, words);
    post(&etcd, "/v3/kv/deleterange", r#"{"key":"aw=="}"#);
    // The ids of cluster and member differ each time; the rest does not.
    let json = watch("k -w json --rev 4 --prev-kv");
    eventually("json", || json.stdout().ends_with('\n'));
    let (header, rest) =
        json.stdout().split_once(",\"Events\"").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert!(
        header.starts_with("{\"Header\":{\"cluster_id\":") && header.contains(",\"revision\":4,"),
        "{header}"
    );
    assert_eq!(
        rest,
        ":[{\"type\":1,\"kv\":{\"key\":\"aw==\",\"mod_revision\":4},\"prev_kv\":{\"key\":\"aw==\",\
         \"create_revision\":2,\"mod_revision\":3,\"version\":2,\"value\":\"YSJiCg==\"}}],\
         \"CompactRevision\":0,\"Canceled\":false,\"Created\":false,\"CancelReason\":\"\"}\n"
    );
    let fields = watch("k -w fields --rev 3");
    eventually("fields", || {
        fields.stdout().ends_with("\"Type\" : DELETE\n\"Key\" : \"k\"\n\"CreateRevision\" : 0\n\"ModRevision\" : 4\n\"Version\" : 0\n\"Value\" : \"\"\n\"Lease\" : 0\n")
    });
    assert!(fields.stdout().contains("\"Type\" : PUT\n\"Key\" : \"k\"\n"));
}

#[test]
fn usage_errors_send_nothing() {
    let dead = "127.0.0.1:1";
    let watch = |words: &str| ectl(dead, "watch").args(words);
    watch("k").run().fails_part(2, "127.0.0.1:1: connection refused");
    watch("-i").run().fails_part(2, "127.0.0.1:1: connection refused");
    watch("").run().fails_part(128, "bad number of arguments\n");
    watch("k --").run().fails_part(128, "(found separator --, but no commands)");
    watch("a b c").run().fails_part(128, "'c'");
    watch("a b --prefix")
        .run()
        .fails_part(128, "`range_end` and `--prefix` are mutually exclusive");
    watch("k --rev x").run().fails_part(128, "--rev");
    watch("k --on-exec-error no").run().fails_part(4, "--on-exec-error");
    watch("-i k").run().fails_part(128, "--interactive");
    let key = "ETCDCTL_WATCH_KEY";
    let end = "ETCDCTL_WATCH_RANGE_END";
    watch("k").env(key, "k").run().fails_part(128, "(found conflicting environment key)");
    watch("k -- ls").env(key, "k").run().fails_part(128, "(found conflicting environment key)");
    watch("--prefix").env(key, "k").env(end, "l").run().fails_part(128, "mutually exclusive");
    watch("k")
        .env(end, "fop")
        .run()
        .fails_part(128, "ETCDCTL_WATCH_KEY is empty but got ETCDCTL_WATCH_RANGE_END=\"fop\"");
    watch("").env(key, "k").env(end, "").run().fails_part(2, "connection refused");
}

#[test]
fn variables_give_key_and_range_end() {
    let etcd = etcd();
    put(&etcd, "foo", "1");
    put(&etcd, "fop", "2");
    let watch = |end| {
        let line = etcd.ectl("watch --rev 1 -- echo echo");
        Running::start(line.env("ETCDCTL_WATCH_KEY", "foo").env("ETCDCTL_WATCH_RANGE_END", end))
    };
    watch("").prints("PUT\nfoo\n1\necho\n");
    watch("foz").prints("PUT\nfoo\n1\nPUT\nfop\n2\necho\necho\n");
}

#[test]
fn command_runs_for_each_event() {
    let etcd = etcd();
    put(&etcd, "k", "old");
    etcd.ectl("put k").arg("it's \"new\"\n").run().prints("OK\n");
    let script = "echo $ETCD_WATCH_REVISION $ETCD_WATCH_EVENT_MOD_REVISION $ETCD_WATCH_EVENT_TYPE \
         $ETCD_WATCH_RAW_TYPE $ETCD_WATCH_KEY $ETCD_WATCH_RAW_KEY
         printf '%s|' \"$ETCD_WATCH_VALUE\" \"$ETCD_WATCH_RAW_VALUE\" \"${ETCD_WATCH_RAW_PREV_VALUE-unset}\"
         cat; echo";
    let expected = "3 2 \"PUT\" PUT \"k\" k\n\"old\"|old|unset|\n\
         3 3 \"PUT\" PUT \"k\" k\n\"it's \\\"new\\\"\\n\"|it's \"new\"\n|old|\n";
    // Variables of an outer watch are removed.
    let watch = etcd.ectl("watch k --rev 1 --prev-kv -w jsonl -- sh -c").arg(script);
    let watch = watch.env("ETCD_WATCH_RAW_PREV_VALUE", "outer");
    let watch = Running::start(watch);
    eventually(expected, || watch.stdout().ends_with(expected));
    // The words after the separator are the command, even if the key is among them.
    Running::start(etcd.ectl("watch k --rev 3 -- echo k echo --rev"))
        .prints("PUT\nk\nit's \"new\"\n\nk echo --rev\n");
}

#[test]
fn failing_command_ends_watch_unless_ignored() {
    let etcd = etcd();
    put(&etcd, "k", "1");
    put(&etcd, "k", "2");
    let watch = |words: &str| etcd.ectl("watch k --rev 1 -w protobuf").args(words);
    for (command, why) in [
        ("false", "command [\"false\"] error (exit status 1)\n"),
        ("sh -c 'kill -9 $$'", "command [\"sh\" \"-c\" \"kill -9 $$\"] error (signal: killed)\n"),
        (
            "no-such x",
            "command [\"no-such\" \"x\"] error (exec: \"no-such\": executable file not found in $PATH)\n",
        ),
        (
            "/etc/passwd",
            "command [\"/etc/passwd\"] error (fork/exec /etc/passwd: permission denied)\n",
        ),
    ] {
        let outcome = watch(&format!("-- {command}")).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (1, why));
    }
    let patient = watch("--on-exec-error=ignore -- sh -c 'echo ran; exit 3'");
    let patient = Running::start(patient);
    eventually("both runs", || patient.stdout().matches("ran\n").count() == 2);
    eventually("both notes", || patient.stderr().matches("error (exit status 3)\n").count() == 2);
}

#[test]
fn value_with_nul_is_left_out_of_variables() {
    let etcd = etcd();
    post(&etcd, "/v3/kv/put", r#"{"key":"bnVs","value":"YQBi"}"#);
    put(&etcd, "text", "x");
    let script = "echo ${ETCD_WATCH_RAW_VALUE-unset}";
    let watch = etcd.ectl("watch '' --prefix --rev 1 -w json -- sh -c").arg(script);
    let watch = Running::start(watch);
    eventually("two runs", || watch.stdout().ends_with("}\nunset\nx\n"));
}

#[test]
fn value_too_large_for_variable_does_not_end_watch() {
    let etcd = etcd();
    for size in [(128 << 10) - 1, 200 << 10, 1 << 20] {
        etcd.ectl("put k").stdin("v".repeat(size)).run().prints("OK\n");
    }
    etcd.ectl("put").arg("k".repeat((128 << 10) - 2)).arg("of a long key").run().prints("OK\n");
    put(&etcd, "last", "x");
    let script = "echo $ETCD_WATCH_EVENT_MOD_REVISION ${ETCD_WATCH_VALUE_TOO_LARGE-small} \
         ${#ETCD_WATCH_VALUE} ${#ETCD_WATCH_RAW_VALUE} ${ETCD_WATCH_KEY_TOO_LARGE-small}";
    let watch = etcd.ectl("watch '' --prefix --rev 1 -w protobuf -- sh -c").arg(script);
    // Variables of an outer watch are removed.
    let watch = watch.env("ETCD_WATCH_KEY_TOO_LARGE", "outer");
    let watch = Running::start(watch);
    eventually("the last event", || watch.stdout().ends_with("6 small 3 1 small\n"));
    for line in ["2 1 0 0 small", "3 1 0 0 small", "4 1 0 0 small", "5 small 15 13 1"] {
        assert!(watch.stdout().contains(&format!("{line}\n")), "{line}");
    }
}

#[test]
fn compacted_start_fails_with_command_to_resume() {
    let etcd = etcd();
    (0..4).for_each(|n| put(&etcd, "k", &n.to_string()));
    post(&etcd, "/v3/kv/compaction", r#"{"revision":"4"}"#);
    let failed = etcd.ectl("watch k --rev 2 --prev-kv").run();
    let failed = failed.fails_part(
        5,
        "watch was canceled (etcdserver: mvcc: required revision has been compacted)",
    );
    assert!(failed.stderr.contains("compacted revision 4, "), "{}", failed.stderr);
    assert!(
        failed.stderr.contains("hint: continue with `ectl watch k --prev-kv --rev 4`"),
        "{}",
        failed.stderr
    );
    Running::start(etcd.ectl("watch k --rev 4")).prints("PUT\nk\n2\nPUT\nk\n3\n");
    let json = etcd.ectl("watch k --rev 2 -w json").run();
    assert_eq!(json.code, 5);
    assert!(json.text().ends_with(
        "\"Events\":null,\"CompactRevision\":4,\"Canceled\":true,\"Created\":false,\"CancelReason\":\"\"}\n"
    ));
    etcd.ectl("watch b a").run().fails_part(5, "watch was canceled (mvcc: watcher range is empty)");
}

#[test]
fn stdout_closed_ends_watch_at_next_event() {
    let etcd = etcd();
    put(&etcd, "k", "1");
    let mut child = etcd.ectl("watch k --rev 1").open();
    let mut first = [0; 4];
    child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    drop(child.stdout.take());
    put(&etcd, "k", "2");
    let stdout = child.stderr.take();
    child.stdout = None;
    let stderr = gather(stdout);
    eventually("its end", || child.try_wait().unwrap().is_some());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&stderr.lock().unwrap()), "");
}

#[test]
fn interactive_lines_start_watches_and_ask_for_progress() {
    let etcd = etcd();
    put(&etcd, "a b", "1");
    let mut watch = Running::start(etcd.ectl("watch -i"));
    watch.says("watch \"a b\" --rev 1\n");
    watch.prints("PUT\na b\n1\n");
    watch.says("progress\n");
    watch.prints("PUT\na b\n1\nprogress notify: 2\n");
    watch.says("watch 'x' --prefix -- echo ran\n");
    watch.says("\nbogus 1\nwatch\nwatch a b --prefix\nwatch b a\nprogress\n");
    watch.complains("Invalid command:  (watch and progress supported)\n");
    watch.complains("Invalid command bogus (only support watch)\n");
    watch.complains("Invalid command watch (command type or key is not provided)\n");
    watch.complains(
        "Invalid command watch a b --prefix (`range_end` and `--prefix` are mutually exclusive)\n",
    );
    watch.complains("watch was canceled (mvcc: watcher range is empty)\n");
    eventually("two answers", || watch.stdout().matches("progress notify: 2\n").count() == 3);
    put(&etcd, "xy", "2");
    eventually("the event and its command", || watch.stdout().ends_with("PUT\nxy\n2\nran\n"));
    assert_eq!(watch.code(), 3);
    watch.complains("Error: error reading watch request line: EOF\n");
}

#[test]
fn interactive_usage_errors_end_watch() {
    let etcd = etcd();
    let fatal = |line: &str| etcd.ectl("watch -i").stdin(line).run();
    fatal("watch k --\n").fails_part(128, "(found separator --, but no commands)");
    fatal("watch k --bogus\n").fails_part(128, "--bogus");
    fatal("watch --prefix\n").fails_part(128, "bad number of arguments");
    fatal("watch \"a\\q\"\n").fails_part(3, "invalid syntax");
    fatal("watch k").fails_part(3, "EOF");
}

#[test]
fn interactive_watch_in_json() {
    let etcd = etcd();
    let json = etcd.ectl("watch -i -w json");
    let mut json = Running::start(json);
    json.says("watch k\nprogress\n");
    json.complains("{\"note\":\"progress notify: 1\"}\n");
    eventually("its response", || json.stdout().ends_with("\"CancelReason\":\"\"}\n"));
    assert!(json.stdout().starts_with("{\"Header\":{"), "{}", json.stdout());
}

#[test]
fn interactive_watch_ends_with_failing_command() {
    let etcd = etcd();
    put(&etcd, "xy", "2");
    let mut failing = Running::start(etcd.ectl("watch -i"));
    failing.says("watch xy --rev 1 -- false\n");
    failing.complains("command [\"false\"] error (exit status 1)\n");
    // stdin is still open: reading it must not keep the program alive.
    eventually("its end", || failing.child.try_wait().unwrap().is_some());
    assert_eq!(failing.code(), 1);
}

/// Adds a root and a user without any role, and turns authentication on.
fn enable_auth(etcd: &Etcd) {
    for (path, json) in [
        ("user/add", r#"{"name":"root","password":"r"}"#),
        ("user/grant", r#"{"user":"root","role":"root"}"#),
        ("user/add", r#"{"name":"nobody","password":"n"}"#),
        ("enable", "{}"),
    ] {
        post(etcd, &format!("/v3/auth/{path}"), json);
    }
}

#[test]
fn permissions_are_checked() {
    let etcd = etcd();
    enable_auth(&etcd);
    let refused = etcd.ectl("watch k --user nobody:n").run();
    refused
        .fails_part(9, "watch was canceled (rpc error: code = PermissionDenied")
        .says("nobody may not");
    etcd.ectl("watch k").run().fails_part(9, "user name is empty");
}

#[test]
fn lost_token_is_replaced() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    enable_auth(&etcd);
    let watch = Running::start(etcd.ectl("watch k --rev 1 --user root:r"));
    let put = |value: &str| ectl(&at, &format!("put k {value} --user root:r")).run().code == 0;
    eventually("a put", || put("1"));
    watch.prints("PUT\nk\n1\n");
    // etcd keeps tokens in memory, and loses them with its process.
    etcd.members()[0].kill().unwrap();
    etcd.members()[0].restart().unwrap();
    watch.complains("watch: reconnected");
    eventually("a put", || put("2"));
    watch.prints("PUT\nk\n1\nPUT\nk\n2\n");
}

/// The numbers in values `n=NUMBER` on the program's stdout, in their order.
fn numbers(watch: &Running) -> Vec<u32> {
    let text = watch.stdout();
    text.lines().filter_map(|line| line.strip_prefix("n=")?.parse().ok()).collect()
}

/// Puts increasing numbers.
struct Counter<'a> {
    at: &'a str,
    sent: u32,
}

impl Counter<'_> {
    /// Puts the next number; returns whether that succeeded. A put without a reply may have taken effect,
    /// so no number is put twice.
    fn put(&mut self) -> bool {
        self.sent += 1;
        ectl(self.at, &format!("put k n={}", self.sent)).run().code == 0
    }

    fn put_until_done(&mut self) -> u32 {
        while !self.put() {}
        self.sent
    }
}

/// Restarts each member twice, with puts in between.
fn restart_members(etcd: &mut Etcd, counter: &mut Counter<'_>) {
    for round in 0..6 {
        let member = &mut etcd.members()[round % 3];
        member.kill().unwrap();
        (0..15).for_each(|_| _ = counter.put());
        let member = &mut etcd.members()[round % 3];
        member.restart().unwrap();
        (0..5).for_each(|_| _ = counter.put());
        member.wait_until_ready(Instant::now() + Duration::from_secs(20)).unwrap();
    }
}

#[test]
fn restarts_lose_and_repeat_no_events() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let at = etcd.endpoints();
    let from = (revision(&at) + 1).to_string();
    let since = Running::start(etcd.ectl(&format!("watch k --rev {from}")));
    let now = Running::start(etcd.ectl("watch k --progress-notify"));
    let mut counter = Counter { at: &at, sent: 0 };
    // A watch without a revision has begun when it prints an event.
    eventually("the first event", || {
        counter.put();
        !numbers(&now).is_empty()
    });
    let first = numbers(&now)[0];
    restart_members(&mut etcd, &mut counter);
    let last = counter.put_until_done();
    eventually("the last event", || numbers(&since).last() == Some(&last));
    eventually("the last event", || numbers(&now).last() == Some(&last));
    // A new watch shows which of the failed puts took effect.
    let truth = Running::start(etcd.ectl(&format!("watch k --rev {from}")));
    eventually("all events again", || numbers(&truth).last() == Some(&last));
    assert_eq!(numbers(&since), numbers(&truth));
    let behind_first = numbers(&truth).into_iter().filter(|number| *number >= first);
    assert_eq!(numbers(&now), behind_first.collect::<Vec<_>>());
    for watch in [&since, &now] {
        let notes = watch.stderr();
        assert!(notes.contains("will resume at revision "), "{notes}");
        assert_eq!(
            notes.matches("watch: lost ").count(),
            notes.matches("watch: reconnected").count(),
            "{notes}"
        );
    }
}

#[test]
fn frozen_member_is_left() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let [first, second, _] = etcd.members() else { panic!("three members") };
    let (first, second) = (first.endpoint(), second.endpoint());
    let from = (revision(&first) + 1).to_string();
    // The second member is down at first, so that the watch is with the first one.
    etcd.members()[1].kill().unwrap();
    let words = format!("watch k --rev {from} --keepalive-timeout 1s");
    let watch = Running::start(ectl(&format!("{first},{second}"), &words));
    eventually("a put", || ectl(&first, "put k n=1").run().code == 0);
    eventually("the first event", || numbers(&watch) == [1]);
    etcd.restart(1);
    etcd.members()[0].pause().unwrap();
    eventually("a put", || ectl(&second, "put k n=2").run().code == 0);
    eventually("the second event", || numbers(&watch).last() == Some(&2));
    // Not the broken pipe that its stream ends with: pings were not answered.
    watch.complains(&format!("watch: {first} did not answer within 1"));
    watch.complains(&format!("watch: reconnected to {second}\n"));
}
