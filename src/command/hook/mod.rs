//! Commands that `watch` and `service watch` run for changes.

mod lanes;
mod ledger;
mod options;
mod runner;
mod variable;
mod watched;

pub(crate) use options::HookOptions;
pub(crate) use runner::Runner;
pub(crate) use variable::variable;
pub(crate) use watched::WatchedEvent;

use crate::failure::{Failure, Kind};
use crate::go::quote;
use crate::output::note;
use crate::process::Ending;
use std::ffi::OsString;

#[derive(Debug, Clone)]
pub(crate) struct Hook {
    pub(crate) program: OsString,
    pub(crate) arguments: Vec<OsString>,
    stop_on_error: bool,
}

impl Hook {
    /// Returns the hook for CMD and `--on-exec-error`; `None` without a command.
    pub(crate) fn new(words: Vec<OsString>, on_error: &str) -> Result<Option<Self>, Failure> {
        let stop_on_error = match on_error {
            "stop" => true,
            "ignore" => false,
            _ => {
                let text = format!("invalid --on-exec-error \"{on_error}\"");
                return Err(Failure::new(Kind::Format, text).hint("valid values: stop, ignore"));
            }
        };
        let mut words = words.into_iter();
        Ok(words.next().map(|program| Self { program, arguments: words.collect(), stop_on_error }))
    }

    /// Reports a failed run. Fails if failures end the watch.
    pub(crate) fn check(&self, ending: &Ending) -> Result<(), Failure> {
        if ending.is_success() {
            return Ok(());
        }
        note(&format!("command {} error ({ending})", self.quoted()));
        if self.stop_on_error { Err(Failure::silent(Kind::Refused)) } else { Ok(()) }
    }

    /// Returns the words as Go prints a list of strings with `%q`.
    fn quoted(&self) -> String {
        let words = std::iter::once(&self.program).chain(&self.arguments);
        let words: Vec<_> = words.map(|word| quote(word.as_encoded_bytes())).collect();
        format!("[{}]", words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::Hook;

    #[test]
    fn hooks_are_quoted_as_by_go() {
        let hook = Hook::new(vec!["sh".into(), "-c".into(), "\"".into()], "stop").unwrap().unwrap();
        assert_eq!(hook.quoted(), r#"["sh" "-c" "\""]"#);
        assert!(Hook::new(Vec::new(), "stop").unwrap().is_none());
        assert_eq!(Hook::new(Vec::new(), "no").unwrap_err().kind().code(), 4);
    }
}
