//! `txn`: from stdin and from options, in every format.

mod manual;
mod sources;

use crate::support::cluster::Cluster as _;
use crate::support::{Outcome, ectl, etcd};
use ectl::sandbox::Etcd;

/// A transaction that uses every kind of request.
const EVERYTHING: &str = "\
val(\"a\") = \"1\"

get a
put a \"two words\" --prev-kv
del b --prev-kv
get none
del none
get --prefix '' --keys-only --limit 1

";

/// A transaction with each kind of reply.
const FORMATTED: &str = "\
val(\"a\") = \"1\"

get a
put a \"two words\" --prev-kv
del b --prev-kv
get none


";

/// Puts the keys for [`EVERYTHING`] and [`FORMATTED`]; the revision is 3 afterwards.
fn prepare(etcd: &Etcd) {
    etcd.ectl("put a 1").run().prints("OK\n");
    etcd.ectl("put b 'x\ny'").run().prints("OK\n");
}

fn txn(at: &str, options: &str, input: &str) -> Outcome {
    ectl(at, "txn").args(options).stdin(input).run()
}

#[test]
fn transaction_in_simple_format() {
    let etcd = etcd();
    let at = etcd.endpoints();
    prepare(&etcd);
    let printed = "SUCCESS\n\na\n1\n\nOK\na\n1\n\n1\nb\nx\ny\n\n\n0\n\na\n\n";
    txn(&at, "", &format!("{EVERYTHING}\n")).prints(printed);
    txn(&at, "", &format!("{EVERYTHING}get --hex=1 a\n")).fails(
        3,
        "Error: line 10: invalid txn request: get --hex=1 a (unexpected argument \
         '--hex' found)\n\
         hint: ectl-txn(1) lists the options that get, put and del have in a transaction\n",
    );
    txn(&at, "", &format!("{EVERYTHING}get a\n\n")).prints("FAILURE\n\na\ntwo words\n");
    txn(&at, "--hex", "\n\nget a\n\n").prints("SUCCESS\n");
    txn(&at, "--hex", "\nget a\n\n\n")
        .prints("SUCCESS\n\n\\x61\n\\x74\\x77\\x6f\\x20\\x77\\x6f\\x72\\x64\\x73\n");
    txn(&at, "", "\n\n\n").prints("SUCCESS\n");
}

#[test]
fn transaction_in_other_formats() {
    in_the_other_formats(txn);
}

#[test]
fn if_held_keeps_reply_of_transaction() {
    // Any key serves as the key of the lock, even one that the transaction changes or deletes.
    for (key, revision) in [("a", "2"), ("b", "3")] {
        let held = |at: &str, options: &str, input: &str| {
            let line = ectl(at, "txn --if-held").env("ETCD_LOCK_KEY", key);
            let line = line.env("ETCD_LOCK_REV", revision).stdin(input);
            line.args(options).run()
        };
        if key == "a" {
            in_the_other_formats(held);
        }
        let etcd = etcd();
        let at = etcd.endpoints();
        prepare(&etcd);
        let unmet = held(&at, "--fail", "ver(\"a\") = 9\n\nput a 2\n\nget a\n\n");
        assert_eq!((unmet.text(), unmet.code), ("FAILURE\n\na\n1\n", 8), "{unmet:?}");
        unmet.says("Error: a comparison is false\n");
        held(&at, "--if 'ver(\"a\") = 1' --then 'put a 2' --then 'del b'", "")
            .prints("SUCCESS\n\nOK\n\n1\n");
    }
}

#[test]
fn if_held_fails_after_lock_is_lost() {
    let etcd = etcd();
    let script = "ectl() { \"$ECTL\" \"$@\"; }
        trap '' TERM; ectl put a 1 --if-held; ectl txn --if-held --then 'put a 2'
        ectl del $ETCD_LOCK_KEY >&2; ectl del a --if-held; echo $?";
    let line = etcd.ectl("lock l -- bash -c").arg(script);
    let ended = line.env("ECTL", env!("CARGO_BIN_EXE_ectl")).run();
    assert_eq!(ended.text(), "OK\nSUCCESS\n\nOK\n8\n", "{ended:?}");
    ended.says("was lost: its key was deleted, or its lease expired or was revoked\n");
    etcd.ectl("get a").run().prints("a\n2\n");
}

