//! ectl called as etcdutl, compared with the real etcdutl of each generation that has one, on files.

mod command_line;
mod faults;
mod files;
mod migrate;
mod restore;

use super::Named;
use super::peer::{Generation, Peer};
use crate::support::{Outcome, line};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The comparisons, and the first generation that each is for.
pub(super) const SCENES: &[(Generation, Named<fn(&Pair)>)] = &[
    ((3, 7), ("command_lines", command_line::command_lines_are_understood_alike)),
    ((3, 5), ("files", files::vectors)),
    ((3, 5), ("snapshots", files::snapshots)),
    ((3, 7), ("faults", faults::faulty_files)),
    ((3, 5), ("restore", restore::data_directories)),
    ((3, 7), ("restore_refusals", restore::refusals)),
    ((3, 6), ("migrate", migrate::versions)),
    ((3, 7), ("migrate_logs", migrate::logs)),
    ((3, 7), ("migrate_v2", migrate::requests_of_etcd_3_5_do_not_stop_a_downgrade)),
];

/// Both programs, each with a folder of its own in which the same files have the same names.
pub(super) struct Pair {
    folder: TempDir,
    pub(super) peer: Peer,
    /// The real etcdutl.
    theirs: PathBuf,
}

impl Pair {
    /// Returns `None` if the peer has no etcdutl.
    pub(super) fn new(peer: &Peer) -> Option<Self> {
        let theirs = peer.etcdutl.clone()?;
        let folder = tempfile::tempdir().expect("a folder");
        let ectl = std::env::var("SELF").unwrap_or(env!("CARGO_BIN_EXE_ectl").into());
        symlink(ectl, folder.path().join("etcdutl")).expect("a link");
        for name in ["ours", "theirs"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        Some(Self { folder, peer: peer.clone(), theirs })
    }

    /// Returns the folders in which ectl and etcdutl run.
    pub(super) fn folders(&self) -> [PathBuf; 2] {
        ["ours", "theirs"].map(|name| self.folder.path().join(name))
    }

    /// Empties both folders.
    pub(super) fn clear(&self) {
        for folder in self.folders() {
            fs::remove_dir_all(&folder).expect("an empty place");
            fs::create_dir(&folder).expect("a folder");
        }
    }

    /// Puts a file into both folders.
    pub(super) fn add(&self, name: &str, from: &Path) {
        for folder in self.folders() {
            fs::copy(from, folder.join(name)).expect("a copy");
        }
    }

    /// Runs a line with ectl and with etcdutl. What is for people only is not in the outcomes: the log of
    /// the one, and the hints and notes of the other.
    pub(super) fn both(&self, words: &str) -> [Outcome; 2] {
        let [ours, theirs] = self.folders();
        [(self.folder.path().join("etcdutl"), ours), (self.theirs.clone(), theirs)].map(
            |(program, folder)| {
                let mut outcome = line(&program, "", words).directory(&folder).run();
                outcome.stderr = steady(&without_log(&outcome.stderr));
                outcome
            },
        )
    }

    /// Runs a line with the real etcdutl, on the files of ectl and on its own.
    pub(super) fn theirs_on_both(&self, words: &str) -> [Outcome; 2] {
        self.folders().map(|folder| line(&self.theirs, "", words).directory(&folder).run())
    }
}

/// Returns a text with the blank behind `proto:` that Go varies from build to build.
fn steady(text: &str) -> String {
    text.replace("proto:\u{a0}", "proto: ")
}

/// Returns the error on stderr.
pub(super) fn error(outcome: &Outcome) -> &str {
    let error = outcome.stderr.lines().find(|line| line.starts_with("Error: "));
    error.unwrap_or_default()
}

/// Returns stderr without the lines of etcdutl's log, which begin with a time, and without ectl's hints.
fn without_log(stderr: &str) -> String {
    let is_log = |line: &str| {
        let time = line.split('\t').next().unwrap_or_default();
        (time.len() == 20 && time.ends_with('Z')) || line.starts_with("hint: ")
    };
    stderr.split_inclusive('\n').filter(|line| !is_log(line)).collect()
}
