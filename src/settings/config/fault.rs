//! What is wrong in the config file, and where.

use crate::failure::{Failure, Kind};
use std::ops::Range;
use std::path::Path;

/// The text of the file, for the places of faults.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileText<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
}

impl FileText<'_> {
    /// Returns the failure for what is wrong at a place in the file, or in all of it.
    pub(super) fn fault(&self, at: Option<Range<usize>>, what: &str) -> Failure {
        let at = at.map(|at| position(self.text, at.start)).unwrap_or_default();
        wrong(format!("{}{at}: {what}", self.path.display()))
    }
}

/// Returns the failure of a wrong config file.
pub(super) fn wrong(message: String) -> Failure {
    Failure::new(Kind::Local, message)
}

/// Returns `:LINE:COLUMN` of a byte, both counted from 1.
fn position(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    format!(":{}:{}", before.matches('\n').count() + 1, line.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn positions_count_lines_and_characters() {
        assert_eq!(position("", 0), ":1:1");
        assert_eq!(position("a\nb\n", 2), ":2:1");
        assert_eq!(position("a\n\u{e4}\u{f6}b", 6), ":2:3");
        // Never a panic, not even inside a character.
        assert_eq!(position("\u{e4}", 1), ":1:2");
        assert_eq!(position("a", 9), ":1:2");
    }
}
