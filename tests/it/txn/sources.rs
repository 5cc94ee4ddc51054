//! Where a transaction comes from: options with values as they are, text in a file, JSON, a terminal.

use crate::support::cluster::Cluster as _;
use crate::support::pty::at_terminal;
use crate::support::{ectl, etcd, eventually};
use std::path::PathBuf;

/// Nothing listens there: a line that is sent fails with another error.
const NOWHERE: &str = "127.0.0.1:1";

#[test]
fn missing_section_is_empty_and_comments_are_none() {
    let etcd = etcd();
    let txn = |input: &str| etcd.ectl("txn").stdin(input).run();
    txn("# only if it is missing\nver(\"k\") = 0\n\n  # then\nput k '# v'\n# end")
        .prints("SUCCESS\n\nOK\n");
    txn("ver(\"k\") = 0").prints("FAILURE\n");
    txn("\nget k").prints("SUCCESS\n\nk\n# v\n");
    txn("\n\n\n# the end\n").prints("SUCCESS\n");
    etcd.ectl(&["txn", "--then", "# get\nget k\n\n#"]).run().prints("SUCCESS\n\nk\n# v\n");
}

#[test]
fn values_of_options_need_no_quotes() {
    let etcd = etcd();
    let value = "it's \"5\"\\n --lease=1\n# {\"a\": 1}";
    let dash = ["txn", "--then-put", "k", value, "--then-put", "-k", "-5", "--if-missing", "k"];
    etcd.ectl(&dash).run().prints("SUCCESS\n\nOK\n\nOK\n");
    let unmet = etcd.ectl(&dash).arg("--fail").run().says("Error: a comparison is false\n");
    assert_eq!((unmet.text(), unmet.code), ("FAILURE\n", 8));
    etcd.ectl("get k --print-value-only").run().prints(&format!("{value}\n"));
    etcd.ectl("get --print-value-only -- -k").run().prints("-5\n");
    let same = ["txn", "--if-value", "k", value, "--if-exists", "k", "--if-mod-rev", "k", "2"];
    etcd.ectl(&same).run().prints("SUCCESS\n");
    etcd.ectl(&same).args("--if-mod-rev -k 3").run().prints("FAILURE\n");
    etcd.ectl("txn --if-value none '' --else-get k --else-put a 1 --else-del -k")
        .run()
        .prints(&format!("FAILURE\n\nk\n{value}\n\nOK\n\n1\n"));
    // In the order in which they were typed.
    etcd.ectl("txn --then-get a --then 'put a 2' --then-get a --then-put b 3 --then 'get b'")
        .run()
        .prints("SUCCESS\n\na\n1\n\nOK\n\na\n2\n\nOK\n\nb\n3\n");
    etcd.ectl("txn --then-del a --then-del none").run().prints("SUCCESS\n\n1\n\n0\n");
    let held = etcd.ectl("txn --if-held --if-missing c --then-put c 1");
    held.env("ETCD_LOCK_KEY", "b").env("ETCD_LOCK_REV", "4").run().prints("SUCCESS\n\nOK\n");
}

#[test]
fn values_come_from_files() {
    let etcd = etcd();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("v"), b"a\n\xff\0").unwrap();
    std::fs::write(path("large"), [b'x'; 100]).unwrap();
    let file = format!("@{}", path("v"));
    etcd.ectl(&[
        "txn",
        "--then-put",
        "k",
        &file,
        "--then-put",
        "l",
        "@-",
        "--then-put",
        "m",
        "@@x",
    ])
    .stdin("from stdin\n")
    .run()
    .prints("SUCCESS\n\nOK\n\nOK\n\nOK\n");
    assert_eq!(etcd.ectl("get k --raw").run().stdout, b"a\n\xff\0");
    etcd.ectl("get l --print-value-only").run().prints("from stdin\n\n");
    etcd.ectl("get m --print-value-only").run().prints("@x\n");
    etcd.ectl(&["txn", "--if-value", "k", &file]).run().prints("SUCCESS\n");

    let refused = |words: &[&str], code: i32, said: &str| {
        ectl(NOWHERE, words).stdin("x").run().fails(code, said);
    };
    refused(
        &["txn", "--then-put", "k", "@/none"],
        6,
        "Error: --then-put: cannot read the value from /none: No such file or directory\n\
         hint: a value that begins with @ is written with @@\n",
    );
    refused(
        &["txn", "--then-put", "k", "@"],
        128,
        "Error: --then-put: @ is not followed by a file\n\
         hint: a value that begins with @ is written with @@\n",
    );
    refused(
        &["txn", "--max-request-bytes", "99", "--then-put", "k", &format!("@{}", path("large"))],
        1,
        "Error: --then-put: the value from [..]large has more than the 99 bytes allowed\n\
         hint: raise the limit with --max-request-bytes; etcd's own limit is 1.5 MiB by default\n",
    );
    refused(
        &["txn", "--then-put", "k", "@-", "--if-value", "k", "@-"],
        128,
        "Error: only one value can be @-: stdin is read once\n",
    );
    refused(&["txn", "--then-put", "", "v"], 128, "Error: --then-put: the key is empty\n");
    refused(
        &["txn", "--then-put", "k"],
        128,
        "Error: a value is missing: '--then-put <KEY> <VALUE>'\n\
         hint: usage: ectl txn [OPTIONS]\n",
    );
    refused(
        &["txn", "--else-put", "k", "v"],
        128,
        "Error: --else-put needs a comparison\n\
         hint: such as --if-exists KEY or --if-value KEY VALUE\n",
    );
}

