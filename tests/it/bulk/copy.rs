//! `cp` and `mv`: guarded by what was read, in one transaction if possible.

use super::{contents, count, lines, revision};
use crate::support::cluster::Cluster as _;
use crate::support::{ectl, etcd};

#[test]
fn keys_are_copied_and_moved() {
    let etcd = etcd();
    etcd.ok("put a 1");
    etcd.ectl("cp a b").run().prints("1 key copied\n");
    etcd.ectl("mv a c -w jsonl")
        .run()
        .prints("{\"keys\":\"1\",\"atomic\":true,\"revision\":\"4\"}\n");
    etcd.ectl("cp c b --field keys --field atomic").run().prints("1\ttrue\n");
    etcd.ectl("cp c b --field copied").run().fails_part(4, "unknown field \"copied\"");
    assert_eq!(revision(&etcd), 5);
    assert_eq!(contents(&etcd), b"b\n1\nc\n1\n");
    for key in ["p/", "p/1", "p/2", "p0"] {
        etcd.ok(&["put", key, key]);
    }
    etcd.ectl("mv --prefix p/ q/r/").run().prints("3 keys moved\n");
    etcd.ectl("get --prefix q").run().prints("q/r/\np/\nq/r/1\np/1\nq/r/2\np/2\n");
    assert_eq!((count(&etcd, "p"), revision(&etcd)), (1, 10));
    etcd.ectl("cp --prefix q/r q/s").run().prints("3 keys copied\n");
    assert_eq!((count(&etcd, "q/"), revision(&etcd)), (6, 11));
}

#[test]
fn missing_keys_and_existing_ones() {
    let etcd = etcd();
    etcd.ectl("cp a b").run().fails(7, "Error: nothing found: key \"a\"\n");
    etcd.ectl("mv --prefix a/ b/")
        .run()
        .fails(7, "Error: nothing found: keys with the prefix \"a/\"\n");
    for key in ["a/1", "a/2", "b/2"] {
        etcd.ok(&["put", key, "same"]);
    }
    for line in ["cp a/2 b/2 --no-clobber", "cp --prefix a/ b/ --no-clobber"] {
        etcd.ectl(line).run().fails(
            8,
            "Error: nothing was copied: key \"b/2\" exists, last changed at revision 4\n",
        );
    }
    etcd.ectl("mv --prefix a/ b/ --no-clobber")
        .run()
        .fails_part(8, "nothing was moved: key \"b/2\"");
    assert_eq!(revision(&etcd), 4);
    etcd.ectl("mv --prefix a/ b/").run().prints("2 keys moved\n");
    assert_eq!(contents(&etcd), b"b/1\nsame\nb/2\nsame\n");
}

#[test]
fn leases_move_with_the_key() {
    let etcd = etcd();
    etcd.ok("put a 1 --ttl 600");
    let lease_of = |key: &str| {
        let line = etcd.ok(&["get", key, "-w", "jsonl"]);
        line.text().split("\"lease\":").nth(1).unwrap().trim().to_owned()
    };
    let lease = lease_of("a");
    assert_ne!(lease, "null}");
    etcd.ok("cp a b");
    etcd.ok("cp a c --keep-lease");
    etcd.ok("mv a d");
    assert_eq!(["b", "c", "d"].map(lease_of), ["null}", &lease, &lease]);
}

#[test]
fn names_that_overlap_are_refused() {
    for (line, error) in [
        ("mv a a", "SRC and DST are the same key"),
        ("cp '' a", "a key must not be empty"),
        ("mv --prefix a/ a/b/", "one of the prefixes SRC and DST begins with the other"),
        ("cp --prefix a/b/ a/", "one of the prefixes SRC and DST begins with the other"),
        ("cp --prefix '' a/", "one of the prefixes SRC and DST begins with the other"),
    ] {
        ectl("127.0.0.1:1", line).run().fails_part(128, error);
    }
}

#[test]
fn many_keys_are_moved_in_several_transactions() {
    let etcd = etcd();
    etcd.ectl("import -").stdin(lines("m/", 1..=12_000, "v")).run().succeeds();
    let note = |verb: &str| {
        format!(
            "the keys do not fit into one transaction: they are {verb} in several, which is not atomic\n"
        )
    };
    etcd.ectl("cp --prefix m/ n/").run().prints_and_says("12000 keys copied\n", &note("copied"));
    etcd.ectl("diff m/ n/").run().prints("");
    let before = revision(&etcd);
    etcd.ectl("mv --prefix m/ o/").run().prints_and_says("12000 keys moved\n", &note("moved"));
    // A key is two operations.
    assert_eq!(revision(&etcd) - before, 12_000_u64.div_ceil(64));
    etcd.ectl("diff o/ n/").run().prints("");
    assert_eq!(count(&etcd, "m/"), 0);
    etcd.ok("put x/11999 taken");
    etcd.ok("put x/00700 taken");
    let stopped = etcd.ectl("mv --prefix n/ x/ --no-clobber").run();
    assert_eq!((stopped.text(), stopped.code), ("", 8), "{stopped:?}");
    let moved = count(&etcd, "x/") - 2;
    assert!(stopped.stderr.contains("Error: key \"x/00700\" exists"), "{stopped:?}");
    assert_eq!(count(&etcd, "n/") + moved, 12_000);
    assert!((600..12_000).contains(&moved), "{moved}");
}

#[test]
fn large_key_is_one_transaction() {
    let etcd = etcd();
    etcd.ectl("put a").stdin("x".repeat(1_200_000)).run().succeeds();
    etcd.ectl("cp a b").run().prints_and_says("1 key copied\n", "");
    etcd.ectl("mv --prefix b c").run().prints_and_says("1 key moved\n", "");
    etcd.ectl("cp a b -w jsonl").run().succeeds();
    let note = "the keys do not fit into one transaction: they are copied in several, which is not atomic\n";
    etcd.ectl("put aa").stdin("x".repeat(1_200_000)).run().succeeds();
    etcd.ectl("cp --prefix a d").run().prints_and_says("2 keys copied\n", note);
}

#[test]
fn what_took_effect_beside_a_conflict_is_told() {
    let etcd = etcd();
    etcd.ectl("import -").stdin(lines("a/", 0..=1999, "v")).run().succeeds();
    etcd.ok("put b/00000 mine");
    for (line, verb) in [("cp", "copied"), ("mv", "moved")] {
        let before = count(&etcd, "b/");
        let stopped = etcd.ectl(&format!("{line} --prefix --no-clobber a/ b/")).run();
        let done = count(&etcd, "b/") - before;
        assert!(done > 0, "{stopped:?}");
        let told = format!("at revision [..]; {done} keys were {verb}\n");
        let note = "the keys do not fit into one transaction: they are [..]\n";
        stopped.fails(8, &format!("{note}Error: key \"b/00000\" exists, last changed {told}"));
        etcd.ok("del --prefix b/00");
        etcd.ok("put b/00000 mine");
    }
}
