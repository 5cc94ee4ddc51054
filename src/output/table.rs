//! Tables as etcdctl 3.7 draws them: box lines, a centred head in capitals, right-aligned cells. On a terminal
//! they are fitted into its width.

use super::buffer::Buffer;
use super::fit::{Extent, Shown, fit};
use super::records::{Cell, Records};
use super::units::counted;
use super::visible::visible;
use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

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
pub(super) struct Plan {
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
    plan: Plan,
    names: Vec<&'static str>,
    /// For each column whether it has cells that may be cut.
    is_text: Vec<bool>,
    rows: Vec<Vec<String>>,
    bytes: usize,
    /// Set once the head is drawn.
    frame: Option<Frame>,
    hidden: Hidden,
    /// Set once the user knows what is hidden.
    is_hinted: bool,
}

/// What a terminal was too narrow for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Hidden {
    columns: usize,
    is_cut: bool,
}

#[derive(Debug)]
struct Frame {
    /// The columns, by their index in a row.
    shown: Vec<Shown>,
    /// Cells that are too long are cut.
    is_fitted: bool,
}

impl Drawing {
    pub(super) fn new(plan: Plan) -> Self {
        Self { plan, ..Self::default() }
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
        let text = |text: String| match self.plan.room {
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
        let shown = match self.plan.room {
            None => natural.into_iter().enumerate().collect(),
            Some(room) => fit(&self.extents(&natural), room),
        };
        self.hidden.columns = self.names.len() - shown.len();
        let frame = Frame { shown, is_fitted: self.plan.room.is_some() };
        page.line(format_args!("{}", frame.border(["┌", "┬", "┐"])));
        frame.head(&self.names, page);
        // Without rows the line below the head would touch the bottom line.
        if !rows.is_empty() {
            page.line(format_args!("{}", frame.border(["├", "┼", "┤"])));
        }
        self.hidden.is_cut |= frame.draw(&rows, page);
        self.frame = Some(frame);
    }

    /// Returns the widths of the columns with all their cells, except for rows with a cell that is too long.
    fn natural(&self, rows: &[Vec<String>]) -> Vec<usize> {
        let any_length = if self.plan.room.is_some() { LONG_TEXT } else { TEXT };
        let least = self.plan.stream.unwrap_or_default().iter();
        let least = least.map(|width| if *width == 0 { any_length } else { *width });
        let least = least.chain(std::iter::repeat(0));
        let heads = self.names.iter().zip(least);
        let mut widths: Vec<_> =
            heads.map(|(name, least)| width_of(&title(name)).max(least)).collect();
        let is_long = |row: &[String]| {
            self.plan.room.is_none() && row.iter().any(|cell| cell.chars().nth(LONG).is_some())
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
            rank: self.plan.main.iter().position(|main| main == name),
        };
        columns.map(extent).collect()
    }

    /// Draws the rows so far. A table of a stream remains open.
    pub(super) fn flush(&mut self, page: &mut Buffer) {
        if self.frame.is_none() && !self.rows.is_empty() {
            self.begin(page);
        }
        if self.plan.stream.is_none() {
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
        *self = Self { hidden, is_hinted, ..Self::new(self.plan) };
    }

    /// Returns whether this is the table of a stream, without its bottom line yet.
    pub(super) fn is_open(&self) -> bool {
        self.frame.is_some() && self.plan.stream.is_some()
    }

    /// Returns a hint at what a terminal was too narrow for, once.
    pub(super) fn hint(&mut self) -> Option<String> {
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

impl Frame {
    fn border(&self, [left, middle, right]: [&str; 3]) -> String {
        let columns: Vec<_> = self.shown.iter().map(|(_, width)| "─".repeat(width + 2)).collect();
        format!("{left}{}{right}", columns.join(middle))
    }

    fn head(&self, names: &[&str], page: &mut Buffer) {
        for (index, width) in &self.shown {
            let title = title(names.get(*index).unwrap_or(&""));
            let (title, _) = self.fitted(&title, *width);
            let spaces = width.saturating_sub(width_of(&title));
            let before = spaces / 2;
            page.text(format_args!(
                "│ {:before$}{title}{:after$} ",
                "",
                "",
                after = spaces - before
            ));
        }
        page.raw("│\n".as_bytes());
    }

    /// Draws rows. Returns whether a cell was cut.
    fn draw(&self, rows: &[Vec<String>], page: &mut Buffer) -> bool {
        let mut any_is_cut = false;
        for row in rows {
            for (index, width) in &self.shown {
                let text = row.get(*index).map_or("", String::as_str);
                let (text, is_cut) = self.fitted(text, *width);
                any_is_cut |= is_cut;
                let spaces = width.saturating_sub(width_of(&text));
                page.text(format_args!("│ {:spaces$}{text} ", ""));
            }
            page.raw("│\n".as_bytes());
        }
        any_is_cut
    }

    /// Returns a text that fits, and whether it was cut.
    fn fitted<'a>(&self, text: &'a str, width: usize) -> (Cow<'a, str>, bool) {
        if self.is_fitted && width_of(text) > width {
            (cut(text, width).into(), true)
        } else {
            (text.into(), false)
        }
    }
}

/// Returns the number of columns of a text without line breaks. Most are ASCII, and a value can be long.
fn width_of(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

fn title(name: &str) -> String {
    name.replace('_', " ").to_uppercase()
}

/// Returns the beginning of a text with an ellipsis, which needs one column.
fn cut(text: &str, width: usize) -> String {
    let mut rest = width.saturating_sub(1);
    let fits = |c: &char| {
        let wide = c.width().unwrap_or(0);
        let fits = wide <= rest;
        rest = rest.saturating_sub(wide);
        fits
    };
    let mut beginning: String = text.chars().take_while(fits).collect();
    // Characters that combine may need more than each of them.
    while width_of(&beginning) >= width.max(1) {
        beginning.pop();
    }
    beginning + "…"
}

#[cfg(test)]
mod tests {
    use super::{Drawing, Hidden, Plan, SAMPLE, SAMPLE_BYTES};
    use crate::output::{Buffer, Cell, Records};
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
    use unicode_width::UnicodeWidthStr as _;

    fn row(cell: impl Into<String>) -> Records {
        Records::one([("a", Cell::text(cell)), ("b", Cell::Number(1))])
    }

    fn text(page: &mut Buffer) -> String {
        String::from_utf8_lossy(page.take()).into_owned()
    }

    fn drawn(rows: impl IntoIterator<Item = Records>, plan: Plan) -> (String, Hidden) {
        let (mut page, mut drawing) = (Buffer::new(false), Drawing::new(plan));
        for row in rows {
            drawing.add(&row, &mut page);
        }
        drawing.finish(&mut page);
        (text(&mut page), drawing.hidden)
    }

    fn unfitted(rows: impl IntoIterator<Item = Records>) -> String {
        drawn(rows, Plan::default()).0
    }

    fn fitted(records: Records, room: usize, main: &'static [&'static str]) -> (String, Hidden) {
        drawn([records], Plan { room: Some(room), main, stream: None })
    }

    #[test]
    fn head_is_drawn_with_the_last_row_of_the_sample() {
        let (mut page, mut drawing) = (Buffer::new(false), Drawing::default());
        let rows: Vec<_> = (0..3 * SAMPLE).map(|n| row(format!("é{n:04}"))).collect();
        let begins: Vec<_> = rows.iter().map(|row| drawing.add(row, &mut page)).collect();
        assert_eq!(begins.iter().position(|begins| *begins), Some(SAMPLE - 1));
        assert_eq!(begins.iter().filter(|begins| **begins).count(), 1);
        drawing.finish(&mut page);
        let table = text(&mut page);
        assert_eq!(table.lines().count(), 3 * SAMPLE + 4);
        assert!(table.lines().all(|line| line.width() == 13), "{table}");
    }

    #[test]
    fn big_cells_end_the_sample() {
        let (mut page, mut drawing) = (Buffer::new(false), Drawing::default());
        assert!(!drawing.add(&row("x"), &mut page));
        assert!(drawing.add(&row("x".repeat(SAMPLE_BYTES)), &mut page));
    }

    #[test]
    fn long_later_cell_overflows() {
        let lengths = (0..SAMPLE).map(|_| 3).chain([5, 2]);
        let text = unfitted(lengths.map(|length| row("x".repeat(length))));
        assert!(text.ends_with("│ xxx │ 1 │\n│ xxxxx │ 1 │\n│  xx │ 1 │\n└─────┴───┘\n"), "{text}");
    }

    #[test]
    fn very_long_cell_overflows() {
        let long = "x".repeat(super::LONG + 1);
        let head = "┌───┬───┐\n│ A │ B │\n├───┼───┤\n";
        assert_eq!(unfitted([row(&*long)]), format!("{head}│ {long} │ 1 │\n└───┴───┘\n"));
        let beside = unfitted([row("yy"), row(&*long), row("z")]);
        assert!(beside.ends_with(&format!("│ yy │ 1 │\n│ {long} │ 1 │\n│  z │ 1 │\n└────┴───┘\n")));
    }

    #[test]
    fn looks_like_etcdctls_table() {
        let table = unfitted([Records::one([
            ("endpoint", Cell::text("127.0.0.1:21031")),
            ("health", Cell::Flag(true)),
            ("took", Cell::text("4.259231ms")),
            ("error", Cell::text("")),
        ])]);
        let expected = "\
┌─────────────────┬────────┬────────────┬───────┐
│    ENDPOINT     │ HEALTH │    TOOK    │ ERROR │
├─────────────────┼────────┼────────────┼───────┤
│ 127.0.0.1:21031 │   true │ 4.259231ms │       │
└─────────────────┴────────┴────────────┴───────┘
";
        assert_eq!(table, expected);
    }

    #[test]
    fn table_without_rows_has_head_and_bottom() {
        let expected = "┌───┬─────┐\n│ A │ B C │\n└───┴─────┘\n";
        assert_eq!(unfitted([Records::new(&["a", "b c"])]), expected);
        assert_eq!(unfitted([Records::default()]), "");
    }

    #[test]
    fn narrow_terminal_gets_main_columns_and_cut_text() {
        let records = || {
            Records::one([
                ("id", Cell::Id(0xabc)),
                ("name", Cell::text("世界 and more")),
                ("mod_revision", Cell::Counter(7)),
                ("note", Cell::text("two\nlines\x1b")),
            ])
        };
        let (table, hidden) = fitted(records(), 30, &["name", "id"]);
        let expected = "\
┌───────────────┬─────┐
│     NAME      │ ID  │
├───────────────┼─────┤
│ 世界 and more │ abc │
└───────────────┴─────┘
";
        assert_eq!((table.as_str(), hidden), (expected, Hidden { columns: 2, is_cut: false }));
        let (table, hidden) = fitted(records(), 18, &["name", "id"]);
        let expected = "\
┌──────────┬─────┐
│   NAME   │ ID  │
├──────────┼─────┤
│ 世界 an… │ abc │
└──────────┴─────┘
";
        assert_eq!((table.as_str(), hidden), (expected, Hidden { columns: 2, is_cut: true }));
        let (table, hidden) = fitted(records(), 80, &["name", "id"]);
        assert!(table.contains("│ two lines\\x1b │"), "{table}");
        assert_eq!(hidden, Hidden::default());
    }

    #[test]
    fn wide_character_that_is_half_cut_is_left_out() {
        assert_eq!(super::cut("世界", 4), "世…");
        assert_eq!(super::cut("世界", 3), "世…");
        assert_eq!(super::cut("世界", 2), "…");
        assert_eq!(super::cut("abc", 1), "…");
    }

    #[test]
    fn stream_is_one_table_with_each_row_at_once() {
        let plan = Plan { stream: Some(&[4]), ..Plan::default() };
        let (mut page, mut drawing) = (Buffer::new(false), Drawing::new(plan));
        drawing.flush(&mut page);
        assert_eq!(text(&mut page), "", "no row, no table yet");
        drawing.add(&row("x"), &mut page);
        drawing.flush(&mut page);
        assert_eq!(text(&mut page), "┌──────┬───┐\n│  A   │ B │\n├──────┼───┤\n│    x │ 1 │\n");
        drawing.add(&row("long"), &mut page);
        drawing.flush(&mut page);
        assert_eq!(text(&mut page), "│ long │ 1 │\n");
        drawing.finish(&mut page);
        assert_eq!(text(&mut page), "└──────┴───┘\n");
        drawing.finish(&mut page);
        assert_eq!(text(&mut page), "");
    }

    proptest! {
        #[test]
        fn rows_of_a_fitted_table_are_equally_wide(
            cells in vec(vec(any::<String>(), 3), 1..5),
            later in any::<String>(),
            room in 5_usize..120,
        ) {
            let columns = ["a", "name", "another_name"];
            let records = |cells: &[Vec<String>]| {
                let mut records = Records::new(&columns);
                cells.iter().for_each(|row| records.push(row.iter().map(Cell::text)));
                records
            };
            let more = (0..SAMPLE).map(|_| records(&cells));
            let last = records(&[vec![later.clone(), later.clone(), later]]);
            let plan = Plan { room: Some(room), main: &["name"], stream: None };
            let (table, _) = drawn(more.chain([last]), plan);
            let width = table.lines().next().unwrap_or_default().width();
            prop_assert!((5..=room).contains(&width));
            for line in table.lines() {
                prop_assert_eq!(line.width(), width, "{}", line);
            }
        }
    }
}
