//! Tables as etcdctl 3.7 draws them: box lines, a centred head in capitals, right-aligned cells.

use super::buffer::Buffer;
use super::records::{self, Records};
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};
use unicode_width::UnicodeWidthStr as _;

/// comfy-table's characters for an outline, a line below the head and columns, without lines between rows.
const LINES: &str = "││──├─┼┤│    ┬┴┌┐└┘";

/// Number of rows that determine the widths of columns. Longer cells in later rows overflow.
const SAMPLE: usize = 100;

/// Cells with more characters do not determine the width of their column, and overflow in any row.
const LONG: usize = 1000;

/// A table drawn while its rows arrive, in constant memory.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    rows: Records,
    /// Set once the head is drawn.
    frame: Option<Frame>,
}

#[derive(Debug)]
struct Frame {
    widths: Vec<usize>,
    bottom: String,
}

impl Drawing {
    /// Adds rows. Returns true if this call drew the head.
    pub(super) fn add(&mut self, rows: Records, page: &mut Buffer) -> bool {
        if let Some(frame) = &self.frame {
            frame.draw(&rows, page);
            return false;
        }
        self.rows.extend(rows);
        if self.rows.rows.len() < SAMPLE {
            return false;
        }
        self.frame = Some(self.begin(page));
        true
    }

    /// Draws the head and the rows so far.
    fn begin(&mut self, page: &mut Buffer) -> Frame {
        let rows = std::mem::take(&mut self.rows);
        let Some(sample) = without_long(&rows, page.hex) else {
            let (lines, frame) = framed(&rows, page.hex);
            lines.iter().for_each(|line| page.line(format_args!("{line}")));
            return frame;
        };
        let (lines, frame) = framed(&sample, page.hex);
        lines.iter().take(UNDER_HEAD + 1).for_each(|line| page.line(format_args!("{line}")));
        frame.draw(&rows, page);
        frame
    }

    /// Draws the remaining rows and the bottom line. Later rows form another table.
    pub(super) fn finish(&mut self, page: &mut Buffer) {
        if let Some(frame) = self.frame.take() {
            page.line(format_args!("{}", frame.bottom));
        } else if !self.rows.columns.is_empty() {
            let frame = self.begin(page);
            page.line(format_args!("{}", frame.bottom));
        }
    }
}

impl Frame {
    fn draw(&self, rows: &Records, page: &mut Buffer) {
        for row in &rows.rows {
            for (cell, width) in row.iter().zip(&self.widths) {
                let text = cell.plain(page.hex);
                let spaces = width.saturating_sub(text.width());
                page.text(format_args!("│ {:spaces$}{text} ", ""));
            }
            page.raw("│\n".as_bytes());
        }
    }
}

/// Returns the rows without long cells, or a row of empty cells if there is none; `None` if no cell is long.
fn without_long(rows: &Records, hex: bool) -> Option<Records> {
    let is_short =
        |row: &&Vec<records::Cell>| row.iter().all(|cell| width(&cell.plain(hex)) <= LONG);
    let mut short: Vec<_> = rows.rows.iter().filter(is_short).cloned().collect();
    if short.len() == rows.rows.len() {
        return None;
    }
    if short.is_empty() {
        short.push(vec![records::Cell::Nothing; rows.columns.len()]);
    }
    Some(Records { columns: rows.columns.clone(), rows: short })
}

/// Returns the lines of a table without the last, and its frame.
fn framed(records: &Records, hex: bool) -> (Vec<String>, Frame) {
    let mut lines = draw(records, hex);
    let bottom = lines.pop().unwrap_or_default();
    let top = lines.first().map_or("", |line| line.trim_matches(['┌', '┐']));
    let widths = top.split('┬').map(|column| width(column).saturating_sub(2)).collect();
    (lines, Frame { widths, bottom })
}

fn draw(records: &Records, hex: bool) -> Vec<String> {
    if records.columns.is_empty() {
        return Vec::new();
    }
    let plain = |row: &Vec<records::Cell>| row.iter().map(|cell| cell.plain(hex)).collect();
    let rows: Vec<Vec<String>> = records.rows.iter().map(plain).collect();
    let mut table = Table::new();
    table.load_preset(LINES).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(records.columns.iter().enumerate().map(|(column, name)| {
        let width = rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max();
        centred(&name.replace('_', " ").to_uppercase(), width.unwrap_or(0))
    }));
    for row in &rows {
        table.add_row(row.iter().map(|cell| Cell::new(cell).set_alignment(CellAlignment::Right)));
    }
    let lines = table.lines().enumerate();
    // Without rows the line below the head would touch the bottom line.
    let drawn = lines.filter(|(number, _)| !rows.is_empty() || *number != UNDER_HEAD);
    drawn.map(|(_, line)| line).collect()
}

