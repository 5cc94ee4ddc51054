//! The steps of a restore.

use super::build::Build;
use super::cluster::NewCluster;
use super::data_file::{self, changed};
use super::edits::{Edits, bumped, edits};
use super::read_back;
use super::source::Source;
use super::source_facts::SourceFacts;
use super::target::{MEMBER, Target, WalPlace};
use crate::failure::Failure;
use crate::offline::Progress;
use crate::offline::bolt::Database;
use crate::offline::raft::{
    FIRST_FILE, restored_log, restored_snapshot, write_segment, write_snap_file,
};
use std::path::PathBuf;

/// The member that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Restored {
    pub(crate) cluster: NewCluster,
    pub(crate) data_dir: PathBuf,
    /// The folder of the log, if that is not where a server looks for it.
    pub(crate) wal_dir: Option<PathBuf>,
    /// The latest revision.
    pub(crate) revision: i64,
    /// Number of keys that exist, if it is known: not while the snapshot was taken amid a compaction.
    pub(crate) keys: Option<u64>,
    /// Bytes of the database.
    pub(crate) size: u64,
}

/// What is to be made.
#[derive(Debug, Clone)]
pub(crate) struct RestorePlan {
    pub(crate) cluster: NewCluster,
    pub(crate) target: Target,
    /// Number that is added to the latest revision.
    pub(crate) bump: u64,
}

impl RestorePlan {
    /// Makes a member's files from a snapshot. `progress` is told bytes of three times the length of the
    /// source.
    pub(crate) fn run(self, source: &Source, progress: Progress<'_>) -> Result<Restored, Failure> {
        let (database, facts) = source.verify(progress)?;
        let bumped = (self.bump > 0).then(|| bumped(facts.revision, self.bump)).transpose()?;
        let build = Build::new(&self.target)?;
        let edits = edits(&self.cluster, bumped);
        let size = write_all(&build, &self.cluster, edits, (&database, &facts), progress)
            .map_err(|failure| build.explain(failure))?;
        build.commit()?;
        let wal_dir = match &self.target.wal {
            WalPlace::Inside(path) => self.target.data_dir.join(path),
            WalPlace::Elsewhere(path) => path.clone(),
        };
        let is_usual = wal_dir == self.target.data_dir.join(MEMBER).join("wal");
        Ok(Restored {
            cluster: self.cluster,
            data_dir: self.target.data_dir,
            wal_dir: (!is_usual).then_some(wal_dir),
            revision: bumped.unwrap_or(facts.revision),
            keys: facts.keys.keys(),
            size,
        })
    }
}

/// Writes the files and reads them back. Returns the size of the database.
fn write_all(
    build: &Build<'_>,
    cluster: &NewCluster,
    edits: Edits,
    (database, facts): (&Database, &SourceFacts),
    progress: Progress<'_>,
) -> Result<u64, Failure> {
    let (wal, snap) = (build.wal(), build.snap());
    write_segment(&wal.join(FIRST_FILE), &restored_log(cluster.own.id, &cluster.members))?;
    let (name, contents) = restored_snapshot(&cluster.members);
    write_snap_file(&snap.join(&name), &contents)?;
    let (path, length) = (snap.join("db"), database.length());
    let sums = data_file::write(database, &path, edits, &mut |done| progress(length + done))?;
    if sums.read != facts.sum {
        return Err(changed(database.path()));
    }
    read_back::raft(&wal, &snap.join(&name), cluster)?;
    read_back::database(&path, sums.written, &mut |done| progress(2 * length + done))
}
