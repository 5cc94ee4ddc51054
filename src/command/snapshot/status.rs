//! `snapshot status`: the figures of a database file.

use crate::command::long_work::LongWork;
use crate::command::offline_file::{LockOptions, as_etcdutl};
use crate::context::LocalContext;
use crate::failure::Failure;
use crate::offline::mvcc::{self, SnapshotStatus};
use clap::Args;
use std::path::PathBuf;

/// Verify a snapshot's pages and print its hash, revision and size
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl snapshot status backup.db           hash, revision, number of keys, size, storage version
  ectl snapshot status backup.db -w table

Details:
  The hash is etcdutl's: that of all contents, in hexadecimal. The file is only read. To verify the
  checksum of the file, the order of revisions and more, use \"ectl snapshot check\".")]
pub(crate) struct Status {
    /// Snapshot, or the database of a stopped member
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) lock: LockOptions,
}

impl Status {
    pub(crate) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        let mut output = cx.output::<SnapshotStatus>()?;
        let status = self.read().map_err(as_etcdutl)?;
        output.print(&status)
    }

    fn read(&self) -> Result<SnapshotStatus, Failure> {
        let database = self.lock.open(&self.file)?;
        let work = LongWork::new("reading", database.meta().size());
        mvcc::status(&database, &mut |done| work.at(done))
    }
}
