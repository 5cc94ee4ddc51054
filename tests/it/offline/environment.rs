//! What commands that work on files do not depend on: a server, a home directory, variables about servers;
//! and what they do if stdout fails.

use super::vector;
use crate::support::{Line, Outcome, ectl, line};
use std::fs::{self, File};
use std::path::Path;
use tempfile::TempDir;

/// A line for every command that works on files. FILE is a snapshot, DIR a data directory without a log,
/// NEW a path that does not exist.
const LINES: &[&str] = &["hashkv FILE", "snapshot status FILE"];

/// Lines that print nothing on stdout.
const SILENT: &[&str] = &[];

/// The settings of output, which these commands have too.
const OF_OUTPUT: [&str; 3] = ["ETCDCTL_WRITE_OUT", "ETCDCTL_HEX", "ECTL_JSON_ERRORS"];

#[test]
fn every_command_on_files_has_a_line() {
    let names = crate::details::leaves().into_iter();
    for name in names.filter(|name| crate::details::ON_FILES.contains(&name.as_str())) {
        let has_line = LINES.iter().chain(SILENT).any(|line| line.starts_with(&name));
        assert!(has_line, "{name}: give it a line in tests/it/offline/environment.rs");
    }
}

/// Makes the files of the lines anew, in a directory.
fn files() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let snapshot = vector("v37-full", directory.path());
    let member = directory.path().join("data/member/snap");
    fs::create_dir_all(&member).unwrap();
    fs::copy(snapshot, member.join("db")).unwrap();
    directory
}

/// Returns the words of a line; relative to the directory that [`files`] made.
fn words(line: &str) -> String {
    line.replace("FILE", "v37-full.db").replace("DIR", "data").replace("NEW", "new")
}

/// Runs each line on new files, as `prepare` changes it.
fn run_each(
    lines: &[&'static str],
    prepare: impl Fn(Line) -> Line,
) -> Vec<(&'static str, Outcome)> {
    let run = |text: &&'static str| {
        let files = files();
        (*text, prepare(ectl("", &words(text)).directory(files.path())).run())
    };
    lines.iter().map(run).collect()
}

fn all() -> Vec<&'static str> {
    [LINES, SILENT].concat()
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
    assert_eq!(run_each(&all(), broken), expected);
    let homeless = |line: Line| line.env("HOME", "/nonexistent").env("XDG_CONFIG_HOME", "");
    assert_eq!(run_each(&all(), homeless), expected);
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
    let expected = run_each(&all(), |line| line);
    let closed = |line: Line| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        line.stdout(writer)
    };
    for ((text, outcome), (_, expected)) in run_each(&all(), closed).into_iter().zip(expected) {
        assert_eq!((outcome.stderr, outcome.code), (expected.stderr, 0), "{text}");
    }
}

#[test]
fn reader_that_takes_nothing_is_no_error() {
    for text in all() {
        let files = files();
        let program = env!("CARGO_BIN_EXE_ectl");
        let script = format!("{program} {} | head -n 0; echo ${{PIPESTATUS[0]}}", words(text));
        let shell = line(Path::new("bash"), "", &["-c", &script]).directory(files.path()).run();
        assert_eq!(shell.text(), "0\n", "{text}: {shell:?}");
    }
}
