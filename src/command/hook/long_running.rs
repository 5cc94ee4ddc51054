//! A command that is to run all the time, under a guardian.

use super::invocation::Invocation;
use super::timing::at;
use super::{Hook, RETRY};
use crate::clock::{Backoff, Moment};
use crate::failure::Failure;
use crate::process::{Ending, Job, Supervised};
use std::future::pending;
use std::io;
use std::time::Duration;

/// A process that has run for this long was no failed start.
const STABLE: Duration = Duration::from_secs(30);

#[derive(Debug, Default)]
pub(crate) struct LongRunning {
    process: Option<Supervised>,
    /// What the process was told, for its next start.
    invocation: Option<Invocation>,
    /// When a process that failed is started again.
    retry: Option<Moment>,
    retries: RetryState,
    /// When a process that is being stopped is killed.
    kill: Option<Moment>,
}

/// The pauses before the starts of a process that fails.
#[derive(Debug)]
struct RetryState {
    backoff: Backoff,
    started: Moment,
}

impl Default for RetryState {
    fn default() -> Self {
        Self { backoff: RETRY, started: Moment::now() }
    }
}

impl LongRunning {
    /// Starts the command, which must not be running. Fails if it cannot be started, and failures end the
    /// watch.
    pub(crate) fn start(
        &mut self,
        hook: &Hook,
        invocation: io::Result<Invocation>,
    ) -> Result<(), Failure> {
        self.retries = RetryState::default();
        match invocation {
            Ok(invocation) => {
                self.invocation = Some(invocation);
                self.start_again(hook)
            }
            Err(error) => self.conclude(hook, &hook.not_started(error)),
        }
    }

    /// Waits as long as the command runs, and starts it again after a failure if that is wanted. Resolves
    /// when a failure ends the watch; cancel safe.
    pub(crate) async fn attend(&mut self, hook: &Hook) -> Failure {
        loop {
            let done = match (&mut self.process, self.retry) {
                (Some(process), _) => {
                    let ending = process.ended().await;
                    self.conclude(hook, &ending)
                }
                (None, Some(retry)) => {
                    at(Some(retry)).await;
                    self.start_again(hook)
                }
                (None, None) => pending().await,
            };
            if let Err(failure) = done {
                return failure;
            }
        }
    }

    /// Stops the command, if it is running, with its process group. If this is canceled, the time until
    /// the KILL goes on.
    pub(crate) async fn stop(&mut self, grace: Duration) {
        self.retry = None;
        if let Some(process) = &mut self.process {
            let kill = *self.kill.get_or_insert_with(|| Moment::now().after(grace));
            process.stop(kill.wait()).await;
        }
        (self.process, self.kill) = (None, None);
    }

    fn start_again(&mut self, hook: &Hook) -> Result<(), Failure> {
        self.retry = None;
        self.retries.started = Moment::now();
        match self.supervised(hook) {
            Ok(process) => {
                self.process = Some(process);
                Ok(())
            }
            Err(error) => self.conclude(hook, &hook.not_started(error)),
        }
    }

    fn supervised(&self, hook: &Hook) -> io::Result<Supervised> {
        let Hook { program, arguments, grace, .. } = hook;
        let grace = Some(*grace);
        let (deadline, kill_at_once, wait_group) = (None, false, true);
        let job = Job { program, arguments, deadline, grace, kill_at_once, wait_group };
        let Some(invocation) = &self.invocation else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let variables = invocation.variables.iter().cloned();
        Supervised::start_with_stdin(job, variables, invocation.stdin()?)
    }

    fn conclude(&mut self, hook: &Hook, ending: &Ending) -> Result<(), Failure> {
        self.process = None;
        if self.retries.started.after(STABLE) < Moment::now() {
            self.retries.backoff = RETRY;
        }
        let pause = hook.check(ending, &mut self.retries.backoff)?;
        self.retry = pause.map(|pause| Moment::now().after(pause));
        Ok(())
    }
}
