//! The changes of a key, in parts, so that a long history needs no memory.

use crate::go::quote;
use crate::output::{Buffer, Cell, Format, Records, Reply};

/// A part of the list of changes.
#[derive(Debug)]
pub(crate) enum HistoryPart {
    Start { values: bool },
    Change { change: KeyChange, values: bool, is_first: bool },
    End,
}

/// A revision in which a key was put or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyChange {
    pub(crate) revision: i64,
    /// Create revision, version and lease after a put; `None` after a deletion.
    pub(crate) put: Option<(i64, i64, i64)>,
    pub(crate) value: Vec<u8>,
}

const COLUMNS: [&str; 7] =
    ["revision", "operation", "create_revision", "version", "lease", "size", "value"];

impl HistoryPart {
    /// Returns the columns, with or without values.
    pub(crate) fn fields(values: bool) -> &'static [&'static str] {
        if values { &COLUMNS } else { COLUMNS.split_last().map_or(&[], |(_, others)| others) }
    }
}

impl Reply for HistoryPart {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const MAIN: &'static [&'static str] = &["revision", "operation", "value", "version"];

    fn simple(&self, page: &mut Buffer) {
        let Self::Change { change, values, .. } = self else { return };
        let (revision, operation) = (change.revision, change.operation());
        let Some((created, version, lease)) = change.put else {
            return page.line(format_args!("{revision:>8}  {operation}"));
        };
        let size = change.value.len();
        page.text(format_args!(
            "{revision:>8}  {operation:<6}  created {created:<8}  version {version:<6}  {size} bytes"
        ));
        if lease != 0 {
            page.text(format_args!("  lease {lease:016x}"));
        }
        match *values {
            true if page.hex => {
                page.raw(b"  ");
                page.blob(&change.value);
            }
            true => page.line(format_args!("  {}", quote(&change.value))),
            false => page.raw(b"\n"),
        }
    }

    fn json(&self, page: &mut Buffer) {
        match self {
            Self::Start { .. } => page.raw(b"["),
            Self::Change { is_first, .. } => self.records().json_elements(*is_first, page),
            Self::End => page.raw(b"]\n"),
        }
    }

    fn records(&self) -> Records {
        let mut records = Records::new(&COLUMNS);
        let values = match self {
            Self::Start { values } => *values,
            Self::Change { change, values, .. } => {
                records.push(change.cells());
                *values
            }
            Self::End => return Records::default(),
        };
        records.first_columns(Self::fields(values).len())
    }
}

impl KeyChange {
    fn operation(&self) -> &'static str {
        if self.put.is_some() { "put" } else { "delete" }
    }

    fn cells(&self) -> [Cell; 7] {
        let (revision, operation) = (Cell::Counter(self.revision), Cell::text(self.operation()));
        let Some((created, version, lease)) = self.put else {
            let [a, b, c, d, e] = [const { Cell::Nothing }; 5];
            return [revision, operation, a, b, c, d, e];
        };
        [
            revision,
            operation,
            Cell::Counter(created),
            Cell::Counter(version),
            Cell::lease(lease),
            Cell::UnsignedCounter(self.value.len() as u64),
            Cell::Blob(self.value.clone()),
        ]
    }
}
