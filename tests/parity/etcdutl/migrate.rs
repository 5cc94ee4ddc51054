//! Storage versions before and after `migrate`.

use super::safety::without_size;
use super::{Pair, error};
use crate::offline::vector;
use std::fs;
use std::path::Path;

/// Values of `storageVersion`, of one length.
const STORED: &[&str] =
    &["3.7.0", "3.6.0", "3.6.5", "3.5.0", "3.4.0", "3.8.0", "4.0.0", "bogus", "3.6  "];

const TARGETS: &[&str] = &["3.5", "3.6", "3.7", "3.8", "3.9", "4.0", "03.06"];

/// The records of a WAL: the metadata, a snapshot at 0 and two requests.
pub(super) const TWO_REQUESTS: &str = "040000000000008408041000000000001800000000000000080110cccea1b4031a0e08a084eaa1fabbbf804210c0c4070e00000000000082080510eeb989ab081a040800100000001f00000000000081080210a9da87d60c1a15080010021801220da20602084d22060a016b120176001f0000000000008108021097e7b4810e1a15080010021802220da20602084d22060a016b120176001000000000000000080310ddcbd4a10e1a06080210011802";
/// A request that only etcd 3.7 understands.
const NEWER_REQUEST: &str = "22000000000000860802108bb8c5920d1a180800100218032210a20602084ee2ea04070a05332e372e30000000000000";
/// A snapshot behind it.
const LATER_SNAPSHOT: &str = "1000000000000000080310a5d1a6fa091a060802100118030e00000000000082080510b181e7b1041a04080310020000";
/// A request as etcd 3.5 writes it, in the form of API version 2.
pub(super) const V2_REQUEST: &str = "4c00000000000084080210f08a838c051a42080010021803223a0882ac9385e9bfe8fee60112035055541a0a2f302f76657273696f6e2205332e352e30280032003800480050005800600068007000780080010000000000";

pub(super) const DATABASE: &str = "d/member/snap/db";
pub(super) const WAL: &str = "d/member/wal/0000000000000000-0000000000000000.wal";

pub(super) fn versions(pair: &Pair) {
    let source = tempfile::tempdir().unwrap();
    let restored = Restored::new(pair, &vector("v37-full", source.path()));
    for stored in STORED {
        for (target, force) in TARGETS.iter().flat_map(|target| [(target, ""), (target, "--force")])
        {
            restored.put(pair, |database| replace(database, b"storageVersion3.7.0", stored));
            check(pair, &format!("stored {stored}"), &format!("--target-version {target} {force}"));
        }
    }
    for target in TARGETS {
        // What a server of etcd 3.4 leaves, and one of 3.5.
        for (name, bytes, with) in
            [("3.4", &b"3.7.0term"[..], "bogustern"), ("3.5", b"storageVersion", "xtorageVersion")]
        {
            restored.put(pair, |database| replace(database, bytes, with));
            check(pair, name, &format!("--target-version {target} --force"));
            restored.put(pair, |database| replace(database, bytes, with));
            check(pair, name, &format!("--target-version {target}"));
        }
    }
}

/// Downgrades and upgrades of a member that was stopped.
pub(super) fn members(pair: &Pair) {
    pair.add_member();
    for target in ["3.7", "3.6", "3.5", "3.6", "3.7", "3.5", "3.7"] {
        check(pair, "a member", &format!("--target-version {target}"));
    }
    let [ours, theirs] = pair.both("defrag --data-dir d");
    assert_eq!((ours.code, theirs.code), (0, 0), "{ours:?}");
    let [ours, theirs] = pair.theirs_on_both(&format!("snapshot status {DATABASE} -w json"));
    assert_eq!(without_size(&ours), without_size(&theirs));
    let [ours, theirs] = pair.theirs_on_both(&format!("hashkv {DATABASE}"));
    assert_eq!(ours, theirs);
}