fn in_the_other_formats(txn: impl Fn(&str, &str, &str) -> Outcome) {
    for format in ["fields", "json", "jsonl", "table", "protobuf"] {
        let etcd = etcd();
        let at = etcd.endpoints();
        prepare(&etcd);
        let outcome = txn(&at, &format!("-w {format}"), FORMATTED);
        assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0), "{format}");
        if format == "protobuf" {
            assert_eq!(wire(&outcome.stdout), WIRE);
        } else {
            let expected = match format {
                "fields" => FIELDS,
                "json" => JSON,
                "jsonl" => JSONL,
                _ => TABLE.trim_start(),
            };
            assert_eq!(without_ids(outcome.text()), expected, "{format}");
        }
        let nothing = txn(&at, &format!("-w {format}"), "ver(\"a\") = 0\n\n\n");
        assert_eq!((nothing.stderr.as_str(), nothing.code), ("", 0), "{format}");
        match format {
            "fields" => assert!(nothing.text().ends_with("\"Succeeded\" : false\n")),
            "json" => assert!(!nothing.text().contains("succeeded")),
            "jsonl" => {
                assert!(
                    nothing.text().contains("\"succeeded\":false,\"request\":null,\"op\":null")
                );
            }
            _ => assert!(!nothing.stdout.is_empty(), "{format}"),
        }
    }
}

#[test]
fn every_comparison_is_evaluated() {
    let etcd = etcd();
    let at = etcd.endpoints();
    prepare(&etcd);
    etcd.ectl("put a 2").run().prints("OK\n");
    let holds = |comparison: &str, expected: bool| {
        let said = if expected { "SUCCESS\n" } else { "FAILURE\n" };
        txn(&at, "", &format!("{comparison}\n\n\n")).prints(said);
        etcd.ectl("txn --if").arg(comparison).run().prints(said);
    };
    holds("ver(\"a\") = \"2\"", true);
    holds("version(\"a\") != \"2\"", false);
    holds("c(\"a\") = \"2\"", true);
    holds("create(`a`) > `2`", false);
    holds("m(\"a\") = 4", true);
    holds("mod(\"\\x61\") < \"+4\"", false);
    holds("val(\"a\") > \"1\"", true);
    holds("value(\"b\") = \"x\\ny\"", true);
    holds("value(\"b\")=\"x y\"", false);
    holds("lease(\"a\") = \"0\"", true);
    holds("lease(\"a\") = \"694d81417acd4754\"", false);
    holds("lease(\"a\") != 0x694d81417acd4754", true);
    holds("ver(\"none\") = \"0\"", true);
}

