//! The steps of a restore.

use super::build::Build;
use super::cluster::NewCluster;
use super::content_sum::ContentSum;
use super::data_file;
use super::edits::{Edits, bumped, edits};
use super::read_back;
use super::snapshot_file::SnapshotFile;
use super::source_facts::SourceFacts;
use super::target::{MEMBER, RestoreTarget, WalPlace};
use crate::failure::Failure;
use crate::offline::bolt::Database;
use crate::offline::mvcc::{KEY, Marks, RevisionKey};
use crate::offline::raft::{
    FIRST_FILE, restored_log, restored_snapshot, write_segment, write_snap_file,
};
use crate::offline::{Progress, invalid};
use std::path::{Path, PathBuf};

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
    pub(crate) target: RestoreTarget,
    /// Number that is added to the latest revision.
    pub(crate) bump: u64,
}

/// Files that are written, but not yet at their place.
struct Prepared<'a> {
    build: Build<'a>,
    /// The latest revision of the new database.
    revision: i64,
    facts: SourceFacts,
    sum: ContentSum,
}

impl RestorePlan {
    /// Makes a member's files from a snapshot. `progress` is told bytes of twice the length of the source.
    pub(crate) fn run(
        &self,
        source: &SnapshotFile,
        progress: Progress<'_>,
    ) -> Result<Restored, Failure> {
        let prepared = source.while_digest_is_checked(progress, |progress| {
            let database = source.database()?;
            self.prepare(&database, progress)
        })?;
        let Prepared { build, revision, facts, sum } = prepared;
        let read = &mut |done| progress(source.length() + done);
        let size = read_back::all(&build, &self.cluster, sum, read)
            .map_err(|failure| build.explain(failure))?;
        build.commit()?;
        let wal_dir = match &self.target.wal {
            WalPlace::Inside(path) => self.target.data_dir.join(path),
            WalPlace::Elsewhere(path) => path.clone(),
        };
        let is_usual = wal_dir == self.target.data_dir.join(MEMBER).join("wal");
        Ok(Restored {
            cluster: self.cluster.clone(),
            data_dir: self.target.data_dir.clone(),
            wal_dir: (!is_usual).then_some(wal_dir),
            revision,
            keys: facts.keys.keys(),
            size,
        })
    }

    fn prepare(
        &self,
        database: &Database,
        progress: Progress<'_>,
    ) -> Result<Prepared<'_>, Failure> {
        let last = if self.bump > 0 { last_revision(database, progress)? } else { 0 };
        let bumped = if self.bump > 0 { Some(bumped(last, self.bump)?) } else { None };
        // Damage of this bucket is found when all is read.
        let mut facts = SourceFacts::new(&Marks::read(database).unwrap_or_default());
        let build = Build::new(&self.target)?;
        let edits = edits(&self.cluster, bumped);
        let sum = write_all(&build, &self.cluster, edits, (database, &mut facts), progress)
            .map_err(|failure| build.explain(failure))?;
        facts.check()?;
        if bumped.is_some() && facts.revision != last {
            return Err(changed(database.path()));
        }
        Ok(Prepared { build, revision: bumped.unwrap_or(facts.revision), facts, sum })
    }
}

/// Returns the latest revision, before all is read.
fn last_revision(database: &Database, progress: Progress<'_>) -> Result<i64, Failure> {
    let last = || {
        let Some(bucket) = database.bucket(KEY)? else { return Ok(0) };
        let mut cursor = bucket.cursor(database);
        cursor.last()?.map_or(Ok(0), |last| Ok(RevisionKey::parse(last.key)?.revision.main))
    };
    last().or_else(|failure: Failure| {
        database.verified_walk(progress, &mut |_| Ok(()))?.into_result()?;
        Err(failure)
    })
}

fn changed(source: &Path) -> Failure {
    invalid(format!("{} changed while it was read", source.display()))
        .hint("is etcd running on this file? Stop it, or save a snapshot")
}

/// Returns the sum of the contents of the database.
fn write_all(
    build: &Build<'_>,
    cluster: &NewCluster,
    edits: Edits,
    (database, facts): (&Database, &mut SourceFacts),
    progress: Progress<'_>,
) -> Result<ContentSum, Failure> {
    write_segment(&build.wal().join(FIRST_FILE), &restored_log(cluster.own.id, &cluster.members))?;
    let (name, contents) = restored_snapshot(&cluster.members);
    write_snap_file(&build.snap().join(name), &contents)?;
    data_file::write(database, facts, &build.database(), edits, progress)
}
