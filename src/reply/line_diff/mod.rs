//! Differences between two values by lines, in the unified format.

mod changes;
mod merge;

use changes::{Change, changes};
pub(crate) use merge::{CONFLICT_MARK, TextVersions, merge};
use std::fmt::Write as _;
use std::ops::Range;

/// The number of common lines around a change.
const CONTEXT: usize = 3;

/// Returns a unified diff with the names of both sides, or one line if a value is not text. It is empty for
/// equal values. A value that does not exist is empty.
pub(crate) fn line_diff(names: (&str, &str), before: &[u8], after: &[u8]) -> String {
    if before == after {
        return String::new();
    }
    let (Some(old), Some(new)) = (text(before), text(after)) else {
        let (old, new) = (before.len(), after.len());
        return format!("binary values differ: {old} bytes at {}, {new} at {}\n", names.0, names.1);
    };
    let exact = old.ends_with('\n') != new.ends_with('\n') && !old.is_empty() && !new.is_empty();
    let mut page = Page { text: format!("--- {}\n+++ {}\n", names.0, names.1), exact };
    let (old, new) = (lines(old, exact), lines(new, exact));
    for hunk in hunks(&changes(&old, &new)) {
        page.hunk(hunk, &old, &new);
    }
    page.text
}

/// Returns the text of a value; `None` if it is not UTF-8 or has a zero byte.
pub(crate) fn text(value: &[u8]) -> Option<&str> {
    str::from_utf8(value).ok().filter(|text| !text.contains('\0'))
}

/// Splits a text into lines. Few values end with a newline: only if one does and the other does not, the
/// ends count.
fn lines(text: &str, exact: bool) -> Vec<&str> {
    let lines = text.split_inclusive('\n');
    if exact {
        return lines.collect();
    }
    lines.map(|line| line.strip_suffix('\n').unwrap_or(line)).collect()
}

/// Groups changes whose context would touch.
fn hunks(changes: &[Change]) -> impl Iterator<Item = &[Change]> {
    changes.chunk_by(|a, b| b.before.start - a.before.end <= 2 * CONTEXT)
}

/// The text of a diff so far.
struct Page {
    text: String,
    /// A last line without a newline is marked.
    exact: bool,
}

impl Page {
    fn hunk(&mut self, hunk: &[Change], old: &[&str], new: &[&str]) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { return };
        let lead = first.before.start.min(CONTEXT);
        let trail = (old.len() - last.before.end).min(CONTEXT);
        let before = first.before.start - lead..last.before.end + trail;
        let after = first.after.start - lead..last.after.end + trail;
        let _ = writeln!(self.text, "@@ -{} +{} @@", position(&before), position(&after));
        let mut at = before.start;
        for change in hunk {
            self.lines(' ', old, at..change.before.start);
            self.lines('-', old, change.before.clone());
            self.lines('+', new, change.after.clone());
            at = change.before.end;
        }
        self.lines(' ', old, at..before.end);
    }

    fn lines(&mut self, sign: char, lines: &[&str], range: Range<usize>) {
        for line in lines.get(range).unwrap_or_default() {
            let _ = writeln!(self.text, "{sign}{}", line.strip_suffix('\n').unwrap_or(line));
            if self.exact && !line.ends_with('\n') {
                self.text.push_str("\\ No newline at the end\n");
            }
        }
    }
}

/// Returns the first line, counted from 1, and the number of lines unless it is 1. Without lines it is the
/// line before.
fn position(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => (lines.start + 1).to_string(),
        count => format!("{},{count}", lines.start + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::line_diff;

    fn diff(before: &str, after: &str) -> String {
        line_diff(("a", "b"), before.as_bytes(), after.as_bytes())
    }

    #[test]
    fn changes_have_three_lines_around_them() {
        assert_eq!(diff("80", "81"), "--- a\n+++ b\n@@ -1 +1 @@\n-80\n+81\n");
        assert_eq!(diff("", "x\ny"), "--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n");
        let text = |change: &str| format!("1\n2\n3\n4\n{change}5\n6\n7\n8\n9\n10\n11\n12\n");
        assert_eq!(
            diff(&text(""), &(text("x\n") + "y\n")),
            "--- a\n+++ b\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+x\n 5\n 6\n 7\n\
             @@ -10,3 +11,4 @@\n 10\n 11\n 12\n+y\n"
        );
        assert_eq!(diff("same\n", "same\n"), "");
    }

    #[test]
    fn last_newline_counts_if_one_side_lacks_it() {
        assert_eq!(
            diff("a\nb\n", "a\nb"),
            "--- a\n+++ b\n@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at the end\n"
        );
        assert_eq!(
            diff("a\nb", "a\nb\n"),
            "--- a\n+++ b\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at the end\n+b\n"
        );
        assert_eq!(
            diff("b", "b\n"),
            "--- a\n+++ b\n@@ -1 +1 @@\n-b\n\\ No newline at the end\n+b\n"
        );
    }

    #[test]
    fn binary_values_have_no_lines() {
        let diff = line_diff(("1", "2"), b"\xff", b"a\nb");
        assert_eq!(diff, "binary values differ: 1 bytes at 1, 3 at 2\n");
        assert!(line_diff(("1", "2"), b"a", b"a\0").starts_with("binary"));
    }
}
