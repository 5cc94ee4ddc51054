//! The failure of a command: the kind, which decides the exit code, a message in one line, and a hint.

use serde::Serialize;
use std::error::Error;
use std::fmt;
use std::io;

/// The kind of a failure, as far as scripts have to distinguish them. The exit codes are documented in
/// docs/output.md and stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// etcd refused, or anything without a code of its own.
    Refused,
    /// No endpoint could be reached: connection refused, unknown host, TLS.
    Unreachable,
    Stdin,
    /// Unknown format or enumeration value.
    Format,
    /// The server ended a stream, or a signal interrupted the command.
    Ended,
    /// A local file or stdout failed.
    Local,
    /// Nothing was found, and the caller asked for an error then.
    NotFound,
    Unmet,
    Denied,
    /// A lease, a lock or a leadership was lost.
    Lost,
    Deadline,
    Usage,
    /// The exit code of a child process.
    Child(u8),
}

impl Kind {
    /// Returns the exit code of the process.
    pub(crate) fn code(self) -> u8 {
        self.code_and_name().0
    }

    /// Returns the kind as a stable word, for programs.
    pub(crate) fn name(self) -> &'static str {
        self.code_and_name().1
    }

    fn code_and_name(self) -> (u8, &'static str) {
        match self {
            Self::Refused => (1, "refused"),
            Self::Unreachable => (2, "unreachable"),
            Self::Stdin => (3, "stdin"),
            Self::Format => (4, "format"),
            Self::Ended => (5, "ended"),
            Self::Local => (6, "local"),
            Self::NotFound => (7, "not_found"),
            Self::Unmet => (8, "unmet"),
            Self::Denied => (9, "denied"),
            Self::Lost => (10, "lost"),
            Self::Deadline => (124, "deadline"),
            Self::Usage => (128, "usage"),
            Self::Child(code) => (code, "child"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EndpointError {
    pub(crate) endpoint: String,
    /// The phase in which it failed: a stable word.
    pub(crate) phase: &'static str,
    /// The cause, without the endpoint.
    pub(crate) cause: String,
}

/// A failure of a command. The message is empty if the cause is on stderr already.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    hint: Option<String>,
    endpoints: Vec<EndpointError>,
    /// The exit code that the user wants for this failure, in place of that of its kind.
    exit_code: Option<u8>,
}

impl Failure {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, endpoints: Vec::new(), exit_code: None }
    }

    pub(crate) fn silent(kind: Kind) -> Self {
        Self::new(kind, "")
    }

    /// Returns a failure for bad arguments; the message names the argument.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn hint_if(self, hint: Option<String>) -> Self {
        match hint {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }

    pub(crate) fn at(mut self, errors: impl IntoIterator<Item = EndpointError>) -> Self {
        self.endpoints.extend(errors);
        self
    }

    /// Corrects the phase in which it failed.
    pub(crate) fn in_phase(mut self, phase: &'static str) -> Self {
        self.endpoints.iter_mut().for_each(|error| error.phase = phase);
        self
    }

    pub(crate) fn advice(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    pub(crate) fn endpoints(&self) -> &[EndpointError] {
        &self.endpoints
    }

    pub(crate) fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    pub(crate) fn reworded(mut self, words: impl FnOnce(String) -> String) -> Self {
        self.message = words(self.message);
        self
    }

    /// Returns the failure with an exit code of its own. If that is set already, it stays.
    pub(crate) fn exiting_with(mut self, code: u8) -> Self {
        self.exit_code.get_or_insert(code);
        self
    }

    pub(crate) fn exit_code(&self) -> u8 {
        self.exit_code.unwrap_or_else(|| self.kind.code())
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

/// The reader of stdout closed it: not a failure, but a reason to stop.
#[derive(Debug)]
pub(crate) struct ReaderGone;

impl fmt::Display for ReaderGone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the reader of stdout closed it")
    }
}

impl Error for ReaderGone {}

/// Returns the kind of the outermost [`Failure`] in the chain; an I/O error without one is local.
pub(crate) fn kind(error: &anyhow::Error) -> Kind {
    match find(error) {
        Some(failure) => failure.kind(),
        None if error.chain().any(<dyn Error>::is::<io::Error>) => Kind::Local,
        None => Kind::Refused,
    }
}

pub(crate) fn find(error: &anyhow::Error) -> Option<&Failure> {
    error.chain().find_map(|cause| cause.downcast_ref::<Failure>())
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
    fn kind_survives_context() {
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
    fn io_error_is_local() {
        let error = std::fs::read("/nonexistent/file").context("value").unwrap_err();
        assert_eq!(kind(&error).code(), 6);
    }
}
