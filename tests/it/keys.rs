//! `put`, `get`, `del`, `compaction`.

use crate::support::cluster::Cluster as _;
use crate::support::words::Words;
use crate::support::{Line, Outcome, ectl, etcd, eventually, finish, line};
use ectl::sandbox::Etcd;
use std::ffi::OsString;
use std::io::Read as _;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// An address without a server: a line that fails with another code than 2 has not tried to connect.
const NOWHERE: &str = "127.0.0.1:1";

#[track_caller]
fn refused(words: impl Words, code: i32, stderr: &str) {
    ectl(NOWHERE, words).run().fails(code, stderr);
}

/// A line as a user would type it on a terminal, with an answer.
fn on_terminal(at: &str, words: &str, answer: &str) -> Outcome {
    let typed = format!("{} {words}", env!("CARGO_BIN_EXE_ectl"));
    line(Path::new("script"), at, &["-qec", &typed, "/dev/null"]).stdin(answer).run()
}

/// A line without any terminal, wherever the tests are run.
fn without_terminal(at: &str, words: &str) -> Line {
    line(Path::new("setsid"), at, "-w").arg(env!("CARGO_BIN_EXE_ectl")).args(words)
}

fn bytes(bytes: &[u8]) -> OsString {
    OsString::from_vec(bytes.to_vec())
}

/// JSON without the header's content, which differs from cluster to cluster.
#[track_caller]
fn json(outcome: &Outcome) -> String {
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0));
    let text = outcome.text();
    let (before, header) = text.split_once("\"header\":{").expect("no header");
    let (header, after) = header.split_once('}').expect("no end of the header");
    assert!(header.contains("\"cluster_id\":") && header.contains("\"raft_term\":2"), "{header}");
    format!("{before}\"header\":{{}}{after}")
}

/// The message behind its header.
#[track_caller]
fn protobuf(outcome: &Outcome) -> &[u8] {
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0));
    let [0x0a, length, rest @ ..] = outcome.stdout.as_slice() else { panic!("no header") };
    &rest[usize::from(*length)..]
}

/// Lines of the `fields` format behind the header's.
#[track_caller]
fn fields(outcome: &Outcome) -> String {
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0));
    let (header, rest) = outcome.text().split_once("\"RaftTerm\" : 2\n").expect("no header");
    assert!(header.starts_with("\"ClusterID\" : "), "{header}");
    rest.to_owned()
}

#[test]
fn get_in_every_format() {
    let etcd = etcd();
    let get = |words: &str| etcd.ectl("get --prefix k").args(words).run();
    etcd.ectl("put k1 v1").run().prints("OK\n");
    etcd.ectl("put k2").arg(bytes(b"\xff\n")).run().prints("OK\n");
    assert_eq!(get("").stdout, b"k1\nv1\nk2\n\xff\n\n");
    get("--hex").prints("\\x6b\\x31\n\\x76\\x31\n\\x6b\\x32\n\\xff\\x0a\n");
    assert_eq!(
        fields(&get("-w fields")),
        "\"Key\" : \"k1\"\n\"CreateRevision\" : 2\n\"ModRevision\" : 2\n\"Version\" : 1\n\
         \"Value\" : \"v1\"\n\"Lease\" : 0\n\"Key\" : \"k2\"\n\"CreateRevision\" : 3\n\
         \"ModRevision\" : 3\n\"Version\" : 1\n\"Value\" : \"\\xff\\n\"\n\"Lease\" : 0\n\
         \"More\" : false\n\"Count\" : 2\n"
    );
    assert_eq!(
        json(&get("-wjson --limit=1")),
        "{\"header\":{},\"kvs\":[{\"key\":\"azE=\",\"create_revision\":2,\"mod_revision\":2,\
         \"version\":1,\"value\":\"djE=\"}],\"more\":true,\"count\":2}\n"
    );
    assert_eq!(
        protobuf(&get("-w=protobuf")),
        b"\x12\x0e\x0a\x02k1\x10\x02\x18\x02\x20\x01\x2a\x02v1\
          \x12\x0e\x0a\x02k2\x10\x03\x18\x03\x20\x01\x2a\x02\xff\n\x20\x02"
    );
    get("-w jsonl").prints(
        "{\"key\":\"k1\",\"value\":\"v1\",\"create_revision\":\"2\",\"mod_revision\":\"2\",\
         \"version\":\"1\",\"lease\":null}\n\
         {\"key\":\"k2\",\"value_b64\":\"/wo=\",\"create_revision\":\"3\",\"mod_revision\":\"3\",\
         \"version\":\"1\",\"lease\":null}\n",
    );
    get("-w table").prints(
        "┌─────┬────────┬─────────────────┬──────────────┬─────────┬───────┐\n\
         │ KEY │ VALUE  │ CREATE REVISION │ MOD REVISION │ VERSION │ LEASE │\n\
         ├─────┼────────┼─────────────────┼──────────────┼─────────┼───────┤\n\
         │  k1 │     v1 │               2 │            2 │       1 │       │\n\
         │  k2 │ \\xff\\n │               3 │            3 │       1 │       │\n\
         └─────┴────────┴─────────────────┴──────────────┴─────────┴───────┘\n",
    );
}

#[test]
fn get_count_in_every_format() {
    let etcd = etcd();
    etcd.ectl("put k1 v1").run().prints("OK\n");
    etcd.ectl("put k2 v2").run().prints("OK\n");
    let count = |format| etcd.ectl("get --prefix k --count-only -w").arg(format).run();
    count("simple").prints("2\n");
    assert_eq!(fields(&count("fields")), "\"More\" : false\n\"Count\" : 2\n");
    assert_eq!(json(&count("json")), "{\"header\":{},\"count\":2}\n");
    assert_eq!(protobuf(&count("protobuf")), b"\x20\x02");
    count("jsonl").prints("{\"count\":\"2\"}\n");
    count("table").prints("┌───────┐\n│ COUNT │\n├───────┤\n│     2 │\n└───────┘\n");
}

#[test]
fn get_of_a_missing_key_in_every_format() {
    let etcd = etcd();
    let none = |format| etcd.ectl("get none -w").arg(format).run();
    none("simple").prints("");
    assert_eq!(fields(&none("fields")), "\"More\" : false\n\"Count\" : 0\n");
    assert_eq!(json(&none("json")), "{\"header\":{}}\n");
    assert_eq!(protobuf(&none("protobuf")), b"");
    none("jsonl").prints("");
}

