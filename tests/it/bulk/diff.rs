//! `diff`: exit codes as those of diff(1).

use super::{Files, lines, text};
use crate::support::cluster::Cluster as _;
use crate::support::proxy::interrupted;
use crate::support::{Outcome, ectl, etcd};

#[track_caller]
fn differs(outcome: &Outcome, stdout: &str) {
    assert_eq!((outcome.text(), outcome.stderr.as_str(), outcome.code), (stdout, "", 1));
}

#[test]
fn prefixes_revisions_and_files_are_compared() {
    let etcd = etcd();
    let files = Files::new();
    for (key, value) in [("a/", "root"), ("a/1", "x"), ("a/2", "y"), ("a/3", "z")] {
        etcd.ok(&["put", key, value]);
    }
    let file = text(&files.path("f"));
    etcd.ok(&["export", "a/", &file]);
    etcd.ok("cp --prefix a/ b/");
    etcd.ectl("diff a/ b/").run().prints("");
    etcd.ectl(&["diff", &format!("@{file}"), &format!("@{file}")]).run().prints("");
    etcd.ok("del b/");
    etcd.ok("put b/2 'y\nY'");
    etcd.ok("put b/9 ''");
    differs(&etcd.ectl("diff a/ b/").run(), "- \n~ 2\n+ 9\n");
    differs(&etcd.ectl("diff b/ a/").run(), "+ \n~ 2\n- 9\n");
    differs(
        &etcd.ectl("diff a/ b/ --values").run(),
        "- \n    - \"root\"\n~ 2\n    - \"y\"\n    + \"y\\nY\"\n+ 9\n    + \"\"\n",
    );
    for line in ["diff b/ --rev 6", "diff b/ b/ --rev 6", "diff b/ --rev 6 --rev2 9"] {
        differs(&etcd.ectl(line).run(), "- \n~ 2\n+ 9\n");
    }
    differs(&etcd.ectl("diff b/ --rev2 6").run(), "+ \n~ 2\n- 9\n");
    differs(&etcd.ectl(&["diff", &format!("@{file}"), "b/"]).run(), "- \n~ 2\n+ 9\n");
    etcd.ectl(&["diff", &format!("@{file}")]).run().prints("");
    let range = text(&files.path("range"));
    etcd.ok(&["export", "a/", &range, "--range-end", "a0"]);
    etcd.ectl(&["diff", &format!("@{range}"), "a/"]).run().prints("");
    etcd.ectl(&["diff", "a/", &format!("@{range}")]).run().prints("");
    etcd.ectl(&["diff", &format!("@{range}")]).run().prints("");
    let bare = files.write("bare", lines("b/", 1..=1, "x"));
    let bare = etcd.ectl(&["diff", "b/", &format!("@{bare}")]).run();
    differs(&bare, "+ 00001\n- 1\n- 2\n- 3\n- 9\n");
}

#[test]
fn trouble_has_other_exit_codes_than_a_difference() {
    let etcd = etcd();
    let files = Files::new();
    etcd.ok("put a 1");
    etcd.ok("put a 2");
    etcd.ectl("diff a --rev 99").run().fails_part(5, "required revision is a future revision");
    etcd.ok("compaction 3");
    etcd.ectl("diff a --rev 2").run().fails_part(5, "required revision has been compacted");
    etcd.ectl("diff a @none").run().fails_part(6, "cannot read none");
    let bare = files.write("bare", lines("b", 1..=1, "x") + &lines("a", 1..=1, "x"));
    let bare = format!("@{bare}");
    etcd.ectl(&["diff", &bare, ""]).run().says("bare:2: the key is not behind");
    etcd.ectl(&["diff", &bare]).run().fails_part(128, "the file has no header: name the prefix");
    etcd.ectl("diff a b -w protobuf").run().fails_part(4, "protobuf not supported");
    ectl("127.0.0.1:1", "diff a b").run().fails_part(2, "cannot reach etcd");
    for (line, error) in [
        ("diff a", "A would be compared with itself"),
        ("diff @- @-", "only one side can be stdin"),
        ("diff a --rev 5 --rev2 5", "A would be compared with itself"),
        ("diff @f a --rev 5", "--rev is for a prefix, not for a file"),
        ("diff a b --rev2=-1", "--rev2 must not be negative"),
    ] {
        ectl("127.0.0.1:1", line).run().fails_part(128, error);
    }
}

/// A change between the two reads is in neither of them.
#[test]
fn both_sides_are_read_at_one_revision() {
    let etcd = etcd();
    etcd.ok("put one/k 1");
    etcd.ok("put two/k 1");
    let at = etcd.endpoints();
    let through = interrupted(&at.clone(), "two/", move || {
        ectl(&at, "put one/k 2").run().succeeds();
        ectl(&at, "put two/k 2").run().succeeds();
    });
    let compared = ectl(&through, "diff one/ two/ --values").run();
    assert_eq!((compared.text(), compared.code), ("", 0), "{compared:?}");
    etcd.ectl("get two/k --print-value-only").run().prints("2\n");
}

#[test]
fn every_format_has_the_same_differences() {
    let etcd = etcd();
    etcd.ok("put a/1 x");
    etcd.ok("put a/2 y");
    etcd.ok("put b/2 z");
    let objects = [
        "{\"change\":\"removed\",\"key\":\"1\",\"a_value\":\"x\",\"b_value\":null,\"a_mod_revision\":\"2\",\
         \"b_mod_revision\":null}",
        "{\"change\":\"changed\",\"key\":\"2\",\"a_value\":\"y\",\"b_value\":\"z\",\"a_mod_revision\":\"3\",\
         \"b_mod_revision\":\"4\"}",
    ];
    differs(&etcd.ectl("diff a/ b/ -w jsonl").run(), &(objects.join("\n") + "\n"));
    differs(&etcd.ectl("diff a/ b/ -w json").run(), &format!("[{}]\n", objects.join(",")));
    etcd.ectl("diff a/ a/ -w json").run().prints("[]\n");
    differs(
        &etcd.ectl("diff a/1 b/ -w fields").run(),
        "\"Change\" : \"removed\"\n\"Key\" : \"\"\n\"AValue\" : \"x\"\n\"BValue\" : \n\"AModRevision\" : 2\n\
         \"BModRevision\" : \n\n\"Change\" : \"added\"\n\"Key\" : \"2\"\n\"AValue\" : \n\"BValue\" : \"z\"\n\
         \"AModRevision\" : \n\"BModRevision\" : 4\n\n",
    );
    let table = etcd.ectl("diff a/ b/ -w table").run();
    assert_eq!((table.text().lines().count(), table.code), (6, 1), "{table:?}");
}

#[test]
fn two_contexts_are_compared() {
    let (one, two) = (etcd(), etcd());
    let files = Files::new();
    one.ok("put app/k 1");
    one.ok("put app/l 1");
    two.ok("put k 2");
    let config = files.write("config.toml", format!(
        "[contexts.one]\nendpoints = \"{}\"\nprefix = \"app/\"\n[contexts.two]\nendpoints = \"{}\"\n",
        one.endpoints(),
        two.endpoints()
    ));
    let diff = |words: &str| ectl("", words).env("ECTL_CONFIG", &config).run();
    differs(&diff("diff '' --context one --context2 two"), "~ k\n- l\n");
    differs(&diff("diff l k --context one --context2 two"), "~ \n");
    differs(&diff("diff app/ '' --context one --context2 one"), "+ k\n+ l\n");
    diff("diff a b --context one --context2 none").fails_part(128, "none");
}
