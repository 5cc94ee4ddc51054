//! The result of a check.

use crate::failure::{Failure, Kind};

/// From best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FileVerdict {
    Ok,
    Warning,
    /// The system refused to read a file.
    Unreadable,
    Error,
}

impl FileVerdict {
    pub(crate) const ALL: [Self; 4] = [Self::Error, Self::Unreadable, Self::Warning, Self::Ok];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Unreadable => "unreadable",
            Self::Error => "error",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileFinding {
    pub(crate) check: &'static str,
    pub(crate) verdict: FileVerdict,
    pub(crate) text: String,
    pub(crate) remedy: Option<String>,
}

impl FileFinding {
    fn new(check: &'static str, verdict: FileVerdict, text: impl Into<String>) -> Self {
        Self { check, verdict, text: text.into(), remedy: None }
    }

    pub(super) fn ok(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, FileVerdict::Ok, text)
    }

    pub(super) fn warning(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, FileVerdict::Warning, text)
    }

    pub(super) fn error(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, FileVerdict::Error, text)
    }

    pub(super) fn remedy(self, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..self }
    }

    /// Returns the finding for what could not be read or parsed. Fails if the check was interrupted.
    pub(super) fn failed(check: &'static str, failure: &Failure) -> Result<Self, Failure> {
        let verdict = match failure.kind() {
            Kind::Local => FileVerdict::Unreadable,
            Kind::Refused => FileVerdict::Error,
            _ => return Err(failure.clone()),
        };
        let remedy = failure.advice().map(str::to_owned);
        Ok(Self { remedy, ..Self::new(check, verdict, failure.to_string()) })
    }
}

/// Returns a number of things: `1 entry`, `2 entries`.
pub(super) fn counted(count: u64, one: &str) -> String {
    match (count, one.strip_suffix("ry")) {
        (1, _) => format!("1 {one}"),
        (_, Some(start)) => format!("{count} {start}ries"),
        (_, None) => format!("{count} {one}s"),
    }
}
