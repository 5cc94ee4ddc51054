use super::frame::cut;
use super::{Drawing, Hidden, SAMPLE, SAMPLE_BYTES, TableLayout};
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

fn drawn(rows: impl IntoIterator<Item = Records>, layout: TableLayout) -> (String, Hidden) {
    let (mut page, mut drawing) = (Buffer::new(false), Drawing::new(layout));
    for row in rows {
        drawing.add(&row, &mut page);
    }
    drawing.finish(&mut page);
    (text(&mut page), drawing.hidden)
}

fn unfitted(rows: impl IntoIterator<Item = Records>) -> String {
    drawn(rows, TableLayout::default()).0
}

fn fitted(records: Records, room: usize, main: &'static [&'static str]) -> (String, Hidden) {
    drawn([records], TableLayout { room: Some(room), main, stream: None })
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
┌─────┬───────────────┐
│ ID  │     NAME      │
├─────┼───────────────┤
│ abc │ 世界 and more │
└─────┴───────────────┘
";
    assert_eq!((table.as_str(), hidden), (expected, Hidden { columns: 2, is_cut: false }));
    let (table, hidden) = fitted(records(), 18, &["name", "id"]);
    let expected = "\
┌─────┬──────────┐
│ ID  │   NAME   │
├─────┼──────────┤
│ abc │ 世界 an… │
└─────┴──────────┘
";
    assert_eq!((table.as_str(), hidden), (expected, Hidden { columns: 2, is_cut: true }));
    let (table, hidden) = fitted(records(), 80, &["name", "id"]);
    assert!(table.contains("│ two lines\\x1b │"), "{table}");
    assert_eq!(hidden, Hidden::default());
}

#[test]
fn wide_character_that_is_half_cut_is_left_out() {
    assert_eq!(cut("世界", 4), "世…");
    assert_eq!(cut("世界", 3), "世…");
    assert_eq!(cut("世界", 2), "…");
    assert_eq!(cut("abc", 1), "…");
}

#[test]
fn stream_is_one_table_with_each_row_at_once() {
    let layout = TableLayout { stream: Some(&[4]), ..TableLayout::default() };
    let (mut page, mut drawing) = (Buffer::new(false), Drawing::new(layout));
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
        let layout = TableLayout { room: Some(room), main: &["name"], stream: None };
        let (table, _) = drawn(more.chain([last]), layout);
        let width = table.lines().next().unwrap_or_default().width();
        prop_assert!((5..=room).contains(&width));
        for line in table.lines() {
            prop_assert_eq!(line.width(), width, "{}", line);
        }
    }
}
