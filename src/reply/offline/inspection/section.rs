//! A section of names with values, fitted into the width of a plain terminal.

use crate::output::Buffer;

#[derive(Debug)]
pub(super) struct Section {
    pub(super) title: &'static str,
    /// Names, each with the parts of its value.
    pub(super) rows: Vec<(String, Vec<String>)>,
}

/// Columns of a line. A part that is longer than a line stays whole.
const WIDTH: usize = 80;
/// Names are padded to this width; longer ones have a line of their own.
const NAME: usize = 18;

impl Section {
    pub(super) fn new(title: &'static str) -> Self {
        Self { title, rows: Vec::new() }
    }

    /// Adds a name and its value, unless that is empty.
    pub(super) fn add<const N: usize>(&mut self, name: impl Into<String>, value: [String; N]) {
        self.add_list(name, value);
    }

    pub(super) fn add_list(
        &mut self,
        name: impl Into<String>,
        parts: impl IntoIterator<Item = String>,
    ) {
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if !parts.is_empty() {
            self.rows.push((name.into(), parts));
        }
    }

    pub(super) fn write(&self, page: &mut Buffer) {
        page.line(format_args!("{}", self.title));
        for (name, parts) in &self.rows {
            let mut lines = filled(parts).into_iter();
            if name.chars().count() <= NAME {
                let first = lines.next().unwrap_or_default();
                page.line(format_args!("  {name:<NAME$}  {first}"));
            } else {
                page.line(format_args!("  {name}"));
            }
            for line in lines {
                page.line(format_args!("  {:<NAME$}  {line}", ""));
            }
        }
    }
}

/// Joins parts with commas into lines that fit beside a name.
fn filled(parts: &[String]) -> Vec<String> {
    let room = WIDTH - NAME - 4;
    let mut lines = Vec::<String>::new();
    for (index, part) in parts.iter().enumerate() {
        let comma = if index + 1 < parts.len() { "," } else { "" };
        let part = format!("{part}{comma}");
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + part.chars().count() <= room => {
                line.push(' ');
                line.push_str(&part);
            }
            _ => lines.push(part),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::Section;
    use crate::output::Buffer;

    #[test]
    fn lines_fit_the_width() {
        let mut section = Section::new("Title");
        section.add("short", ["a".repeat(30), "b".repeat(30), "c".to_owned()]);
        section.add("a name longer than others", ["d".repeat(90)]);
        section.add("left out", [String::new()]);
        let mut page = Buffer::new(false);
        section.write(&mut page);
        let (a, b, d) = ("a".repeat(30), "b".repeat(30), "d".repeat(90));
        let expected = format!(
            "Title\n  short               {a},\n{:22}{b}, c\n  a name longer than others\n{:22}{d}\n",
            "", ""
        );
        assert_eq!(String::from_utf8_lossy(page.take()), expected);
    }
}
