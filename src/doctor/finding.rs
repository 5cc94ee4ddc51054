use crate::etcd::{Refusal, StepError};
use std::time::Duration;

/// Severity of a finding, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Ok,
    /// The check was not possible.
    Unknown,
    Warn,
    Critical,
}

impl Level {
    pub(crate) const ALL: [Self; 4] = [Self::Critical, Self::Warn, Self::Unknown, Self::Ok];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Warn => "warn",
            Self::Critical => "critical",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    /// `None` if the finding is about the cluster.
    pub(crate) endpoint: Option<String>,
    pub(crate) check: &'static str,
    pub(crate) level: Level,
    pub(crate) text: String,
    pub(crate) remedy: Option<String>,
    pub(crate) took: Option<Duration>,
}

/// Text of a step that was skipped because an earlier one failed.
pub(crate) const NOT_REACHED: &str = "not reached";

const ROOT: &str = "requires a user with the role root: --user, --password-file";

impl Finding {
    fn new(check: &'static str, level: Level, text: impl Into<String>) -> Self {
        Self { endpoint: None, check, level, text: text.into(), remedy: None, took: None }
    }

    pub(super) fn ok(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Level::Ok, text)
    }

    pub(super) fn unknown(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Level::Unknown, text)
    }

    pub(super) fn warn(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Level::Warn, text)
    }

    pub(super) fn critical(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Level::Critical, text)
    }

    /// Returns the finding of a check that failed for a reason other than what it checks.
    pub(super) fn not_checked(check: &'static str, error: &StepError) -> Self {
        let finding = Self::unknown(check, &error.cause);
        if Refusal::of(&error.cause) == Some(Refusal::PermissionDenied) {
            return finding.remedy(ROOT);
        }
        Self { remedy: error.remedy.clone(), ..finding }
    }

    pub(super) fn took(self, took: Duration) -> Self {
        Self { took: Some(took), ..self }
    }

    pub(super) fn remedy(self, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..self }
    }

    /// Adds a remedy to a bad finding that has none.
    pub(super) fn remedy_if_bad(self, remedy: &str) -> Self {
        if self.is_bad() && self.remedy.is_none() { self.remedy(remedy) } else { self }
    }

    pub(super) fn is_bad(&self) -> bool {
        self.level >= Level::Warn
    }

    /// Returns whether the finding makes `doctor` fail.
    pub(crate) fn fails(&self, strict: bool) -> bool {
        self.level == Level::Critical || strict && self.level == Level::Warn
    }
}

pub(crate) fn brief(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1000.0;
    if millis < 1000.0 { format!("{millis:.1}ms") } else { format!("{:.1}s", millis / 1000.0) }
}

pub(super) fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(", ")
}
