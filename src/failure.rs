//! Why a command failed: its kind, which decides the exit code, one line for people, and a hint.

use serde::Serialize;
use std::error::Error;
use std::fmt;
use std::io;

/// What went wrong, as far as a script has to tell the cases apart. The codes are documented in the
/// README and are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// etcd refused, or anything without a code of its own.
    Refused,
    /// No endpoint could be reached: refused, unknown name, TLS.
    Unreachable,
    /// Malformed input on stdin.
    Stdin,
    /// A format or an enumeration value that does not exist.
    Format,
    /// The server ended a stream, or a signal interrupted us.
    Ended,
    /// A local file or stdout failed.
    Local,
    /// Nothing was found, where the caller asked to be told.
    NotFound,
    /// A condition did not hold.
    Unmet,
    /// Not authenticated, or not permitted.
    Denied,
    /// A lease, a lock or a leadership was lost.
    Lost,
    /// A deadline passed.
    Deadline,
    /// Bad arguments.
    Usage,
    /// The status of a child, handed on as ours.
    Child(u8),
}

impl Kind {
    /// The exit code of the process.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Refused => 1,
            Self::Unreachable => 2,
            Self::Stdin => 3,
            Self::Format => 4,
            Self::Ended => 5,
            Self::Local => 6,
            Self::NotFound => 7,
            Self::Unmet => 8,
            Self::Denied => 9,
            Self::Lost => 10,
            Self::Deadline => 124,
            Self::Usage => 128,
            Self::Child(code) => code,
        }
    }

    /// The kind as a stable word, for programs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Stdin => "stdin",
            Self::Format => "format",
            Self::Ended => "ended",
            Self::Local => "local",
            Self::NotFound => "not_found",
            Self::Unmet => "unmet",
            Self::Denied => "denied",
            Self::Lost => "lost",
            Self::Deadline => "deadline",
            Self::Usage => "usage",
            Self::Child(_) => "child",
        }
    }
}

/// What went wrong at one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EndpointError {
    pub(crate) endpoint: String,
    /// How far it had come: a stable word.
    pub(crate) phase: &'static str,
    /// Why, without the endpoint.
    pub(crate) cause: String,
}

/// A failure a person can act on. An empty message means that everything has been said already
/// (by a child, or line by line before).
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    hint: Option<String>,
    /// At which endpoints, where it was at any.
    troubles: Vec<EndpointError>,
}

impl Failure {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, troubles: Vec::new() }
    }

    /// A failure whose cause is on stderr already.
    pub(crate) fn silent(kind: Kind) -> Self {
        Self::new(kind, "")
    }

    /// Bad arguments: the message names the argument.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Adds what to do about it, shown on a line of its own.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a hint, where there is one.
    pub(crate) fn hint_if(self, hint: Option<String>) -> Self {
        match hint {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }

    /// Adds where it happened.
    pub(crate) fn at(mut self, troubles: impl IntoIterator<Item = EndpointError>) -> Self {
        self.troubles.extend(troubles);
        self
    }

    /// The same failure, which happened earlier than it looks.
    pub(crate) fn in_phase(mut self, phase: &'static str) -> Self {
        self.troubles.iter_mut().for_each(|trouble| trouble.phase = phase);
        self
    }

    /// What to do about it.
    pub(crate) fn advice(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Where it happened, if at any endpoint.
    pub(crate) fn troubles(&self) -> &[EndpointError] {
        &self.troubles
    }

    /// The same failure as one of another kind.
    pub(crate) fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// The same failure in other words.
    pub(crate) fn reworded(mut self, words: impl FnOnce(String) -> String) -> Self {
        self.message = words(self.message);
        self
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Failure {}

/// The reader of our output went away: not a failure, but a reason to stop.
#[derive(Debug)]
pub(crate) struct ReaderGone;

impl fmt::Display for ReaderGone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the reader of stdout went away")
    }
}

impl Error for ReaderGone {}

/// The kind of an error: that of the outermost [`Failure`] in its chain.
pub(crate) fn kind(error: &anyhow::Error) -> Kind {
    find(error).map_or_else(|| kind_of_stranger(error), Failure::kind)
}

pub(crate) fn find(error: &anyhow::Error) -> Option<&Failure> {
    error.chain().find_map(|cause| cause.downcast_ref::<Failure>())
}

fn kind_of_stranger(error: &anyhow::Error) -> Kind {
    if error.chain().any(<dyn Error>::is::<io::Error>) { Kind::Local } else { Kind::Refused }
}

/// Returns a text without the numbers that Rust adds to the system's errors: ` (os error 28)`.
pub(crate) fn without_os_codes(text: &str) -> String {
    let mut parts = text.split(" (os error ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(')')
    })
}

/// Returns the text of a system's error as the cause in a message: `connection refused`.
pub(crate) fn os_cause(text: &str) -> String {
    let text = without_os_codes(text);
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, Kind, kind, os_cause, without_os_codes};
    use anyhow::Context as _;

    #[test]
    fn context_does_not_change_the_exit_code() {
        let error = anyhow::Error::from(Failure::new(Kind::Denied, "no")).context("while asking");
        assert_eq!(kind(&error), Kind::Denied);
    }

    #[test]
    fn errors_of_the_system_have_no_numbers() {
        let shown = without_os_codes("a: Is a directory (os error 21); b: gone (os error 2): c");
        assert_eq!(shown, "a: Is a directory; b: gone: c");
        assert_eq!(without_os_codes("k (os error"), "k (os error");
        assert_eq!(os_cause("Connection refused (os error 111)"), "connection refused");
        assert_eq!(os_cause(""), "");
    }

    #[test]
    fn a_plain_io_error_is_local() {
        let error = std::fs::read("/nonexistent/file").context("value").unwrap_err();
        assert_eq!(kind(&error).code(), 6);
    }
}