/// Upgrades and downgrades with these logs, damaged ones among them.
pub(super) fn logs(pair: &Pair) {
    let source = tempfile::tempdir().unwrap();
    let restored = Restored::new(pair, &vector("v37-full", source.path()));
    let two = hex(TWO_REQUESTS);
    let newer = [two.clone(), hex(NEWER_REQUEST)].concat();
    let with = |position: usize, byte: u8| {
        let mut log = two.clone();
        log[position] ^= byte;
        log
    };
    let logs = [
        ("two requests", two.clone()),
        ("a newer request", newer.clone()),
        ("a newer request before a snapshot", [newer, hex(LATER_SNAPSHOT)].concat()),
        ("empty", Vec::new()),
        ("zeros", vec![0; 4096]),
        ("random", (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect()),
        ("a last record that is cut", two[..two.len() - 5].to_vec()),
        ("a bad checksum", with(two.len() - 10, 1)),
        ("a bad length", with(0, 0x40)),
        ("a bad type", with(17, 0x40)),
    ];
    for (name, log) in logs {
        for target in ["3.5", "3.6", "3.7", "3.8"] {
            restored.put(pair, |_| {});
            for folder in pair.folders() {
                fs::write(folder.join(WAL), &log).unwrap();
            }
            check(pair, name, &format!("--target-version {target}"));
        }
    }
    for (name, file) in [("no folder", "d/member/wal"), ("no file", WAL)] {
        for folder in pair.folders() {
            let path = folder.join(file);
            let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
        }
        check(pair, name, "--target-version 3.6");
    }
}

/// etcdutl panics when it takes back a version over requests of etcd 3.5.
pub(super) fn requests_of_etcd_3_5_do_not_stop_a_downgrade(pair: &Pair) {
    let source = tempfile::tempdir().unwrap();
    let restored = Restored::new(pair, &vector("v37-full", source.path()));
    restored.put(pair, |_| {});
    for folder in pair.folders() {
        fs::write(folder.join(WAL), [hex(TWO_REQUESTS), hex(V2_REQUEST)].concat()).unwrap();
    }
    let [ours, theirs] = pair.both("migrate --data-dir d --target-version 3.6");
    assert!(theirs.code == 2 && theirs.stderr.contains("panic"), "{theirs:?}");
    assert_eq!((error(&ours), ours.code), ("", 0), "{ours:?}");
    let [ours, _] = pair.theirs_on_both(&format!("snapshot status {DATABASE}"));
    assert!(ours.text().ends_with(", 3.6.0\n"), "{ours:?}");
}

/// Compares exit codes, errors, and the versions that are stored then.
fn check(pair: &Pair, name: &str, options: &str) {
    let [ours, theirs] = pair.both(&format!("migrate --data-dir d {options}"));
    assert_eq!((error(&ours), ours.code), (error(&theirs), theirs.code), "{name}, {options}");
    assert_eq!((ours.text(), theirs.text()), ("", ""), "{name}, {options}");
    let [ours, theirs] = pair.theirs_on_both(&format!("snapshot status {DATABASE} -w json"));
    // ectl writes a version into a page of its own, in one transaction.
    assert_eq!(without_size(&ours), without_size(&theirs), "{name}, {options}");
}

/// The data directory that the real etcdutl makes of a snapshot.
struct Restored(Vec<u8>);

impl Restored {
    /// Leaves the directory in both folders.
    fn new(pair: &Pair, snapshot: &Path) -> Self {
        pair.add("f", snapshot);
        for outcome in pair.theirs_on_both("snapshot restore f --skip-hash-check --data-dir d") {
            outcome.succeeds();
        }
        Self(fs::read(pair.folders()[0].join(DATABASE)).unwrap())
    }

    /// Puts the database back, with an edit.
    fn put(&self, pair: &Pair, edit: impl Fn(&mut Vec<u8>)) {
        let mut database = self.0.clone();
        edit(&mut database);
        for folder in pair.folders() {
            fs::write(folder.join(DATABASE), &database).unwrap();
        }
    }
}

/// Replaces the end of each place with these bytes.
fn replace(database: &mut [u8], bytes: &[u8], with: &str) {
    let places: Vec<_> = database
        .windows(bytes.len())
        .enumerate()
        .filter(|(_, at)| *at == bytes)
        .map(|(place, _)| place)
        .collect();
    assert!(!places.is_empty(), "nothing to replace");
    for place in places {
        let end = place + bytes.len();
        database[end - with.len()..end].copy_from_slice(with.as_bytes());
    }
}

pub(super) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect()
}
