//! The two streams: data to stdout, words for people to stderr.

use super::color;
use crate::failure::{Failure, Kind, ReaderGone};
use std::io::{self, ErrorKind, Write as _};

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

/// Says on stderr why a command failed, and what to do about it.
pub(crate) fn complain(message: &str, hint: Option<&str>) {
    // When stderr itself fails there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "{} {message}", color::red("Error:"));
    if let Some(text) = hint {
        self::hint(text);
    }
}

/// Tells people what they could do.
pub(crate) fn hint(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{} {text}", color::bold("hint:"));
}

/// Tells people something that is not a failure.
pub(crate) fn note(message: &str) {
    let _ = writeln!(io::stderr().lock(), "{message}");
}
