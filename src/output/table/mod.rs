//! Tables as etcdctl 3.7 draws them: box lines, a centred head in capitals, right-aligned cells. On a terminal
//! they are fitted into its width.

mod frame;
#[cfg(test)]
mod tests;

use super::buffer::Buffer;
use super::fit::{Extent, fit};
use super::records::{Cell, Records};
use super::units::counted;
use super::visible::visible;
use frame::{Frame, title, width_of};

/// Number of rows that determine the widths of columns. Longer cells in later rows overflow, or are cut if
/// the table is fitted.
const SAMPLE: usize = 100;

/// Size of the cells in fewer rows that determine the widths, to bound the memory they need.
const SAMPLE_BYTES: usize = 1 << 20;

/// Cells with more characters do not determine the width of their column, and overflow in any row.
const LONG: usize = 1000;

/// The width of text that may be of any length, in the table of a stream.
const TEXT: usize = 20;
/// Likewise, where it is cut to what a terminal has room for.
const LONG_TEXT: usize = 80;

/// What a reply says about its table.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TableLayout {
    /// Columns into which the table must fit.
    pub(super) room: Option<usize>,
    /// The columns to show first in a narrow terminal, in this order.
    pub(super) main: &'static [&'static str],
    /// The least widths of the columns, if the rows arrive one by one while the user watches; 0 for text of
    /// any length.
    pub(super) stream: Option<&'static [usize]>,
}

/// A table drawn while its rows arrive, in constant memory.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    layout: TableLayout,
    names: Vec<&'static str>,
    /// For each column whether it has cells that may be cut.
    is_text: Vec<bool>,
    rows: Vec<Vec<String>>,
    bytes: usize,
    /// Set once the head is drawn.
    frame: Option<Frame>,
    hidden: Hidden,
    /// Set if the head was drawn and nothing was written since.
    has_new_head: bool,
    /// Set once the user knows what is hidden.
    is_hinted: bool,
}

/// What a terminal was too narrow for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Hidden {
    columns: usize,
    is_cut: bool,
}

impl Drawing {
    pub(super) fn new(layout: TableLayout) -> Self {
        Self { layout, ..Self::default() }
    }

    /// Adds rows. Returns true if this call drew the head.
    pub(super) fn add(&mut self, rows: &Records, page: &mut Buffer) -> bool {
        let texts = self.texts(rows, page.hex);
        if let Some(frame) = &self.frame {
            self.hidden.is_cut |= frame.draw(&texts, page);
            return false;
        }
        if self.names.is_empty() {
            self.names.clone_from(&rows.columns);
            self.is_text = vec![false; rows.columns.len()];
        }
        for row in &rows.rows {
            let cells = self.is_text.iter_mut().zip(row);
            cells.for_each(|(is_text, cell)| *is_text |= cell.is_text());
        }
        self.bytes += texts.iter().flatten().map(String::len).sum::<usize>();
        self.rows.extend(texts);
        if self.rows.len() < SAMPLE && self.bytes < SAMPLE_BYTES {
            return false;
        }
        self.begin(page);
        true
    }

    fn texts(&self, rows: &Records, hex: bool) -> Vec<Vec<String>> {
        let text = |text: String| match self.layout.room {
            // Escaped later, it would be wider.
            Some(_) => visible(&text).replace(['\n', '\t'], " "),
            None => text,
        };
        let row = |row: &Vec<Cell>| row.iter().map(|cell| text(cell.plain(hex))).collect();
        rows.rows.iter().map(row).collect()
    }

    /// Draws the head and the rows so far.
    fn begin(&mut self, page: &mut Buffer) {
        let rows = std::mem::take(&mut self.rows);
        let natural = self.natural(&rows);
        let shown = match self.layout.room {
            None => natural.into_iter().enumerate().collect(),
            Some(room) => fit(&self.extents(&natural), room),
        };
        self.hidden.columns = self.names.len() - shown.len();
        let frame = Frame { shown, is_fitted: self.layout.room.is_some() };
        page.line(format_args!("{}", frame.border(["┌", "┬", "┐"])));
        frame.head(&self.names, page);
        // Without rows the line below the head would touch the bottom line.
        if !rows.is_empty() {
            page.line(format_args!("{}", frame.border(["├", "┼", "┤"])));
        }
        self.hidden.is_cut |= frame.draw(&rows, page);
        self.frame = Some(frame);
        self.has_new_head = true;
    }

