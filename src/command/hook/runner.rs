//! Runs the command of a watch for its events.

use super::batch_runs::BatchRuns;
use super::burst::Burst;
use super::event_runs::EventRuns;
use super::ledger::Ledger;
use super::restart_runs::RestartRuns;
use super::watched::WatchedEvent;
use super::{Hook, RunMode};
use crate::failure::Failure;
use std::future::pending;

/// The runs of a command: those that wait for events to come, for their turn or for their end.
#[derive(Debug)]
pub(crate) struct Runner {
    ledger: Ledger,
    /// The command and its runs. Without a command, events count as handled at once.
    hook: Option<(Hook, Runs)>,
    /// No more runs are started.
    is_halted: bool,
}

#[derive(Debug)]
enum Runs {
    Events(EventRuns),
    Batches(Box<BatchRuns>),
    Restarts(RestartRuns),
}

impl Runner {
    pub(crate) fn new(hook: Option<Hook>) -> Self {
        Self::create(hook, true)
    }

    /// Returns a runner that starts a command with `--restart` for the first events, not at once.
    pub(crate) fn with_initial_events(hook: Option<Hook>) -> Self {
        Self::create(hook, false)
    }

    fn create(hook: Option<Hook>, starts_at_once: bool) -> Self {
        let hook = hook.map(|hook| {
            let runs = match hook.mode {
                mode @ (RunMode::Plain | RunMode::Each { .. }) => {
                    Runs::Events(EventRuns::new(mode))
                }
                RunMode::Burst { debounce, latest } => {
                    Runs::Batches(Box::new(BatchRuns::new(Burst::new(debounce, latest))))
                }
                RunMode::Restart { debounce, latest } => {
                    let burst = Burst::new(debounce, latest);
                    Runs::Restarts(RestartRuns::new(burst, starts_at_once))
                }
            };
            (hook, runs)
        });
        Self { hook, ledger: Ledger::default(), is_halted: false }
    }

    /// Takes events to run the command for. With `complete`, these and those before are all events up to
    /// that revision.
    pub(crate) fn offer(
        &mut self,
        events: impl IntoIterator<Item = WatchedEvent>,
        complete: Option<i64>,
    ) {
        if let Some((_, runs)) = &mut self.hook {
            for mut event in events {
                event.number = self.ledger.open();
                runs.push(event, &mut self.ledger);
            }
        }
        complete.into_iter().for_each(|revision| self.ledger.complete(revision));
    }

    /// Returns whether [`Self::next`] may return this revision later; if not, it returns a later one instead.
    pub(crate) fn awaits(&self, revision: i64) -> bool {
        self.ledger.awaits(revision)
    }

    /// Returns whether more events may be offered now. If not, the caller leaves them with etcd.
    pub(crate) fn has_room(&self) -> bool {
        self.hook.as_ref().is_none_or(|(_, runs)| match runs {
            Runs::Events(runs) => runs.has_room(),
            Runs::Batches(runs) => runs.has_room(),
            Runs::Restarts(runs) => runs.has_room(),
        })
    }

    /// Returns whether the command has been run for all events.
    pub(crate) fn is_idle(&self) -> bool {
        self.hook.as_ref().is_none_or(|(_, runs)| match runs {
            Runs::Events(runs) => runs.is_idle(),
            Runs::Batches(runs) => runs.is_idle(),
            Runs::Restarts(runs) => runs.is_idle(),
        })
    }

    /// Runs the command until something has changed: there may be room for more events. If all events up
    /// to another revision have been handled, returns that revision. Fails if a command fails and failures
    /// end the watch. Cancel safe.
    pub(crate) async fn next(&mut self) -> Result<Option<i64>, Failure> {
        if let Some(revision) = self.ledger.passed() {
            return Ok(Some(revision));
        }
        self.advance().await?;
        Ok(self.ledger.passed())
    }

    /// Ends the burst that was offered last: its run no longer waits for more events. After this, the
    /// caller goes on with [`Self::next`] until the runner is idle.
    pub(crate) fn close(&mut self) {
        match &mut self.hook {
            Some((_, Runs::Batches(runs))) => runs.burst.close(),
            Some((_, Runs::Restarts(runs))) => runs.burst.close(),
            Some((_, Runs::Events(_))) | None => {}
        }
    }

    /// Starts no more runs: after this, [`Self::next`] only tells the ends of those at hand.
    pub(crate) fn halt(&mut self) {
        self.is_halted = true;
        if let Some((_, Runs::Events(runs))) = &mut self.hook {
            runs.halt();
        }
    }

    /// Notes that a signal ends ectl. What it has ended, too, is not handled then.
    pub(crate) fn interrupt(&mut self) {
        if let Some((hook, _)) = &mut self.hook {
            hook.is_interrupted = true;
        }
    }

    /// Stops the commands that are running, unless they run as with etcdctl.
    pub(crate) async fn stop(self) {
        match self.hook {
            None => {}
            Some((hook, Runs::Events(runs))) => runs.stop(hook.grace).await,
            Some((hook, Runs::Batches(runs))) => runs.stop(hook.grace).await,
            Some((hook, Runs::Restarts(runs))) => runs.stop(&hook).await,
        }
    }

    /// Waits until something has changed; cancel safe.
    async fn advance(&mut self) -> Result<(), Failure> {
        let ledger = &mut self.ledger;
        match &mut self.hook {
            None => pending().await,
            Some((_, Runs::Batches(runs))) if self.is_halted && !runs.is_running() => {
                pending().await
            }
            Some((_, Runs::Restarts(runs))) if self.is_halted && !runs.is_idle() => pending().await,
            Some((hook, Runs::Events(runs))) => runs.advance(hook, ledger).await,
            Some((hook, Runs::Batches(runs))) => runs.advance(hook, ledger).await,
            Some((hook, Runs::Restarts(runs))) => runs.advance(hook, ledger).await,
        }
    }
}

impl Runs {
    fn push(&mut self, event: WatchedEvent, ledger: &mut Ledger) {
        match self {
            Self::Events(runs) => runs.push(event),
            Self::Batches(runs) => runs.burst.push(event, ledger),
            Self::Restarts(runs) => runs.burst.push(event, ledger),
        }
    }
}