#[test]
fn options_give_comparisons_and_requests() {
    let etcd = etcd();
    let take =
        ["txn", "--if", "ver(\"job\") = 0", "--then", "put job 'mine now'", "--else", "get job"];
    etcd.ectl(&take).stdin("nobody reads this").run().prints("SUCCESS\n\nOK\n");
    etcd.ectl(&take).arg("--fail=false").run().prints("FAILURE\n\njob\nmine now\n");
    let refused = etcd.ectl(&take).arg("--fail").run();
    assert_eq!((refused.text(), refused.code), ("FAILURE\n\njob\nmine now\n", 8));
    assert!(refused.stderr.contains("a comparison is false"), "{}", refused.stderr);
    etcd.ectl("txn --fail --then 'put a 1\n\nput b 2\n' '--then=del job'")
        .run()
        .prints("SUCCESS\n\nOK\n\nOK\n\n1\n");
    etcd.ectl("get --prefix ''").run().prints("a\n1\nb\n2\n");

    etcd.ectl("txn --if 'ver(a) = 0'").run().fails(
        128,
        "Error: --if: malformed comparison: ver(a) = 0 (the key, column 5: \
         expected a quoted string)\n",
    );
    etcd.ectl("txn --then 'pot a'").run().fails(
        128,
        "Error: --then: invalid txn request: pot a (unrecognized subcommand \
         'pot')\n\
         hint: usage: get | put | del KEY …\n",
    );
    etcd.ectl("txn --if ' \n' --then 'put a 1'")
        .run()
        .fails(128, "Error: --if: the argument is empty\n");
    etcd.ectl("txn --else 'get a'").run().fails(
        128,
        "Error: --else needs a comparison\n\
         hint: such as --if-exists KEY or --if-value KEY VALUE\n",
    );
    etcd.ectl("txn -i --then 'get a'").run().fails(
        128,
        "Error: the argument '--interactive[=<BOOL>]' cannot be used with \
         '--then <REQUEST>'\n\
         hint: usage: ectl txn --interactive[=<BOOL>]\n",
    );
    etcd.ectl("txn something").run().fails(
        128,
        "Error: unexpected argument 'something' found\n\
         hint: usage: ectl txn [OPTIONS]\n",
    );
}

#[test]
fn interactive_input_prompts_for_sections() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let asked = "compares:\nsuccess requests (get, put, del):\nfailure requests (get, put, del):\n";
    txn(&at, "-i", "\r\n\n\n").prints(&format!("{asked}SUCCESS\n"));
    let json = txn(&at, "-i -w json", "\n\n\n");
    assert!(json.text().starts_with("{\"header\":"), "{}", json.text());
    let noted: String = asked.lines().map(|line| format!("{{\"note\":\"{line}\"}}\n")).collect();
    assert_eq!((json.stderr, json.code), (noted, 0));
}

