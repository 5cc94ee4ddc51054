//! Data directories that real servers wrote, migrated from one generation to another and back.

use super::Named;
use super::peer::{Generation, Peer};
use crate::support::cluster::Cluster as _;
use crate::support::{Outcome, ectl, eventually, line};
use ectl::sandbox::{Etcd, Plan};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

/// Two generations, the older one first.
pub(super) type Pair = (Generation, Generation);

const ALL: &[Pair] = &[((3, 5), (3, 6)), ((3, 5), (3, 7)), ((3, 6), (3, 7))];
const NEIGHBOURS: &[Pair] = &[((3, 5), (3, 6)), ((3, 6), (3, 7))];
/// The older ones write requests that the newer one does not understand.
const WITH_V2: &[Pair] = &[((3, 5), (3, 7))];

/// A test with a server of each of two generations.
pub(super) type BetweenPeers = fn(&Peer, &Peer);

/// The tests, and the generations that each is for.
pub(super) const SCENES: &[(&[Pair], Named<BetweenPeers>)] = &[
    (ALL, ("directories_go_up_and_down", directories_go_up_and_down)),
    (ALL, ("directories_with_a_snapshot_go_up", directories_with_a_snapshot_go_up)),
    (WITH_V2, ("hint_about_v2_requests_is_right", hint_about_v2_requests_is_right)),
    (ALL, ("older_servers_refuse_a_newer_cluster", older_servers_refuse_a_newer_cluster)),
    (NEIGHBOURS, ("older_servers_start_after_a_downgrade", older_servers_start_after_a_downgrade)),
    (ALL, ("older_servers_in_a_restored_directory", older_servers_in_a_restored_directory)),
];

/// Options with which a server soon takes a snapshot of its log.
const WITH_SNAPSHOTS: &[&str] = &["--snapshot-count=10"];

/// A data directory that servers of different generations use in turn.
struct Directory(TempDir);

