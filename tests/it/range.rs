//! Large ranges: every byte of etcdctl's, in little memory, and honest when they break off.

use crate::support::proxy::{Fate, proxy};
use crate::support::{ectl, etcd, etcdctl, finish, line, start};
use ectl::sandbox::Plan;
use std::fmt::Write as _;

const KEYS: usize = 20_000;

/// Puts many keys, in as few transactions as the server's limit allows.
fn fill(at: &str) {
    let value = "<v&\u{2028}>".repeat(12);
    for from in (0..KEYS).step_by(10_000) {
        let mut transaction = "\n".to_owned();
        for n in from..from + 10_000 {
            writeln!(transaction, "put many/{n:08} \"{value}{n}\"").unwrap();
        }
        transaction.push_str("\n\n");
        let done = line(&etcdctl(), at, &["txn"]).stdin(transaction).run();
        assert_eq!(done.code, 0, "{}", done.stderr);
    }
}

fn large() -> ectl::sandbox::Etcd {
    let options = vec!["--max-txn-ops=50000".into(), "--max-request-bytes=10000000".into()];
    let etcd = start(&Plan { options, ..Plan::new() });
    fill(&etcd.endpoints());
    etcd
}

#[test]
fn many_keys_are_printed_as_etcdctl_prints_them() {
    let etcd = large();
    let at = etcd.endpoints();
    for format in ["simple", "json", "fields", "protobuf"] {
        for options in ["", "--order=DESCEND", "--limit=15000", "--keys-only", "--count-only"] {
            // etcdctl has no such answer.
            if options == "--count-only" && format != "fields" {
                continue;
            }
            let mut words = vec!["get", "--prefix", "many/", "-w", format];
            words.extend(Some(options).filter(|options| !options.is_empty()));
            let (ours, theirs) = (ectl(&at, &words).run(), line(&etcdctl(), &at, &words).run());
            assert_eq!((ours.code, theirs.code), (0, 0), "{format} {options}: {}", ours.stderr);
            assert!(ours.stdout == theirs.stdout, "{format} {options}: not the same bytes");
        }
    }
    let jsonl = ectl(&at, &["get", "--prefix", "many/", "-w", "jsonl"]).run();
    assert_eq!(jsonl.text().lines().count(), KEYS);
    assert!(
        jsonl.text().lines().all(|line| line.ends_with(",\"lease\":null}")),
        "{}",
        &jsonl.text()[..300]
    );
}

