//! Tables as etcdctl 3.7 draws them: box lines, the head centred in capitals, cells to the right.

use super::page::Page;
use super::records::Records;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

/// Outline, head line and columns, no lines between rows: comfy-table's order of characters is
/// left, right, top, bottom, then the head line, and so on.
const LINES: &str = "││──├─┼┤│    ┬┴┌┐└┘";

pub(super) fn draw(records: &Records, page: &mut Page) {
    if records.columns.is_empty() {
        return;
    }
    let rows: Vec<Vec<String>> = records
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.plain(page.hex)).collect())
        .collect();
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
    // Without rows the line under the head would stand on the bottom line.
    for (_, line) in lines.filter(|(number, _)| !rows.is_empty() || *number != UNDER_HEAD) {
        page.line(format_args!("{line}"));
    }
}

/// The index of the line between head and rows.
const UNDER_HEAD: usize = 2;

fn width(text: &str) -> usize {
    text.chars().count()
}

/// The name in the middle of a column, an odd space behind it (comfy-table puts it before).
fn centred(name: &str, column: usize) -> String {
    let spaces = column.saturating_sub(width(name));
    let before = spaces / 2;
    format!("{}{name}{}", " ".repeat(before), " ".repeat(spaces - before))
}

#[cfg(test)]
mod tests {
    use super::draw;
    use crate::output::{Cell, Page, Records};

    #[test]
    fn drawn_as_etcdctl_draws() {
        let mut page = Page::new(false);
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
    fn no_rows_are_a_head_and_a_bottom() {
        let mut page = Page::new(false);
        draw(&Records::new(&["a", "b c"]), &mut page);
        let expected = "┌───┬─────┐\n│ A │ B C │\n└───┴─────┘\n";
        assert_eq!(String::from_utf8_lossy(page.take()), expected);
    }
}
