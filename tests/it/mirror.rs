//! `make-mirror`: that nothing is missing at the destination, whatever happens to either side.

use crate::support::certs::Authority;
use crate::support::proxy::{Fate, interrupted, proxy};
use crate::support::{Line, Outcome, ectl, etcd, etcdctl, eventually, finish, line, start};
use ectl::sandbox::{Etcd, Plan};
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::process::Child;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// A server may take so long to come back.
const HANG: Duration = Duration::from_secs(30);

/// A mirror at work. It is stopped when dropped.
struct Mirror(Option<Child>);

impl Mirror {
    fn start(line: Line) -> Self {
        Self(Some(line.spawn()))
    }

    /// Stops it; returns what it has printed.
    fn stop(mut self) -> Outcome {
        let mut child = self.0.take().unwrap();
        child.kill().unwrap();
        finish(child)
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn put(at: &str, key: &str, value: &str) {
    ectl(at, &["put", key, value]).run().prints("OK\n");
}

/// Puts many keys, up to 128 in one revision.
fn fill(at: &str, prefix: &str, keys: std::ops::Range<usize>, value: &str) {
    for start in keys.clone().step_by(128) {
        let puts: String = (start..keys.end.min(start + 128))
            .map(|n| format!("put {prefix}{n:05} {value}\n"))
            .collect();
        assert_eq!(ectl(at, &["txn"]).stdin(format!("\n{puts}\n\n")).run().code, 0);
    }
}

/// All keys below a prefix and their values.
fn keys(at: &str, prefix: &str) -> Vec<u8> {
    let outcome = ectl(at, &["get", "--prefix", prefix]).run();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    outcome.stdout
}

fn revision(at: &str) -> u64 {
    let json = ectl(at, &["get", "nothing", "-w", "json"]).run();
    let number = json.text().split("\"revision\":").nth(1).unwrap();
    number.split([',', '}']).next().unwrap().parse().unwrap()
}

#[track_caller]
fn is_mirrored(source: &str, destination: &str) {
    eventually("the same keys on both sides", || keys(source, "") == keys(destination, ""));
}

#[test]
fn a_copy_is_whole_and_the_same_as_etcdctls() {
    let (source, destination, theirs) = (etcd(), etcd(), etcd());
    let [from, to, twin] = [&source, &destination, &theirs].map(Etcd::endpoints);
    fill(&from, "many/", 0..300, "v");
    let odd = OsString::from_vec(b"\xff\x01 \n".to_vec());
    ectl(&from, &["put"]).arg(odd.clone()).arg(odd).run().prints("OK\n");
    ectl(&from, &["put", "empty", ""]).run().prints("OK\n");
    let copied = ectl(&from, &["make-mirror", "--once", &to]).run();
    copied.prints(&format!("Mirrored 302 keys as of revision {}\n", revision(&from)));
    assert!(keys(&from, "") == keys(&to, ""));
    // 302 keys in transactions of 128.
    assert_eq!(revision(&to), 4);
    let jsonl = ectl(&from, &["make-mirror", "--once", &to, "-w", "jsonl"]).run();
    jsonl.prints("{\"mirrored\":\"302\",\"revision\":\"6\",\"done\":true}\n");

    let etcdctl = Mirror::start(line(&etcdctl(), &from, &["make-mirror", &twin]));
    is_mirrored(&from, &twin);
    assert!(keys(&to, "") == keys(&twin, ""));
    drop(etcdctl);

    // Three values that do not fit into one request, and a page of keys that does not into one answer.
    for n in 0..3 {
        let big = ectl(&from, &["put", &format!("big/{n}")]).stdin("x".repeat(700_000));
        big.run().prints("OK\n");
    }
    let copied = ectl(&from, &["make-mirror", "--once", &to, "--prefix", "big/"]).run();
    assert_eq!(copied.code, 0, "{copied:?}");
    assert!(keys(&from, "") == keys(&to, ""));
    fill(&from, "page/", 0..1500, &"v".repeat(100));
    let limits = ["--max-request-bytes", "100000", "--max-recv-bytes", "170000"];
    let words = ["make-mirror", "--once", &to, "--prefix", "page/"];
    let copied = ectl(&from, &[&words[..], &limits].concat()).run();
    assert!(copied.text().starts_with("Mirrored 1500 keys"), "{copied:?}");
    assert!(keys(&from, "") == keys(&to, ""));
}

#[test]
fn prefixes_become_others() {
    let (source, destination) = (etcd(), etcd());
    let (from, to) = (source.endpoints(), destination.endpoints());
    put(&from, "a/a/1", "x");
    put(&from, "a/2", "y");
    put(&from, "b", "z");
    let copy = |options: &[&str]| {
        let outcome = ectl(&from, &[&["make-mirror", "--once", &to], options].concat()).run();
        outcome.prints("Mirrored 2 keys as of revision 4\n");
        let copied = String::from_utf8(keys(&to, "")).unwrap();
        ectl(&to, &["del", "", "--prefix"]).run().prints("2\n");
        copied
    };
    assert_eq!(copy(&["--prefix", "a/"]), "a/2\ny\na/a/1\nx\n");
    assert_eq!(copy(&["--prefix", "a/", "--dest-prefix", "c"]), "c2\ny\nca/1\nx\n");
    assert_eq!(copy(&["--prefix", "a/", "--no-dest-prefix"]), "2\ny\na/1\nx\n");

    put(&from, "a/", "root");
    let nameless = ectl(&from, &["make-mirror", "--prefix", "a/", "--no-dest-prefix", &to]).run();
    nameless.fails(1, "destination: the key that is the prefix itself would have no name there");
}

#[test]
pub(crate) fn changes_arrive_in_the_revisions_in_which_they_were_made() {
    let (source, destination) = (etcd(), etcd());
    let (from, to) = (source.endpoints(), destination.endpoints());
    put(&from, "p/old", "1");
    put(&from, "other", "1");
    // From a revision on nothing is copied, and the prefix stays: etcdctl loses it here.
    let words = [
        "make-mirror",
        "--rev",
        "4",
        "--prefix",
        "p/",
        "--max-txn-ops",
        "100",
        "--interval",
        "50ms",
    ];
    let mirror = Mirror::start(ectl(&from, &words).arg(&to));
    put(&from, "p/new", "1");
    put(&from, "p/new", "2");
    put(&from, "q", "1");
    eventually("the change", || keys(&to, "") == b"p/new\n2\n");
    assert_eq!(revision(&to), 3);
    fill(&from, "p/", 0..250, "v");
    ectl(&from, &["del", "p/new"]).run().prints("1\n");
    eventually("the keys", || keys(&to, "p/") == keys(&from, "p/0"));
    // 128 and 122 keys of one revision each, and the deletion.
    assert_eq!(revision(&to), 8);
    ectl(&from, &["del", "--prefix", "p/0"]).run().prints("250\n");
    eventually("the deletions", || keys(&to, "").is_empty());
    assert_eq!(revision(&to), 11);
    // Twice the interval, and more.
    thread::sleep(Duration::from_millis(200));
    let outcome = mirror.stop();
    assert_eq!(outcome.text().lines().last(), Some("503"), "{outcome:?}");
    assert_eq!(outcome.stderr, "");
}

#[test]
pub(crate) fn either_side_may_go_away_and_come_back() {
    let (mut source, mut destination) = (etcd(), etcd());
    let (from, to) = (source.endpoints(), destination.endpoints());
    put(&from, "k", "0");
    let mirror = Mirror::start(ectl(&from, &["make-mirror", &to, "--command-timeout", "1s"]));
    is_mirrored(&from, &to);

    destination.members()[0].kill().unwrap();
    fill(&from, "while/destination", 0..200, "v");
    ectl(&from, &["del", "k"]).run().prints("1\n");
    destination.members()[0].restart().unwrap();
    destination.members()[0].wait_until_ready(Instant::now() + HANG).unwrap();
    is_mirrored(&from, &to);

    source.members()[0].kill().unwrap();
    source.members()[0].restart().unwrap();
    source.members()[0].wait_until_ready(Instant::now() + HANG).unwrap();
    fill(&from, "while/source", 0..200, "v");
    put(&from, "k", "1");
    ectl(&from, &["del", "--prefix", "while/destination"]).run().prints("200\n");
    is_mirrored(&from, &to);
    let stderr = mirror.stop().stderr;
    for side in ["source", "destination"] {
        assert!(stderr.contains(&format!("{side}: in contact again\n")), "{stderr}");
    }
    let lines: Vec<_> = stderr.lines().collect();
    assert_eq!(lines.len(), 4, "{stderr}");
    assert!(lines[0].starts_with("destination: ") && lines[2].starts_with("source: "), "{stderr}");
    assert!(lines[0].ends_with("; the mirror will go on where it was"), "{stderr}");
}

/// Longer than a call may take in the tests below.
const FROZEN: Duration = Duration::from_secs(2);

#[test]
fn destination_frozen_before_the_first_write_is_waited_for() {
    let (source, mut destination) = (etcd(), etcd());
    let (from, to) = (source.endpoints(), destination.endpoints());
    fill(&from, "k", 0..300, "written");
    let ((reached, at_first_write), (go_on, told)) = (mpsc::channel(), mpsc::channel());
    let through = interrupted(&to, "written", move || {
        reached.send(()).unwrap();
        told.recv().unwrap();
    });
    let words = ["make-mirror", "--once", &through, "--command-timeout", "1s"];
    let mut copying = Mirror::start(ectl(&from, &words));
    at_first_write.recv_timeout(HANG).unwrap();
    destination.members()[0].pause().unwrap();
    go_on.send(()).unwrap();
    thread::sleep(FROZEN);
    destination.members()[0].resume().unwrap();
    let copied = finish(copying.0.take().unwrap());
    assert_eq!(copied.code, 0, "{copied:?}");
    copied.says("; the mirror will go on where it was\n").says("destination: in contact again\n");
    assert_eq!(keys(&from, ""), keys(&to, ""));
}

#[test]
fn destination_frozen_while_it_follows_is_waited_for() {
    let (source, mut destination) = (etcd(), etcd());
    let (from, to) = (source.endpoints(), destination.endpoints());
    put(&from, "k", "0");
    let mirror = Mirror::start(ectl(&from, &["make-mirror", &to, "--command-timeout", "1s"]));
    is_mirrored(&from, &to);
    destination.members()[0].pause().unwrap();
    fill(&from, "while/frozen", 0..300, "v");
    ectl(&from, &["del", "k"]).run().prints("1\n");
    thread::sleep(FROZEN);
    destination.members()[0].resume().unwrap();
    is_mirrored(&from, &to);
    let stopped = mirror.stop();
    stopped.says("; the mirror will go on where it was\n").says("destination: in contact again\n");
}

#[test]
fn a_copy_that_breaks_off_is_resumed_at_its_revision() {
    let (source, mut destination) = (etcd(), etcd());
    let (from, to) = (source.endpoints(), destination.endpoints());
    fill(&from, "k", 0..1500, &"v".repeat(500));
    let (before, revision) = (keys(&from, ""), revision(&from));
    // Cut after half of it, again and again: each time some keys arrive.
    let through = proxy(&from, Fate::CutAfterReply(400_000));
    let words = ["make-mirror", "--once", &to, "--max-txn-ops", "1", "--command-timeout", "20s"];
    let mut interrupted = |compact: bool| {
        ectl(&to, &["del", "", "--prefix"]).run();
        let mut copying = Mirror::start(ectl(&through, &words));
        eventually("a key", || !keys(&to, "k00000").is_empty());
        destination.members()[0].pause().unwrap();
        ectl(&from, &["put", "k01498", "changed"]).run().prints("OK\n");
        ectl(&from, &["del", "k01499"]).run();
        if compact {
            ectl(&from, &["compact", &self::revision(&from).to_string()]).run();
        }
        destination.members()[0].resume().unwrap();
        finish(copying.0.take().unwrap())
    };
    let copied = interrupted(false);
    assert_eq!(
        copied.text(),
        format!("Mirrored 1500 keys as of revision {revision}\n"),
        "{copied:?}"
    );
    assert!(before == keys(&to, ""), "{copied:?}");
    copied.says("source: the reply is incomplete").says("source: in contact again\n");

    // Unless that revision is forgotten by then.
    let compacted = interrupted(true);
    compacted.fails(5, "Error: source: etcdserver: mvcc: required revision has been compacted: ");
}

#[test]
fn failures_name_their_side() {
    let (source, destination) = (etcd(), etcd());
    let (from, to) = (source.endpoints(), destination.endpoints());
    for (at, words, code, text) in [
        (&*from, &["make-mirror"][..], 128, "required"),
        (&from, &["make-mirror", &to, &to], 128, "unexpected"),
        (
            &from,
            &["make-mirror", "127.0.0.1:1", "--dest-prefix", "a", "--no-dest-prefix"],
            128,
            "`--dest-prefix` and `--no-dest-prefix` cannot be set at the same time, choose one\n",
        ),
        (&from, &["make-mirror", &to, "--once", "--rev", "2"], 128, "`--once` and `--rev`"),
        (&from, &["make-mirror", &to, "--max-txn-ops", "0"], 128, "must be at least 1"),
        (&from, &["make-mirror", ":x"], 128, "invalid endpoint \":x\""),
        (&from, &["make-mirror", &to, "--dest-cert", "/nope"], 128, "--dest-key"),
        (&from, &["make-mirror", &to, "--dest-cacert", "/nope"], 128, "open /nope"),
        (&from, &["make-mirror", &to, "--dest-user", "u"], 9, "--dest-password"),
        (&from, &["make-mirror", &to, "-w", "x"], 4, "unsupported output format"),
        (
            &from,
            &["make-mirror", "127.0.0.1:1"],
            2,
            "destination: cannot reach etcd at 127.0.0.1:1",
        ),
        ("127.0.0.1:1", &["make-mirror", &to], 2, "source: cannot reach etcd at 127.0.0.1:1"),
    ] {
        ectl(at, words).run().fails(code, text);
    }
    put(&from, "a", "1");
    put(&from, "a", "2");
    ectl(&from, &["compact", "3"]).run().prints("compacted revision 3\n");
    let compacted = "Error: source: etcdserver: mvcc: required revision has been compacted: \
                     the mirror was to go on at revision 2, and etcd remembers from 3 on\nhint: ";
    ectl(&from, &["make-mirror", &to, "--rev", "2"]).run().fails(5, compacted);
    fill(&from, "k", 0..2, "v");
    let small = start(&Plan { options: vec!["--max-txn-ops=1".into()], ..Plan::new() });
    let refused = ectl(&from, &["make-mirror", &small.endpoints()]).run();
    refused.fails(1, "destination: etcdserver: too many operations in txn request\n");
}

#[test]
fn a_destination_with_tls_and_users() {
    let authority = Authority::new();
    let server = authority.sign(&["127.0.0.1"]);
    let options = ["--cert-file", &server.certificate, "--key-file", &server.key];
    let options = options.iter().map(OsString::from).collect();
    let (source, secured) = (etcd(), start(&Plan { options, scheme: "https", ..Plan::new() }));
    let (from, to, ca) = (source.endpoints(), secured.endpoints(), authority.ca());
    put(&from, "k", "v");
    let admin = |words: &[&str]| {
        let outcome = ectl(&to, &[words, &["--cacert", &ca]].concat()).run();
        assert_eq!(outcome.code, 0, "{words:?} {outcome:?}");
    };
    admin(&["user", "add", "root:secret"]);
    admin(&["user", "grant-role", "root", "root"]);
    admin(&["auth", "enable"]);
    let bare = to.trim_start_matches("https://").to_owned();
    let mirror = |to: &str, options: &[&str]| {
        ectl(&from, &[&["make-mirror", "--once", to], options].concat())
    };
    let copied = "Mirrored 1 key as of revision 2\n";
    let (trust, user) = (["--dest-cacert", &ca], ["--dest-user", "root:secret"]);
    mirror(&to, &[trust, user].concat()).run().prints(copied);
    mirror(&bare, &[trust, user].concat()).run().prints(copied);
    let apart = ["--dest-user", "root", "--dest-password", "secret"];
    mirror(&to, &[&trust[..], &apart].concat()).run().prints(copied);
    let asked = mirror(&to, &[&trust[..], &apart[..2]].concat()).stdin("secret\n");
    asked.run().prints(copied);
    mirror(&to, &user).run().fails(2, "destination: cannot reach etcd at https://");
    let tls = [&user[..], &["--dest-insecure-transport=false"]].concat();
    mirror(&bare, &tls)
        .run()
        .fails(2, "the server's certificate is signed by an unknown authority");
    mirror(&to, &trust).run().fails(9, "destination: etcdserver: user name is empty");
    let wrong = mirror(&to, &[&trust[..], &["--dest-user", "root:no"]].concat()).run();
    wrong.fails(9, "--dest-user and --dest-password say who we are there\n");
}
