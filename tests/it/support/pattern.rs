//! Texts in which `[..]` stands for any part of a line, as in cargo's tests.

use serde_json::json;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::panic::Location;

const ANY: &str = "[..]";

/// Returns whether a text is as the pattern, line by line.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (mut patterns, mut lines) = (pattern.split('\n'), text.split('\n'));
    loop {
        match (patterns.next(), lines.next()) {
            (None, None) => return true,
            (Some(pattern), Some(line)) if line_matches(pattern, line) => {}
            _ => return false,
        }
    }
}

fn line_matches(pattern: &str, line: &str) -> bool {
    let Some((start, rest)) = pattern.split_once(ANY) else { return pattern == line };
    let Some(line) = line.strip_prefix(start) else { return false };
    let ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
    ends.into_iter().any(|at| line_matches(rest, &line[at..]))
}

/// Writes what a failure said, and where which part of it is expected, to the file that
/// `ECTL_RECORD_FAILS` names: one JSON object per line, from which expectations can be written anew.
#[track_caller]
pub fn record(expected: &str, stderr: &str) {
    let Some(file) = std::env::var_os("ECTL_RECORD_FAILS") else { return };
    let caller = Location::caller();
    let (file_name, line, column) = (caller.file(), caller.line(), caller.column());
    let record = json!({
        "file": file_name, "line": line, "column": column, "expected": expected, "stderr": stderr,
    });
    let mut file = OpenOptions::new().create(true).append(true).open(file).expect("a record");
    file.write_all(format!("{record}\n").as_bytes()).expect("a record");
}

#[test]
fn wildcards_match_within_a_line() {
    assert!(matches("a [..] c\nd\n", "a b b c\nd\n"));
    assert!(matches("[..]", ""));
    assert!(matches("x[..]y[..]z", "xyyz"));
    assert!(!matches("a\n", "a"));
    assert!(!matches("a", "a\n"));
    assert!(!matches("[..]", "a\nb"));
    assert!(!matches("a[..]c", "ab"));
}