    /// Returns the widths of the columns with all their cells, except for rows with a cell that is too long.
    fn natural(&self, rows: &[Vec<String>]) -> Vec<usize> {
        let any_length = if self.layout.room.is_some() { LONG_TEXT } else { TEXT };
        let least = self.layout.stream.unwrap_or_default().iter();
        let least = least.map(|width| if *width == 0 { any_length } else { *width });
        let least = least.chain(std::iter::repeat(0));
        let heads = self.names.iter().zip(least);
        let mut widths: Vec<_> =
            heads.map(|(name, least)| width_of(&title(name)).max(least)).collect();
        let is_long = |row: &[String]| {
            self.layout.room.is_none() && row.iter().any(|cell| cell.chars().nth(LONG).is_some())
        };
        for row in rows.iter().filter(|row| !is_long(row)) {
            let cells = widths.iter_mut().zip(row);
            cells.for_each(|(width, cell)| *width = width_of(cell).max(*width));
        }
        widths
    }

    fn extents(&self, natural: &[usize]) -> Vec<Extent> {
        let columns = self.names.iter().zip(natural).zip(&self.is_text);
        let extent = |((name, natural), is_text): ((&&str, &usize), &bool)| Extent {
            natural: *natural,
            is_text: *is_text,
            rank: self.layout.main.iter().position(|main| main == name),
        };
        columns.map(extent).collect()
    }

    /// Draws the rows so far. A table of a stream remains open.
    pub(super) fn flush(&mut self, page: &mut Buffer) {
        if self.frame.is_none() && !self.rows.is_empty() {
            self.begin(page);
        }
        if self.layout.stream.is_none() {
            self.finish(page);
        }
    }

    /// Draws the remaining rows and the bottom line. Later rows form another table.
    pub(super) fn finish(&mut self, page: &mut Buffer) {
        if self.frame.is_none() && !self.names.is_empty() {
            self.begin(page);
        }
        if let Some(frame) = self.frame.take() {
            page.line(format_args!("{}", frame.border(["└", "┴", "┘"])));
        }
        let Self { hidden, is_hinted, .. } = *self;
        *self = Self { hidden, is_hinted, ..Self::new(self.layout) };
    }

    /// Returns whether this is the table of a stream, without its bottom line yet.
    pub(super) fn is_open(&self) -> bool {
        self.frame.is_some() && self.layout.stream.is_some()
    }

    /// Returns a hint at what a terminal was too narrow for, once; of a table that grows only with its head.
    pub(super) fn hint(&mut self) -> Option<String> {
        let is_late = self.is_open() && !std::mem::take(&mut self.has_new_head);
        if is_late {
            return None;
        }
        let text = match self.hidden {
            Hidden { columns: 0, is_cut: false } => return None,
            Hidden { columns: 0, .. } => "long values are cut".to_owned(),
            Hidden { columns, .. } => {
                format!("{} not shown", counted(columns as u64, "column", "columns"))
            }
        };
        let is_first = !std::mem::replace(&mut self.is_hinted, true);
        is_first.then(|| format!("{text}; --wide shows everything"))
    }
}

impl Cell {
    /// Returns whether the cell may be cut.
    fn is_text(&self) -> bool {
        match self {
            Self::Blob(_) | Self::Text(_) | Self::List(_) | Self::Blobs(_) | Self::Json(_) => true,
            Self::Id(_) | Self::Lease(_) | Self::Counter(_) | Self::UnsignedCounter(_) => false,
            Self::Number(_) | Self::Flag(_) | Self::Rows(_) | Self::Nothing => false,
        }
    }
}
