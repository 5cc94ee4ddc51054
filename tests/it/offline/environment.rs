//! What commands that work on files do not depend on: a server, a home directory, variables about servers;
//! and what they do if stdout fails.

use super::vector;
use crate::support::{Line, Outcome, ectl, line};
use std::fs::File;
use std::path::Path;
use tempfile::TempDir;

/// A line for every command that works on files, with the name of its reply in ectl-formats(7). FILE is a
/// snapshot, DIR the data directory of a stopped member, NEW does not exist.
const LINES: &[NamedLine] = &[
    ("get --db", "get reg/ --prefix --limit 1 --db FILE"),
    ("hashkv", "hashkv FILE"),
    ("history", "history reg/0000003 --db FILE --values --diff"),
    ("migrate --dry-run", "migrate --data-dir DIR --target-version 3.6 --dry-run"),
    ("snapshot check", "snapshot check FILE"),
    ("snapshot inspect", "snapshot inspect FILE"),
    ("snapshot status", "snapshot status FILE"),
    ("wal dump", "wal dump DIR"),
];

/// Lines that print nothing on stdout, unless it is `jsonl`.
const SILENT: &[NamedLine] = &[
    ("defrag --data-dir", "defrag --data-dir DIR"),
    ("migrate", "migrate --data-dir DIR --target-version 3.6"),
    RESTORE,
];

const RESTORE: NamedLine = ("snapshot restore", "snapshot restore FILE --data-dir NEW");

/// The settings of output, which these commands have too.
const OF_OUTPUT: [&str; 3] = ["ETCDCTL_WRITE_OUT", "ETCDCTL_HEX", "ECTL_JSON_ERRORS"];

#[test]
fn every_command_on_files_has_a_line() {
    let names = crate::details::leaves().into_iter();
    for name in names.filter(|name| crate::details::ON_FILES.contains(&name.as_str())) {
        let has_line = LINES.iter().chain(SILENT).any(|(_, line)| line.starts_with(&name));
        assert!(has_line, "{name}: give it a line in tests/it/offline/environment.rs");
    }
}

/// Makes the files of a line, in a directory.
fn files(text: &str) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    vector("v37-full", directory.path());
    if text.contains("DIR") {
        let restore = ectl("", &words("snapshot restore FILE --data-dir DIR"));
        restore.directory(directory.path()).run().succeeds();
    }
    directory
}

/// Returns the words of a line, with paths in the directory that [`files`] makes.
fn words(text: &str) -> String {
    text.replace("FILE", "v37-full.db").replace("DIR", "data").replace("NEW", "new")
}

type NamedLine = (&'static str, &'static str);

/// Runs each line on new files, as `prepare` changes it.
fn run_each(lines: &[NamedLine], prepare: impl Fn(Line) -> Line) -> Vec<(&'static str, Outcome)> {
    let run = |(name, text): &NamedLine| {
        let files = files(text);
        (*name, prepare(ectl("", &words(text)).directory(files.path())).run())
    };
    lines.iter().map(run).collect()
}

fn all() -> Vec<NamedLine> {
    [LINES, SILENT].concat()
}

/// What is the same each time: notes have durations.
fn results(outcomes: &[(&'static str, Outcome)]) -> Vec<(&'static str, Vec<u8>, i32)> {
    let result =
        |(name, outcome): &(&'static str, Outcome)| (*name, outcome.stdout.clone(), outcome.code);
    outcomes.iter().map(result).collect()
}

/// The variables of the global options, without those of [`OF_OUTPUT`].
fn variables() -> Vec<String> {
    let debugged = ectl("127.0.0.1:1", "get k --debug").run().stderr;
    let names = debugged.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name);
    let is_variable = |name: &&str| {
        (name.starts_with("ETCDCTL_") || name.starts_with("ECTL_")) && !OF_OUTPUT.contains(name)
    };
    names.filter(is_variable).map(str::to_owned).collect()
}

#[test]
fn variables_about_servers_are_not_parsed() {
    let names = variables();
    assert!(names.len() > 15, "{names:?}");
    let expected = run_each(&all(), |line| line);
    for (text, outcome) in &expected {
        assert_eq!(outcome.code, 0, "{text}: {outcome:?}");
    }
    let broken = |line| names.iter().fold(line, |line: Line, name| line.env(name, "\u{1}:[x"));
    assert_eq!(results(&run_each(&all(), broken)), results(&expected));
    let homeless = |line: Line| line.env("HOME", "/nonexistent").env("XDG_CONFIG_HOME", "");
    assert_eq!(results(&run_each(&all(), homeless)), results(&expected));
}

#[test]
fn lines_differ_only_in_being_silent() {
    for (text, outcome) in run_each(LINES, |line| line) {
        assert!(!outcome.stdout.is_empty(), "{text} prints nothing");
    }
    for (text, outcome) in run_each(SILENT, |line| line) {
        assert_eq!(outcome.text(), "", "{text}");
    }
}

#[test]
fn stdout_that_is_full_is_an_error() {
    let full = |line: Line| line.stdout(File::options().write(true).open("/dev/full").unwrap());
    for (text, outcome) in run_each(LINES, full) {
        let error = "Error: cannot write to stdout: No space left on device\n";
        assert_eq!((outcome.stderr.as_str(), outcome.code), (error, 6), "{text}");
    }
}

#[test]
fn stdout_that_is_closed_ends_the_command_quietly() {
    let expected = run_each(LINES, |line| line);
    let closed = |line: Line| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        line.stdout(writer)
    };
    for ((text, outcome), (_, expected)) in run_each(LINES, closed).into_iter().zip(expected) {
        // Warnings come after the result, if at all.
        let is_quiet = expected.stderr.starts_with(&outcome.stderr);
        assert!(outcome.code == 0 && is_quiet, "{text}: {outcome:?}");
    }
    for (text, outcome) in run_each(SILENT, closed) {
        assert_eq!(outcome.code, 0, "{text}: {outcome:?}");
    }
}

#[test]
fn reader_that_takes_nothing_is_no_error() {
    for (_, text) in all() {
        let files = files(text);
        let program = env!("CARGO_BIN_EXE_ectl");
        let script = format!("{program} {} | head -n 0; echo ${{PIPESTATUS[0]}}", words(text));
        let shell = line(Path::new("bash"), "", &["-c", &script]).directory(files.path()).run();
        assert_eq!(shell.text(), "0\n", "{text}: {shell:?}");
    }
}

#[test]
fn formats_page_documents_every_field_of_files() {
    let reporting = [LINES, &[RESTORE]].concat();
    for (name, outcome) in run_each(&reporting, |line| line.arg("-wjsonl")) {
        let expected = crate::details::documented(name);
        assert!(!outcome.stdout.is_empty(), "{name}: {outcome:?}");
        for line in outcome.text().lines() {
            assert_eq!(crate::details::field_names(line), expected, "{name}: {line}");
        }
    }
}
