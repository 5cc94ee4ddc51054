//! Every command with a stdout that fails, or whose reader closes it.

use super::scenario::{play, succeeded};
use crate::support::ectl;
use std::fs::File;

#[test]
fn full_disk_fails_every_command() {
    play(&[], &mut |thing, line| {
        let full =
            File::options().write(true).open("/dev/full").expect("this system has no /dev/full");
        if thing == "snapshot save" {
            return;
        }
        let outcome = line.stdout(full).run();
        assert_eq!(outcome.code, 6, "{thing}: {outcome:?}");
        let error = "Error: cannot write to stdout: No space left on device\n";
        assert_eq!(outcome.stderr, error, "{thing}");
    });
}

#[test]
fn errors_of_help_are_json_on_request() {
    for line in ["-w json --version", "get --help --json-errors", "-w json options"] {
        let full =
            File::options().write(true).open("/dev/full").expect("this system has no /dev/full");
        let outcome = ectl("", line).stdout(full).run();
        assert_eq!(outcome.code, 6, "{line}: {outcome:?}");
        assert!(outcome.stderr.starts_with("{\"error\":\"cannot write"), "{line}: {outcome:?}");
    }
}

#[test]
fn closed_stdout_ends_every_command_quietly() {
    play(&[], &mut |thing, line| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let outcome = line.stdout(writer).run();
        assert!(outcome.stderr.is_empty() && succeeded(thing, &outcome), "{thing}: {outcome:?}");
    });
}
