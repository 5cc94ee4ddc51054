//! Data on stdout; errors, hints and notes on stderr, where control characters are escaped because servers'
//! texts, keys and names are printed there.

use super::color::Color;
use super::visible::{Notation, escaped, visible};
use crate::failure::{EndpointError, Failure, Kind, ReaderGone};
use crate::go::append;
use console::Term;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::mem;
use std::os::fd::AsFd as _;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::task::spawn_blocking;

/// Writes to stdout and flushes. If its reader closed it, the error is [`ReaderGone`].
pub(super) fn write(bytes: &[u8]) -> anyhow::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    if IS_GIVEN_UP.load(Ordering::Relaxed) {
        return Err(Failure::new(Kind::Local, "stdout is not read").into());
    }
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|error| {
        if error.kind() == ErrorKind::BrokenPipe {
            return ReaderGone.into();
        }
        Failure::new(Kind::Local, format!("cannot write to stdout: {error}")).into()
    })
}

/// Writes to stdout and flushes. While its reader does not read, only a thread waits for it. If this is
/// dropped meanwhile, nothing more is written to stdout.
pub(super) async fn write_aside(bytes: &[u8]) -> anyhow::Result<()> {
    if bytes.len() <= SURE && has_room() {
        return write(bytes);
    }
    let (bytes, unfinished) = (bytes.to_vec(), Unfinished);
    let written = spawn_blocking(move || write(&bytes)).await?;
    mem::forget(unfinished);
    written
}

/// Returns the failure of a time that ended while stdout's reader did not read.
pub(crate) fn unread() -> Failure {
    Failure::new(Kind::Deadline, "timed out: stdout was not read to the end")
}

/// The bytes that a pipe accepts at once if it accepts any: the least `PIPE_BUF` of POSIX.
const SURE: usize = 512;

fn has_room() -> bool {
    let stdout = io::stdout();
    let mut polled = [PollFd::new(stdout.as_fd(), PollFlags::POLLOUT)];
    // What a terminal accepts is not known.
    !stdout.is_terminal() && poll(&mut polled, PollTimeout::ZERO).is_ok_and(|ready| ready > 0)
}

/// Set if a write was given up: its thread still has stdout.
static IS_GIVEN_UP: AtomicBool = AtomicBool::new(false);

/// A write that is given up when this is dropped.
struct Unfinished;

impl Drop for Unfinished {
    fn drop(&mut self) {
        IS_GIVEN_UP.store(true, Ordering::Relaxed);
    }
}

/// Returns the width of the terminal, if stdout is one that knows its width.
pub(super) fn columns() -> Option<usize> {
    Term::stdout().size_checked().map(|(_, columns)| columns.into())
}

/// Prints text other than a reply: help, a version, a completion script.
pub(crate) fn text(text: &str) -> anyhow::Result<()> {
    write(text.as_bytes())
}

pub(crate) fn bytes(bytes: &[u8]) -> anyhow::Result<()> {
    write(bytes)
}

/// Set if every line on stderr is a JSON object.
static AS_JSON: AtomicBool = AtomicBool::new(false);

pub(crate) fn set_json(on: bool) {
    AS_JSON.store(on, Ordering::Relaxed);
}

/// Set if nothing is written to stderr.
static SILENT: AtomicBool = AtomicBool::new(false);

/// Drops all that would be written to stderr from now on: a shell that completes a line shows it there.
pub(crate) fn silence() {
    SILENT.store(true, Ordering::Relaxed);
}

#[derive(Debug, Serialize)]
pub(crate) struct ErrorReport<'a> {
    pub(crate) error: &'a str,
    pub(crate) kind: &'static str,
    pub(crate) code: u8,
    pub(crate) hint: Option<&'a str>,
    pub(crate) endpoints: &'a [EndpointError],
}

pub(super) fn print_error(report: &ErrorReport<'_>) {
    if AS_JSON.load(Ordering::Relaxed) {
        return line(&json(report));
    }
    line(&format!("{} {}", Color::Red.on_stderr("Error:"), visible(report.error)));
    if let Some(text) = report.hint {
        hint(text);
    }
}

pub(crate) fn hint(text: &str) {
    message("hint", text, || format!("{} {}", Color::Bold.on_stderr("hint:"), visible(text)));
}

/// Prints a hint about the output to a user who sees both stdout and stderr.
pub(super) fn hint_on_terminal(text: &str) {
    if io::stderr().is_terminal() {
        hint(text);
    }
}

/// Returns whether stderr takes a note at once.
pub(crate) fn takes_notes() -> bool {
    let stderr = io::stderr();
    let mut polled = [PollFd::new(stderr.as_fd(), PollFlags::POLLOUT)];
    // What cannot be polled does not block.
    poll(&mut polled, PollTimeout::ZERO).map_or(true, |ready| ready > 0)
}

/// Prints information that is not a failure.
pub(crate) fn note(text: &str) {
    message("note", text, || visible(text).into_owned());
}

fn message(kind: &'static str, text: &str, as_text: impl FnOnce() -> String) {
    if AS_JSON.load(Ordering::Relaxed) {
        line(&json(&BTreeMap::from([(kind, text)])));
    } else {
        line(&as_text());
    }
}

fn json(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    append(&mut bytes, value);
    String::from_utf8_lossy(&escaped(&bytes, Notation::Json)).into_owned()
}

fn line(text: &str) {
    if SILENT.load(Ordering::Relaxed) {
        return;
    }
    // A failure of stderr cannot be reported anywhere.
    let _ = writeln!(io::stderr().lock(), "{text}");
}
