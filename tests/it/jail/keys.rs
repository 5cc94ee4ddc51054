//! Keys and ranges below a prefix: the same results as on a cluster that has no other keys.

use super::fixture::Twins;
use crate::range::knows_range_stream;
use crate::support::cluster::Cluster as _;
use crate::support::serial::serial;
use crate::support::{etcd, etcdctl, line};
use ectl::sandbox::Plan;
use std::fmt::Write as _;

const FORMATS: [&str; 6] = ["simple", "fields", "json", "protobuf", "table", "jsonl"];

/// Returns the option that asks for `RangeStream`, or that refuses it where the server does not know it.
fn stream_option(twins: &Twins) -> &'static str {
    if knows_range_stream(&twins.free) { "--stream" } else { "--stream=false" }
}

fn furnished() -> Twins {
    let twins = Twins::new();
    for line in
        ["a 1", "b 2", "k/1 x", "k/2 y", "k/3 z", "k0 end", "é ü", "zz last", "k/1 x2 --prev-kv"]
    {
        twins.agree(&*format!("put {line}"));
    }
    twins
}

#[test]
fn ranges_are_those_of_a_cluster_of_its_own() {
    let twins = furnished();
    let stream = stream_option(&twins);
    for range in [
        "a",
        "missing",
        "'' --prefix",
        "'' --from-key",
        "k/ --prefix",
        "k/2 --from-key",
        "zz --from-key",
        "zzz --from-key",
        "a k0",
        "b a",
    ] {
        for format in FORMATS {
            twins.agree(&*format!("get {range} -w {format}"));
        }
        for options in [
            "--keys-only",
            "--count-only -w json",
            "--limit 2 -w json",
            "--order DESCEND",
            "--sort-by MODIFY --order DESCEND -w jsonl",
            "--rev 15 -w json",
            &*format!("{stream} -w json"),
            "--stream=false -w json",
            "--consistency s",
            "-e",
        ] {
            twins.agree(&*format!("get {range} {options}"));
        }
    }
    // The errors are those of etcd, which would accept the prefix as a key.
    for empty in ["get ''", "get '' b", "get '' -w table", &*format!("get '' {stream}")] {
        twins.agree(empty);
    }
    let all = twins.contexts.app("get --prefix '' --keys-only").succeeds();
    assert_eq!(all.text(), "a\n\nb\n\nk/1\n\nk/2\n\nk/3\n\nk0\n\nzz\n\né\n\n");
    twins.assert_confined();
}

#[test]
fn keys_with_any_bytes_are_confined() {
    let twins = Twins::new();
    for key in ["/", "/app/", "\u{1}", "\u{7f}", "\u{ff}", " "] {
        twins.agree(&["put", key, "v", "-w", "json"][..]);
        twins.agree(&["get", key, "-w", "json"][..]);
        twins.agree(&["get", "--prefix", key, "-w", "json"][..]);
    }
    twins.agree("get --prefix '' -w json");
    twins.agree("del --prefix /app -w json");
    twins.agree("get --prefix '' -w json");
    twins.assert_confined();
}

#[test]
fn deletions_stay_below_the_prefix() {
    let twins = furnished();
    for deletion in [
        "missing -e",
        "a",
        "b --prev-kv",
        "k/ --prefix --dry-run",
        "'' --from-key --dry-run -w json",
        "''",
        "k/1 k/2 --range --prev-kv -w json",
        "k/ --prefix --prev-kv -w fields",
        "zz --from-key --prev-kv -w jsonl",
        "'' --prefix --prev-kv",
        "'' --prefix -e",
    ] {
        twins.agree(&*format!("del {deletion}"));
        twins.agree("get --prefix '' -w json");
    }
    twins.assert_confined();
}

