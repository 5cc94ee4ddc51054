//! The lines of a table whose columns are known.

use crate::output::buffer::Buffer;
use crate::output::fit::FittedColumn;
use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

#[derive(Debug)]
pub(super) struct Frame {
    /// The columns, by their index in a row.
    pub(super) shown: Vec<FittedColumn>,
    /// Cells that are too long are cut.
    pub(super) is_fitted: bool,
}

impl Frame {
    pub(super) fn border(&self, [left, middle, right]: [&str; 3]) -> String {
        let columns: Vec<_> = self.shown.iter().map(|(_, width)| "─".repeat(width + 2)).collect();
        format!("{left}{}{right}", columns.join(middle))
    }

    pub(super) fn head(&self, names: &[&str], page: &mut Buffer) {
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
    pub(super) fn draw(&self, rows: &[Vec<String>], page: &mut Buffer) -> bool {
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
pub(super) fn width_of(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

pub(super) fn title(name: &str) -> String {
    name.replace('_', " ").to_uppercase()
}

/// Returns the beginning of a text with an ellipsis, which needs one column.
pub(super) fn cut(text: &str, width: usize) -> String {
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