const UNDER_HEAD: usize = 2;

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Centres a name with an odd space behind it, where comfy-table puts it before.
fn centred(name: &str, column: usize) -> String {
    let spaces = column.saturating_sub(width(name));
    let before = spaces / 2;
    format!("{}{name}{}", " ".repeat(before), " ".repeat(spaces - before))
}

#[cfg(test)]
mod tests {
    use super::{Drawing, SAMPLE};
    use crate::output::{Buffer, Cell, Records};

    fn draw(records: &Records, page: &mut Buffer) {
        let mut drawing = Drawing::default();
        drawing.add(records.clone(), page);
        drawing.finish(page);
    }

    fn rows(cells: impl Iterator<Item = String>) -> Vec<Records> {
        let of = |cell: String| Records::one([("a", Cell::text(cell)), ("b", Cell::Number(1))]);
        cells.map(of).collect()
    }

    #[test]
    fn table_drawn_in_parts_equals_table_drawn_at_once() {
        let rows = rows((0..3 * SAMPLE).map(|n| format!("é{n:04}")));
        let mut whole = Records::default();
        rows.iter().for_each(|row| whole.extend(row.clone()));
        let (mut page, mut drawing) = (Buffer::new(false), Drawing::default());
        let begins: Vec<_> = rows.into_iter().map(|row| drawing.add(row, &mut page)).collect();
        assert_eq!(begins.iter().position(|begins| *begins), Some(SAMPLE - 1));
        assert_eq!(begins.iter().filter(|begins| **begins).count(), 1);
        drawing.finish(&mut page);
        let mut at_once = Buffer::new(false);
        at_once.raw(super::draw(&whole, false).join("\n").as_bytes());
        at_once.raw(b"\n");
        assert_eq!(String::from_utf8_lossy(page.take()), String::from_utf8_lossy(at_once.take()));
    }

    #[test]
    fn long_later_cell_overflows() {
        let lengths = (0..SAMPLE).map(|_| 3).chain([5, 2]);
        let (mut page, mut drawing) = (Buffer::new(false), Drawing::default());
        for row in rows(lengths.map(|length| "x".repeat(length))) {
            drawing.add(row, &mut page);
        }
        drawing.finish(&mut page);
        let text = String::from_utf8_lossy(page.take()).into_owned();
        assert!(text.ends_with("│ xxx │ 1 │\n│ xxxxx │ 1 │\n│  xx │ 1 │\n└─────┴───┘\n"), "{text}");
    }

    #[test]
    fn very_long_cell_overflows() {
        let long = "x".repeat(super::LONG + 1);
        let only = drawn(rows([long.clone()].into_iter()));
        let head = "┌───┬───┐\n│ A │ B │\n├───┼───┤\n";
        assert_eq!(only, format!("{head}│ {long} │ 1 │\n└───┴───┘\n"));
        let beside = drawn(rows(["yy".to_owned(), long.clone(), "z".to_owned()].into_iter()));
        assert!(beside.ends_with(&format!("│ yy │ 1 │\n│ {long} │ 1 │\n│  z │ 1 │\n└────┴───┘\n")));
    }

    fn drawn(rows: Vec<Records>) -> String {
        let (mut page, mut drawing) = (Buffer::new(false), Drawing::default());
        for row in rows {
            drawing.add(row, &mut page);
        }
        drawing.finish(&mut page);
        String::from_utf8_lossy(page.take()).into_owned()
    }

    #[test]
    fn looks_like_etcdctls_table() {
        let mut page = Buffer::new(false);
        draw(
            &Records::one([
                ("endpoint", Cell::text("127.0.0.1:21031")),
                ("health", Cell::Flag(true)),
                ("took", Cell::text("4.259231ms")),
                ("error", Cell::text("")),
            ]),
            &mut page,
        );
        let expected = "\
┌─────────────────┬────────┬────────────┬───────┐
│    ENDPOINT     │ HEALTH │    TOOK    │ ERROR │
├─────────────────┼────────┼────────────┼───────┤
│ 127.0.0.1:21031 │   true │ 4.259231ms │       │
└─────────────────┴────────┴────────────┴───────┘
";
        assert_eq!(String::from_utf8_lossy(page.take()), expected);
    }

    #[test]
    fn table_without_rows_has_head_and_bottom() {
        let mut page = Buffer::new(false);
        draw(&Records::new(&["a", "b c"]), &mut page);
        let expected = "┌───┬─────┐\n│ A │ B C │\n└───┴─────┘\n";
        assert_eq!(String::from_utf8_lossy(page.take()), expected);
    }
}
