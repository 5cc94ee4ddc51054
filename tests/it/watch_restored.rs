//! Resumed watches of a store that was restored, and of keys that are quiet.

use crate::support::cluster::Cluster as _;
use crate::support::eventually;
use crate::watch_resume::Watched;
use nix::sys::signal::Signal;
use std::fs;
use std::path::Path;
use std::process::Command;

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

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-r").args([from, to]).status().unwrap();
    assert!(copied.success());
}

#[test]
fn watch_does_not_outlive_a_restore_in_silence() {
    let mut watched = Watched::new();
    watched.put("a/1", "v");
    let (data, saved) = (watched.file("m1"), watched.file("saved"));
    watched.etcd.members()[0].kill().unwrap();
    copy(&data, &saved);
    watched.etcd.restart(0);
    let stops = watched.line("--initial --resume-file stop").live();
    let resyncs = watched.line("--initial --resume-file r --on-compacted=resync").live();
    for watch in [&stops, &resyncs] {
        assert_eq!([watch.line(), watch.line()], ["PUT\ta/1\tv\t2\tfalse", "synced\t\t\t\tfalse"]);
    }
    watched.put("a/2", "v");
    watched.put("a/3", "v");
    for watch in [&stops, &resyncs] {
        let puts = ["PUT\ta/2\tv\t3\tfalse", "PUT\ta/3\tv\t4\tfalse"];
        assert_eq!([watch.line(), watch.line()], puts);
    }
    watched.etcd.members()[0].kill().unwrap();
    fs::remove_dir_all(&data).unwrap();
    copy(&saved, &data);
    watched.etcd.restart(0);
    let reverted = "the store was at revision 4, and is at revision 2: was it restored?";
    let stopped = stops.end();
    assert_eq!(stopped.code, 5, "{stopped:?}");
    assert!(stopped.stderr.contains(&format!("Error: {reverted}\nhint: ")), "{stopped:?}");
    let lines = [resyncs.line(), resyncs.line(), resyncs.line(), resyncs.line()];
    let expected = [
        "PUT\ta/1\tv\t2\tfalse",
        "DELETE\ta/2\t\t2\ttrue",
        "DELETE\ta/3\t\t2\ttrue",
        "synced\t\t\t\tfalse",
    ];
    assert_eq!(lines, expected);
    eventually("a save", || watched.read("r").contains("\"revision\":\"2\"}"));
    watched.put("a/4", "v");
    assert_eq!(resyncs.line(), "PUT\ta/4\tv\t3\tfalse");
    let ended = resyncs.end_by(Signal::SIGTERM);
    assert!(ended.stderr.contains(reverted), "{ended:?}");
    watched.etcd.ok("del a/4");
    watched.prints("--resume-file r --on-compacted=resync --count 1", "DELETE\ta/4\t\t4\tfalse\n");
}

#[test]
fn quiet_key_does_not_fall_behind_compactions() {
    // etcd would tell its revision after ten minutes.
    Watched::new().follows_the_store_while_quiet();
}
