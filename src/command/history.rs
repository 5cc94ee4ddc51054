//! `history`: lists the changes of a key that a database still has.

use super::long_work::LongWork;
use super::offline_file::DatabaseOptions;
use crate::context::LocalContext;
use crate::failure::{Failure, Kind};
use crate::go::quote;
use crate::input;
use crate::offline::mvcc::{self, Store, StoredChange};
use crate::output::{Output, note};
use crate::reply::{HistoryPart, KeyChange};
use clap::Args;
use std::ffi::OsString;

/// List the revisions of a key in a snapshot or a data directory
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl history config/port --db backup.db            each change, the oldest first
  ectl history config/port --db backup.db --values   with the values
  ectl history config/port --data-dir /var/lib/etcd  of a stopped member
  ectl history config/port --db backup.db -w jsonl | jq -r 'select(.operation == \"delete\").revision'
                                                     when it was deleted

A compaction removes older changes from the database.")]
pub(crate) struct History {
    /// Key whose changes are listed
    key: OsString,
    /// Print the values
    #[arg(long)]
    values: bool,
    /// Exit with 7 if no change was found
    #[arg(short, long)]
    exit_status: bool,
    #[command(flatten)]
    database: DatabaseOptions,
}

impl History {
    pub(crate) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        let mut output = cx.output_with_fields::<HistoryPart>(HistoryPart::fields(self.values))?;
        let key = input::bytes(&self.key);
        let database = self.database.open()?;
        let store = Store::open(&database)?;
        let compacted = store.compact_revision();
        if compacted > 0 {
            note(&format!("history before revision {compacted} was compacted"));
        }
        let work = LongWork::new("reading", database.meta().size());
        let found = self.print(&store, &key, &work, &mut output)?;
        if self.exit_status && found == 0 {
            let text = format!("no change found: key {}", quote(&key));
            return Err(Failure::new(Kind::NotFound, text).into());
        }
        Ok(())
    }

    fn print(
        &self,
        store: &Store<'_>,
        key: &[u8],
        work: &LongWork,
        output: &mut Output<HistoryPart>,
    ) -> anyhow::Result<u64> {
        let values = self.values;
        let mut found = 0;
        output.add(&HistoryPart::Start { values })?;
        let mut print = |change: StoredChange<'_>| {
            work.hide();
            let part =
                HistoryPart::Change { change: key_change(change), values, is_first: found == 0 };
            found += 1;
            output.add(&part)
        };
        mvcc::history(store, key, &mut |done| work.at(done), &mut print)?;
        work.hide();
        output.print(&HistoryPart::End)?;
        Ok(found)
    }
}

fn key_change(change: StoredChange<'_>) -> KeyChange {
    let put = change.put.map(|kv| (kv.create_revision, kv.version, kv.lease));
    let value = change.put.map(|kv| kv.value.to_vec()).unwrap_or_default();
    KeyChange { revision: change.revision.main, put, value }
}
