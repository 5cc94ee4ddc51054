//! A command that runs all the time, and is started again for bursts of events.

use super::Hook;
use super::burst::Burst;
use super::ledger::Ledger;
use super::long_running::LongRunning;
use super::timing::at;
use super::watched::MOST_PENDING;
use crate::failure::Failure;

#[derive(Debug)]
pub(super) struct RestartRuns {
    pub(super) burst: Burst,
    process: Box<LongRunning>,
    /// The process is about to be stopped, and to be started again.
    restarts: bool,
}

impl RestartRuns {
    /// Returns the runs of a command that is started at once, or for the first burst.
    pub(super) fn new(burst: Burst, starts_at_once: bool) -> Self {
        Self { burst, process: Box::default(), restarts: starts_at_once }
    }

    pub(super) fn has_room(&self) -> bool {
        self.burst.size() < MOST_PENDING
    }

    pub(super) fn is_idle(&self) -> bool {
        self.burst.is_empty() && !self.restarts
    }

    /// Starts the command again when a burst is over. Its events count as handled then. Cancel safe.
    pub(super) async fn advance(
        &mut self,
        hook: &Hook,
        ledger: &mut Ledger,
    ) -> Result<(), Failure> {
        if !self.restarts {
            tokio::select! {
                biased;
                failure = self.process.attend(hook) => return Err(failure),
                () = at(self.burst.due()) => self.restarts = true,
            }
        }
        self.process.stop(hook.grace).await;
        self.restarts = false;
        let batch = self.burst.take();
        self.process.start(hook, hook.invocation(&batch))?;
        batch.iter().for_each(|event| ledger.close(event.number));
        Ok(())
    }

    pub(super) async fn stop(mut self, hook: &Hook) {
        self.process.stop(hook.grace).await;
    }
}
