//! Large ranges: the bytes of etcdctl, in little memory, and an error when a reply is incomplete.

use crate::support::cluster::Cluster as _;
#[cfg(target_os = "linux")]
use crate::support::memory::watch_memory;
use crate::support::proxy::{Fate, proxy};
use crate::support::serial::serial;
use crate::support::words::Words;
use crate::support::{Outcome, ectl, etcd, etcdctl, finish, line, start};
use ectl::sandbox::{Etcd, Plan};
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
        let done = line(&etcdctl(), at, "txn").stdin(transaction).run();
        assert_eq!(done.code, 0, "{}", done.stderr);
    }
}

/// Runs a line with ectl and with etcdctl.
fn both(etcd: &Etcd, words: &str) -> (Outcome, Outcome) {
    (etcd.ectl(words).run(), line(&etcdctl(), &etcd.endpoints(), words).run())
}

/// Starts an etcd with many keys.
fn large() -> Etcd {
    let options = vec!["--max-txn-ops=50000".into(), "--max-request-bytes=10000000".into()];
    let etcd = start(&Plan { options, ..Plan::new() });
    fill(&etcd.endpoints());
    etcd
}

#[test]
fn large_ranges_print_bytes_of_etcdctl() {
    let _serial = serial();
    let etcd = large();
    for format in ["simple", "json", "fields", "protobuf"] {
        for options in ["", "--order=DESCEND", "--limit=15000", "--keys-only", "--count-only"] {
            // etcdctl has no output for it.
            if options == "--count-only" && format != "fields" {
                continue;
            }
            let words = format!("get --prefix many/ -w {format} {options}");
            let (ours, theirs) = both(&etcd, &words);
            assert_eq!((ours.code, theirs.code), (0, 0), "{format} {options}: {}", ours.stderr);
            assert!(ours.stdout == theirs.stdout, "{format} {options}: not the same bytes");
        }
    }
    let jsonl = etcd.ectl("get --prefix many/ -w jsonl").run();
    assert_eq!(jsonl.text().lines().count(), KEYS);
    assert!(
        jsonl.text().lines().all(|line| line.ends_with(",\"lease\":null}")),
        "{}",
        &jsonl.text()[..300]
    );
}

/// Returns the peak memory of a line in KiB.
#[cfg(target_os = "linux")]
pub(crate) fn peak(etcd: &Etcd, words: impl Words) -> u64 {
    let child = etcd.ectl(words).spawn();
    let memory = watch_memory(child.id());
    finish(child).succeeds();
    memory.join().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn large_ranges_use_little_memory() {
    let _serial = serial();
    let etcd = large();
    for format in ["simple", "json", "jsonl", "jsonl --header", "fields", "protobuf", "table"] {
        let few = peak(&etcd, &format!("get --prefix many/ --limit 3000 -w {format}"));
        let many = peak(&etcd, &format!("get --prefix many/ -w {format}"));
        // 2 MiB may be in flight at a time; the whole reply, decoded and printed, is over 8 MiB.
        assert!(few > 0 && many < few + (5 << 10), "{format}: {many} KiB, 3000 keys {few}");
    }
}

#[test]
fn incomplete_reply_fails() {
    let _serial = serial();
    let etcd = large();
    let at = etcd.endpoints();
    let whole = etcd.ectl("get --prefix many/").run();
    let cut = proxy(&at, Fate::CutAfterReply(1_000_000));
    let outcome = ectl(&cut, "get --prefix many/").run();
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
    let little =
        etcd.ectl("get --prefix many/ --max-recv-bytes 1000000 --max-request-bytes 100").run();
    little.fails(
        1,
        "Error: rpc error: code = ResourceExhausted desc = grpc: received \
         message larger than max ([..] vs. 1000000)\n\
         hint: raise the limit with --max-recv-bytes\n",
    );
}

/// Returns whether the server knows `RangeStream`, which came with etcd 3.7.
pub(crate) fn knows_range_stream(etcd: &Etcd) -> bool {
    let outcome = etcd.ectl("get k --stream").run();
    let unknown = "Error: rpc error: code = Unimplemented desc = unknown method RangeStream for \
                   service etcdserverpb.KV\nhint: RangeStream needs etcd 3.7; ";
    assert!(outcome.code == 0 || outcome.stderr.starts_with(unknown), "{outcome:?}");
    outcome.code == 0
}

/// Runs a line and returns the names of its calls to etcd's KV service.
pub(crate) fn calls(etcd: &Etcd, words: impl Words) -> Vec<String> {
    let outcome = etcd.ectl(words).arg("--debug").run();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    let calls = outcome.stderr.lines().filter(|line| line.contains(" /etcdserverpb.KV/"));
    let name = |line: &str| Some(line.split("/etcdserverpb.KV/").nth(1)?.split(' ').next()?.into());
    calls.filter_map(name).collect()
}

#[test]
pub(crate) fn large_ranges_are_streamed_if_supported() {
    let _serial = serial();
    let etcd = large();
    let [whole, streamed] = if knows_range_stream(&etcd) {
        [&["Range"][..], &["RangeStream"]]
    } else {
        [&["Range"][..], &["Range"]]
    };
    let many = |options: &str| calls(&etcd, &format!("get --prefix many/ {options}"));
    assert_eq!(many(""), streamed);
    assert_eq!(many("-w jsonl"), streamed);
    assert_eq!(many("--limit=1001 --order=ascend"), streamed);
    // A reply that is small enough to be kept until its header comes takes one call.
    assert_eq!(calls(&etcd, "get --prefix none/ -w json"), streamed);
    assert_eq!(calls(&etcd, "get many/00000000 many/00000300 -w json"), streamed);
    // JSON begins with the header: its revision is read first, and the keys are read at that revision.
    let in_order = if streamed == whole { whole } else { &["RangeStream", "Range", "RangeStream"] };
    assert_eq!(many("-w json"), in_order);
    assert_eq!(many("-w jsonl --header"), in_order);
    for more in ["--limit=1000", "--stream=false", "--count-only", "--order=DESCEND"] {
        assert_eq!(many(more), whole, "{more}");
    }
    assert_eq!(calls(&etcd, "get many/00000001 -w json"), whole);
    assert_eq!(many("--max-recv-bytes=10000000 --max-request-bytes=100"), whole);
}

#[test]
fn explicit_stream_prints_bytes_of_etcdctl() {
    let _serial = serial();
    let etcd = large();
    if !knows_range_stream(&etcd) {
        return;
    }
    for format in ["simple", "json", "fields", "protobuf"] {
        for options in ["", "--limit=15000", "--limit=3", "--keys-only", "--rev=2"] {
            let words = format!("get --prefix many/ --stream -w {format} {options}");
            let (ours, theirs) = both(&etcd, &words);
            assert_eq!((ours.code, theirs.code), (0, 0), "{format} {options}: {}", ours.stderr);
            assert!(ours.stdout == theirs.stdout, "{format} {options}: not the same bytes");
        }
    }
    for refused in ["--order=DESCEND", "--min-mod-rev=1", "--max-create-rev=9", "--rev=99"] {
        let (ours, theirs) = both(&etcd, &format!("get --prefix many/ --stream {refused}"));
        ours.fails_part(theirs.code, theirs.stderr.lines().last().unwrap());
    }
}

#[test]
fn large_range_is_of_one_revision() {
    let _serial = serial();
    let etcd = large();
    let at = etcd.endpoints();
    let (done, stop) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let at = &at;
        scope.spawn(move || {
            for n in 0.. {
                let (first, last) = (format!("many/{n:08}"), format!("many/{:08}", KEYS - 1));
                ectl(at, &format!("del {first}")).run();
                ectl(at, &format!("put {last} {n}")).run();
                if !matches!(stop.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty)) {
                    return;
                }
            }
        });
        for _ in 0..10 {
            let ours = ectl(at, "get --prefix many/ -w json").run();
            let revision = ours.text().split("\"revision\":").nth(1).unwrap();
            let revision = revision.split(',').next().unwrap();
            let words = format!("get --prefix many/ -w json --rev {revision}");
            let theirs = line(&etcdctl(), at, &words).run();
            let keys = |text: &str| text.split_once("\"kvs\":").map(|(_, keys)| keys.to_owned());
            assert!(keys(ours.text()).is_some());
            assert!(keys(ours.text()) == keys(theirs.text()), "other keys at {revision}");
        }
        drop(done);
    });
}