/// The keys `a` to `c`, of the revisions 2 to 5.
fn with_keys() -> Etcd {
    let etcd = etcd();
    for (key, value) in [("a", "9"), ("b", "8"), ("c", "7"), ("a", "1")] {
        etcd.ectl("put").arg(key).arg(value).run().prints("OK\n");
    }
    etcd
}

#[test]
fn get_by_range_order_and_revision() {
    let etcd = with_keys();
    let keys = |words: &str, expected: &str| {
        let found = etcd.ectl("get -w jsonl").args(words).run();
        let keys: String = found.text().lines().filter_map(|line| line.chars().nth(8)).collect();
        assert_eq!((keys.as_str(), found.code), (expected, 0), "{words:?}");
    };
    keys("a", "a");
    keys("a ''", "a");
    keys("a c", "ab");
    keys("b --from-key", "bc");
    keys("'' --from-key", "abc");
    keys("'' --prefix", "abc");
    keys("b --prefix", "b");
    keys("b --prefix=false --stream=false --consistency s", "b");
    keys("'' --prefix --limit 0x2", "ab");
    keys("'' --prefix --limit -1", "abc");
    keys("'' --prefix --order descend", "cba");
    keys("'' --prefix --sort-by value", "acb");
    keys("'' --prefix --sort-by MODIFY --order DESCEND", "acb");
    keys("'' --prefix --sort-by CREATE --order Descend", "cba");
    keys("'' --prefix --rev 3", "ab");
    keys("'' --prefix --min-mod-rev 4", "ac");
    keys("'' --prefix --max-mod-rev 4", "bc");
    keys("'' --prefix --min-create-rev 3", "bc");
    keys("'' --prefix --max-create-rev 0b11", "ab");
    keys("'' --prefix --consistency=x --consistency=l", "abc");
}

#[test]
fn get_prints_values_or_keys_alone() {
    let etcd = with_keys();
    etcd.ectl("get a --rev=2 --print-value-only").run().prints("9\n");
    etcd.ectl("get --prefix '' --print-value-only").run().prints("1\n8\n7\n");
    etcd.ectl("get --prefix '' --raw").run().prints("187");
    etcd.ectl("get --prefix '' --keys-only").run().prints("a\n\nb\n\nc\n\n");
    etcd.ectl("--consistency s get a").run().prints("a\n1\n");
    etcd.ectl("get a --rev=99").run().fails(
        1,
        "Error: etcdserver: mvcc: required revision is a future revision\n\
         hint: the store is below that revision; omit --rev to read the latest\n",
    );
    etcd.ectl("get ''").run().fails(1, "Error: etcdserver: key is not provided\n");
}

#[test]
fn get_exit_status_reports_missing_keys() {
    let etcd = etcd();
    etcd.ectl("put there v").run().prints("OK\n");
    etcd.ectl("get there -e").run().prints("there\nv\n");
    etcd.ectl("get there --exit-status --count-only").run().prints("1\n");
    etcd.ectl("get not").run().prints("");
    let not = |words: &str| etcd.ectl("get -e").args(words).run();
    not("not").fails(7, "Error: nothing found: key \"not\"\n");
    not("n --prefix").fails(7, "Error: nothing found: keys with the prefix \"n\"\n");
    not("u --from-key").fails(7, "Error: nothing found: keys from \"u\" on\n");
    not("a c").fails(7, "Error: nothing found: keys from \"a\" up to \"c\"\n");
    // The server's count takes no notice of what is left out.
    not("there --min-mod-rev=99").fails(7, "Error: nothing found: key \"there\"\n");
    let count = not("not --count-only");
    assert_eq!((count.text(), count.code), ("0\n", 7));
    let json_too = not("not -w json");
    assert!(json_too.text().starts_with("{\"header\":{") && json_too.code == 7);
}

/// Lines, exit codes and errors.
const GET_USAGE_ERRORS: &[(&str, i32, &str)] = &[
    (
        "get",
        128,
        "Error: the following required arguments were not provided: <KEY>\n\
         hint: usage: ectl get <KEY> [RANGE_END]\n",
    ),
    (
        "get a b c",
        128,
        "Error: unexpected argument 'c' found\n\
         hint: usage: ectl get [OPTIONS] <KEY> [RANGE_END]\n",
    ),
    (
        "get a --prefix --from-key",
        128,
        "Error: `--prefix` and `--from-key` cannot be set at the same time, choose one\n",
    ),
    (
        "get a --keys-only --count-only",
        128,
        "Error: `--keys-only` and `--count-only` cannot be set at the same time, choose one\n",
    ),
    (
        "get a b --prefix",
        128,
        "Error: too many arguments, only accept one argument when `--prefix` or `--from-key` is set\n",
    ),
    (
        "get a --print-value-only -w json",
        128,
        "{\"error\":\"print-value-only is only for \
         `--write-out=simple`\",\"kind\":\"usage\",\"code\":128,\"hint\":null,\"endpoints\":[]}\n",
    ),
    ("get a --raw -w table", 128, "Error: raw is only for `--write-out=simple`\n"),
    (
        "get a --raw --keys-only",
        128,
        "Error: `--raw` and `--keys-only` cannot be set at the same time, choose \
         one\n",
    ),
    (
        "get a --raw --count-only",
        128,
        "Error: `--raw` and `--count-only` cannot be set at the same time, \
         choose one\n",
    ),
    (
        "get a --limit many",
        128,
        "Error: invalid value 'many' for '--limit <N>': \"many\" is not a 64-bit \
         integer\n",
    ),
    (
        "get a --limit 0x",
        128,
        "Error: invalid value '0x' for '--limit <N>': \"0x\" is not a 64-bit \
         integer\n",
    ),
    (
        "get a --prefix=maybe",
        128,
        "Error: invalid value 'maybe' for '--prefix[=<BOOL>]': \"maybe\" is \
         neither true nor false\n",
    ),
    (
        "get a --nonsense",
        128,
        "Error: unexpected argument '--nonsense' found\n\
         hint: to pass '--nonsense' as a value, use '-- --nonsense'\n",
    ),
    (
        "get a --consistency x",
        4,
        "Error: unknown consistency flag \"x\"\n\
         hint: valid values: l (linearizable), s (serializable)\n",
    ),
    ("get a --order up", 4, "Error: bad sort order up\nhint: valid values: ASCEND, DESCEND\n"),
    (
        "get a --sort-by age",
        4,
        "Error: bad sort target age\n\
         hint: valid values: CREATE, KEY, MODIFY, VALUE, VERSION\n",
    ),
    (
        "get a --min-create-rev=5 --max-create-rev=3",
        4,
        "Error: getMinCreateRev(=5) > getMaxCreateRev(=3)\n",
    ),
    ("get a --min-mod-rev=5 --max-mod-rev=3", 4, "Error: getMinModRev(=5) > getMaxModRev(=3)\n"),
    (
        "get a -w xml",
        4,
        "Error: unsupported output format \"xml\"\n\
         hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
         doctor also junit, prometheus\n",
    ),
];