/// The most memory a line ever used, in KiB, as far as could be seen while it was printing.
#[cfg(target_os = "linux")]
fn peak(at: &str, words: &[&str]) -> u64 {
    let mut child = ectl(at, words).spawn();
    let mut stdout = child.stdout.take().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let mut buffer = vec![0; 1 << 16];
    while std::io::Read::read(&mut stdout, &mut buffer).unwrap() > 0 {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(now.unwrap_or(0));
    }
    assert!(child.wait().unwrap().success());
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn many_keys_need_little_memory() {
    let etcd = large();
    let at = etcd.endpoints();
    for format in ["simple", "json", "jsonl", "fields", "protobuf", "table"] {
        // More than fits into a pipe, so that it is still there when it is looked at.
        let few = peak(&at, &["get", "--prefix", "many/", "--limit", "1000", "-w", format]);
        let many = peak(&at, &["get", "--prefix", "many/", "-w", format]);
        // What is under way at a time may be 2 MiB; the reply, decoded and printed, would be over 8.
        assert!(few > 0 && many < few + (5 << 10), "{format}: {many} KiB, 1000 keys {few}");
    }
}

#[test]
fn a_reply_that_breaks_off_is_no_success() {
    let etcd = large();
    let at = etcd.endpoints();
    let whole = ectl(&at, &["get", "--prefix", "many/"]).run();
    let cut = proxy(&at, Fate::CutAfterReply(1_000_000));
    let outcome = ectl(&cut, &["get", "--prefix", "many/"]).run();
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(
        outcome.stderr.starts_with("Error: the reply is incomplete: it ended after "),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome.stderr.contains(&format!(" keys: lost the connection to {cut}: ")),
        "{}",
        outcome.stderr
    );
    assert!(whole.stdout.starts_with(&outcome.stdout) && outcome.stdout.len() < whole.stdout.len());
    let little = ectl(
        &at,
        &["get", "--prefix", "many/", "--max-recv-bytes", "1000000", "--max-request-bytes", "100"],
    )
    .run();
    little.fails(1, "Error: rpc error: code = ResourceExhausted desc = grpc: received message larger than max (");
}

/// Returns whether the server knows `RangeStream`, which came with etcd 3.7.
fn knows_range_stream(at: &str) -> bool {
    let outcome = ectl(at, &["get", "k", "--stream"]).run();
    let unknown = "Error: rpc error: code = Unimplemented desc = unknown method RangeStream for \
                   service etcdserverpb.KV\nhint: RangeStream needs etcd 3.7; ";
    assert!(outcome.code == 0 || outcome.stderr.starts_with(unknown), "{outcome:?}");
    outcome.code == 0
}

/// The calls that a line read a range with.
fn calls(at: &str, words: &[&str]) -> Vec<String> {
    let outcome = ectl(at, words).arg("--debug").run();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    let calls = outcome.stderr.lines().filter(|line| line.contains(" /etcdserverpb.KV/"));
    let name = |line: &str| Some(line.split("/etcdserverpb.KV/").nth(1)?.split(' ').next()?.into());
    calls.filter_map(name).collect()
}

#[test]
pub(crate) fn long_ranges_are_streamed_where_the_server_can() {
    let etcd = large();
    let at = etcd.endpoints();
    let [whole, streamed] = if knows_range_stream(&at) {
        [&["Range"][..], &["RangeStream"]]
    } else {
        [&["Range"][..], &["Range"]]
    };
    let (many, none) = (["get", "--prefix", "many/"], ["get", "--prefix", "none/", "-w", "json"]);
    assert_eq!(calls(&at, &many), streamed);
    assert_eq!(calls(&at, &[&many[..], &["-w", "jsonl"]].concat()), streamed);
    assert_eq!(calls(&at, &[&many[..], &["--limit=1001", "--order=ascend"]].concat()), streamed);
    // What can be kept until its header comes is asked for once.
    assert_eq!(calls(&at, &none), streamed);
    assert_eq!(calls(&at, &["get", "many/00000000", "many/00000300", "-w", "json"]), streamed);
    // The keys are as of the revision of a header that is fetched before them.
    let in_order = if streamed == whole { whole } else { &["RangeStream", "Range", "RangeStream"] };
    assert_eq!(calls(&at, &[&many[..], &["-w", "json"]].concat()), in_order);
    for more in ["--limit=1000", "--stream=false", "--count-only", "--order=DESCEND"] {
        assert_eq!(calls(&at, &[&many[..], &[more]].concat()), whole, "{more}");
    }
    assert_eq!(calls(&at, &["get", "many/00000001", "-w", "json"]), whole);
    let little = ["--max-recv-bytes=10000000", "--max-request-bytes=100"];
    assert_eq!(calls(&at, &[&many[..], &little].concat()), whole);
}

#[test]
fn a_stream_that_is_insisted_on_is_etcdctls() {
    let etcd = large();
    let at = etcd.endpoints();
    if !knows_range_stream(&at) {
        return;
    }
    for format in ["simple", "json", "fields", "protobuf"] {
        for options in ["", "--limit=15000", "--limit=3", "--keys-only", "--rev=2"] {
            let mut words = vec!["get", "--prefix", "many/", "--stream", "-w", format];
            words.extend(Some(options).filter(|options| !options.is_empty()));
            let (ours, theirs) = (ectl(&at, &words).run(), line(&etcdctl(), &at, &words).run());
            assert_eq!((ours.code, theirs.code), (0, 0), "{format} {options}: {}", ours.stderr);
            assert!(ours.stdout == theirs.stdout, "{format} {options}: not the same bytes");
        }
    }
    for refused in ["--order=DESCEND", "--min-mod-rev=1", "--max-create-rev=9", "--rev=99"] {
        let words = ["get", "--prefix", "many/", "--stream", refused];
        let theirs = line(&etcdctl(), &at, &words).run();
        ectl(&at, &words).run().fails(theirs.code, theirs.stderr.lines().last().unwrap());
    }
}

#[test]
fn all_keys_are_of_one_revision_while_they_change() {
    let etcd = large();
    let at = etcd.endpoints();
    let (done, stop) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let at = &at;
        scope.spawn(move || {
            for n in 0.. {
                let (first, last) = (format!("many/{n:08}"), format!("many/{:08}", KEYS - 1));
                ectl(at, &["del", &first]).run();
                ectl(at, &["put", &last, &n.to_string()]).run();
                if !matches!(stop.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty)) {
                    return;
                }
            }
        });
        for _ in 0..10 {
            let ours = ectl(at, &["get", "--prefix", "many/", "-w", "json"]).run();
            let revision = ours.text().split("\"revision\":").nth(1).unwrap();
            let revision = revision.split(',').next().unwrap();
            let words = ["get", "--prefix", "many/", "-w", "json", "--rev", revision];
            let theirs = line(&etcdctl(), at, &words).run();
            let keys = |text: &str| text.split_once("\"kvs\":").map(|(_, keys)| keys.to_owned());
            assert!(keys(ours.text()).is_some());
            assert!(keys(ours.text()) == keys(theirs.text()), "other keys at {revision}");
        }
        drop(done);
    });
}

