//! The command that `watch` and `service watch` run for changes.

mod batch_runs;
mod burst;
mod event_runs;
mod hook_run;
mod invocation;
mod lanes;
mod ledger;
mod long_running;
mod options;
mod restart_runs;
mod runner;
mod timing;
mod variable;
mod watched;

pub(crate) use hook_run::HookRun;
pub(crate) use invocation::Invocation;
pub(crate) use long_running::LongRunning;
pub(crate) use options::HookOptions;
pub(crate) use runner::Runner;
pub(crate) use timing::{BurstTimer, Debounce, at};
pub(crate) use variable::variable;
pub(crate) use watched::WatchedEvent;

use crate::clock::Backoff;
use crate::failure::{Failure, Kind};
use crate::go::{go_duration, quote};
use crate::output::note;
use crate::process::{Ending, UnguardedChild, check_command};
use hook_run::is_by_ending_signal;
use invocation::StdinKind;
use std::ffi::OsString;
use std::io;
use std::time::Duration;

/// The time between SIGTERM and SIGKILL, unless `--grace` says otherwise.
const GRACE: Duration = Duration::from_secs(5);

/// The pauses before a failed command is run again.
pub(crate) const RETRY: Backoff = Backoff::new(Duration::from_millis(250), Duration::from_secs(30));

#[derive(Debug, Clone)]
pub(crate) struct Hook {
    program: OsString,
    arguments: Vec<OsString>,
    pub(crate) grace: Duration,
    on_error: OnError,
    mode: RunMode,
    stdin: StdinKind,
    /// A signal ends ectl.
    is_interrupted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OnError {
    Stop,
    Ignore,
    Retry,
}

/// What the command is run for.
#[derive(Debug, Clone, Copy)]
enum RunMode {
    /// Each event, one after the other, as etcdctl does: the command is in ectl's process group, and
    /// ectl's signals are not its own.
    Plain,
    /// Each event; with more than one job, those of different keys side by side.
    Each { jobs: usize },
    /// Bursts of events.
    Burst { debounce: Debounce, latest: bool },
    /// The command runs all the time, and is started again for bursts.
    Restart { debounce: Debounce, latest: bool },
}

impl Hook {
    /// Returns the hook for CMD, `--on-exec-error` and `--grace`, run for each event; `None` without a
    /// command.
    pub(crate) fn new(
        words: Vec<OsString>,
        on_error: &str,
        grace: Option<Duration>,
    ) -> Result<Option<Self>, Failure> {
        let on_error = match on_error {
            "stop" => OnError::Stop,
            "ignore" => OnError::Ignore,
            "retry" => OnError::Retry,
            _ => {
                let text = format!("invalid --on-exec-error \"{on_error}\"");
                return Err(
                    Failure::new(Kind::Format, text).hint("valid values: stop, ignore, retry")
                );
            }
        };
        let mut words = words.into_iter();
        Ok(words.next().map(|program| Self {
            program,
            arguments: words.collect(),
            grace: grace.unwrap_or(GRACE),
            on_error,
            mode: RunMode::Plain,
            stdin: StdinKind::Nothing,
            is_interrupted: false,
        }))
    }

    /// Refuses a command that is not found or may not be executed.
    pub(crate) fn check_command(&self) -> Result<(), Failure> {
        check_command(std::slice::from_ref(&self.program))
    }

    /// Returns whether the command runs as etcdctl runs it, and ectl does not stop it.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.mode, RunMode::Plain)
    }

    /// Returns whether the command is to run all the time.
    pub(crate) fn is_long_running(&self) -> bool {
        matches!(self.mode, RunMode::Restart { .. })
    }

    /// Starts the command for events, the last of which is in its variables.
    fn start(&self, events: &[WatchedEvent]) -> Result<HookRun, Ending> {
        if let (true, [event]) = (self.is_plain(), events) {
            let (program, arguments) = (&self.program, &self.arguments);
            return UnguardedChild::start(program, arguments, event.variables()).map(HookRun::new);
        }
        self.start_apart(self.invocation(events))
    }

    fn invocation(&self, events: &[WatchedEvent]) -> io::Result<Invocation> {
        let is_batch = matches!(self.mode, RunMode::Burst { .. } | RunMode::Restart { .. });
        Invocation::of(events, self.stdin, is_batch)
    }

    /// Starts the command in a process group of its own.
    pub(crate) fn start_apart(
        &self,
        invocation: io::Result<Invocation>,
    ) -> Result<HookRun, Ending> {
        let Self { program, arguments, .. } = self;
        let invocation = invocation.map_err(|error| self.not_started(error))?;
        let stdin = invocation.stdin().map_err(|error| self.not_started(error))?;
        let variables = invocation.variables;
        UnguardedChild::start_apart(program, arguments, variables, stdin).map(HookRun::new)
    }

    fn not_started(&self, error: io::Error) -> Ending {
        Ending::NotStarted { program: self.program.clone(), error }
    }

    /// Waits for the end of a run. If a signal ends both, ectl is the first to know of its own. Cancel safe.
    pub(crate) async fn ended(&self, run: &mut HookRun) -> Ending {
        if self.is_interrupted { run.ended().await } else { run.settled().await }
    }

    /// Returns whether the signal that ends ectl has ended this run, too: then nothing was handled.
    fn has_cut_off(&self, ending: &Ending) -> bool {
        self.is_interrupted && is_by_ending_signal(ending)
    }

    /// Reports a failed run. Returns after which pause the command is to be run again, if at all. Fails if
    /// failures end the watch.
    pub(crate) fn check(
        &self,
        ending: &Ending,
        backoff: &mut Backoff,
    ) -> Result<Option<Duration>, Failure> {
        if ending.is_success() {
            return Ok(None);
        }
        let text = format!("command {} error ({ending})", self.quoted());
        let pause = (self.on_error == OnError::Retry).then(|| backoff.advance());
        match pause {
            Some(pause) => note(&format!("{text}; trying again in {}", go_duration(pause))),
            None => note(&text),
        }
        match self.on_error {
            OnError::Stop => Err(Failure::silent(Kind::Refused)),
            OnError::Ignore | OnError::Retry => Ok(pause),
        }
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
    use super::{Hook, RETRY};
    use crate::process::Ending;
    use std::time::Duration;

    #[test]
    fn hooks_are_quoted_as_by_go() {
        let hook =
            Hook::new(vec!["sh".into(), "-c".into(), "\"".into()], "stop", None).unwrap().unwrap();
        assert_eq!(hook.quoted(), r#"["sh" "-c" "\""]"#);
        assert!(Hook::new(Vec::new(), "stop", None).unwrap().is_none());
        assert_eq!(Hook::new(Vec::new(), "no", None).unwrap_err().kind().code(), 4);
    }

    #[test]
    fn failed_runs_are_repeated_after_pauses_or_not() {
        let check = |on_error: &str, code: i32| {
            let hook = Hook::new(vec!["false".into()], on_error, None).unwrap().unwrap();
            let mut backoff = RETRY;
            let _ = hook.check(&Ending::Exited(code), &mut backoff);
            hook.check(&Ending::Exited(code), &mut backoff).map_err(|failure| failure.kind().code())
        };
        assert_eq!(check("stop", 0), Ok(None));
        assert_eq!(check("stop", 3), Err(1));
        assert_eq!(check("ignore", 3), Ok(None));
        assert_eq!(check("retry", 3), Ok(Some(Duration::from_millis(500))));
    }
}