#[test]
fn get_usage_errors_send_nothing() {
    for &(words, code, text) in GET_USAGE_ERRORS {
        refused(words, code, text);
    }
    refused(
        "get a",
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
}

#[test]
fn interrupted_reply_is_incomplete() {
    let mut etcd = etcd();
    let value = etcd.directory().join("value");
    std::fs::write(&value, vec![b'x'; 1 << 20]).unwrap();
    // More than fits into all the buffers between etcd and a reader who is slow.
    for n in 0..48 {
        etcd.ectl(&["put", &format!("k{n:02}"), "--value-file"]).arg(&value).run().prints("OK\n");
    }
    let mut child = etcd.ectl("get --prefix k").spawn();
    let mut first = [0; 3];
    child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(&first, b"k00");
    etcd.members()[0].kill().unwrap();
    let outcome = finish(child);
    assert!(outcome.stdout.len() < 48 << 20, "all of it came");
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    let expected = "Error: the reply is incomplete: it ended after ";
    assert!(outcome.stderr.starts_with(expected), "{}", outcome.stderr);
}

#[test]
fn put_reads_values_from_arguments_files_and_stdin() {
    let etcd = etcd();
    let file = etcd.directory().join("value");
    let put = |words: &str| etcd.ectl("put k").args(words);
    let stored = |expected: &[u8]| {
        assert_eq!(etcd.ectl("get --raw -e k").run().stdout, expected);
    };
    put("hello").run().prints("OK\n");
    stored(b"hello");
    put("''").run().prints("OK\n");
    stored(b"");
    put("").stdin(b"a\n\xff\0b\n\n").run().prints("OK\n");
    stored(b"a\n\xff\0b\n\n");
    std::fs::write(&file, b"\0file\r\n").unwrap();
    put("--value-file").arg(&file).stdin("not this").run().prints("OK\n");
    stored(b"\0file\r\n");
    put("--value-file /dev/null").run().prints("OK\n");
    stored(b"");
    put("--value-file -").stdin("dash").run().prints("OK\n");
    stored(b"dash");
    put("--value-file=-").run().prints("OK\n");
    stored(b"");
    put("-5").run().prints("OK\n");
    stored(b"-5");
    put("-- --prev-kv").run().prints("OK\n");
    stored(b"--prev-kv");
    put("--prev-kv=false").stdin("x").run().prints("OK\n");
    stored(b"x");
    // Keys are bytes as well.
    let key = || bytes(b"\xfe-\x01");
    etcd.ectl("put --").arg(key()).arg(bytes(b"\xff")).run().prints("OK\n");
    assert_eq!(etcd.ectl("get").arg(key()).run().stdout, b"\xfe-\x01\n\xff\n");
    etcd.ectl("put -- -k -v").run().prints("OK\n");
    etcd.ectl("get -- -k").run().prints("-k\n-v\n");
    etcd.ectl("del -- -k").run().prints("1\n");
}

#[test]
fn put_in_every_format() {
    let etcd = etcd();
    let put =
        |value: &str, format| etcd.ectl(&["put", "k", value, "--prev-kv", "-w", format]).run();
    put("0", "simple").prints("OK\n");
    put("1", "simple").prints("OK\nk\n0\n");
    assert_eq!(
        fields(&put("2", "fields")),
        "\"PrevKey\" : \"k\"\n\"PrevCreateRevision\" : 2\n\"PrevModRevision\" : 3\n\
         \"PrevVersion\" : 2\n\"PrevValue\" : \"1\"\n\"PrevLease\" : 0\n"
    );
    assert_eq!(
        json(&put("3", "json")),
        "{\"header\":{},\"prev_kv\":{\"key\":\"aw==\",\"create_revision\":2,\"mod_revision\":4,\
         \"version\":3,\"value\":\"Mg==\"}}\n"
    );
    assert_eq!(
        protobuf(&put("4", "protobuf")),
        b"\x12\x0c\x0a\x01k\x10\x02\x18\x05\x20\x04\x2a\x013"
    );
    put("5", "jsonl").prints(
        "{\"revision\":\"7\",\"prev_value\":\"4\",\"prev_mod_revision\":\"6\",\"prev_lease\":null}\n",
    );
    etcd.ectl("put k 6 -w jsonl").run().prints(
        "{\"revision\":\"8\",\"prev_value\":null,\"prev_mod_revision\":null,\"prev_lease\":null}\n",
    );
    put("7", "table").prints(
        "┌──────────┬────────────┬───────────────────┬────────────┐\n\
         │ REVISION │ PREV VALUE │ PREV MOD REVISION │ PREV LEASE │\n\
         ├──────────┼────────────┼───────────────────┼────────────┤\n\
         │        9 │          6 │                 8 │            │\n\
         └──────────┴────────────┴───────────────────┴────────────┘\n",
    );
}

#[test]
fn put_ignore_value_and_ignore_lease() {
    let etcd = etcd();
    etcd.ectl("put k v").run().prints("OK\n");
    // Stdin is left alone when the value stays.
    let kept = etcd.ectl("put k --ignore-value --prev-kv").stdin("other").run();
    kept.prints("OK\nk\nv\n");
    etcd.ectl("get k").run().prints("k\nv\n");
    etcd.ectl("put k w --ignore-lease").run().prints("OK\n");
    etcd.ectl("put k --ignore-lease").stdin("x").run().prints("OK\n");
    etcd.ectl("get k").run().prints("k\nx\n");
    etcd.ectl("put none --ignore-value").run().fails(1, "Error: etcdserver: key not found\n");
    for lease in ["694d", "0x694d", "dec:26957", "-1"] {
        etcd.ectl("put k v --lease").arg(lease).run().fails(
            1,
            "Error: etcdserver: requested lease not found\n\
             hint: the lease expired or was revoked; see \"ectl lease list\"\n",
        );
    }
    etcd.ectl("put '' v").run().fails(1, "Error: etcdserver: key is not provided\n");
    etcd.ectl("get k").run().prints("k\nx\n");
}

#[test]
fn put_usage_errors_send_nothing() {
    let no_value = "Error: put command needs 1 argument and input from stdin or 2 arguments\n\
                    hint: use '' for an empty value, or --value-file FILE (- for stdin)\n";
    let two_values = "Error: put command needs only 1 argument when 'ignore-value' is set\n";
    for (words, code, text) in [
        (
            "put",
            128,
            "Error: the following required arguments were not provided: <KEY>\n\
             hint: usage: ectl put <KEY> [VALUE]\n",
        ),
        ("put k", 128, no_value),
        ("put k --ignore-lease", 128, no_value),
        (
            "put k v w",
            128,
            "Error: unexpected argument 'w' found\n\
             hint: usage: ectl put [OPTIONS] <KEY> [VALUE]\n",
        ),
        ("put k v --ignore-value", 128, two_values),
        ("put k --value-file=x --ignore-value", 128, two_values),
        (
            "put k v --value-file=x",
            128,
            "Error: the argument '[VALUE]' cannot be used with '--value-file <FILE>'\n\
             hint: usage: ectl put <KEY> <VALUE>\n",
        ),
        ("put k -v", 128, "Error: unexpected argument '-v' found\nhint: did you mean --debug?\n"),
        (
            "put k --value-file=/nonexistent/file",
            6,
            "Error: cannot read the value from /nonexistent/file: No such file or \
             directory\n",
        ),
        ("put k --value-file=/", 6, "Error: cannot read the value from /: Is a directory\n"),
        (
            "put k --value-file=/dev/zero",
            1,
            "Error: the value from /dev/zero has more than the 2097152 bytes allowed\n\
             hint: raise the limit with --max-request-bytes; etcd's own limit is 1.5 \
             MiB by default\n",
        ),
        (
            "put k v --lease zz",
            128,
            "Error: invalid value 'zz' for '--lease <ID>': bad lease ID \"zz\": \
             expected hexadecimal, such as [..]\n",
        ),
        (
            "put k v --if-mod-rev x",
            128,
            "Error: invalid value 'x' for '--if-mod-rev <REV>': \"x\" is not a \
             64-bit integer\n",
        ),
        (
            "put k v --if-absent --if-mod-rev=1",
            128,
            "Error: only one of `--if-absent`, `--if-mod-rev` and `--if-value` can \
             be set, choose one\n",
        ),
        (
            "put k v --if-absent --if-value=v",
            128,
            "Error: only one of `--if-absent`, `--if-mod-rev` and `--if-value` can \
             be set, choose one\n",
        ),
        (
            "put k v --if-value= --if-mod-rev=1",
            128,
            "Error: only one of `--if-absent`, `--if-mod-rev` and `--if-value` can \
             be set, choose one\n",
        ),
        (
            "put k v -w xml",
            4,
            "Error: unsupported output format \"xml\"\n\
             hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
             doctor also junit, prometheus\n",
        ),
    ] {
        refused(words, code, text);
    }
    let typed = on_terminal(NOWHERE, "put k", "v\n\x04");
    assert!(typed.text().contains("Error: put command needs 1 argument"), "{typed:?}");
    assert_eq!(typed.code, 128);
}

#[test]
fn put_with_conditions() {
    let etcd = etcd();
    let put = |words: &str| etcd.ectl("put k").args(words).run();
    let now = |value: &str| {
        etcd.ectl("get k").run().prints(&format!("k\n{value}\n"));
    };
    let none = "Error: the condition did not hold: key \"k\" does not exist\n";
    put("v --if-value ''").fails(8, none);
    put("v --if-mod-rev=1").fails(8, none);
    put("a --if-absent").prints("OK\n");
    let a = "Error: the condition did not hold: \"k\" is \"a\", last changed at revision 2\n";
    put("b --if-absent").fails(8, a);
    put("b --if-mod-rev 0").fails(8, a);
    put("b --if-value b").fails(8, a);
    put("b --if-absent -w fields").fails(8, a);
    put("b --if-absent -w json").fails(
        8,
        "{\"error\":\"the condition did not hold: \\\"k\\\" is \\\"a\\\", last \
         changed at revision \
         2\",\"kind\":\"unmet\",\"code\":8,\"hint\":null,\"endpoints\":[]}\n",
    );
    now("a");
    put("b --if-mod-rev 0x2 --prev-kv").prints("OK\nk\na\n");
    now("b");
    put("-c --if-value b").fails(
        128,
        "Error: unexpected argument '-c' found\n\
         hint: to pass '-c' as a value, use '-- -c'\n",
    );
    put("--if-value b -- -c").prints("OK\n");
    put("d --if-value -c --prev-kv=true").prints("OK\nk\n-c\n");
    assert_eq!(
        json(&put("e --if-value=d --prev-kv -w json")),
        "{\"header\":{},\"prev_kv\":{\"key\":\"aw==\",\"create_revision\":2,\"mod_revision\":5,\
         \"version\":4,\"value\":\"ZA==\"}}\n"
    );
    put("f --if-mod-rev=6 -w jsonl").prints(
        "{\"revision\":\"7\",\"prev_value\":null,\"prev_mod_revision\":null,\"prev_lease\":null}\n",
    );
    put("g --if-absent=false --if-value f").prints("OK\n");
    etcd.ectl("put k --if-value g").stdin("h\n").run().prints("OK\n");
    now("h\n");
    let lease = put(r"i --if-value $'h\n' --lease=1234");
    lease.fails(
        1,
        "Error: etcdserver: requested lease not found\n\
         hint: the lease expired or was revoked; see \"ectl lease list\"\n",
    );
    put("--ignore-value --if-absent").fails(
        8,
        "Error: the condition did not hold: \"k\" is \"h\\n\", last changed at \
         revision 9\n",
    );
}

#[test]
fn put_with_ttl() {
    let etcd = etcd();
    let put = |words: &str| etcd.ectl("put k v").args(words).run();
    let leases = |number: usize| {
        let list = etcd.ectl("lease list -w jsonl").run();
        assert_eq!(list.text().lines().count(), number, "{list:?}");
    };
    put("--ttl 2m").prints("OK\n");
    let granted = etcd.ectl("lease list -w jsonl").run();
    assert!(granted.text().contains("\"granted_ttl\":120,"), "{granted:?}");
    assert!(granted.text().contains("\"key_count\":1}"), "{granted:?}");
    // Where nothing was written nothing is left.
    put("--ttl 60 --if-absent").fails(
        8,
        "Error: the condition did not hold: \"k\" is \"v\", last changed at \
         revision 2\n",
    );
    put("--ttl 60 --if-held").fails(
        128,
        "Error: --if-held works only under \"ectl lock\": ETCD_LOCK_KEY is not \
         set\n\
         hint: run it inside: ectl lock NAME -- CMD\n",
    );
    etcd.ectl("put '' v --ttl 60").run().fails(1, "Error: etcdserver: key is not provided\n");
    leases(1);
    put("--ttl 60 --if-value v --prev-kv").prints("OK\nk\nv\n");
    leases(2);
    put("--ttl 9000000001")
        .fails(1, "Error: failed to grant lease (etcdserver: too large lease TTL)\n");
    for (words, text) in [
        (
            "--ttl 30s --lease 1",
            "Error: the argument '--ttl <DURATION>' cannot be used with '--lease \
             <ID>'\n\
             hint: usage: ectl put --ttl <DURATION> <KEY> <VALUE>\n",
        ),
        (
            "--ttl 30s --ignore-lease",
            "Error: the argument '--ttl <DURATION>' cannot be used with \
             '--ignore-lease[=<BOOL>]'\n\
             hint: usage: ectl put --ttl <DURATION> <KEY> <VALUE>\n",
        ),
        (
            "--ttl 0",
            "Error: invalid value '0' for '--ttl <DURATION>': bad TTL \"0\": a lease \
             lasts at least one second\n",
        ),
        (
            "--ttl=-5",
            "Error: invalid value '-5' for '--ttl <DURATION>': bad TTL \"-5\": a \
             lease lasts at least one second\n",
        ),
        (
            "--ttl 1.5s",
            "Error: invalid value '1.5s' for '--ttl <DURATION>': bad TTL \"1.5s\": a \
             lease lasts whole seconds\n",
        ),
    ] {
        refused(&format!("put k v {words}"), 128, text);
    }
    etcd.ectl("del k").run();
    put("--ttl 1s").prints("OK\n");
    eventually("the key expires", || etcd.ectl("get k").run().text().is_empty());
}

/// A lock that is held: here any key will do.
fn locked(at: &str) {
    ectl(at, "put l/1 ''").run().prints("OK\n");
}

/// A line within the lock of [`locked`].
fn held(at: &str, words: impl Words) -> Line {
    let line = ectl(at, words).arg("--if-held");
    line.env("ETCD_LOCK_KEY", "l/1").env("ETCD_LOCK_REV", "2")
}

#[test]
fn writes_under_a_lock_print_the_same() {
    let (with, without) = (etcd(), etcd());
    let (with, without) = (with.endpoints(), without.endpoints());
    locked(&with);
    locked(&without);
    let same = |words: &str, code: i32, shown: fn(&Outcome) -> String| {
        let (ours, theirs) = (held(&with, words).run(), ectl(&without, words).run());
        assert_eq!(ours.code, code, "{words:?}: {ours:?}");
        assert_eq!((ours.stderr.as_str(), ours.code), (theirs.stderr.as_str(), theirs.code));
        assert_eq!(shown(&ours), shown(&theirs), "{words:?}");
    };
    let text = |outcome: &Outcome| outcome.text().to_owned();
    let bytes = |outcome: &Outcome| format!("{:?}", protobuf(outcome));
    for (format, shown) in [
        ("simple", text as fn(&Outcome) -> String),
        ("table", text),
        ("jsonl", text),
        ("fields", fields),
        ("json", json),
        ("protobuf", bytes),
    ] {
        same(&format!("put a 1 -w {format}"), 0, shown);
        same(&format!("put a 2 --prev-kv --if-value 1 -w {format}"), 0, shown);
        same(&format!("put b 1 -w {format}"), 0, shown);
        same(&format!("del a -w {format}"), 0, shown);
        same(&format!("put a 1 -w {format}"), 0, shown);
        same(&format!("del a c --range --prev-kv -w {format}"), 0, shown);
    }
    same("put a 1 --if-mod-rev 1", 8, text);
    same("del a -e", 7, text);
    same("put a 1 --lease 1234", 1, text);
}

#[test]
fn writes_after_losing_the_lock_are_refused() {
    let etcd = etcd();
    let at = etcd.endpoints();
    locked(&at);
    etcd.ectl("put a 1").run().prints("OK\n");
    let all = || etcd.ectl("get '' --prefix -w json").run();
    let gone = "Error: lock \"l/1\" was lost: its key was deleted, or its lease expired or was \
        revoked\n";
    let another = "Error: lock \"l/1\" was lost: its key was created at revision 5, not at \
        ETCD_LOCK_REV=2\n";
    etcd.ectl("del l/1").run().prints("1\n");
    for why in [gone, another] {
        if why == another {
            locked(&at);
        }
        let before = all();
        for words in [
            "put a 2",
            "put a 2 --if-value 1",
            // Neither holds: the lock comes first.
            "put a 2 --if-absent",
            "put a 2 --ttl 60 -w fields",
            "del a",
            "del --prefix '' --prev-kv",
            "del none -e",
            "txn --then 'put a 2'",
            "txn --if 'ver(\"a\") = 5' --then 'get a' --else 'put a 2' --fail",
        ] {
            held(&at, words).run().fails(8, why);
        }
        assert_eq!(all(), before);
        assert_eq!(etcd.ectl("lease list").run().text(), "found 0 leases\n");
    }
}

#[test]
fn if_held_needs_a_lock() {
    for words in ["put a 2", "del a", "txn --then 'put a 2'"] {
        let bare = || ectl(NOWHERE, words).arg("--if-held");
        let hint = "hint: run it inside: ectl lock NAME -- CMD\n";
        bare()
            .run()
            .fails(
                128,
                "Error: --if-held works only under \"ectl lock\": ETCD_LOCK_KEY is not \
                 set\n\
                 hint: run it inside: ectl lock NAME -- CMD\n",
            )
            .says(hint);
        bare().env("ETCD_LOCK_KEY", "").run().fails(
            128,
            "Error: --if-held works only under \"ectl lock\": ETCD_LOCK_KEY is not \
             set\n\
             hint: run it inside: ectl lock NAME -- CMD\n",
        );
        let key = || bare().env("ETCD_LOCK_KEY", "l/1");
        key()
            .run()
            .fails(
                128,
                "Error: --if-held works only under \"ectl lock\": ETCD_LOCK_REV is not \
                 set\n\
                 hint: run it inside: ectl lock NAME -- CMD\n",
            )
            .says(hint);
        for revision in ["x", "0", "-1", "99999999999999999999"] {
            let why = format!("Error: ETCD_LOCK_REV={revision} is not a revision\n");
            key().env("ETCD_LOCK_REV", revision).run().fails(128, &why);
        }
        key().env("ETCD_LOCK_REV", "1").run().fails(
            2,
            "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
             hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
             use another address\n",
        );
    }
    refused(
        "del a --dry-run --if-held",
        128,
        "Error: the argument '--dry-run[=<BOOL>]' cannot be used with \
         '--if-held[=<BOOL>]'\n\
         hint: usage: ectl del --dry-run[=<BOOL>] <KEY> [RANGE_END]\n",
    );
}

/// Puts three keys, and deletes.
fn put_and_del(etcd: &Etcd, words: &str) -> Outcome {
    for key in ["a", "b", "c"] {
        etcd.ectl(&["put", key, "v"]).run().prints("OK\n");
    }
    etcd.ectl("del").args(words).run()
}

#[test]
fn del_by_range() {
    let etcd = etcd();
    let del = |words: &str| put_and_del(&etcd, words);
    let left = |expected: &str| {
        let keys = etcd.ectl("get --from-key '' --print-value-only").run();
        assert_eq!(keys.text().lines().count(), expected.len());
    };
    del("none").prints("0\n");
    del("b").prints("1\n");
    left("ac");
    del("a c --range").prints("2\n");
    left("c");
    del("b --from-key --prev-kv").prints("2\nb\nv\nc\nv\n");
    left("a");
    del("b --prefix").prints("1\n");
    del("'' --prefix=false --from-key").prints("3\n");
    del("b ''").prints("1\n");
    let none = etcd.ectl("del none -e").run();
    assert_eq!((none.text(), none.code), ("0\n", 7));
    assert_eq!(none.stderr, "Error: nothing to delete: key \"none\"\n");
    del("a -e").prints("1\n");
    etcd.ectl("del ''").run().fails(1, "Error: etcdserver: key is not provided\n");
}

#[test]
fn del_in_every_format() {
    let etcd = etcd();
    let del = |words: &str| put_and_del(&etcd, words);
    assert_eq!(fields(&del("b -w fields")), "\"Deleted\" : 1\n");
    assert_eq!(json(&del("'' --prefix -w json")), "{\"header\":{},\"deleted\":3}\n");
    assert_eq!(json(&del("none -w json")), "{\"header\":{}}\n");
    assert_eq!(protobuf(&del("'' --prefix -w protobuf")), b"\x10\x03");
    let b = |format| del(&format!("'' --prefix --prev-kv -w {format}"));
    let text = fields(&b("fields"));
    assert!(text.starts_with("\"Deleted\" : 3\n\"PrevKey\" : \"a\"\n"), "{text}");
    assert!(
        json(&b("json"))
            .starts_with("{\"header\":{},\"deleted\":3,\"prev_kvs\":[{\"key\":\"YQ==\",")
    );
    assert_eq!(protobuf(&b("protobuf")).get(..7), Some(&b"\x10\x03\x1a\x0c\x0a\x01a"[..]));
    let rows = b("jsonl");
    assert_eq!(rows.text().lines().count(), 3);
    assert!(rows.text().starts_with("{\"key\":\"a\",\"value\":\"v\",\"create_revision\":\""));
    assert!(b("table").text().contains("│   a │     v │"));
    etcd.ectl("del none --prev-kv -w jsonl").run().prints("");
    let number = etcd.ectl("del none -w jsonl").run();
    assert!(number.text().ends_with(",\"deleted\":\"0\"}\n"), "{number:?}");
    let table = etcd.ectl("del none -w table").run();
    assert!(table.text().contains("│ REVISION │ DELETED │"), "{table:?}");
}

#[test]
fn del_warns_of_ranges_without_the_flag() {
    let etcd = etcd();
    for key in ["a", "b", "c"] {
        etcd.ectl(&["put", key, "v"]).run().prints("OK\n");
    }
    let began = Instant::now();
    let mut child = etcd.ectl("del a c").spawn();
    let mut stderr = child.stderr.take().unwrap();
    let mut warning = [0; 20];
    stderr.read_exact(&mut warning).unwrap();
    etcd.ectl("get --prefix '' --count-only").run().prints("3\n");
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    assert_eq!(
        String::from_utf8_lossy(&warning).into_owned() + &rest,
        "Warning: Keys between \"a\" and \"c\" will be deleted. Please interrupt the command within \
         next 2 seconds to cancel. You can provide `--range` flag to avoid the delay. (2 keys now)\n"
    );
    let mut stdout = String::new();
    child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
    assert_eq!((stdout.as_str(), child.wait().unwrap().code()), ("2\n", Some(0)));
    assert!(began.elapsed() >= Duration::from_secs(2));
}

#[test]
fn del_without_read_permission() {
    let etcd = etcd();
    for line in [
        "put a 1",
        "role add writer",
        "role grant-permission writer write --prefix a",
        "user add w:w",
        "user grant-role w writer",
        "user add root:r",
        "user grant-role root root",
        "auth enable",
    ] {
        etcd.ok(line);
    }
    let as_writer = |words: &str| etcd.ectl(words).args("--user w:w").run();
    let denied = "Error: etcdserver: permission denied\n";
    as_writer("del b").fails_part(9, denied);
    as_writer("put a 2 --if-absent").fails_part(9, denied);
    as_writer("del a --prefix --dry-run").fails_part(9, denied);
    // The number of keys is a courtesy: without it the warning stands, and the deletion goes on.
    let deleted = as_writer("del a b");
    assert_eq!((deleted.text(), deleted.code), ("1\n", 0), "{deleted:?}");
    assert!(deleted.stderr.ends_with("to avoid the delay.\n"), "{deleted:?}");
}

#[test]
fn del_dry_run() {
    let etcd = etcd();
    for key in ["a", "b", "c"] {
        etcd.ectl(&["put", key, "v"]).run().prints("OK\n");
    }
    let would = |words: &str| etcd.ectl("del --dry-run").args(words).run();
    would("a").prints("a\n1\n");
    would("a c").prints("a\nb\n2\n");
    would("b --from-key --hex").prints("\\x62\n\\x63\n2\n");
    would("b --prefix --prev-kv").prints("b\nv\n1\n");
    would("none").prints("0\n");
    let none = would("none -e");
    assert_eq!((none.text(), none.code), ("0\n", 7));
    let a = "\"create_revision\":2,\"mod_revision\":2,\"version\":1";
    assert_eq!(
        json(&would("a -w json")),
        format!("{{\"header\":{{}},\"prev_kvs\":[{{\"key\":\"YQ==\",{a}}}],\"deleted\":1}}\n")
    );
    assert_eq!(json(&would("none -w json")), "{\"header\":{}}\n");
    assert_eq!(
        protobuf(&would("a -w protobuf")),
        b"\x1a\x09\x0a\x01a\x10\x02\x18\x02\x20\x01\x10\x01"
    );
    let text = fields(&would("a b -w fields"));
    assert!(text.starts_with("\"PrevKey\" : \"a\"\n") && text.ends_with("\"Deleted\" : 1\n"));
    would("a -w jsonl").prints(
        "{\"key\":\"a\",\"value\":null,\"create_revision\":\"2\",\"mod_revision\":\"2\",\"version\":\"1\",\
         \"lease\":null}\n",
    );
    let with_value = would("a -w jsonl --prev-kv");
    assert!(with_value.text().starts_with("{\"key\":\"a\",\"value\":\"v\","));
    assert!(would("a -w table").text().contains("│   a │               2 │"));
    // It does not ask, and it did not delete.
    would("a --confirm").prints("a\n1\n");
    etcd.ectl("get --prefix '' --count-only").run().prints("3\n");
}

#[test]
fn del_confirm_asks_on_the_terminal() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for key in ["a1", "a2", "b"] {
        etcd.ectl(&["put", key, "v"]).run().prints("OK\n");
    }
    let no = on_terminal(&at, "del --prefix a --confirm", "n\n");
    let question = "Delete keys with the prefix \"a\" (2 keys now)? [y/N] ";
    assert!(no.text().contains(question), "{no:?}");
    assert!(no.text().contains("Error: not confirmed: nothing was deleted"), "{no:?}");
    assert_eq!(no.code, 1);
    // What is piped to it is no answer.
    let piped = on_terminal(&at, "del --prefix a --confirm < /dev/null", "\n");
    assert_eq!(piped.code, 1, "{piped:?}");
    let cron = without_terminal(&at, "del --prefix a --confirm").stdin("y\n").run();
    cron.fails(
        128,
        "Error: --confirm needs a terminal\n\
         hint: omit --confirm in scripts; --dry-run shows what would be deleted\n",
    );
    etcd.ectl("get --prefix '' --count-only").run().prints("3\n");
    let yes = on_terminal(&at, "del a b --confirm -w json", "yes\n");
    assert!(yes.text().contains("\"deleted\":2") && yes.code == 0, "{yes:?}");
    assert!(!yes.text().contains("Warning"), "{yes:?}");
    etcd.ectl("get --prefix '' --keys-only").run().prints("b\n\n");
}

