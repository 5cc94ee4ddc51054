//! `snapshot inspect`: what is in a database file.

use crate::command::long_work::LongWork;
use crate::command::offline_file::{LockOptions, database_in};
use crate::context::LocalContext;
use crate::offline::inspect::{Inspection, inspect};
use clap::Args;
use std::path::PathBuf;

/// Show what is in a snapshot: space, versions, members, leases
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl snapshot inspect backup.db
  ectl snapshot inspect /var/lib/etcd      the database of a stopped member
  ectl snapshot inspect backup.db -w json | jq -c '.buckets[] | [.name, .bytes]'
  ectl snapshot inspect backup.db -w json | jq -c '.leases[] | [.id, .keys]'

Details:
  Bytes of buckets are those of keys and values. Free pages are those that a defragmentation gives
  back. Leases are listed with the number of their keys: of the five with the most keys, or of all
  in JSON. Hashes of passwords are never shown. The file is only read.")]
pub(crate) struct Inspect {
    /// Snapshot, database, or data directory of a stopped member
    file: PathBuf,
    #[command(flatten)]
    lock: LockOptions,
}

impl Inspect {
    pub(crate) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        let mut output = cx.output::<Inspection>()?;
        let database = self.lock.open(&database_in(&self.file))?;
        let work = LongWork::new("reading", database.meta().size());
        let found = inspect(&database, &mut |done| work.at(done))?;
        drop(work);
        output.print(&found)
    }
}