#[test]
fn compaction_during_stream_is_reported() {
    let etcd = etcd();
    let value = "v".repeat(10_000);
    for from in (0..2000).step_by(100) {
        let puts: String = (from..from + 100).map(|n| format!("put k{n:05} {value}\n")).collect();
        assert_eq!(etcd.ectl("txn").stdin(format!("\n{puts}\n\n")).run().code, 0);
    }
    let interrupted = |words: &str| {
        let mut child = etcd.ectl(words).spawn();
        let mut first = [0; 10];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut first).unwrap();
        etcd.ectl("put other 1").run().prints("OK\n");
        let json = etcd.ectl("get other -w json").run();
        let revision = json.text().split("\"revision\":").nth(1).unwrap();
        let revision = revision.split(',').next().unwrap();
        let compacted = etcd.ectl(&format!("compact {revision} --physical")).run();
        assert_eq!(compacted.code, 0, "{compacted:?}");
        finish(child)
    };
    if knows_range_stream(&etcd) {
        let again = "the revision was compacted while it was read: run the command again";
        for (words, hint) in [
            (
                "get --prefix k --stream=true",
                "use --stream=false, which a compaction does not interrupt",
            ),
            ("export k", again),
            ("diff k none --values", again),
        ] {
            let outcome = interrupted(words);
            assert_eq!(outcome.code, 5, "{}", outcome.stderr);
            let told = "Error: the reply is incomplete: it ended after ";
            assert!(outcome.stderr.starts_with(told), "{}", outcome.stderr);
            let compacted = "etcdserver: mvcc: required revision has been compacted";
            let why = format!(" keys: {compacted}\nhint: {hint}\n");
            assert!(outcome.stderr.ends_with(&why), "{}", outcome.stderr);
        }
    }
    let outcome = interrupted("get --prefix k --stream=false");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    // 4000 lines without the line that was read first.
    assert_eq!(outcome.text().lines().count(), 3999);
}

#[test]
fn empty_range_prints_bytes_of_etcdctl() {
    let etcd = etcd();
    for format in ["simple", "json", "fields", "protobuf"] {
        let (ours, theirs) = both(&etcd, &format!("get --prefix none/ -w {format}"));
        assert_eq!(ours.stdout, theirs.stdout, "{format}");
    }
    etcd.ectl("get k --rev 99").run().fails(
        1,
        "Error: etcdserver: mvcc: required revision is a future revision\n\
         hint: the store is below that revision; omit --rev to read the latest\n",
    );
}

/// `RangeStream` would sort each of its chunks separately.
#[test]
fn sorted_ranges_have_every_key_once() {
    let etcd = etcd();
    let puts: String = (0..60).map(|n| format!("put k/{n:02} {:02}\n", (n * 37) % 60)).collect();
    etcd.ectl("txn").stdin(format!("\n{puts}\n\n")).run();
    let sorted = "get --prefix k/ --sort-by=VALUE --print-value-only";
    let values: String = (0..60).map(|n| format!("{n:02}\n")).collect();
    etcd.ectl(sorted).run().prints(&values);
}