#[test]
fn del_usage_errors_send_nothing() {
    for (words, code, text) in [
        (
            "del",
            128,
            "Error: the following required arguments were not provided: <KEY>\n\
             hint: usage: ectl del <KEY> [RANGE_END]\n",
        ),
        (
            "del a b c",
            128,
            "Error: unexpected argument 'c' found\n\
             hint: usage: ectl del [OPTIONS] <KEY> [RANGE_END]\n",
        ),
        (
            "del a --prefix --from-key",
            128,
            "Error: `--prefix` and `--from-key` cannot be set at the same time, \
             choose one\n",
        ),
        (
            "del a b --prefix",
            128,
            "Error: too many arguments, only accept one argument when `--prefix` or \
             `--from-key` is set\n",
        ),
        (
            "del a b --from-key --range",
            128,
            "Error: too many arguments, only accept one argument when `--prefix` or \
             `--from-key` is set\n",
        ),
        (
            "del a -w xml",
            4,
            "Error: unsupported output format \"xml\"\n\
             hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
             doctor also junit, prometheus\n",
        ),
        (
            "del a --prefix --dry-run -w xml",
            4,
            "Error: unsupported output format \"xml\"\n\
             hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
             doctor also junit, prometheus\n",
        ),
    ] {
        refused(words, code, text);
    }
    // No warning and no pause if there is nobody to delete anything.
    let nowhere = ectl(NOWHERE, "del a b").run();
    assert!(nowhere.stderr.starts_with("Error: cannot reach etcd"), "{nowhere:?}");
    assert_eq!(nowhere.code, 2);
}

