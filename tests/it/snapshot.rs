//! `snapshot save`.

use crate::support::{ectl, etcd, line};
use std::path::Path;

#[test]
fn a_snapshot_can_be_restored() {
    let etcd = etcd();
    let at = etcd.endpoints();
    ectl(&at, &["put", "kept", "value"]).run().prints("OK\n");
    let file = etcd.directory().join("saved.db");
    let name = file.to_str().unwrap();
    ectl(&at, &["snapshot", "save", name]).run().prints(&format!("Snapshot saved at {name}\n"));
    let etcdutl = std::env::var_os("ETCDUTL").unwrap_or_else(|| "etcdutl".into());
    let restored = etcd.directory().join("restored");
    let words = ["snapshot", "restore", name, "--data-dir", restored.to_str().unwrap()];
    let outcome = line(Path::new(&etcdutl), "", &words).run();
    assert_eq!(outcome.code, 0, "{outcome:?}");
}

#[test]
fn stdout_is_a_file_too() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let outcome = ectl(&at, &["snapshot", "save", "-"]).run();
    assert_eq!((outcome.code, outcome.stdout.len() % 512), (0, 32));
    assert!(outcome.stderr.contains("bytes written to stdout"), "{}", outcome.stderr);
}

#[test]
fn what_fails_leaves_nothing_behind() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.db");
    let name = file.to_str().unwrap();
    ectl("127.0.0.1:1", &["snapshot", "save", name]).run().fails(2, "connection refused");
    let two = format!("{at},127.0.0.1:1");
    let refused = ectl(&two, &["snapshot", "save", name]).run();
    refused.fails(128, "snapshot must be requested to one selected node, not multiple");
    let nowhere = folder.path().join("none/s.db");
    let refused = ectl(&at, &["snapshot", "save", nowhere.to_str().unwrap()]).run();
    refused.fails(6, "could not open a file in");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    std::fs::write(&file, "mine").unwrap();
    ectl(&at, &["snapshot", "save", "--no-clobber", name]).run().fails(6, "exists");
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
    ectl(&at, &["snapshot", "save", name]).run();
    assert!(std::fs::read(&file).unwrap().len() > 1000);
}
