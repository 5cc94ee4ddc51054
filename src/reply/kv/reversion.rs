//! Keys that were put back to their values at an earlier revision, or would be.

use crate::etcd::proto::KeyValue;
use crate::go::quote;
use crate::output::{Buffer, Cell, Format, Records, Reply, counted};
use crate::recipe::Reversal;
use crate::reply::kv::history::paint_diff;
use crate::reply::line_diff::line_diff;

/// What was done.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reversion {
    pub(crate) to: i64,
    pub(crate) puts: u64,
    pub(crate) deletes: u64,
    pub(crate) unchanged: u64,
    /// The revision of the last write; 0 if nothing was written.
    pub(crate) revision: i64,
}

/// A part of the list of what would be done.
#[derive(Debug)]
pub(crate) enum ReversionPreview {
    Start { diff: bool },
    Change { reversal: Reversal, diff: bool, is_first: bool },
    End { puts: u64, deletes: u64, unchanged: u64 },
}

impl Reply for Reversion {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] =
        &["to_revision", "puts", "deletes", "unchanged", "revision"];

    fn simple(&self, page: &mut Buffer) {
        let Self { to, deletes, unchanged, .. } = self;
        let puts = counted(self.puts, "key", "keys");
        page.confirmation(format_args!(
            "reverted to revision {to}: {puts} put, {deletes} deleted, {unchanged} unchanged"
        ));
    }

    fn records(&self) -> Records {
        let revision = Some(self.revision).filter(|revision| *revision > 0);
        Records::one([
            ("to_revision", Cell::Counter(self.to)),
            ("puts", Cell::UnsignedCounter(self.puts)),
            ("deletes", Cell::UnsignedCounter(self.deletes)),
            ("unchanged", Cell::UnsignedCounter(self.unchanged)),
            ("revision", revision.map_or(Cell::Nothing, Cell::Counter)),
        ])
    }
}

impl ReversionPreview {
    /// Returns the columns, with or without the difference.
    pub(crate) fn fields(diff: bool) -> &'static [&'static str] {
        if diff { &COLUMNS } else { COLUMNS.split_last().map_or(&[], |(_, others)| others) }
    }
}

const COLUMNS: [&str; 5] = ["operation", "key", "from_mod_revision", "to_mod_revision", "diff"];

impl Reply for ReversionPreview {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Buffer) {
        match self {
            Self::Start { .. } => {}
            Self::Change { reversal, diff, .. } => {
                let (operation, key) = (operation(reversal), quote(reversal.key()));
                page.line(format_args!("{operation:<6} {key}"));
                if *diff {
                    paint_diff(&difference(reversal), page);
                }
            }
            Self::End { puts, deletes, unchanged } => {
                let puts = counted(*puts, "key", "keys");
                page.line(format_args!(
                    "{puts} to put, {deletes} to delete, {unchanged} unchanged"
                ));
            }
        }
    }

    fn json(&self, page: &mut Buffer) {
        match self {
            Self::Start { .. } => page.raw(b"["),
            Self::Change { is_first, .. } => self.records().json_elements(*is_first, page),
            Self::End { .. } => page.raw(b"]\n"),
        }
    }

    fn records(&self) -> Records {
        match self {
            Self::Start { diff } => Records::new(Self::fields(*diff)),
            Self::Change { reversal, diff, .. } => row(reversal, *diff),
            Self::End { .. } => Records::default(),
        }
    }
}

fn operation(reversal: &Reversal) -> &'static str {
    if reversal.then.is_some() { "put" } else { "delete" }
}

fn row(reversal: &Reversal, diff: bool) -> Records {
    let at = |kv: &Option<KeyValue>| {
        kv.as_ref().map_or(Cell::Nothing, |kv| Cell::Counter(kv.mod_revision))
    };
    let mut records = Records::new(&COLUMNS);
    records.push([
        Cell::text(operation(reversal)),
        Cell::Blob(reversal.key().to_vec()),
        at(&reversal.now),
        at(&reversal.then),
        if diff { Cell::Blob(difference(reversal).into_bytes()) } else { Cell::Nothing },
    ]);
    records.first_columns(ReversionPreview::fields(diff).len())
}

fn difference(reversal: &Reversal) -> String {
    let side = |kv: &Option<KeyValue>| match kv {
        Some(kv) => (format!("revision {}", kv.mod_revision), kv.value.clone()),
        None => ("/dev/null".to_owned(), Vec::new()),
    };
    let ((from, now), (to, then)) = (side(&reversal.now), side(&reversal.then));
    line_diff((&from, &to), &now, &then)
}