#[test]
fn compaction_in_every_format() {
    let etcd = etcd();
    for value in 2..=9 {
        etcd.ectl("put k").arg(value.to_string()).run().prints("OK\n");
    }
    etcd.ectl("compact 0").run().prints("compacted revision 0\n");
    for (revision, words) in [
        (2, "-w simple"),
        (3, "-w fields"),
        (4, "-w json --physical"),
        (5, "-w protobuf --physical=false"),
    ] {
        etcd.ectl(&format!("compaction {revision} {words}"))
            .run()
            .prints(&format!("compacted revision {revision}\n"));
    }
    etcd.ectl("compact 7 -w jsonl")
        .run()
        .prints("{\"revision\":\"9\",\"compact_revision\":\"7\"}\n");
    let table = etcd.ectl("compact 8 -w table").run();
    assert!(table.text().contains("│        9 │                8 │"), "{table:?}");
    let compacted = "Error: etcdserver: mvcc: required revision has been compacted\n";
    etcd.ectl("compact 7").run().fails_part(1, compacted);
    etcd.ectl("compact -1").run().fails_part(1, compacted);
    etcd.ectl("get k --rev=7").run().fails_part(1, compacted);
    etcd.ectl("get k --rev=8").run().prints("k\n8\n");
    etcd.ectl("compact 99").run().fails(
        1,
        "Error: etcdserver: mvcc: required revision is a future revision\n\
         hint: the store is at revision 9\n",
    );
    refused(
        "compaction",
        128,
        "Error: the following required arguments were not provided: <REVISION>\n\
         hint: usage: ectl compaction <REVISION>\n",
    );
    refused(
        "compaction 1 2",
        128,
        "Error: unexpected argument '2' found\n\
         hint: usage: ectl compaction [OPTIONS] [REVISION]\n",
    );
    refused(
        "compaction abc",
        128,
        "Error: invalid value 'abc' for '[REVISION]': \"abc\" is not a decimal \
         number\n",
    );
    refused(
        "compaction 1 -w xml",
        4,
        "Error: unsupported output format \"xml\"\n\
         hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
         doctor also junit, prometheus\n",
    );
}

