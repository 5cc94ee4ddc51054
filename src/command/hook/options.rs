//! The options about the command of a watch.

use super::invocation::StdinKind;
use super::timing::Debounce;
use super::{Hook, OnError, RunMode};
use crate::failure::{Failure, Kind};
use crate::go::{count, duration};
use clap::Args;
use std::ffi::OsString;
use std::time::Duration;

/// The default with `--restart`, so that a burst of changes is one restart.
const RESTART_DEBOUNCE: Duration = Duration::from_millis(200);

/// The default of `--max-wait`, as a multiple of `--debounce`.
const MAX_WAIT_FACTOR: u32 = 10;

#[derive(Debug, Args)]
pub(crate) struct HookOptions {
    /// Run CMD once for a burst, DURATION after its last change
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "CMD options")]
    debounce: Option<Duration>,
    /// Let no burst take longer [default: 10 times --debounce]
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "CMD options")]
    max_wait: Option<Duration>,
    /// Of a burst, keep only the last change of each key
    #[arg(long, help_heading = "CMD options")]
    latest: bool,
    /// Stdin of CMD [default: events with --debounce, else none]
    #[arg(long, value_name = "events|value|none", help_heading = "CMD options")]
    stdin: Option<String>,
    /// Keep CMD running, and start it again after changes
    #[arg(long, help_heading = "CMD options")]
    restart: bool,
    /// Run CMD for N keys at once, those of a key in order
    #[arg(long, value_name = "N", value_parser = count, help_heading = "CMD options")]
    jobs: Option<u64>,
    /// Time between TERM and KILL for CMD [default: 5s]
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "CMD options")]
    grace: Option<Duration>,
    /// If CMD fails (stop: exit with 1)
    #[arg(
        long,
        default_value = "stop",
        value_name = "stop|ignore|retry",
        help_heading = "CMD options"
    )]
    on_exec_error: String,
    /// Command to run for every change, one at a time, without a shell
    #[arg(last = true, value_name = "CMD")]
    pub(crate) command: Vec<OsString>,
}

impl HookOptions {
    /// Returns the hook; `None` without a command. Fails on options that do not go together.
    pub(crate) fn hook(mut self) -> Result<Option<Hook>, Failure> {
        let stdin = self.stdin()?;
        let words = std::mem::take(&mut self.command);
        let Some(hook) = Hook::new(words, &self.on_exec_error, self.grace)? else {
            return self.check_without_command().map(|()| None);
        };
        self.check_runs()?;
        let debounce = self.timing()?;
        let mode = self.mode(debounce, stdin != StdinKind::Nothing, hook.on_error)?;
        Ok(Some(Hook { mode, stdin, ..hook }))
    }