#[test]
fn compaction_in_mid_stream_is_told() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let value = "v".repeat(10_000);
    for from in (0..2000).step_by(100) {
        let puts: String = (from..from + 100).map(|n| format!("put k{n:05} {value}\n")).collect();
        assert_eq!(ectl(&at, &["txn"]).stdin(format!("\n{puts}\n\n")).run().code, 0);
    }
    let interrupted = |stream: &str| {
        let mut child = ectl(&at, &["get", "--prefix", "k", stream]).spawn();
        let mut first = [0; 10];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut first).unwrap();
        ectl(&at, &["put", "other", "1"]).run().prints("OK\n");
        let json = ectl(&at, &["get", "other", "-w", "json"]).run();
        let revision = json.text().split("\"revision\":").nth(1).unwrap();
        let revision = revision.split(',').next().unwrap();
        let compacted = ectl(&at, &["compact", revision, "--physical"]).run();
        assert_eq!(compacted.code, 0, "{compacted:?}");
        finish(child)
    };
    if knows_range_stream(&at) {
        let outcome = interrupted("--stream=true");
        assert_eq!(outcome.code, 1, "{}", outcome.stderr);
        let told = "Error: the reply is incomplete: it ended after ";
        assert!(outcome.stderr.starts_with(told), "{}", outcome.stderr);
        let why = " keys: etcdserver: mvcc: required revision has been compacted\nhint: \
                   use --stream=false, which a compaction does not interrupt\n";
        assert!(outcome.stderr.ends_with(why), "{}", outcome.stderr);
    }
    let outcome = interrupted("--stream=false");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    // The first key was read before.
    assert_eq!(outcome.text().lines().count(), 3999);
}

#[test]
fn an_empty_range_is_a_whole_reply() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for format in ["simple", "json", "fields", "protobuf"] {
        let words = ["get", "--prefix", "none/", "-w", format];
        let (ours, theirs) = (ectl(&at, &words).run(), line(&etcdctl(), &at, &words).run());
        assert_eq!(ours.stdout, theirs.stdout, "{format}");
    }
    ectl(&at, &["get", "k", "--rev", "99"])
        .run()
        .fails(1, "Error: etcdserver: mvcc: required revision is a future revision\n");
}

/// Asked to sort, `RangeStream` sorts each of its chunks by itself.
#[test]
fn sorted_ranges_have_every_key_once() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let puts: String = (0..60).map(|n| format!("put k/{n:02} {:02}\n", (n * 37) % 60)).collect();
    ectl(&at, &["txn"]).stdin(format!("\n{puts}\n\n")).run();
    let sorted = ["get", "--prefix", "k/", "--sort-by=VALUE", "--print-value-only"];
    let values: String = (0..60).map(|n| format!("{n:02}\n")).collect();
    ectl(&at, &sorted).run().prints(&values);
}
