//! `hashkv`: the hash of a database file, as servers compute it.

use super::long_work::LongWork;
use super::offline_file::{LockOptions, as_etcdutl};
use crate::context::LocalContext;
use crate::failure::Failure;
use crate::go::integer;
use crate::offline::mvcc::{self, KeyValueHash};
use clap::Args;
use std::path::PathBuf;

/// Hash the key-value history in a snapshot
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl hashkv backup.db             hash, its revision, revision of the last compaction (-1: none)
  ectl hashkv backup.db --rev 1234  the history up to a revision

Details:
  The hash is that of a server at the same revision and compaction: see \"ectl endpoint hashkv\" for
  servers. The file is only read.")]
pub(crate) struct Hashkv {
    /// Snapshot, or the database of a stopped member
    pub(crate) file: PathBuf,
    /// Hash revisions up to this one; 0 means all
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    pub(crate) rev: i64,
    #[command(flatten)]
    pub(crate) lock: LockOptions,
}

impl Hashkv {
    pub(crate) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        let mut output = cx.output::<KeyValueHash>()?;
        let hash = self.hash().map_err(as_etcdutl)?;
        output.print(&hash)
    }

    fn hash(&self) -> Result<KeyValueHash, Failure> {
        let database = self.lock.open(&self.file)?;
        let work = LongWork::new("reading", database.meta().size());
        mvcc::hashkv(&database, self.rev, &mut |done| work.at(done))
    }
}