impl Directory {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Returns the data directory of a server that put these keys and was stopped.
    fn of(peer: &Peer, options: &[&str], keys: usize) -> Self {
        let directory = Self::new();
        let mut etcd = directory.start(peer, options).unwrap();
        (0..keys).for_each(|key| drop(etcd.ok(&format!("put k{key} v{key}"))));
        etcd.ok("put last kept");
        stop(&mut etcd);
        directory
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn start(&self, peer: &Peer, options: &[&str]) -> Result<Etcd, String> {
        let data_dir = format!("--data-dir={}", self.path().display());
        let mut plan = Plan { program: peer.etcd.clone(), ..Plan::new() };
        plan.options = options.iter().copied().chain([data_dir.as_str()]).map(Into::into).collect();
        Etcd::start(&plan).map_err(|error| error.to_string())
    }

    /// Asserts that a server starts, and has the last key.
    #[track_caller]
    fn serves(&self, peer: &Peer) -> Etcd {
        let etcd = self.start(peer, &[]).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(etcd.ok("get last --print-value-only").text(), "kept\n");
        etcd
    }

    fn migrate(&self, (major, minor): Generation, options: &str) -> Outcome {
        let data_dir = self.path().display().to_string();
        let target = format!("{major}.{minor}");
        ectl("", &["migrate", "--data-dir", &data_dir, "--target-version", &target])
            .args(options)
            .run()
    }

    /// Asserts that a migration succeeds, and that this version is stored then.
    #[track_caller]
    fn migrates(&self, generation: Generation) -> Outcome {
        let outcome = self.migrate(generation, "").succeeds();
        assert_eq!(outcome.text(), "");
        assert_eq!(self.version(), stored(generation), "{outcome:?}");
        outcome
    }

    #[track_caller]
    fn version(&self) -> String {
        let file = self.path().join("member/snap/db").display().to_string();
        let status = ectl("", &["snapshot", "status", &file, "-w", "jsonl"]).run().succeeds();
        let status: Value = serde_json::from_str(status.text()).unwrap();
        status["version"].as_str().unwrap().to_owned()
    }
}

/// Returns the version as it is stored, since 3.6.
fn stored((major, minor): Generation) -> String {
    if minor < 6 { String::new() } else { format!("{major}.{minor}.0") }
}

fn stop(etcd: &mut Etcd) {
    // A server commits every tenth of a second.
    sleep(Duration::from_millis(500));
    etcd.members()[0].kill().unwrap();
}

/// Without a snapshot in the log, all of what the old server wrote is there.
fn directories_go_up_and_down(old: &Peer, new: &Peer) {
    let directory = Directory::of(old, &[], 3);
    let up = directory.migrates(new.generation);
    let has_v2 = old.generation < (3, 6);
    let dry_run = directory.migrate(old.generation, "--dry-run -w jsonl").succeeds();
    let facts: Value = serde_json::from_str(dry_run.text()).unwrap();
    assert_eq!(facts["v2_requests"] != "0", has_v2, "{facts}");

    let panics = has_v2 && new.generation >= (3, 7);
    assert_eq!(up.stderr.contains("will panic when it starts here"), panics, "{up:?}");
    let (major, minor) = old.generation;
    let down = directory.migrates(old.generation);
    assert!(!down.stderr.contains("warning"), "{down:?}");
    assert!(down.stderr.ends_with(&format!("updated storage version: {major}.{minor}.0\n")));
    stop(&mut directory.serves(old));

    directory.migrates(new.generation);
    match directory.start(new, &[]) {
        Err(error) if panics => assert!(error.contains("etcd ended"), "{error}"),
        started => {
            assert!(!panics, "etcd started in spite of the warning");
            drop(started.unwrap());
            drop(directory.serves(new));
        }
    }
}

fn directories_with_a_snapshot_go_up(old: &Peer, new: &Peer) {
    let directory = Directory::of(old, WITH_SNAPSHOTS, 30);
    let up = directory.migrates(new.generation);
    assert!(!up.stderr.contains("warning"), "{up:?}");
    directory.migrates(old.generation);
    directory.migrates(new.generation);
    drop(directory.serves(new));
}

/// The hint says what to do for a log with requests that the new server does not understand.
fn hint_about_v2_requests_is_right(old: &Peer, new: &Peer) {
    let directory = Directory::of(old, &[], 3);
    let mut etcd = directory.start(old, WITH_SNAPSHOTS).unwrap();
    (0..20).for_each(|_| drop(etcd.ok("put more writes")));
    stop(&mut etcd);
    let up = directory.migrates(new.generation);
    assert!(!up.stderr.contains("warning"), "{up:?}");
    drop(directory.serves(new));
}

fn older_servers_refuse_a_newer_cluster(old: &Peer, new: &Peer) {
    let directory = Directory::of(new, &[], 3);
    let mut etcd = directory.serves(new);
    until_stored(&etcd, new.generation);
    stop(&mut etcd);
    let down = directory.migrates(old.generation);
    assert!(down.stderr.contains(&refuses(old)), "{down:?}");
    let error = directory.start(old, &[]).unwrap_err();
    assert!(error.contains("etcd ended"), "{error}");
    // The new server stores its version again.
    until_stored(&directory.serves(new), new.generation);
}

/// The hint says how to get down.
fn older_servers_start_after_a_downgrade(old: &Peer, new: &Peer) {
    let (major, minor) = old.generation;
    let directory = Directory::of(new, &[], 3);
    let mut etcd = directory.serves(new);
    until_stored(&etcd, new.generation);
    etcd.ok(&format!("downgrade enable {major}.{minor}"));
    until_stored(&etcd, old.generation);
    stop(&mut etcd);
    let same = directory.migrate(old.generation, "").succeeds();
    assert_eq!(same.stderr, format!("storage version up-to-date: {major}.{minor}\n"));
    drop(directory.serves(old));
}

/// etcd 3.5 starts in a directory that was restored, and later ones do not.
fn older_servers_in_a_restored_directory(old: &Peer, new: &Peer) {
    let saved = tempfile::tempdir().unwrap();
    let file = saved.path().join("saved.db");
    let directory = Directory::new();
    let etcd = directory.start(new, &[]).unwrap();
    etcd.ok("put last kept");
    until_stored(&etcd, new.generation);
    etcd.ok(&["snapshot", "save", file.to_str().unwrap()]);
    drop(etcd);
    let restored = Directory::new();
    restore(new, &file, &restored.path());
    let down = restored.migrates(old.generation);
    let starts = old.generation < (3, 6);
    assert_eq!(down.stderr.contains(&refuses(old)), !starts, "{down:?}");
    if starts {
        drop(restored.serves(old));
    } else {
        assert!(restored.start(old, &[]).unwrap_err().contains("etcd ended"));
    }
}

fn refuses(Peer { generation: (major, minor), .. }: &Peer) -> String {
    format!("etcd {major}.{minor} will refuse to start here")
}

/// Waits until a server has stored the version of a generation.
#[track_caller]
fn until_stored(etcd: &Etcd, (major, minor): Generation) {
    let stored = format!("\"storageVersion\":\"{major}.{minor}.0\"");
    eventually("the storage version is stored", || {
        etcd.ok("endpoint status -w json").text().contains(&stored)
    });
}

fn restore(peer: &Peer, file: &Path, data_dir: &Path) {
    let etcdutl = peer.etcdutl.clone().expect("its etcdutl");
    let [file, data_dir] = [file, data_dir].map(|path| path.to_str().unwrap());
    let words = ["snapshot", "restore", file, "--name=m1", "--initial-cluster"];
    let cluster = "m1=http://127.0.0.1:1";
    line(&etcdutl, "", &words)
        .args(&[
            cluster,
            "--initial-advertise-peer-urls=http://127.0.0.1:1",
            "--data-dir",
            data_dir,
        ])
        .run()
        .succeeds();
}
