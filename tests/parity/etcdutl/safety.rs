//! What ectl does for safety, and etcdutl does not.

use super::migrate::{DATABASE, TWO_REQUESTS, V2_REQUEST, WAL, hex};
use super::{Pair, error};
use crate::offline::vector;
use crate::support::Outcome;
use nix::fcntl::{Flock, FlockArg};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::time::Duration;

/// Puts a snapshot into both folders, and the data directory that etcdutl restores from it.
fn prepare(pair: &Pair) {
    let source = tempfile::tempdir().unwrap();
    pair.add("f", &vector("v37-full", source.path()));
    for restored in pair.theirs_on_both("snapshot restore f --data-dir d") {
        restored.succeeds();
    }
}

pub(super) fn reading_commands_only_read(pair: &Pair) {
    prepare(pair);
    for (line, file, does_etcdutl) in [
        ("snapshot status f", "f", true),
        ("hashkv f", "f", false),
        ("hashkv d/member/snap/db", DATABASE, false),
        ("migrate --data-dir d --target-version 3.7", DATABASE, false),
        ("migrate --data-dir d --target-version 3.8", DATABASE, false),
    ] {
        let read = || pair.folders().map(|folder| fs::read(folder.join(file)).unwrap());
        let before = read();
        let [ours, theirs] = pair.both(line);
        assert_eq!((ours.code, error(&ours)), (theirs.code, error(&theirs)), "{line}");
        let after = read();
        assert!(after[0] == before[0], "{line} writes");
        assert_eq!(after[1] == before[1], does_etcdutl, "etcdutl {line}");
    }
}

pub(super) fn a_failed_restore_leaves_nothing(pair: &Pair) {
    let source = tempfile::tempdir().unwrap();
    let file = vector("v37-full", source.path());
    let mut bytes = fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&file, bytes).unwrap();
    pair.add("f", &file);
    let [ours, theirs] = pair.both("snapshot restore f --data-dir r --wal-dir w");
    assert_eq!((ours.code, error(&ours)), (1, error(&theirs)));
    let left = |folder: &std::path::Path| folder.read_dir().unwrap().count() - 1;
    let [ours, theirs] = pair.folders();
    assert_eq!(left(&ours), 0);
    assert!(left(&theirs) > 0);
}

/// The greatest revision is 143: the second number leads beyond 63 bits.
pub(super) fn revisions_do_not_overflow(pair: &Pair) {
    prepare(pair);
    for (number, code) in
        [("9223372036854775664", 0), ("9223372036854775665", 1), ("18446744073709551615", 1)]
    {
        let line = format!(
            "snapshot restore f --data-dir r{number} --mark-compacted --bump-revision {number}"
        );
        let [ours, theirs] = pair.both(&line);
        assert_eq!((ours.code, theirs.code), (code, 0), "{number}: {ours:?}");
        let [ours, _] = pair.folders();
        assert_eq!(ours.join(format!("r{number}")).exists(), code == 0, "{number}");
    }
}

pub(super) fn defragmented_files_keep_owner_and_mode(pair: &Pair) {
    prepare(pair);
    // Only root can give a file away.
    let mut owner = 1;
    for folder in pair.folders() {
        let file = folder.join(DATABASE);
        fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
        if chown(&file, Some(1), Some(1)).is_err() {
            owner = file.metadata().unwrap().uid();
        }
    }
    let outcomes = pair.both("defrag --data-dir d");
    assert!(outcomes.iter().all(|outcome| outcome.code == 0 && outcome.stdout.is_empty()));
    let [ours, theirs] = pair.folders().map(|folder| folder.join(DATABASE).metadata().unwrap());
    assert_eq!((ours.mode() & 0o777, ours.uid()), (0o640, owner));
    assert_eq!(theirs.mode() & 0o777, 0o600);
    let [ours, theirs] = pair.theirs_on_both(&format!("snapshot status {DATABASE} -w json"));
    assert_eq!(without_size(&ours), without_size(&theirs));
}

/// Returns the facts about a database without its size.
pub(super) fn without_size(status: &Outcome) -> serde_json::Value {
    let mut status: serde_json::Value = serde_json::from_slice(&status.stdout).expect("JSON");
    status.as_object_mut().unwrap().remove("totalSize");
    status
}

pub(super) fn databases_in_use_are_errors(pair: &Pair) {
    prepare(pair);
    let locked = pair.folders().map(|folder| {
        let file = File::open(folder.join(DATABASE)).unwrap();
        Flock::lock(file, FlockArg::LockExclusiveNonblock).unwrap()
    });
    for command in [
        "hashkv d/member/snap/db",
        "defrag --data-dir d",
        "migrate --data-dir d --target-version 3.6",
    ] {
        for timeout in ["200ms", "-1s"] {
            let [ours, theirs] = pair.both(&format!("{command} --timeout {timeout}"));
            assert_eq!((ours.code, theirs.code), (1, 2), "{command}: {ours:?}");
            assert!(ours.stderr.contains("is locked by another process"), "{command}: {ours:?}");
        }
    }
    let status = "snapshot status d/member/snap/db --timeout 200ms";
    let [ours, mut theirs] = pair.started(status);
    let ours = crate::support::finish(ours);
    assert_eq!((ours.code, ours.text()), (1, ""));
    assert!(ours.stderr.contains("is locked by another process"), "{ours:?}");
    // etcdutl would wait forever.
    std::thread::sleep(Duration::from_millis(500));
    assert!(theirs.try_wait().unwrap().is_none());
    drop(locked);
    crate::support::finish(theirs).succeeds();
}

/// A cluster version that etcd 3.5 refuses, and requests at which etcd 3.7 panics.
pub(super) fn migrate_warns(pair: &Pair) {
    pair.add_member();
    let warns = |target: &str, warning: &str| {
        let [ours, theirs] = pair.both(&format!("migrate --data-dir d --target-version {target}"));
        assert_eq!((ours.code, theirs.code), (0, 0), "{ours:?}");
        assert_eq!(theirs.stderr, "");
        assert!(ours.stderr.contains(&format!("warning: {warning}")), "{ours:?}");
    };
    warns("3.5", "the cluster version stays 3.7.0: etcd 3.5 will refuse to start here");
    for folder in pair.folders() {
        fs::remove_dir_all(folder.join("d/member/wal")).unwrap();
        fs::create_dir(folder.join("d/member/wal")).unwrap();
        fs::write(folder.join(WAL), [hex(TWO_REQUESTS), hex(V2_REQUEST)].concat()).unwrap();
    }
    warns(
        "3.7",
        "the log has v2 requests of etcd 3.5 after its last snapshot (1): etcd 3.7 will panic",
    );
}