/// Like etcdctl, ectl reads the present; it notes that.
#[test]
fn negative_revision_reads_the_present_with_a_note() {
    let etcd = etcd();
    etcd.ectl("put k v").run().prints("OK\n");
    let read = etcd.ectl("get k --rev -1").run();
    let note = "ignored --rev -1: reading the latest revision\n";
    assert_eq!((read.text(), read.stderr.as_str(), read.code), ("k\nv\n", note, 0));
    etcd.ectl("get k --rev 0").run().prints("k\nv\n");
}

#[test]
fn refused_compaction_names_the_available_revisions() {
    let etcd = etcd();
    for value in ["1", "2", "3", "4"] {
        etcd.ectl("put k").arg(value).run().prints("OK\n");
    }
    etcd.ectl("compaction 3").run().prints("compacted revision 3\n");
    let hint = "Error: etcdserver: mvcc: required revision has been compacted\n\
                hint: already compacted at revision 3; the store is at revision 5\n";
    etcd.ectl("compaction 3").run().fails(1, hint);
    let hint = "Error: etcdserver: mvcc: required revision is a future revision\n\
                hint: the store is at revision 5\n";
    etcd.ectl("compaction 99").run().fails(1, hint);
}

#[test]
fn compaction_keeps_a_number_of_revisions() {
    let etcd = etcd();
    let keeps = |words: &str, printed: &str| {
        etcd.ectl(&format!("compaction {words}")).run().prints(printed);
    };
    keeps("--keep 0", "compacted revision 1\n");
    keeps("--keep 1", "nothing to compact: the store is at revision 1\n");
    for value in 2..=9 {
        etcd.ectl("put k").arg(value.to_string()).run().prints("OK\n");
    }
    keeps("--keep 5", "compacted revision 4\n");
    etcd.ectl("get k --rev 4 --print-value-only").run().prints("4\n");
    keeps("--keep 5 -q", "");
    keeps("--keep 5", "nothing to compact: already compacted at revision 4\n");
    keeps("--keep 7 -w jsonl", "{\"revision\":\"9\",\"compact_revision\":\"4\"}\n");
    keeps("--keep 99 -w jsonl", "{\"revision\":\"9\",\"compact_revision\":null}\n");
    keeps("--keep 0 --physical", "compacted revision 9\n");
    refused(
        "compaction 3 --keep 1",
        128,
        "Error: the argument '[REVISION]' cannot be used with '--keep <N>'\nhint: usage: ectl compaction <REVISION>\n",
    );
    refused(
        "compaction --keep -1",
        128,
        "Error: invalid value '-1' for '--keep <N>': \"-1\" is negative\n",
    );
}

