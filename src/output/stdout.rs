//! The two streams: data to stdout, words for people, or for programs, to stderr. What is on stderr
//! has its control characters escaped: texts of servers, keys and names are in it.

use super::color;
use super::visible::{Notation, escaped, visible};
use crate::failure::{EndpointError, Failure, Kind, ReaderGone};
use crate::go::append;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// Writes to stdout in one go. A reader that went away is [`ReaderGone`].
pub(super) fn write(bytes: &[u8]) -> anyhow::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|error| {
        if error.kind() == ErrorKind::BrokenPipe {
            return ReaderGone.into();
        }
        Failure::new(Kind::Local, format!("cannot write to stdout: {error}")).into()
    })
}

/// Prints text that is not a reply: help, a version, a completion script.
pub(crate) fn text(text: &str) -> anyhow::Result<()> {
    write(text.as_bytes())
}

/// Writes bytes that are not a reply: a snapshot.
pub(crate) fn bytes(bytes: &[u8]) -> anyhow::Result<()> {
    write(bytes)
}

/// Whether stderr is read by a program: everything on it is then a JSON object in a line.
static AS_JSON: AtomicBool = AtomicBool::new(false);

/// Chooses who stderr is for.
pub(crate) fn set_json(on: bool) {
    AS_JSON.store(on, Ordering::Relaxed);
}

/// Why a command failed.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorReport<'a> {
    pub(crate) error: &'a str,
    pub(crate) kind: &'static str,
    pub(crate) code: u8,
    pub(crate) hint: Option<&'a str>,
    pub(crate) endpoints: &'a [EndpointError],
}

/// Says on stderr why a command failed, and what to do about it.
pub(crate) fn print_error(complaint: &ErrorReport<'_>) {
    if AS_JSON.load(Ordering::Relaxed) {
        return line(&json(complaint));
    }
    line(&format!("{} {}", color::red("Error:"), visible(complaint.error)));
    if let Some(text) = complaint.hint {
        hint(text);
    }
}

/// Tells people what they could do.
pub(crate) fn hint(text: &str) {
    say("hint", text, || format!("{} {}", color::bold("hint:"), visible(text)));
}

/// Tells people something that is not a failure.
pub(crate) fn note(message: &str) {
    say("note", message, || visible(message).into_owned());
}

fn say(what: &'static str, text: &str, for_people: impl FnOnce() -> String) {
    if AS_JSON.load(Ordering::Relaxed) {
        line(&json(&BTreeMap::from([(what, text)])));
    } else {
        line(&for_people());
    }
}

fn json(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    append(&mut bytes, value);
    String::from_utf8_lossy(&escaped(&bytes, Notation::Json)).into_owned()
}

fn line(text: &str) {
    // When stderr itself fails there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}
