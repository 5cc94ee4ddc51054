//! Help wrapped to the width of the terminal.

use super::stdout;

/// The width of the longest lines, and of those that go to a file or pipe.
const WIDEST: usize = 100;
/// Narrower terminals get lines of this width.
const NARROWEST: usize = 60;
/// A description with fewer columns than this goes below its term.
const DESCRIPTION: usize = 24;
const BELOW: usize = 10;

/// Returns the width of help: that of the terminal on stdout, else that of `COLUMNS`, within limits.
pub(crate) fn help_width() -> usize {
    let told = std::env::var("COLUMNS").ok();
    width_within_limits(stdout::columns(), told.as_deref())
}

/// Returns the width for that of a terminal, if it is known, and for the value of `COLUMNS`.
fn width_within_limits(terminal: Option<usize>, told: Option<&str>) -> usize {
    let told = told.and_then(|told| told.parse().ok()).filter(|width| *width > 0);
    terminal.or(told).unwrap_or(WIDEST).clamp(NARROWEST, WIDEST)
}

/// Wraps help. Descriptions of options and examples keep their indentation; examples are not broken.
pub(crate) fn wrap(help: &str, width: usize) -> String {
    let mut lines = Vec::new();
    let mut paragraph = Vec::new();
    let mut heading = "";
    for line in help.lines() {
        if line.ends_with(':') && !line.starts_with(' ') {
            heading = line;
        } else if is_prose(line, heading) {
            paragraph.push(line);
            continue;
        }
        lines.extend(filled(&std::mem::take(&mut paragraph), width));
        lines.extend(described(line, width));
    }
    lines.extend(filled(&paragraph, width));
    lines.join("\n") + "\n"
}

/// Ends of the headings of lists, whose lines are not paragraphs: also "Output options:".
const LISTS: [&str; 4] = ["rguments:", "ptions:", "ommands:", "xamples:"];

/// Returns whether a line belongs to a paragraph.
fn is_prose(line: &str, heading: &str) -> bool {
    match line.strip_prefix("  ") {
        None => !line.is_empty(),
        Some(text) => {
            let in_list = LISTS.iter().any(|end| heading.ends_with(end));
            !in_list && !text.starts_with(' ') && !text.contains("  ")
        }
    }
}

/// Returns a paragraph as it is if it fits, else filled to the width.
fn filled(paragraph: &[&str], width: usize) -> Vec<String> {
    match paragraph.iter().all(|line| columns(line) <= width) {
        true => paragraph.iter().map(|line| (*line).to_owned()).collect(),
        false => {
            let indented = paragraph.iter().all(|line| line.starts_with(' '));
            fill(&paragraph.join(" "), if indented { "  " } else { "" }, width)
        }
    }
}

/// Wraps an indented line: an option or example, two or more spaces, and its description. A long example
/// without a description is not wrapped.
fn described(line: &str, width: usize) -> Vec<String> {
    let term = line.trim_start();
    let indent = columns(line) - columns(term);
    let (term, text) = term.split_once("  ").unwrap_or(("", term));
    let text = text.trim_start();
    let column = columns(line) - columns(text);
    let is_narrow = column + DESCRIPTION > width;
    // A description on a line of its own moves with those behind examples.
    let fits = columns(line) <= width && !(term.is_empty() && is_narrow);
    if fits || (term.is_empty() && indent < BELOW) {
        return vec![line.to_owned()];
    }
    let head = format!("{}{term}", " ".repeat(indent));
    if is_narrow {
        let head = (!term.is_empty()).then_some(head);
        return head.into_iter().chain(fill(text, &" ".repeat(BELOW), width)).collect();
    }
    let mut lines = fill(text, &" ".repeat(column), width);
    if let Some(first) = lines.first_mut() {
        *first = format!("{head:column$}{}", first.trim_start());
    }
    lines
}

fn fill(text: &str, indent: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in glued(text).split(' ').filter(|word| !word.is_empty()) {
        let word = word.replace(GLUE, " ");
        match lines.last_mut() {
            Some(line) if columns(line) + 1 + columns(&word) <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(format!("{indent}{word}")),
        }
    }
    lines
}

/// A space that is not broken.
const GLUE: char = '\u{a0}';

/// Keeps a short default in one piece.
fn glued(text: &str) -> String {
    let parts = text.split_once("[default: ").and_then(|(before, rest)| {
        let (value, after) = rest.split_once(']')?;
        (columns(value) < DESCRIPTION / 2).then_some((before, value, after))
    });
    match parts {
        Some((before, value, after)) => {
            let value = value.replace(' ', &GLUE.to_string());
            format!("{before}[default:{GLUE}{value}]{after}")
        }
        None => text.to_owned(),
    }
}

fn columns(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::{width_within_limits, wrap};

    const HELP: &str = "\
Get a key

Options:
      --consistency <l|s>  l: linearizable; s: without a quorum
      --a-very-long-option-indeed <VALUE>  What it is for
      --order <up|down>    Up, or down [default: up]

Examples:
  ectl get config/port      a key and its value
  ectl get --prefix a/very/long/prefix/of/keys --print-value-only
                              its values

A paragraph of two lines, of which the first is too long
to fit.
This one is part of it.

Signals:
  An indented paragraph, of which the first line is too
  long as well.
";

    #[test]
    fn descriptions_hang_and_paragraphs_are_filled() {
        let expected = "\
Get a key

Options:
      --consistency <l|s>  l: linearizable; s:
                           without a quorum
      --a-very-long-option-indeed <VALUE>
          What it is for
      --order <up|down>    Up, or down
                           [default: up]

Examples:
  ectl get config/port      a key and its value
  ectl get --prefix a/very/long/prefix/of/keys --print-value-only
          its values

A paragraph of two lines, of which the first is too
long to fit. This one is part of it.

Signals:
  An indented paragraph, of which the first line is
  too long as well.
";
        assert_eq!(wrap(HELP, 51), expected);
        assert_eq!(wrap(HELP, 66), HELP);
    }

    #[test]
    fn width_is_that_of_the_terminal_or_of_columns() {
        let cases = [
            (Some(80), Some("70"), 80),
            (Some(20), Some("70"), 60),
            (None, Some("80"), 80),
            (None, Some("20"), 60),
            (None, Some("300"), 100),
            (None, Some("0"), 100),
            (None, Some("wide"), 100),
            (None, Some(""), 100),
            (None, None, 100),
        ];
        for (terminal, told, expected) in cases {
            assert_eq!(width_within_limits(terminal, told), expected, "{terminal:?} {told:?}");
        }
    }
}