    /// Returns an option that was given, if any, and that makes sense only with a command. Commands on the
    /// lines of `watch -i` have none of them.
    pub(crate) fn given(&self) -> Option<&'static str> {
        [
            (self.debounce.is_some(), "--debounce"),
            (self.max_wait.is_some(), "--max-wait"),
            (self.latest, "--latest"),
            (self.stdin.is_some(), "--stdin"),
            (self.restart, "--restart"),
            (self.jobs.is_some(), "--jobs"),
            (self.grace.is_some(), "--grace"),
        ]
        .into_iter()
        .find_map(|(given, option)| given.then_some(option))
    }

    fn check_without_command(&self) -> Result<(), Failure> {
        let retries = (self.on_exec_error == "retry").then_some("--on-exec-error=retry");
        let Some(option) = self.given().or(retries) else { return Ok(()) };
        Err(Failure::usage(format!("{option} is for CMD, which is missing"))
            .hint("the command goes after `--`: ectl watch KEY [OPTIONS] -- CMD"))
    }

    fn check_runs(&self) -> Result<(), Failure> {
        let has_bursts = self.debounce.is_some() || self.restart;
        if self.jobs == Some(0) {
            return Err(Failure::usage("--jobs 0 would run no command"));
        }
        if let (true, Some(jobs @ 2..)) = (has_bursts, self.jobs) {
            let option = if self.restart { "--restart" } else { "--debounce" };
            return Err(Failure::usage(format!("{option} and --jobs {jobs} exclude each other"))
                .hint("there is one CMD for all keys of a burst: omit one of the options"));
        }
        for (given, option) in [(self.max_wait.is_some(), "--max-wait"), (self.latest, "--latest")]
        {
            if given && !has_bursts {
                return Err(Failure::usage(format!("{option} is about bursts of changes"))
                    .hint("add --debounce DURATION"));
            }
        }
        Ok(())
    }

    fn stdin(&self) -> Result<StdinKind, Failure> {
        match self.stdin.as_deref() {
            None if self.debounce.is_some() && !self.restart => Ok(StdinKind::Events),
            None | Some("none") => Ok(StdinKind::Nothing),
            Some("events") => Ok(StdinKind::Events),
            Some("value") => Ok(StdinKind::Value),
            Some(other) => Err(Failure::new(Kind::Format, format!("invalid --stdin \"{other}\""))
                .hint("valid values: events, value, none")),
        }
    }

    fn timing(&self) -> Result<Option<Debounce>, Failure> {
        let Some(quiet) = self.debounce.or(self.restart.then_some(RESTART_DEBOUNCE)) else {
            return Ok(None);
        };
        let max_wait = self.max_wait.unwrap_or(quiet.saturating_mul(MAX_WAIT_FACTOR));
        if max_wait < quiet {
            return Err(Failure::usage("--max-wait is shorter than --debounce"));
        }
        Ok(Some(Debounce { quiet, max_wait }))
    }

    fn mode(
        &self,
        debounce: Option<Debounce>,
        has_stdin: bool,
        on_error: OnError,
    ) -> Result<RunMode, Failure> {
        let latest = self.latest;
        let jobs = self.jobs.map_or(1, |jobs| usize::try_from(jobs).unwrap_or(usize::MAX));
        match debounce {
            Some(debounce) if self.restart => Ok(RunMode::Restart { debounce, latest }),
            Some(debounce) => Ok(RunMode::Burst { debounce, latest }),
            None if jobs > 1 || has_stdin || on_error == OnError::Retry => {
                Ok(RunMode::Each { jobs })
            }
            None if self.grace.is_some() => {
                Err(Failure::usage("--grace is for a CMD that ectl stops")
                    .hint("add --restart, --debounce or --jobs, or omit --grace"))
            }
            None => Ok(RunMode::Plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::HookOptions;
    use crate::command::hook::{Hook, RunMode, StdinKind};
    use crate::failure::Failure;
    use clap::{Args as _, FromArgMatches as _};
    use std::time::Duration;

    fn hook(words: &str) -> Result<Option<Hook>, Failure> {
        let command = HookOptions::augment_args(clap::Command::new("watch").no_binary_name(true));
        let matches = command.get_matches_from(words.split_whitespace());
        HookOptions::from_arg_matches(&matches).unwrap().hook()
    }

    #[test]
    fn options_that_do_not_go_together_are_refused() {
        for (words, code) in [
            ("--debounce 1s", 128),
            ("--stdin none", 128),
            ("--restart", 128),
            ("--on-exec-error retry", 128),
            ("--debounce 1s --jobs 2 -- true", 128),
            ("--restart --jobs 2 -- true", 128),
            ("--jobs 0 -- true", 128),
            ("--latest -- true", 128),
            ("--max-wait 1s -- true", 128),
            ("--debounce 2s --max-wait 1s -- true", 128),
            ("--grace 1s -- true", 128),
            ("--grace 1s --jobs 1 -- true", 128),
            ("--stdin all -- true", 4),
            ("--stdin all", 4),
            ("--on-exec-error again -- true", 4),
        ] {
            assert_eq!(hook(words).unwrap_err().kind().code(), code, "{words}");
        }
        assert!(hook("").unwrap().is_none());
    }

    #[test]
    fn options_decide_what_the_command_is_run_for() {
        let mode = |words| hook(words).unwrap().unwrap().mode;
        for words in ["-- true", "--jobs 1 --stdin none --on-exec-error ignore -- true"] {
            assert!(matches!(mode(words), RunMode::Plain), "{words}");
        }
        for words in ["--stdin value -- true", "--on-exec-error retry --grace 1s -- true"] {
            assert!(matches!(mode(words), RunMode::Each { jobs: 1 }), "{words}");
        }
        assert!(matches!(mode("--jobs 3 -- true"), RunMode::Each { jobs: 3 }));
        let RunMode::Burst { debounce, latest: true } = mode("--debounce 2s --latest -- true")
        else {
            panic!("no bursts");
        };
        assert_eq!((debounce.quiet.as_secs(), debounce.max_wait.as_secs()), (2, 20));
        let RunMode::Restart { debounce, .. } = mode("--restart --max-wait 1s --jobs 1 -- true")
        else {
            panic!("no restarts");
        };
        assert_eq!((debounce.quiet, debounce.max_wait.as_secs()), (Duration::from_millis(200), 1));
    }

    #[test]
    fn stdin_has_the_events_of_a_burst_by_default() {
        let stdin = |words| hook(words).unwrap().unwrap().stdin;
        assert_eq!(stdin("--debounce 0 -- true"), StdinKind::Events);
        assert_eq!(stdin("--debounce 0 --restart -- true"), StdinKind::Nothing);
        assert_eq!(stdin("--debounce 0 --stdin value -- true"), StdinKind::Value);
        assert_eq!(stdin("-- true"), StdinKind::Nothing);
    }
}
