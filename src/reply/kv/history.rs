//! The changes of a key, in parts, so that a long history needs no memory.

use crate::go::quote;
use crate::output::{Buffer, Cell, Color, Format, Records, Reply, counted};
use crate::reply::line_diff::line_diff;

/// A part of the list of changes.
#[derive(Debug)]
pub(crate) enum HistoryPart {
    Start { columns: HistoryColumns },
    Change { change: KeyChange, before: Before, columns: HistoryColumns, is_first: bool },
    End,
}

/// The columns that are shown on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HistoryColumns {
    pub(crate) value: bool,
    pub(crate) diff: bool,
}

/// A revision in which a key was put or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyChange {
    pub(crate) revision: i64,
    /// Create revision, version and lease after a put; `None` after a deletion.
    pub(crate) put: Option<(i64, i64, i64)>,
    pub(crate) value: Vec<u8>,
}

/// The state of a key before a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Before {
    Unknown,
    Absent,
    Value { revision: i64, value: Vec<u8> },
}

const COLUMNS: [&str; 6] = ["revision", "operation", "create_revision", "version", "lease", "size"];

impl HistoryColumns {
    /// Returns the names of all columns.
    pub(crate) fn names(self) -> Vec<&'static str> {
        let mut names = COLUMNS.to_vec();
        names.extend(self.value.then_some("value"));
        names.extend(self.diff.then_some("diff"));
        names
    }
}

impl Reply for HistoryPart {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const MAIN: &'static [&'static str] = &["revision", "operation", "value", "version"];

    fn simple(&self, page: &mut Buffer) {
        let Self::Change { change, before, columns, .. } = self else { return };
        change.simple(columns.value, page);
        if columns.diff {
            paint_diff(&change.diff(before), page);
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
        let (columns, row) = match self {
            Self::Start { columns } => (*columns, None),
            Self::Change { change, before, columns, .. } => {
                (*columns, Some(change.cells(before, *columns)))
            }
            Self::End => return Records::default(),
        };
        let mut records = Records::new(&columns.names());
        row.into_iter().for_each(|row| records.push(row));
        records
    }
}

/// Writes a diff, in colour on a terminal that shows it.
pub(crate) fn paint_diff(diff: &str, page: &mut Buffer) {
    for line in diff.lines() {
        match line.chars().next() {
            Some('-') => page.painted(Color::Red, line),
            Some('+') => page.painted(Color::Green, line),
            Some('@') => page.painted(Color::Dim, line),
            _ => page.raw(line.as_bytes()),
        }
        page.raw(b"\n");
    }
}

impl KeyChange {
    fn operation(&self) -> &'static str {
        if self.put.is_some() { "put" } else { "delete" }
    }

    fn simple(&self, with_value: bool, page: &mut Buffer) {
        let (revision, operation) = (self.revision, self.operation());
        let Some((created, version, lease)) = self.put else {
            return page.line(format_args!("{revision:>8}  {operation}"));
        };
        let size = counted(self.value.len() as u64, "byte", "bytes");
        page.text(format_args!(
            "{revision:>8}  {operation:<6}  created {created:<8}  version {version:<6}  {size}"
        ));
        if lease != 0 {
            page.text(format_args!("  lease {lease:016x}"));
        }
        match with_value {
            true if page.hex => {
                page.raw(b"  ");
                page.blob(&self.value);
            }
            true => page.line(format_args!("  {}", quote(&self.value))),
            false => page.raw(b"\n"),
        }
    }

    /// Returns the difference to the value before; empty if it is unknown.
    fn diff(&self, before: &Before) -> String {
        let absent = || "/dev/null".to_owned();
        let named = |revision: i64| format!("revision {revision}");
        let (name, value) = match before {
            Before::Unknown => return String::new(),
            Before::Absent => (absent(), [].as_slice()),
            Before::Value { revision, value } => (named(*revision), value.as_slice()),
        };
        let now = if self.put.is_some() { named(self.revision) } else { absent() };
        line_diff((&name, &now), value, &self.value)
    }

    fn cells(&self, before: &Before, columns: HistoryColumns) -> Vec<Cell> {
        let mut cells = vec![Cell::Counter(self.revision), Cell::text(self.operation())];
        match self.put {
            Some((created, version, lease)) => cells.extend([
                Cell::Counter(created),
                Cell::Counter(version),
                Cell::lease(lease),
                Cell::UnsignedCounter(self.value.len() as u64),
            ]),
            None => cells.extend([const { Cell::Nothing }; 4]),
        }
        if columns.value {
            let value = self.put.map_or(Cell::Nothing, |_| Cell::Blob(self.value.clone()));
            cells.push(value);
        }
        if columns.diff {
            cells.push(match before {
                Before::Unknown => Cell::Nothing,
                before => Cell::Blob(self.diff(before).into_bytes()),
            });
        }
        cells
    }
}
