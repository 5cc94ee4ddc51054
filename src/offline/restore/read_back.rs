//! Reads what was written, as a server would, and compares it with what should be there.

use super::build::Build;
use super::cluster::NewCluster;
use super::content_sum::ContentSum;
use crate::failure::Failure;
use crate::offline::bolt::{Database, WalkItem};
use crate::offline::raft::{EffectiveLog, read_snap_file, restored_snapshot};
use crate::offline::{Progress, invalid};
use std::path::Path;

/// Checks all files. Returns the size of the database.
pub(super) fn all(
    build: &Build<'_>,
    cluster: &NewCluster,
    expected: ContentSum,
    progress: Progress<'_>,
) -> Result<u64, Failure> {
    let (snap_file, _) = restored_snapshot(&cluster.members);
    raft(&build.wal(), &build.snap().join(snap_file), cluster)?;
    database(&build.database(), expected, progress)
}

/// Checks the pages of a database, and that it has the expected contents. Returns its size.
fn database(path: &Path, expected: ContentSum, progress: Progress<'_>) -> Result<u64, Failure> {
    let database = Database::open(path).map_err(|failure| bad("database", failure))?;
    let mut sum = ContentSum::default();
    let faults = database.verified_walk(progress, &mut |item| {
        match item {
            WalkItem::Bucket(name) => sum.add_bucket(name),
            WalkItem::Element(element) => sum.add_entry(element.key, element.value),
        }
        Ok(())
    })?;
    faults.into_result().map_err(|failure| bad("database", failure))?;
    if sum != expected {
        return Err(bad("database", invalid("its contents differ from those of the snapshot")));
    }
    Ok(database.meta().size())
}

/// Checks that the log and raft's snapshot are those of the cluster.
fn raft(wal: &Path, snap_file: &Path, cluster: &NewCluster) -> Result<(), Failure> {
    let log = EffectiveLog::read(wal, |_| ()).map_err(|failure| bad("log", failure))?;
    let snapshot = read_snap_file(snap_file).map_err(|failure| bad("raft snapshot", failure))?;
    let index = cluster.members.len() as u64;
    let voters: Vec<_> = cluster.members.iter().map(|member| member.id).collect();
    let is_of_cluster = log.survey.start == snapshot
        && log.survey.hard_state.commit == index
        && log.survey.torn.is_none()
        && snapshot.index == index
        && snapshot.conf_state.is_some_and(|members| members.voters == voters);
    if is_of_cluster { Ok(()) } else { Err(bad("log", invalid("it has other members"))) }
}

fn bad(what: &str, why: Failure) -> Failure {
    why.reworded(|why| format!("the {what} that was written cannot be read back: {why}"))
        .hint("nothing was restored; does the disk work?")
}