#[test]
fn input_errors_send_nothing() {
    // Nothing listens there: a line that is sent fails with another error.
    let nowhere = "127.0.0.1:1";
    let mistake = |input: &str, code: i32, said: &str| {
        txn(nowhere, "", input).fails(code, said);
    };
    mistake(
        "",
        3,
        "Error: the transaction is empty\n\
         hint: a transaction has three sections, separated by empty lines: \
         comparisons, requests to run if they are true, and requests to run if \
         not; or use --if, --then and --else\n",
    );
    mistake("mod\n\n\n\n", 3, "Error: line 1: malformed comparison: mod\n");
    mistake(
        "x(\"a\") = 1\n\n\n\n",
        3,
        "Error: line 1: malformed comparison: x(\"a\") = 1 (unknown target x)\n",
    );
    mistake(
        "ver(\"a\") == 1\n\n\n\n",
        3,
        "Error: line 1: malformed comparison: ver(\"a\") == 1 (unknown operator \
         ==; expected = != < >)\n",
    );
    mistake(
        "ver(\"a\") = one\n\n\n\n",
        3,
        "Error: line 1: invalid txn compare request: ver(\"a\") = one (\"one\" \
         is not a decimal number)\n",
    );
    mistake(
        "\nget\n\n\n",
        3,
        "Error: line 2: invalid txn request: get (expected get, put or del, and \
         a key)\n",
    );
    mistake(
        "\nget --help\n\n\n",
        3,
        "Error: line 2: invalid txn request: get --help (unexpected argument \
         '--help' found)\n\
         hint: ectl-txn(1) lists the options that get, put and del have in a transaction\n",
    );
    mistake(
        "\nput a\n\n\n",
        3,
        "Error: line 2: invalid txn request: put a (the value is missing)\n",
    );
    mistake(
        "\n\nmember list\n\n",
        3,
        "Error: line 3: invalid txn request: member list (unrecognized \
         subcommand 'member')\n\
         hint: usage: get | put | del KEY …\n",
    );
    mistake(
        "\nget a --order up\n\n\n",
        4,
        "Error: line 2: bad sort order up\nhint: valid values: ASCEND, DESCEND\n",
    );
    mistake(
        "\nput a b --lease zz\n\n\n",
        128,
        "Error: line 2: invalid txn request: put a b --lease zz (invalid value \
         'zz' for '--lease <ID>': bad lease ID \"zz\": expected hexadecimal, \
         such as [..])\n",
    );
    mistake(
        "\nget a --prefix --from-key\n\n\n",
        128,
        "Error: line 2: `--prefix` and `--from-key` cannot be set at the same \
         time, choose one\n",
    );
    mistake(
        "\nget a\n\n\n",
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
    ectl(nowhere, "txn -w yaml").run().fails(
        4,
        "Error: unsupported output format \"yaml\"\n\
         hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
         doctor also junit, prometheus\n",
    );
    let bytes = ectl(nowhere, "txn").stdin(b"\xff\x00(\"\\\n\n\n\n".to_vec()).run();
    assert_eq!(bytes.code, 3, "{}", bytes.stderr);
}

#[test]
fn refusals_of_etcd_are_errors() {
    let etcd = etcd();
    let at = etcd.endpoints();
    txn(&at, "", "\nput a 1\nput a 2\n\n\n")
        .fails(1, "Error: etcdserver: duplicate key given in txn request\n");
    txn(&at, "", "\nput a 1 --lease 77\n\n\n").fails(
        1,
        "Error: etcdserver: requested lease not found\n\
         hint: the lease expired or was revoked; see \"ectl lease list\"\n",
    );
    etcd.ectl("get a").run().prints("");
}

#[test]
fn ignored_input_is_warned_about() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let warned = |input: &str, warning: &str| {
        let outcome = txn(&at, "", input);
        assert_eq!((outcome.stderr.as_str(), outcome.code), (warning, 0), "{input}");
    };
    warned(
        "\ndel a z\n\n\n",
        "Warning: Keys between \"a\" and \"z\" will be deleted. \
         You can provide `--range` flag to avoid this warning.\n",
    );
    warned("ver(\"a\") = 0 and\n\n\n\n", "warning: ignored the text after a comparison: and\n");
    warned(
        "\n\n\n\nput a 1\n",
        "warning: ignored everything after the third section, from line 5 on: put a 1\n",
    );
}

/// Replaces the numbers that differ between clusters.
fn without_ids(text: &str) -> String {
    let mut text = text.to_owned();
    for name in [
        "\"ClusterID\" : ",
        "\"MemberID\" : ",
        "\"RaftTerm\" : ",
        "\"cluster_id\":",
        "\"member_id\":",
        "\"raft_term\":",
    ] {
        let mut parts = text.split(name);
        let first = parts.next().unwrap_or_default().to_owned();
        text = parts.fold(first, |text, part| {
            let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
            let id = if part.starts_with("0") { "0" } else { "#" };
            text + name + id + rest
        });
    }
    text
}

/// The bytes of a reply after its header, as escaped text.
fn wire(bytes: &[u8]) -> String {
    let header = usize::from(bytes[1]) + 2;
    bytes[header..].escape_ascii().to_string()
}

/// The output of etcdctl 3.5 for [`FORMATTED`].
const FIELDS: &str = r#""ClusterID" : #
"MemberID" : #
"Revision" : 4
"RaftTerm" : #
"Succeeded" : true
"ClusterID" : 0
"MemberID" : 0
"Revision" : 3
"RaftTerm" : 0
"Key" : "a"
"CreateRevision" : 2
"ModRevision" : 2
"Version" : 1
"Value" : "1"
"Lease" : 0
"More" : false
"Count" : 1
"ClusterID" : 0
"MemberID" : 0
"Revision" : 4
"RaftTerm" : 0
"PrevKey" : "a"
"PrevCreateRevision" : 2
"PrevModRevision" : 2
"PrevVersion" : 1
"PrevValue" : "1"
"PrevLease" : 0
"ClusterID" : 0
"MemberID" : 0
"Revision" : 4
"RaftTerm" : 0
"Deleted" : 1
"PrevKey" : "b"
"PrevCreateRevision" : 3
"PrevModRevision" : 3
"PrevVersion" : 1
"PrevValue" : "x\ny"
"PrevLease" : 0
"ClusterID" : 0
"MemberID" : 0
"Revision" : 4
"RaftTerm" : 0
"More" : false
"Count" : 0
"#;

