//! ectl called as etcdutl, compared with the real etcdutl of each generation that has one, on files.

mod command_line;
mod faults;
mod files;
mod migrate;
mod restore;
mod safety;

use super::Named;
use super::differences::{self, Difference};
use super::peer::{Generation, Peer};
use crate::support::{Outcome, line, start};
use ectl::sandbox::Plan;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;
use tempfile::TempDir;

/// Compares what both programs do.
pub(super) type Scene = fn(&Pair);

/// The comparisons, and the first generation that each is for.
pub(super) const SCENES: &[(Generation, Named<Scene>)] = &[
    ((3, 7), ("command_lines", command_line::most_lines_are_understood_alike)),
    ((3, 7), ("other_command_lines", command_line::some_lines_differ)),
    ((3, 5), ("files", files::vectors)),
    ((3, 5), ("snapshots", files::snapshots)),
    ((3, 7), ("faults", faults::faulty_files)),
    ((3, 5), ("restore", restore::data_directories)),
    ((3, 7), ("restore_refusals", restore::refusals)),
    ((3, 7), ("migrate", migrate::versions)),
    ((3, 7), ("migrate_members", migrate::members)),
    ((3, 7), ("migrate_logs", migrate::logs)),
    ((3, 7), ("migrate_v2", migrate::requests_of_etcd_3_5_do_not_stop_a_downgrade)),
    ((3, 7), ("reading", safety::reading_commands_only_read)),
    ((3, 7), ("failed_restore", safety::a_failed_restore_leaves_nothing)),
    ((3, 7), ("overflow", safety::revisions_do_not_overflow)),
    ((3, 7), ("owner_and_mode", safety::defragmented_files_keep_owner_and_mode)),
    ((3, 7), ("in_use", safety::databases_in_use_are_errors)),
    ((3, 7), ("migrate_warnings", safety::migrate_warns)),
];

/// The differences that the comparisons show.
pub(super) const SHOWN: &[(&Difference, Scene)] = &[
    (&differences::DAMAGED, faults::faulty_files),
    (&differences::READ_ONLY, safety::reading_commands_only_read),
    (&differences::RESTORE_FAILS, safety::a_failed_restore_leaves_nothing),
    (&differences::RESTORE_CHECKS, faults::faulty_files),
    (&differences::BUMP, safety::revisions_do_not_overflow),
    (&differences::OWNER, safety::defragmented_files_keep_owner_and_mode),
    (&differences::IN_USE, safety::databases_in_use_are_errors),
    (&differences::V2_REQUESTS, migrate::requests_of_etcd_3_5_do_not_stop_a_downgrade),
    (&differences::MIGRATE_WARNS, safety::migrate_warns),
    (&differences::NOTES, command_line::some_lines_differ),
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
        let ectl = env!("CARGO_BIN_EXE_ectl");
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

    /// Puts the data directory of a member that was stopped into both folders, as `d`.
    pub(super) fn add_member(&self) {
        let mut plan = Plan::new();
        plan.program.clone_from(&self.peer.etcd);
        plan.options.push("--snapshot-count=10".into());
        let mut etcd = start(&plan);
        for number in 0..25 {
            let put = format!("put key{number} value");
            line(&self.peer.etcdctl, &etcd.endpoints(), &put).run().succeeds();
        }
        // It writes all that to its disk within a tenth of a second.
        std::thread::sleep(Duration::from_secs(1));
        let member = &mut etcd.members()[0];
        member.kill().expect("a stopped member");
        let name = member.name().to_owned();
        let data = etcd.directory().join(name);
        for folder in self.folders() {
            let copied = Command::new("cp").arg("-R").arg(&data).arg(folder.join("d")).status();
            assert!(copied.expect("cp").success());
        }
    }

    /// Starts a line with ectl and with etcdutl.
    pub(super) fn started(&self, words: &str) -> [Child; 2] {
        self.programs()
            .map(|(program, folder)| line(&program, "", words).directory(&folder).spawn())
    }

    /// Returns ectl and etcdutl, each with its folder.
    fn programs(&self) -> [(PathBuf, PathBuf); 2] {
        let [ours, theirs] = self.folders();
        [(self.folder.path().join("etcdutl"), ours), (self.theirs.clone(), theirs)]
    }

    /// Runs a line with ectl and with etcdutl. What is for people only is not in the outcomes: the log of
    /// the one, and the hints and notes of the other.
    pub(super) fn both(&self, words: &str) -> [Outcome; 2] {
        self.programs().map(|(program, folder)| {
            let mut outcome = line(&program, "", words).directory(&folder).run();
            outcome.stderr = steady(&without_log(&outcome.stderr));
            outcome
        })
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
