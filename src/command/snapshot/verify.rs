//! Verifies a saved snapshot before it gets its name.

use super::receive::nothing_saved;
use crate::command::long_work::LongWork;
use crate::failure::{Failure, Kind};
use crate::offline::bolt::Database;
use crate::offline::mvcc::{self, SnapshotStatus};
use std::path::Path;

/// Reads the whole file and returns what it contains. Runs on a thread of its own, so that a signal can end
/// the command meanwhile.
pub(super) async fn verify(file: &Path) -> anyhow::Result<SnapshotStatus> {
    let bytes = std::fs::metadata(file)?.len();
    // When the command ends first, dropping this clone removes the progress bar.
    let work = LongWork::new("verifying", bytes);
    let (file, shared) = (file.to_owned(), work.clone());
    let verified = tokio::task::spawn_blocking(move || read(&file, &shared)).await?;
    verified.map_err(|failure| unusable(&failure).into())
}

fn read(file: &Path, work: &LongWork) -> Result<SnapshotStatus, Failure> {
    let database = Database::open(file)?;
    mvcc::status(&database, &mut |done| work.at(done))
}

/// Returns the failure of a snapshot that arrived as the member sent it, and whose contents are damaged.
fn unusable(failure: &Failure) -> Failure {
    if failure.kind() == Kind::Local {
        return failure.clone().reworded(nothing_saved);
    }
    let text = format!("{}: {failure}", nothing_saved("the snapshot is damaged"));
    Failure::new(failure.kind(), text).hint(
        "the member's database is damaged too: save from another member, or with --no-verify for \
         an examination",
    )
}
