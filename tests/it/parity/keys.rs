//! Parity of `get`, `put`, `del`, `compaction`.

use super::{FORMATS, HEX_FORMATS, Twins, differences};

/// etcdctl before 3.7 has neither `--exit-status` nor the filters by revision: those are not here.
#[test]
fn keys() {
    let twins = Twins::start();
    twins.same_in(&FORMATS, &["put", "foo", "bar"]);
    twins.same_in(&FORMATS, &["put", "foo", "bar2", "--prev-kv"]);
    twins.same_in(&HEX_FORMATS, &["put", "foo", "é<&>\n", "--prev-kv", "--hex"]);
    twins.same_in(&FORMATS, &["put", "empty", ""]);
    twins.same_in(&FORMATS, &["put", "foo", "--ignore-value", "--prev-kv"]);
    twins.same(&["put", "--", "-k", "-v"]);
    twins.same(&["--consistency", "s", "get", "--", "-k"]);
    twins.same_with(&["put", "stdin"], "a\nb\n\n");
    twins.same_with(&["put", "stdin", "--ignore-lease", "--prev-kv"], "c");
    twins.same_in(&FORMATS, &["get", "foo"]);
    twins.same_in(&HEX_FORMATS, &["get", "foo", "--hex"]);
    for words in [
        &["get", "", "--prefix"][..],
        &["get", "", "--from-key"],
        &["get", "f", "--prefix", "--limit", "0x1"],
        &["get", "f", "--prefix=false"],
        &["get", "none"],
        &["get", "foo", ""],
        &["get", "empty", "g", "--keys-only"],
        &["get", "", "--prefix", "--sort-by", "modify", "--order", "Descend"],
        &["get", "", "--prefix", "--sort-by", "KEY", "--order", "ASCEND", "--limit=2"],
        &["get", "", "--prefix", "--sort-by", "VALUE", "--limit=-1"],
        &["get", "foo", "--rev", "3", "--consistency", "s"],
        &["--consistency", "s", "get", "foo"],
    ] {
        twins.same_in(&FORMATS, words);
    }
    twins.same(&["get", "", "--prefix", "--print-value-only"]);
    twins.same(&["get", "", "--prefix", "--count-only", "-w", "fields"]);
    twins.same_in(&FORMATS, &["del", "none"]);
    for words in [
        &["del", "foo", "--prev-kv"][..],
        &["del", "f", "--prefix", "--prev-kv"],
        &["del", "f", "g", "--range"],
        &["del", "f", "--from-key", "--prev-kv"],
    ] {
        for format in FORMATS {
            twins.same(&["put", "foo", "1"]);
            twins.same(&["put", "foo2", "2", "-w", format]);
            twins.same(&[words, &["-w", format]].concat());
        }
    }
    for (number, format) in ["simple", "fields", "json", "protobuf", "table"].iter().enumerate() {
        twins.same(&["compact", &(number + 2).to_string(), "-w", format]);
    }
    twins.same(&["compaction", "9", "--physical"]);
}

#[test]
fn refusals_of_keys() {
    let twins = Twins::start();
    let one = "cannot be set at the same time, choose one";
    let many = "too many arguments, only accept one argument when";
    for (words, text, code) in [
        (&["get", "foo", "--prefix", "--from-key"][..], one, 128),
        (&["get", "foo", "--keys-only", "--count-only"], one, 128),
        (&["get", "a", "b", "--prefix"], many, 128),
        (&["get", "a", "--consistency", "x"], "unknown consistency flag \"x\"", 4),
        (&["get", "a", "b", "--prefix", "--consistency", "x"], "unknown consistency flag", 4),
        (&["get", "a", "--order", "up"], "bad sort order up", 4),
        (&["get", "a", "--sort-by", "age"], "bad sort target age", 4),
        (&["get", "a", "--print-value-only", "-w", "json"], "print-value-only is only for", 128),
        (&["get", "a", "--rev", "99"], "required revision is a future revision", 1),
        (&["get", ""], "etcdserver: key is not provided", 1),
        (&["put", "k"], "put command needs 1 argument and input from stdin", 128),
        (&["put", "k", "v", "--ignore-value"], "needs only 1 argument when 'ignore-value'", 128),
        (&["put", "k", "v", "--lease", "zz"], "bad lease ID", 128),
        (&["put", "k", "v", "--lease", "12"], "etcdserver: requested lease not found", 1),
        (&["put", "k", "--ignore-value"], "etcdserver: key not found", 1),
        (&["del", "a", "--prefix", "--from-key"], one, 128),
        (&["del", "a", "b", "--from-key"], many, 128),
        (&["compact", "99"], "required revision is a future revision", 1),
    ] {
        twins.refused(words, text, code, code);
    }
    twins.refused(&["compact", "abc"], "invalid", 128, 1);
    twins.differs(&differences::USAGE, &["get", "foo", "--bogus"], "").fails(128, "--bogus");
}
