//! What `ls`, `tree` and `du` share: the keys that are meant, and how they are read and printed.

mod item_printer;

pub(super) use item_printer::ItemPrinter;

use super::long_work::LongWork;
use crate::context::Context;
use crate::etcd::proto::{KeyValue, RangeRequest};
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::go::{count, quote};
use crate::input;
use crate::output::Output;
use crate::recipe::{Delimiter, KeyScan, Level, LevelEntry, Subtree};
use crate::reply::{ListItem, ListPart};
use clap::Args;
use std::ffi::OsString;

#[derive(Debug, Args)]
pub(super) struct BrowseOptions {
    /// List the keys below PREFIX/, or if there are none, those that begin with PREFIX
    #[arg(default_value = "", hide_default_value = true)]
    prefix: OsString,
    /// Separator between levels
    #[arg(long, default_value = "/")]
    delimiter: OsString,
    /// Read at this revision
    #[arg(long, value_name = "REV", default_value = "0", hide_default_value = true, value_parser = count)]
    rev: u64,
    /// l (linearizable) or s (serializable: needs no quorum)
    #[arg(long, default_value = "l", value_name = "l|s")]
    consistency: String,
    /// With -w jsonl: begin with a line for the revision that is read
    #[arg(long)]
    header: bool,
    /// Exit with 7 if nothing was found
    #[arg(short, long)]
    exit_status: bool,
}

/// The keys that are meant, in the words of the user.
#[derive(Debug)]
pub(super) struct BrowseTarget {
    name: Vec<u8>,
    delimiter: Delimiter,
    revision: i64,
    serializable: bool,
    exit_status: bool,
}

impl BrowseOptions {
    pub(super) fn output<T: ListItem>(&self, cx: &Context) -> Result<Output<ListPart<T>>, Failure> {
        Output::with_header(&cx.settings.output, T::FIELDS, self.header)
    }

    /// Checks the options before anything is sent.
    pub(super) fn target(&self) -> Result<BrowseTarget, Failure> {
        Ok(BrowseTarget {
            name: input::bytes(&self.prefix),
            delimiter: Delimiter::new(input::bytes(&self.delimiter))?,
            revision: i64::try_from(self.rev).unwrap_or(i64::MAX),
            serializable: input::serializable(&self.consistency)?,
            exit_status: self.exit_status,
        })
    }
}

impl BrowseTarget {
    /// Finds the keys, and the revision that all of them are read at.
    pub(super) async fn find(&self, session: &Session) -> anyhow::Result<Subtree> {
        let (name, delimiter) = (self.name.clone(), self.delimiter.clone());
        let found = Subtree::find(session, name, delimiter, self.revision, self.serializable);
        Ok(found.await?)
    }

    /// Reads the first names of the same keys, without counting them.
    pub(super) async fn first_names(
        &self,
        session: &Session,
    ) -> Result<(Level, Option<Vec<LevelEntry>>), CallError> {
        let level =
            |prefix| Level::new(prefix, self.delimiter.clone()).serializable(self.serializable);
        let mut below = level(self.name.clone()).at(self.revision);
        if let Some(directory) = self.delimiter.directory(&self.name) {
            let mut level = level(directory).at(self.revision);
            let names = level.next(session).await?;
            if names.is_some() {
                return Ok((level, names));
            }
            below = below.beside(&level);
        }
        let names = below.next(session).await?;
        Ok((below, names))
    }

    /// Fails if there are no keys and the user wants to know.
    pub(super) fn check_found(&self, found: u64) -> anyhow::Result<()> {
        if self.exit_status && found == 0 {
            let text = format!("nothing found: no key begins with {}", quote(&self.name));
            return Err(Failure::new(Kind::NotFound, text).into());
        }
        Ok(())
    }
}

/// Items that surely are in the buffer of the output.
const BUFFERED_ITEMS: u64 = 100;

/// A pass over all keys of a subtree, with progress on a terminal.
pub(super) struct Pass<'a> {
    scan: KeyScan<'a>,
    work: LongWork,
    done: u64,
}

impl<'a> Pass<'a> {
    /// Begins a pass; `keys_only` leaves the values out.
    pub(super) async fn begin(
        session: &'a Session,
        subtree: &Subtree,
        keys_only: bool,
    ) -> Result<Self, CallError> {
        let request = RangeRequest { keys_only, ..subtree.request() };
        let scan = KeyScan::open(session, request).await?;
        Ok(Self { scan, work: LongWork::on_keys("reading", subtree.keys), done: 0 })
    }

    /// Returns the next key. `items` is the number of items printed so far: when they no longer fit into
    /// the buffer of the output, the progress bar would be between them.
    pub(super) async fn next(&mut self, items: u64) -> anyhow::Result<Option<KeyValue>> {
        let kv = self.scan.next().await?;
        if items >= BUFFERED_ITEMS {
            self.work.hide();
        }
        self.done += u64::from(kv.is_some());
        self.work.at(self.done)?;
        Ok(kv)
    }
}