#[test]
fn compaction_by_age_knows_what_earlier_runs_recorded() {
    let etcd = etcd();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("marks");
    let older =
        |age: &str| etcd.ectl(&format!("compaction --older-than {age} --marks")).arg(&file).run();
    let first = older("1h");
    assert_eq!((first.stderr.as_str(), first.code), ("", 0));
    assert!(
        first.text().starts_with("nothing to compact: the oldest known revision, 1, is of 20")
            && first.text().contains("Z, and can be compacted from 20"),
        "{first:?}"
    );
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    for value in 2..=5 {
        etcd.ectl("put k").arg(value.to_string()).run().prints("OK\n");
    }
    // As if hours had passed: what was recorded was recorded before.
    let header = text.lines().next().unwrap();
    let marks = |marks: &[(&str, u8)]| {
        let marks = marks.iter().map(|(time, revision)| {
            format!("{{\"time\":\"{time}Z\",\"revision\":\"{revision}\"}}\n")
        });
        std::fs::write(&file, format!("{header}\n{}", marks.collect::<String>())).unwrap();
    };
    marks(&[("2026-01-01T00:00:00", 1), ("2026-01-02T00:00:00", 3), ("2026-01-03T00:00:00", 4)]);
    older("1h").prints("compacted revision 4\n");
    etcd.ectl("get k --rev 4 --print-value-only").run().prints("4\n");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("\"3\"") && text.ends_with("\"revision\":\"5\"}\n"), "{text}");
    older("1h").prints("nothing to compact: already compacted at revision 4\n");
    older("0").prints("compacted revision 5\n");

    // A file that cannot be of this cluster.
    marks(&[("2026-01-01T00:00:00", 99)]);
    older("1h").fails(
        1,
        "Error: [..]marks cannot be used: it has the revision 99, and the store is at 5: it was \
         restored from a backup\n\
         hint: delete the file, or name another one, to begin anew\n",
    );
    std::fs::write(&file, "{\"ectl_marks\":1,\"cluster_id\":\"7\"}\n").unwrap();
    older("1h").fails_part(1, "cannot be used: it is of the cluster 7, and this is ");
    std::fs::write(&file, "nonsense").unwrap();
    older("1h").fails(
        6,
        "Error: cannot read the marks in [..]marks: line 1 does not begin a file of marks\n",
    );
    refused(
        "compaction --older-than 1h",
        128,
        "Error: --older-than needs --marks FILE: etcd does not store times\n\
         hint: each run records its time and the revision in FILE, for later runs\n",
    );
    refused("compaction --marks f", 128, "Error: --marks is only valid with --older-than\n");
}
