//! Resumed watches of a store that was restored, and of keys that are quiet.

use crate::support::cluster::Cluster as _;
use crate::watch_resume::Watched;
use std::fs;

/// A file of a watch that has handled revision 9 of a store at revision 4.
fn ahead(watched: &Watched, options: &str) {
    for key in ["a/1", "a/2", "a/3"] {
        watched.put(key, "v");
    }
    watched.line(&format!("--initial --resume-file r --timeout 1s {options}")).run().succeeds();
    for name in ["r", "r.keys"] {
        let text = watched.read(name).replace("\"revision\":\"4\"", "\"revision\":\"9\"");
        if !text.is_empty() {
            fs::write(watched.file(name), text).unwrap();
        }
    }
}

#[test]
fn file_of_a_store_that_was_restored_is_refused() {
    let watched = Watched::new();
    ahead(&watched, "");
    watched.line("--resume-file r").run().fails(
        128,
        "Error: [..]/r remembers revision 9, and the store is at revision 4: was it restored?\n\
         hint: --on-compacted=resync reads the keys again; or remove the file to start anew\n",
    );
    // What was deleted since is unknown.
    let again = watched.line("--resume-file r --on-compacted=resync --timeout 1s").run().succeeds();
    let unknown = "watch: the keys before are unknown: deletions cannot be told\n";
    assert!(again.stderr.ends_with(unknown), "{}", again.stderr);
    assert_eq!(again.text().lines().count(), 4);
}

#[test]
fn keys_of_a_store_that_was_restored_are_read_again() {
    let watched = Watched::new();
    let resync = "--on-compacted=resync";
    ahead(&watched, resync);
    watched.etcd.ok("del a/1");
    // In two runs, of which the first ends in the midst, and the store passes the old revision.
    let first = watched.line(&format!("--resume-file r {resync} --count 2")).run().succeeds();
    assert_eq!(first.text(), "DELETE\ta/1\t\t5\ttrue\nPUT\ta/2\tv\t3\tfalse\n");
    assert!(first.stderr.ends_with("was it restored? reading the keys again\n"), "{first:?}");
    for _ in 0..6 {
        watched.put("b", "v");
    }
    watched.prints(
        &format!("--resume-file r {resync} --timeout 1s"),
        "PUT\ta/3\tv\t4\tfalse\nsynced\t\t\t\tfalse\n",
    );
}

#[test]
fn deletions_that_cannot_be_told_are_a_note() {
    let watched = Watched::new();
    watched.put("a/1", "v");
    watched.prints("--initial --resume-file r --count 1", "PUT\ta/1\tv\t2\tfalse\n");
    watched.etcd.ok("del a/1");
    watched.put("a/2", "v");
    watched.compact(4);
    let again = watched.line("--resume-file r --on-compacted=resync --timeout 1s").run().succeeds();
    let unknown = "watch: the keys before the compaction are unknown: deletions cannot be told\n";
    assert!(again.stderr.contains(unknown), "{}", again.stderr);
    assert!(again.text().starts_with("PUT\ta/2\tv\t4\tfalse\n"), "{}", again.text());
}
