//! `make-mirror`: the destination misses nothing, even if either side fails.

use crate::support::certs::Authority;
use crate::support::cluster::Cluster as _;
use crate::support::proxy::{Fate, interrupted, proxy};
use crate::support::{HANG, Line, Outcome, ectl, etcd, etcdctl, eventually, finish, line, start};
use ectl::sandbox::{Etcd, Plan};
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::process::Child;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// A running mirror, stopped when dropped.
pub(crate) struct Mirror(Option<Child>);

impl Mirror {
    pub(crate) fn start(line: Line) -> Self {
        Self(Some(line.spawn()))
    }

    /// Stops it and returns its output.
    pub(crate) fn stop(mut self) -> Outcome {
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

pub(crate) fn put(etcd: &Etcd, key: &str, value: &str) {
    etcd.ectl(&["put", key, value]).run().prints("OK\n");
}

/// Puts many keys, up to 128 in one revision.
fn fill(etcd: &Etcd, prefix: &str, keys: std::ops::Range<usize>, value: &str) {
    for start in keys.clone().step_by(128) {
        let puts: String = (start..keys.end.min(start + 128))
            .map(|n| format!("put {prefix}{n:05} {value}\n"))
            .collect();
        assert_eq!(etcd.ectl("txn").stdin(format!("\n{puts}\n\n")).run().code, 0);
    }
}

/// All keys below a prefix and their values.
pub(crate) fn keys(etcd: &Etcd, prefix: &str) -> Vec<u8> {
    let outcome = etcd.ectl(&["get", "--prefix", prefix]).run();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    outcome.stdout
}

pub(crate) fn revision(etcd: &Etcd) -> u64 {
    let json = etcd.ectl("get nothing -w json").run();
    let number = json.text().split("\"revision\":").nth(1).unwrap();
    number.split([',', '}']).next().unwrap().parse().unwrap()
}

#[track_caller]
pub(crate) fn is_mirrored(source: &Etcd, destination: &Etcd) {
    eventually("the same keys on both sides", || keys(source, "") == keys(destination, ""));
}

#[test]
fn copy_equals_etcdctls() {
    let (source, destination, theirs) = (etcd(), etcd(), etcd());
    let to = destination.endpoints();
    fill(&source, "many/", 0..300, "v");
    let odd = OsString::from_vec(b"\xff\x01 \n".to_vec());
    source.ectl("put").arg(odd.clone()).arg(odd).run().prints("OK\n");
    source.ectl("put empty ''").run().prints("OK\n");
    let copied = source.ectl(&format!("make-mirror --once {to}")).run();
    copied.prints(&format!("Mirrored 302 keys as of revision {}\n", revision(&source)));
    assert!(keys(&source, "") == keys(&destination, ""));
    // 302 keys in transactions of 128.
    assert_eq!(revision(&destination), 4);
    let jsonl = source.ectl(&format!("make-mirror --once {to} -w jsonl")).run();
    jsonl.prints("{\"mirrored\":\"302\",\"revision\":\"6\",\"done\":true,\"pruned\":\"0\"}\n");
    let etcdctl = format!("make-mirror {}", theirs.endpoints());
    let etcdctl = Mirror::start(line(&self::etcdctl(), &source.endpoints(), &etcdctl));
    is_mirrored(&source, &theirs);
    assert!(keys(&destination, "") == keys(&theirs, ""));
    drop(etcdctl);
}

#[test]
fn copy_is_split_by_size() {
    let (source, destination) = (etcd(), etcd());
    let to = destination.endpoints();
    // Three values are too large for one request, and a page of keys is too large for one reply.
    for n in 0..3 {
        let big = source.ectl(&format!("put big/{n}")).stdin("x".repeat(700_000));
        big.run().prints("OK\n");
    }
    let copied = source.ectl(&format!("make-mirror --once {to} --prefix big/")).run();
    assert_eq!(copied.code, 0, "{copied:?}");
    assert!(keys(&source, "") == keys(&destination, ""));
    fill(&source, "page/", 0..1500, &"v".repeat(100));
    let copying = source.ectl(&format!("make-mirror --once {to} --prefix page/"));
    let copied = copying.args("--max-request-bytes 100000 --max-recv-bytes 170000").run();
    assert!(copied.text().starts_with("Mirrored 1500 keys"), "{copied:?}");
    assert!(keys(&source, "") == keys(&destination, ""));
}

#[test]
fn prefixes_are_replaced() {
    let (source, destination) = (etcd(), etcd());
    let to = destination.endpoints();
    put(&source, "a/a/1", "x");
    put(&source, "a/2", "y");
    put(&source, "b", "z");
    let copy = |options: &str| {
        let outcome = source.ectl(&format!("make-mirror --once {to}")).args(options).run();
        outcome.prints("Mirrored 2 keys as of revision 4\n");
        let copied = String::from_utf8(keys(&destination, "")).unwrap();
        destination.ectl("del '' --prefix").run().prints("2\n");
        copied
    };
    assert_eq!(copy("--prefix a/"), "a/2\ny\na/a/1\nx\n");
    assert_eq!(copy("--prefix a/ --dest-prefix c"), "c2\ny\nca/1\nx\n");
    assert_eq!(copy("--prefix a/ --no-dest-prefix"), "2\ny\na/1\nx\n");

    put(&source, "a/", "root");
    let nameless = source.ectl(&format!("make-mirror --prefix a/ --no-dest-prefix {to}")).run();
    nameless.fails_part(1, "destination: the key that equals the prefix would have an empty name");
}

#[test]
pub(crate) fn changes_keep_their_grouping_by_revision() {
    let (source, destination) = (etcd(), etcd());
    let to = destination.endpoints();
    put(&source, "p/old", "1");
    put(&source, "other", "1");
    // With --rev nothing is copied first, and the prefix still counts; etcdctl ignores it then.
    let mirror = "make-mirror --rev 4 --prefix p/ --max-txn-ops 100 --interval 50ms";
    let mirror = Mirror::start(source.ectl(mirror).arg(&to));
    put(&source, "p/new", "1");
    put(&source, "p/new", "2");
    put(&source, "q", "1");
    eventually("the change", || keys(&destination, "") == b"p/new\n2\n");
    assert_eq!(revision(&destination), 3);
    fill(&source, "p/", 0..250, "v");
    source.ectl("del p/new").run().prints("1\n");
    eventually("the keys", || keys(&destination, "p/") == keys(&source, "p/0"));
    // Two revisions with 128 and 122 keys, and one with the deletion.
    assert_eq!(revision(&destination), 8);
    source.ectl("del --prefix p/0").run().prints("250\n");
    eventually("the deletions", || keys(&destination, "").is_empty());
    assert_eq!(revision(&destination), 11);
    // More than twice the interval.
    thread::sleep(Duration::from_millis(200));
    let outcome = mirror.stop();
    assert_eq!(outcome.text().lines().last(), Some("503"), "{outcome:?}");
    assert_eq!(outcome.stderr, "");
}

#[test]
pub(crate) fn mirror_survives_restart_of_either_side() {
    let (mut source, mut destination) = (etcd(), etcd());
    let to = destination.endpoints();
    put(&source, "k", "0");
    let mirror = Mirror::start(source.ectl(&format!("make-mirror {to} --command-timeout 1s")));
    is_mirrored(&source, &destination);

    destination.members()[0].kill().unwrap();
    fill(&source, "while/destination", 0..200, "v");
    source.ectl("del k").run().prints("1\n");
    destination.restart(0);
    is_mirrored(&source, &destination);

    source.members()[0].kill().unwrap();
    source.restart(0);
    fill(&source, "while/source", 0..200, "v");
    put(&source, "k", "1");
    source.ectl("del --prefix while/destination").run().prints("200\n");
    is_mirrored(&source, &destination);
    let stderr = mirror.stop().stderr;
    for side in ["source", "destination"] {
        assert!(stderr.contains(&format!("{side}: reconnected\n")), "{stderr}");
    }
    let lines: Vec<_> = stderr.lines().collect();
    assert_eq!(lines.len(), 4, "{stderr}");
    assert!(lines[0].starts_with("destination: ") && lines[2].starts_with("source: "), "{stderr}");
    assert!(lines[0].ends_with("; the mirror will resume where it stopped"), "{stderr}");
}

/// Longer than the command timeout in the tests below.
const FROZEN: Duration = Duration::from_secs(2);

#[test]
fn destination_frozen_before_first_write_is_waited_for() {
    let (source, mut destination) = (etcd(), etcd());
    let to = destination.endpoints();
    fill(&source, "k", 0..300, "written");
    let ((reached, at_first_write), (resume, resumed)) = (mpsc::channel(), mpsc::channel());
    let through = interrupted(&to, "written", move || {
        reached.send(()).unwrap();
        resumed.recv().unwrap();
    });
    let words = format!("make-mirror --once {through} --command-timeout 1s");
    let mut copying = Mirror::start(source.ectl(&words));
    at_first_write.recv_timeout(HANG).unwrap();
    destination.members()[0].pause().unwrap();
    resume.send(()).unwrap();
    thread::sleep(FROZEN);
    destination.members()[0].resume().unwrap();
    let copied = finish(copying.0.take().unwrap());
    assert_eq!(copied.code, 0, "{copied:?}");
    copied.says("; the mirror will resume where it stopped\n").says("destination: reconnected\n");
    assert_eq!(keys(&source, ""), keys(&destination, ""));
}

#[test]
fn destination_frozen_while_following_is_waited_for() {
    let (source, mut destination) = (etcd(), etcd());
    let to = destination.endpoints();
    put(&source, "k", "0");
    let mirror = Mirror::start(source.ectl(&format!("make-mirror {to} --command-timeout 1s")));
    is_mirrored(&source, &destination);
    destination.members()[0].pause().unwrap();
    fill(&source, "while/frozen", 0..300, "v");
    source.ectl("del k").run().prints("1\n");
    thread::sleep(FROZEN);
    destination.members()[0].resume().unwrap();
    is_mirrored(&source, &destination);
    let stopped = mirror.stop();
    stopped.says("; the mirror will resume where it stopped\n").says("destination: reconnected\n");
}

#[test]
fn interrupted_copy_resumes_at_its_revision() {
    let (source, mut destination) = (etcd(), etcd());
    let (from, to) = (source.endpoints(), destination.endpoints());
    fill(&source, "k", 0..1500, &"v".repeat(500));
    let (before, revision) = (keys(&source, ""), revision(&source));
    // Each connection is cut halfway, after some keys have arrived.
    let through = proxy(&from, Fate::CutAfterReply(400_000));
    let words = format!("make-mirror --once {to} --max-txn-ops 1 --command-timeout 20s");
    let interrupted = |destination: &mut Etcd, compact: bool| {
        destination.ectl("del '' --prefix").run();
        let mut copying = Mirror::start(ectl(&through, &words));
        eventually("a key", || !keys(destination, "k00000").is_empty());
        destination.members()[0].pause().unwrap();
        source.ectl("put k01498 changed").run().prints("OK\n");
        source.ectl("del k01499").run();
        if compact {
            source.ectl(&format!("compact {}", self::revision(&source))).run();
        }
        destination.members()[0].resume().unwrap();
        finish(copying.0.take().unwrap())
    };
    let copied = interrupted(&mut destination, false);
    assert_eq!(
        copied.text(),
        format!("Mirrored 1500 keys as of revision {revision}\n"),
        "{copied:?}"
    );
    assert!(before == keys(&destination, ""), "{copied:?}");
    copied.says("source: the reply is incomplete").says("source: reconnected\n");

    // A compacted revision cannot be resumed.
    let compacted = interrupted(&mut destination, true);
    compacted
        .fails_part(5, "Error: source: etcdserver: mvcc: required revision has been compacted: ");
}

#[test]
fn errors_name_source_or_destination() {
    let (source, destination) = (etcd(), etcd());
    let (from, to) = (source.endpoints(), destination.endpoints());
    for (at, words, code, text) in [
        (&*from, "make-mirror", 128, "required"),
        (&from, "make-mirror TO TO", 128, "unexpected"),
        (
            &from,
            "make-mirror 127.0.0.1:1 --dest-prefix a --no-dest-prefix",
            128,
            "`--dest-prefix` and `--no-dest-prefix` cannot be set at the same time, choose one\n",
        ),
        (&from, "make-mirror TO --once --rev 2", 128, "`--once` and `--rev`"),
        (&from, "make-mirror TO --max-txn-ops 0", 128, "must be at least 1"),
        (&from, "make-mirror :x", 128, "invalid endpoint \":x\""),
        (&from, "make-mirror TO --dest-cert /nope", 128, "--dest-key"),
        (&from, "make-mirror TO --dest-cacert /nope", 128, "open /nope"),
        (&from, "make-mirror TO --dest-user u", 9, "--dest-password"),
        (&from, "make-mirror TO -w x", 4, "unsupported output format"),
        (&from, "make-mirror 127.0.0.1:1", 2, "destination: cannot reach etcd at 127.0.0.1:1"),
        ("127.0.0.1:1", "make-mirror TO", 2, "source: cannot reach etcd at 127.0.0.1:1"),
    ] {
        ectl(at, &words.replace("TO", &to)).run().fails_part(code, text);
    }
}

#[test]
fn refusals_name_source_or_destination() {
    let (source, destination) = (etcd(), etcd());
    let to = destination.endpoints();
    put(&source, "a", "1");
    put(&source, "a", "2");
    source.ectl("compact 3").run().prints("compacted revision 3\n");
    let compacted = "Error: source: etcdserver: mvcc: required revision has been compacted: \
                     the mirror was to resume at revision 2, the oldest available revision is 3\nhint: ";
    source.ectl(&format!("make-mirror {to} --rev 2")).run().fails_part(5, compacted);
    fill(&source, "k", 0..2, "v");
    let small = start(&Plan { options: vec!["--max-txn-ops=1".into()], ..Plan::new() });
    let refused = source.ectl(&format!("make-mirror {}", small.endpoints())).run();
    refused.fails_part(1, "destination: etcdserver: too many operations in txn request\n");
}

#[test]
fn destination_with_tls_and_users_is_written() {
    let authority = Authority::new();
    let server = authority.sign(&["127.0.0.1"]);
    let options = ["--cert-file", &server.certificate, "--key-file", &server.key];
    let options = options.iter().map(OsString::from).collect();
    let (source, secured) = (etcd(), start(&Plan { options, scheme: "https", ..Plan::new() }));
    let (to, ca) = (secured.endpoints(), authority.ca());
    put(&source, "k", "v");
    let admin = |words: &str| {
        let outcome = secured.ectl(words).args(&["--cacert", &ca]).run();
        assert_eq!(outcome.code, 0, "{words:?} {outcome:?}");
    };
    admin("user add root:secret");
    admin("user grant-role root root");
    admin("auth enable");
    let bare = to.trim_start_matches("https://").to_owned();
    let mirror =
        |to: &str, options: &str| source.ectl(&format!("make-mirror --once {to} {options}"));
    let copied = "Mirrored 1 key as of revision 2\n";
    let trust = format!("--dest-cacert {ca}");
    let user = "--dest-user root:secret";
    mirror(&to, &format!("{trust} {user}")).run().prints(copied);
    mirror(&bare, &format!("{trust} {user}")).run().prints(copied);
    let separate = format!("{trust} --dest-user root --dest-password secret");
    mirror(&to, &separate).run().prints(copied);
    let asked = mirror(&to, &format!("{trust} --dest-user root")).stdin("secret\n");
    asked.run().prints(copied);
    mirror(&to, user).run().fails_part(2, "destination: cannot reach etcd at https://");
    let tls = format!("{user} --dest-insecure-transport=false");
    mirror(&bare, &tls)
        .run()
        .fails_part(2, "the server's certificate is signed by an unknown authority");
    mirror(&to, &trust).run().fails_part(9, "destination: etcdserver: user name is empty");
    let wrong = mirror(&to, &format!("{trust} --dest-user root:no")).run();
    wrong.fails_part(9, "authenticate with --dest-user and --dest-password\n");
}
