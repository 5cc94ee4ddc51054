//! The records of a write-ahead log, one by one. In every format all parts together are the whole.

mod entry_json;
mod entry_text;
mod show_fields;

pub(crate) use show_fields::ShowFields;

use crate::go::object;
use crate::offline::raft::{CommitState, RecordContents};
use crate::output::{Buffer, Cell, Format, Records, Reply};

/// A part of what `wal dump` prints.
#[derive(Debug)]
pub(crate) enum WalPart {
    Record(Box<WalRow>),
    /// The end of the log; `is_empty` if there were no records before it.
    End {
        is_empty: bool,
    },
}

/// A record of the log.
#[derive(Debug, Default)]
pub(crate) struct WalRow {
    pub(crate) file: String,
    pub(crate) offset: u64,
    pub(crate) kind: &'static str,
    pub(crate) index: Option<u64>,
    pub(crate) term: Option<u64>,
    pub(crate) state: Option<CommitState>,
    pub(crate) crc: u32,
    /// Bytes of the record's data.
    pub(crate) size: usize,
    /// The fields as text in one line, and as a JSON object.
    text: String,
    json: String,
    pub(crate) position: RowPosition,
}

/// Where a row stands among those that are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum RowPosition {
    #[default]
    First,
    FirstOfFile,
    Later,
}

const TABLE_COLUMNS: [&str; 8] =
    ["file", "offset", "index", "term", "kind", "state", "crc", "content"];

impl WalRow {
    pub(crate) fn new(contents: &RecordContents<'_>, show: ShowFields) -> Self {
        let mut json = Vec::new();
        object(&mut json, |to| {
            entry_json::write(&contents.fields, show, to);
            if let Some(error) = &contents.error {
                to.field("error", error);
            }
        });
        let mut text = entry_text::text(&contents.fields, show);
        if let Some(error) = &contents.error {
            text.push_str(error);
        }
        Self {
            kind: contents.kind,
            index: contents.index,
            term: contents.term,
            text,
            json: String::from_utf8_lossy(&json).into_owned(),
            ..Self::default()
        }
    }

    fn simple(&self, page: &mut Buffer) {
        if self.position != RowPosition::Later {
            page.line(format_args!("{}", self.file));
        }
        let number = |number: Option<u64>| number.map(|n| n.to_string()).unwrap_or_default();
        let (index, term) = (number(self.index), number(self.term));
        let (state, kind) = (self.state_name().unwrap_or_default(), self.kind);
        let line =
            format!("{:>9} {index:>9} {term:>4}  {state:<11}  {kind} {}", self.offset, self.text);
        page.line(format_args!("{}", line.trim_end()));
    }

    fn state_name(&self) -> Option<&'static str> {
        self.state.map(CommitState::name)
    }

    fn cells(&self) -> [Cell; 7] {
        let counter = |number: Option<u64>| number.map_or(Cell::Nothing, Cell::UnsignedCounter);
        [
            Cell::text(&self.file),
            Cell::Number(i64::try_from(self.offset).unwrap_or(i64::MAX)),
            counter(self.index),
            counter(self.term),
            Cell::text(self.kind),
            Cell::text_or_nothing(self.state_name()),
            Cell::text(format!("{:08x}", self.crc)),
        ]
    }

    fn complete(&self) -> Records {
        let [file, offset, index, term, kind, state, crc] = self.cells();
        Records::one([
            ("file", file),
            ("offset", offset),
            ("index", index),
            ("term", term),
            ("kind", kind),
            ("state", state),
            ("crc", crc),
            ("size", Cell::Number(i64::try_from(self.size).unwrap_or(i64::MAX))),
            ("content", Cell::Json(self.json.clone())),
        ])
    }
}

impl Reply for WalPart {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] =
        &["file", "offset", "index", "term", "kind", "state", "crc", "size", "content"];
    const MAIN: &'static [&'static str] = &["index", "term", "kind", "content"];

    fn simple(&self, page: &mut Buffer) {
        if let Self::Record(row) = self {
            row.simple(page);
        }
    }

    /// Writes a part of an array, with a line for each record.
    fn json(&self, page: &mut Buffer) {
        match self {
            Self::Record(row) => {
                let is_first = row.position == RowPosition::First;
                page.raw(if is_first { b"[" } else { b"," });
                row.complete().jsonl(page);
            }
            Self::End { is_empty } => page.raw(if *is_empty { b"[]\n" } else { b"]\n" }),
        }
    }

    fn records(&self) -> Records {
        let mut records = Records::new(&TABLE_COLUMNS);
        if let Self::Record(row) = self {
            records.push(row.cells().into_iter().chain([Cell::text(&row.text)]));
        }
        records
    }

    fn jsonl_records(&self) -> Records {
        match self {
            Self::Record(row) => row.complete(),
            Self::End { .. } => Records::default(),
        }
    }
}
