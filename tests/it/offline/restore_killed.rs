//! `snapshot restore` that is killed or interrupted.

use super::restore::tree;
use super::{expected, unpacked};
use crate::support::{Line, ectl};
use nix::sys::signal::Signal;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

const SNAPSHOT: &str = "v37-compacted";
const RUNS: u32 = 40;

fn restore(folder: &Path, options: &str) -> Line {
    ectl("", &format!("snapshot restore {SNAPSHOT}.db {options}")).directory(folder)
}

/// Returns the time that a restore takes.
fn duration(folder: &Path) -> Duration {
    let started = Instant::now();
    restore(folder, "--data-dir first").run().succeeds();
    let took = started.elapsed();
    std::fs::remove_dir_all(folder.join("first")).unwrap();
    took
}

/// Asserts that the database is complete, and returns whether it is there.
fn is_complete(data_dir: &Path, wal_dir: &Path) -> bool {
    if !data_dir.join("member").exists() {
        return false;
    }
    let db = data_dir.join("member/snap/db");
    let status = ectl("", "snapshot status -w json").arg(&db).run().succeeds();
    let restored = expected(&format!("{SNAPSHOT}.db 3.7.1-status"));
    let revision =
        |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap()["revision"].clone();
    assert_eq!(revision(status.text()), revision(restored));
    assert_eq!(tree(&data_dir.join("member/snap")).len(), 2);
    let wal = wal_dir.join("0000000000000000-0000000000000000.wal");
    assert_eq!(std::fs::metadata(&wal).unwrap().len(), 64_000_000);
    let mut start = [0; 16];
    File::open(&wal).unwrap().read_exact(&mut start).unwrap();
    assert_eq!(start[..9], [4, 0, 0, 0, 0, 0, 0, 0x84, 8]);
    true
}

#[test]
fn killed_restore_leaves_a_complete_target_or_none() {
    let (folder, _file) = unpacked(SNAPSHOT);
    let top = folder.path();
    let whole = duration(top);
    for (options, data_dir, wal_dir) in [
        ("--data-dir new", "new", "new/member/wal"),
        ("--data-dir there", "there", "there/member/wal"),
        ("--data-dir new --wal-dir log", "new", "log"),
    ] {
        let (data_dir, wal_dir) = (top.join(data_dir), top.join(wal_dir));
        for run in 0..RUNS {
            std::fs::create_dir_all(top.join("there")).unwrap();
            let live = restore(top, options).live();
            sleep(whole * run / RUNS * 5 / 4);
            live.end_by(Signal::SIGKILL);
            if !is_complete(&data_dir, &wal_dir) {
                // A log without a data dir is all that may be left, besides hidden folders.
                let _ = std::fs::remove_dir_all(top.join("log"));
                restore(top, options).run().succeeds();
                assert!(is_complete(&data_dir, &wal_dir));
            }
            let hidden = tree(top).into_iter().find(|path| path.contains("ectl-restore"));
            // A folder that was emptied by its last rename.
            assert!(hidden.is_none_or(|path| top.join(path).read_dir().unwrap().next().is_none()));
            for name in ["new", "there", "log"] {
                let _ = std::fs::remove_dir_all(top.join(name));
            }
        }
    }
}

#[test]
fn interrupted_restore_leaves_nothing() {
    let (folder, _file) = unpacked(SNAPSHOT);
    let top = folder.path();
    let whole = duration(top);
    std::fs::create_dir(top.join("there")).unwrap();
    let before = tree(top);
    let mut interrupted = 0;
    for run in 0..RUNS {
        let signal = [Signal::SIGTERM, Signal::SIGHUP][run as usize % 2];
        let options =
            ["--data-dir a/new --wal-dir b/log", "--data-dir there"][run as usize / 2 % 2];
        let live = restore(top, options).live();
        sleep(whole * run / RUNS);
        let outcome = live.end_by(signal);
        if outcome.code == 0 {
            for name in ["a", "b", "there"] {
                let _ = std::fs::remove_dir_all(top.join(name));
            }
            std::fs::create_dir(top.join("there")).unwrap();
        } else if outcome.code == 5 {
            interrupted += 1;
            assert_eq!(outcome.stderr, format!("Error: interrupted by {signal}\n"));
        } else {
            // The signal came before ectl listened.
            assert_eq!((outcome.code, outcome.stderr.as_str()), (-1, ""));
        }
        assert_eq!(tree(top), before, "{options}: {outcome:?}");
    }
    assert!(interrupted > 0);
}