/// A file in a folder of its own, which is removed with the first part.
fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn transaction_is_read_from_file() {
    let etcd = etcd();
    let (_folder, path) = file("# comment\n\nput k v\nget k\n");
    etcd.ectl("txn -f").arg(&path).stdin("ignored").run().prints("SUCCESS\n\nOK\n\nk\nv\n");
    etcd.ectl("txn --file -").stdin("\nget k").run().prints("SUCCESS\n\nk\nv\n");

    let (_folder, path) = file("\nput k\n");
    ectl(NOWHERE, "txn --file").arg(&path).run().fails(
        3,
        &format!(
            "Error: {}, line 2: invalid txn request: put k (the value is missing)\n",
            path.display()
        ),
    );
    ectl(NOWHERE, "txn -f /none")
        .run()
        .fails(6, "Error: cannot read the transaction from /none: No such file or directory\n");
    ectl(NOWHERE, "txn -f x --then-get k").run().fails_part(128, "cannot be used with");
    ectl(NOWHERE, "txn -f x --json y").run().fails_part(128, "cannot be used with");
    ectl(NOWHERE, "txn -f x -i").run().fails_part(128, "cannot be used with");
}

#[test]
fn transaction_is_read_as_json() {
    let etcd = etcd();
    let put = r#"{"if": [{"key": "k", "missing": true}],
                  "then": [{"put": {"key": "k", "value": "a \"b\"\n"}},
                           {"put": {"key_b64": "/w==", "value_b64": "/gA="}}],
                  "else": [{"get": {"key": "", "prefix": true}}]}"#;
    let (_folder, path) = file(put);
    etcd.ectl("txn --json").arg(&path).run().prints("SUCCESS\n\nOK\n\nOK\n");
    let again = etcd.ectl("txn --json - --fail").stdin(put).run();
    assert_eq!(
        (&again.stdout[..], again.code),
        (&b"FAILURE\n\nk\na \"b\"\n\n\xff\n\xfe\0\n"[..], 8)
    );
    etcd.ectl("txn --json -")
        .stdin(r#"{"if":[{"key":"k","mod_revision":"2"}],"then":[{"delete":{"key":"k"}}]}"#)
        .run()
        .prints("SUCCESS\n\n1\n");

    let (_folder, path) = file(r#"{"then": [{"put": {"key": "k", "valeu": "v", "value": "w"}}]}"#);
    ectl(NOWHERE, "txn --json").arg(&path).run().fails(
        3,
        &format!(
            "Error: {}: then[0].put.valeu: unknown field (known here: key, key_b64, value, \
             value_b64, lease, prev_kv, ignore_value, ignore_lease)\n\
             hint: ectl-formats(7) describes transactions as JSON\n",
            path.display()
        ),
    );
    ectl(NOWHERE, "txn --json -").stdin("{").run().fails(
        3,
        "Error: stdin: EOF while parsing an object at line 1 column 1\n\
         hint: ectl-formats(7) describes transactions as JSON\n",
    );
    ectl(NOWHERE, "txn --json /none")
        .run()
        .fails(6, "Error: cannot read the transaction from /none: No such file or directory\n");
}

#[test]
fn mistake_on_a_terminal_is_typed_again() {
    let etcd = etcd();
    let mut seated = at_terminal(&etcd.endpoints(), &["txn", "-i"]).seated();
    seated.types("vel(\"k\") = 1\n");
    eventually("the mistake is named", || {
        seated
            .screen()
            .contains("not taken: malformed comparison: vel(\"k\") = 1 (unknown target vel)")
    });
    eventually("the mistake is named", || seated.screen().contains("type the line again"));
    seated.types("ver(\"k\") = 0\n\nput k\n");
    eventually("the mistake is named", || {
        seated.screen().contains("not taken: invalid txn request: put k (the value is missing)")
    });
    seated.types("put k v\n\n\n");
    let (outcome, _) = seated.ends();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(outcome.text().ends_with("SUCCESS\n\nOK\n"), "{outcome:?}");
    etcd.ectl("get k --print-value-only").run().prints("v\n");
}

#[test]
fn mistake_in_a_pipe_ends_interactive_transaction() {
    let ended = ectl(NOWHERE, "txn -i").stdin("vel(\"k\") = 1\n\nput k v\n\n\n").run();
    let ended =
        ended.says("Error: line 1: malformed comparison: vel(\"k\") = 1 (unknown target vel)\n");
    assert_eq!((ended.text(), ended.code), ("compares:\n", 3));
}