#[test]
fn transactions_are_confined() {
    let twins = furnished();
    let txn = [
        "txn",
        "--if",
        "val(\"a\") = \"1\"",
        "--if",
        "create(\"zz\") > \"1\"",
        "--then",
        "get --prefix \"\"",
        "--then",
        "put t 1 --prev-kv",
        "--then",
        "del k/ --prefix --prev-kv",
        "--else",
        "get --from-key k",
        "-w",
    ];
    for format in FORMATS {
        twins.agree(&[&txn[..], &[format]].concat()[..]);
        twins.agree("put k/9 again");
        twins.agree("put a 1");
    }
    // The comparisons are about the keys below the prefix: outside, "a" and "k/1" exist too.
    twins.agree("del --prefix ''");
    for (format, comparison) in
        FORMATS.iter().zip(["ver(\"a\") = \"0\"", "ver(\"k/1\") > \"0\""].iter().cycle())
    {
        twins.agree(&["txn", "--fail", "--if", comparison, "--then", "put n 1", "-w", format][..]);
    }
    twins.agree_on("txn", "ver(\"n\") > \"0\"\n\nget n\n\nput n 2\n\n");
    twins.assert_confined();
}

#[test]
fn conditions_of_put_are_confined() {
    let twins = Twins::new();
    for words in [
        "put a 1 --if-absent",
        "put a 2 --if-absent",
        "put a 3 --if-exists",
        "put b 3 --if-exists",
        "put a --ignore-lease 4 --prev-kv -w json",
        "put a --ignore-value",
        "put '' 1",
        "get a -w jsonl",
    ] {
        twins.agree(words);
    }
    twins.assert_confined();
}

#[test]
fn large_ranges_are_confined() {
    let _serial = serial();
    let options = vec!["--max-txn-ops=50000".into(), "--max-request-bytes=10000000".into()];
    let twins = Twins::with(&Plan { options, ..Plan::new() });
    for (etcd, prefix) in [(&twins.jailed, "/app/"), (&twins.free, "")] {
        for from in [0, 10_000] {
            let mut transaction = "\n".to_owned();
            for n in from..from + 10_000 {
                writeln!(transaction, "put {prefix}many/{n:08} \"value of a key {n}\"").unwrap();
            }
            transaction.push_str("\n\n");
            let done = line(&etcdctl(), &etcd.endpoints(), "txn").stdin(transaction).run();
            assert_eq!(done.code, 0, "{}", done.stderr);
        }
    }
    let stream = stream_option(&twins);
    for format in FORMATS {
        for options in ["--prefix ''", "--from-key many/00010000", "--prefix many/ --limit 15000"] {
            let all = [stream, "--stream=false"]
                .map(|stream| twins.agree(&*format!("get {options} {stream} -w {format}")));
            assert!(all[0].stdout.len() > 100_000 || format == "table");
        }
    }
    twins.assert_confined();
}

#[test]
fn mirror_copies_relative_keys_and_may_write_to_its_destination() {
    let twins = furnished();
    let destination = etcd();
    let at = destination.endpoints();
    // The context allows no writes: the destination is another cluster.
    let mirrored = twins.contexts.line("spy", &["make-mirror", "--once", &at]).run().succeeds();
    assert!(mirrored.text().starts_with("Mirrored 8 keys "), "{mirrored:?}");
    let expected = twins.contexts.app("get --prefix ''").succeeds();
    assert_eq!(destination.ok("get --prefix ''").text(), expected.text());
    let line = ["make-mirror", "--once", "--prefix", "k/", "--dest-prefix", "c/", &at];
    twins.contexts.line("spy", &line).run().succeeds();
    destination.ectl("get c/ --prefix --keys-only").run().prints("c/1\n\nc/2\n\nc/3\n\n");
}

#[test]
fn waits_see_keys_below_the_prefix() {
    let twins = furnished();
    twins.agree("wait a");
    twins.agree("wait b -w json");
    // "zz" exists outside, too.
    twins.agree("del zz");
    twins.agree("wait --absent zz");
    twins.contexts.app("wait zz --timeout 300ms").fails_part(124, "zz");
    twins.assert_confined();
}