const JSON: &str = r#"{"header":{"cluster_id":#,"member_id":#,"revision":4,"raft_term":#},"succeeded":true,"responses":[{"Response":{"response_range":{"header":{"revision":3},"kvs":[{"key":"YQ==","create_revision":2,"mod_revision":2,"version":1,"value":"MQ=="}],"count":1}}},{"Response":{"response_put":{"header":{"revision":4},"prev_kv":{"key":"YQ==","create_revision":2,"mod_revision":2,"version":1,"value":"MQ=="}}}},{"Response":{"response_delete_range":{"header":{"revision":4},"deleted":1,"prev_kvs":[{"key":"Yg==","create_revision":3,"mod_revision":3,"version":1,"value":"eAp5"}]}}},{"Response":{"response_range":{"header":{"revision":4}}}}]}
"#;

/// The reply after its header, in protobuf's wire format, as escaped text.
const WIRE: &str = r#"\x10\x01\x1a\x16\n\x14\n\x02\x18\x03\x12\x0c\n\x01a\x10\x02\x18\x02 \x01*\x011 \x01\x1a\x14\x12\x12\n\x02\x18\x04\x12\x0c\n\x01a\x10\x02\x18\x02 \x01*\x011\x1a\x18\x1a\x16\n\x02\x18\x04\x10\x01\x1a\x0e\n\x01b\x10\x03\x18\x03 \x01*\x03x\ny\x1a\x06\n\x04\n\x02\x18\x04"#;

const JSONL: &str = r#"{"revision":"4","succeeded":true,"request":1,"op":"get","count":"1","prev":false,"key":"a","value":"1","create_revision":"2","mod_revision":"2","version":"1","lease":null}
{"revision":"4","succeeded":true,"request":2,"op":"put","count":null,"prev":true,"key":"a","value":"1","create_revision":"2","mod_revision":"2","version":"1","lease":null}
{"revision":"4","succeeded":true,"request":3,"op":"del","count":"1","prev":true,"key":"b","value":"x\ny","create_revision":"3","mod_revision":"3","version":"1","lease":null}
{"revision":"4","succeeded":true,"request":4,"op":"get","count":"0","prev":false,"key":null,"value":null,"create_revision":null,"mod_revision":null,"version":null,"lease":null}
"#;

const TABLE: &str = r"
┌──────────┬───────────┬─────────┬─────┬───────┬───────┬─────┬───────┬─────────────────┬──────────────┬─────────┬───────┐
│ REVISION │ SUCCEEDED │ REQUEST │ OP  │ COUNT │ PREV  │ KEY │ VALUE │ CREATE REVISION │ MOD REVISION │ VERSION │ LEASE │
├──────────┼───────────┼─────────┼─────┼───────┼───────┼─────┼───────┼─────────────────┼──────────────┼─────────┼───────┤
│        4 │      true │       1 │ get │     1 │ false │   a │     1 │               2 │            2 │       1 │       │
│        4 │      true │       2 │ put │       │  true │   a │     1 │               2 │            2 │       1 │       │
│        4 │      true │       3 │ del │     1 │  true │   b │  x\ny │               3 │            3 │       1 │       │
│        4 │      true │       4 │ get │     0 │ false │     │       │                 │              │         │       │
└──────────┴───────────┴─────────┴─────┴───────┴───────┴─────┴───────┴─────────────────┴──────────────┴─────────┴───────┘
";
