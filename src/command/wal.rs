//! `wal`: reads the write-ahead log of a member.

use crate::context::LocalContext;
use crate::failure::{Failure, Kind};
use crate::offline::raft::{
    CommitState, CommitStates, RecordContents, RecordPlace, RecordType, WalFolder, WalReader,
    WalRecord, effective_entries, record_kinds, wal_path,
};
use crate::output::{self, Output};
use crate::reply::{RowPosition, ShowFields, WalPart, WalRow};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Read the write-ahead log of a member
#[derive(Debug, Subcommand)]
pub(crate) enum Wal {
    Dump(Dump),
}

impl Wal {
    pub(crate) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        match self {
            Self::Dump(dump) => dump.run(cx),
        }
    }
}

const LONG: &str = "Print the records of a member's write-ahead log

Verifies the checksums on the way, and says of each entry whether it is committed (as far as the
member knows), uncommitted, or overwritten by a later one; of the snapshots, \"start\" is the one that
a server starts from. Passwords and tokens are hidden. The log is only read, also while a server
writes it.

A last record that was not written completely is only noted: a server that is killed leaves one
behind.";

/// Print the records of a member's write-ahead log
#[derive(Debug, Args)]
#[command(long_about = LONG, after_help = "\
Examples:
  ectl wal dump m1.etcd                           all records: offset, index, term, state, kind
  ectl wal dump m1.etcd/member/wal --from 5000    the entries from an index on
  ectl wal dump m1.etcd --kind put,txn --values   what was written, with values
  ectl wal dump m1.etcd --kind conf,auth          changes of members, users and roles
  ectl wal dump m1.etcd -w jsonl | jq -c 'select(.state == \"overwritten\")'

Exit codes:
  1  the log is damaged; the records before the damage were printed")]
pub(crate) struct Dump {
    /// Folder of a write-ahead log, or a member's data dir
    dir: PathBuf,
    /// First index to print; records without an index are left out
    #[arg(long, value_name = "INDEX")]
    from: Option<u64>,
    /// Last index to print
    #[arg(long, value_name = "INDEX")]
    to: Option<u64>,
    /// Kinds of records to print, such as put,txn,lease,auth,conf
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    kind: Vec<String>,
    /// Print the values of keys rather than their sizes
    #[arg(long)]
    values: bool,
}

impl Dump {
    fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        let mut output = cx.output::<WalPart>()?;
        self.check_kinds()?;
        let folder = WalFolder::read(&wal_path(&self.dir))?;
        let states = CommitStates::read(&folder);
        let show = ShowFields { values: self.values, hex: cx.options()?.hex };
        let mut rows = Rows { dump: &self, states, show, entries: 0, last_file: None };
        let printed = rows.print(&folder, &mut output);
        output.add(&WalPart::End { is_empty: rows.last_file.is_none() })?;
        output.flush()?;
        for name in &folder.ignored {
            output::note(&format!("{name} is not part of the log"));
        }
        if let Some(torn) = printed? {
            output::note(&incomplete(&folder, torn));
        }
        let start = &rows.states.survey.start;
        effective_entries(&folder, start, |_| ()).map_err(|failure| {
            failure.reworded(|why| format!("a server would refuse this log: {why}"))
        })?;
        Ok(())
    }

    fn check_kinds(&self) -> Result<(), Failure> {
        for asked in &self.kind {
            if !record_kinds().any(|kind| is_kind(kind, asked)) {
                let kinds = record_kinds().collect::<Vec<_>>().join(", ");
                let failure = Failure::usage(format!("unknown kind of record \"{asked}\""));
                return Err(failure.hint(format!("the kinds are {kinds}")));
            }
        }
        Ok(())
    }

    fn is_asked_for(&self, contents: &RecordContents<'_>) -> bool {
        let in_range = contents.index.map_or_else(
            || self.from.is_none() && self.to.is_none(),
            |index| {
                self.from.is_none_or(|from| from <= index) && self.to.is_none_or(|to| index <= to)
            },
        );
        let is_kind = |asked: &String| is_kind(contents.kind, asked);
        in_range && (self.kind.is_empty() || self.kind.iter().any(is_kind))
    }
}

/// Returns whether a kind is the one asked for, or begins with its words: `auth_user_add` is of kind `auth`.
fn is_kind(kind: &str, asked: &str) -> bool {
    let rest = kind.strip_prefix(asked);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_') && !asked.is_empty())
}

/// The rows for the records of a log.
struct Rows<'a> {
    dump: &'a Dump,
    states: CommitStates,
    show: ShowFields,
    /// Number of entries so far.
    entries: usize,
    /// The file of the last row.
    last_file: Option<usize>,
}

impl Rows<'_> {
    /// Prints the rows. Returns where the log ends with an incomplete record.
    fn print(
        &mut self,
        folder: &WalFolder,
        output: &mut Output<WalPart>,
    ) -> anyhow::Result<Option<RecordPlace>> {
        let mut reader = WalReader::new(folder);
        while let Some(record) = reader.next().map_err(damaged)? {
            let contents = RecordContents::parse(&record).map_err(damaged)?;
            let state = self.state(&record, &contents);
            if self.dump.is_asked_for(&contents) {
                let mut row = self.row(folder, &record, &contents);
                row.state = state;
                output.add(&WalPart::Record(Box::new(row)))?;
            }
        }
        Ok(reader.torn())
    }

    fn state(
        &mut self,
        record: &WalRecord<'_>,
        contents: &RecordContents<'_>,
    ) -> Option<CommitState> {
        let index = contents.index?;
        if record.kind == RecordType::Snapshot {
            return Some(self.states.of_snapshot(index, contents.term.unwrap_or_default()));
        }
        self.entries += 1;
        Some(self.states.of_entry(self.entries - 1, index))
    }

    fn row(
        &mut self,
        folder: &WalFolder,
        record: &WalRecord<'_>,
        contents: &RecordContents<'_>,
    ) -> WalRow {
        let file = record.place.file;
        let mut row = WalRow::new(contents, self.show);
        row.file = folder.files.get(file).map(|file| file.name.clone()).unwrap_or_default();
        row.offset = record.place.offset;
        row.crc = record.crc;
        row.size = record.data.len();
        row.position = match self.last_file.replace(file) {
            None => RowPosition::First,
            Some(last) if last != file => RowPosition::FirstOfFile,
            Some(_) => RowPosition::Later,
        };
        row
    }
}

fn damaged(failure: Failure) -> Failure {
    if failure.kind() == Kind::Refused {
        failure.reworded(|why| format!("the log is damaged: {why}"))
    } else {
        failure
    }
}

fn incomplete(folder: &WalFolder, torn: RecordPlace) -> String {
    let name = folder.files.get(torn.file).map_or("", |file| &file.name);
    let text = format!(
        "the log ends with a record that was not written completely: {name} at position {}",
        torn.offset
    );
    match folder.files.len() - torn.file - 1 {
        0 => text,
        1 => format!("{text}; the file behind it does not count"),
        later => format!("{text}; the {later} files behind it do not count"),
    }
}
