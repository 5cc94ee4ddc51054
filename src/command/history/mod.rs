//! `history`: lists the changes of a key that etcd, or a database file, still has.

mod print;

use super::long_work::LongWork;
use super::offline_file::DatabaseOptions;
use crate::cli::help::sections::exit_code_of_nothing;
use crate::context::{Context, LocalContext};
use crate::etcd::proto::{DELETE, Event};
use crate::failure::{Failure, Kind};
use crate::go::{count, quote};
use crate::input;
use crate::offline::mvcc::{self, Store, StoredChange};
use crate::output::{Output, note};
use crate::recipe::KeyHistory;
use crate::reply::{HistoryColumns, HistoryPart, KeyChange};
use clap::Args;
use print::HistoryPrinter;
use std::ffi::OsString;
use std::sync::Arc;

/// List the changes of a key that etcd still has
#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  ectl history config/port                           each change, the oldest first
  ectl history config/port --values                  with the values
  ectl history config/app.json --diff                with the lines that changed
  ectl history config/port --limit 1                 the last change
  ectl history motd -w jsonl | jq -r 'select(.operation == \"delete\").revision'
                                                     when it was deleted
  ectl history config/port --db backup.db            in a snapshot, without a server
  ectl history config/port --data-dir /var/lib/etcd  in the files of a stopped member

Details:
  A compaction removes older changes. Of those before it, etcd keeps only the one that made the
  value which the key had then.

",
    exit_code_of_nothing!(),
))]
pub(crate) struct History {
    /// Key whose changes are listed
    key: OsString,
    /// Print the values
    #[arg(long)]
    values: bool,
    /// Print the lines that each change removed and added
    #[arg(long)]
    diff: bool,
    /// Print only the newest N changes (0: all)
    #[arg(long, value_name = "N", value_parser = count)]
    limit: Option<u64>,
    /// Exit with 7 if no change was found
    #[arg(short, long)]
    exit_status: bool,
    #[command(flatten)]
    database: DatabaseOptions,
}

impl History {
    pub(super) fn is_offline(&self) -> bool {
        self.database.is_given()
    }

    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        self.database.check_unused()?;
        let output = cx.output_with_fields(&self.columns().names())?;
        let session = Arc::new(cx.session()?);
        let mut history = KeyHistory::open(&session, input::bytes(&self.key)).await?;
        note_compaction(history.compact_revision());
        let mut printer = self.printer(output, history.compact_revision())?;
        while let Some(event) = history.next().await? {
            printer.add(of_event(event))?;
        }
        self.check_found(printer.finish()?)
    }

    pub(crate) fn run_offline(self, cx: &LocalContext) -> anyhow::Result<()> {
        let output = cx.output_with_fields(&self.columns().names())?;
        let key = input::bytes(&self.key);
        let database = self.database.open()?;
        let store = Store::open(&database)?;
        note_compaction(store.compact_revision());
        let work = LongWork::new("reading", database.meta().size());
        let mut printer = self.printer(output, store.compact_revision())?;
        let mut print = |change: StoredChange<'_>| {
            work.hide();
            printer.add(of_stored(change))
        };
        mvcc::history(&store, &key, &mut |done| work.at(done), &mut print)?;
        work.hide();
        self.check_found(printer.finish()?)
    }

    fn columns(&self) -> HistoryColumns {
        HistoryColumns { value: self.values, diff: self.diff }
    }

    fn printer(
        &self,
        output: Output<HistoryPart>,
        compacted: i64,
    ) -> anyhow::Result<HistoryPrinter> {
        HistoryPrinter::start(
            output,
            self.columns(),
            self.limit.filter(|limit| *limit > 0),
            compacted,
        )
    }

    fn check_found(&self, found: u64) -> anyhow::Result<()> {
        if self.exit_status && found == 0 {
            let text = format!("no change found: key {}", quote(&input::bytes(&self.key)));
            return Err(Failure::new(Kind::NotFound, text).into());
        }
        Ok(())
    }
}

fn note_compaction(revision: i64) {
    if revision > 0 {
        note(&format!("history before revision {revision} was compacted"));
    }
}

fn of_event(event: Event) -> KeyChange {
    let kv = event.kv.unwrap_or_default();
    let put = (event.r#type != DELETE).then_some((kv.create_revision, kv.version, kv.lease));
    KeyChange { revision: kv.mod_revision, put, value: kv.value }
}

fn of_stored(change: StoredChange<'_>) -> KeyChange {
    let put = change.put.map(|kv| (kv.create_revision, kv.version, kv.lease));
    let value = change.put.map(|kv| kv.value.to_vec()).unwrap_or_default();
    KeyChange { revision: change.revision.main, put, value }
}
