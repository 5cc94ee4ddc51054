//! Runs the command of a watch for its events.

use super::Hook;
use super::lanes::Lanes;
use super::ledger::Ledger;
use super::watched::WatchedEvent;
use crate::failure::Failure;
use crate::process::UnguardedChild;
use std::future::pending;

/// The runs of a command: those that wait for events to come, for their turn or for their end.
#[derive(Debug)]
pub(crate) struct Runner {
    hook: Option<Hook>,
    ledger: Ledger,
    lanes: Lanes,
    running: Option<EventRun>,
}

/// A run of the command for one event.
#[derive(Debug)]
struct EventRun {
    child: UnguardedChild,
    lane: Vec<u8>,
    number: u64,
}

impl Runner {
    /// Returns a runner for a command. Without one, events count as handled at once.
    pub(crate) fn new(hook: Option<Hook>) -> Self {
        Self { hook, ledger: Ledger::default(), lanes: Lanes::default(), running: None }
    }

    /// Takes events to run the command for. With `complete`, these and those before are all events up to
    /// that revision.
    pub(crate) fn offer(
        &mut self,
        events: impl IntoIterator<Item = WatchedEvent>,
        complete: Option<i64>,
    ) {
        if self.hook.is_some() {
            for mut event in events {
                event.number = self.ledger.open();
                self.lanes.push(Vec::new(), event);
            }
        }
        complete.into_iter().for_each(|revision| self.ledger.complete(revision));
    }

    /// Returns whether more events may be offered now. If not, the caller leaves them with etcd.
    pub(crate) fn has_room(&self) -> bool {
        self.is_idle()
    }

    /// Returns whether the command has been run for all events.
    pub(crate) fn is_idle(&self) -> bool {
        self.lanes.is_empty()
    }

    /// Runs the command until all events up to another revision have been handled, and returns that
    /// revision. Fails if a command fails and failures end the watch. Cancel safe.
    pub(crate) async fn next(&mut self) -> Result<i64, Failure> {
        loop {
            if let Some(revision) = self.ledger.passed() {
                return Ok(revision);
            }
            let Some(hook) = &self.hook else { return pending().await };
            if let Some(run) = &mut self.running {
                hook.check(&run.child.ended().await)?;
                let run = self.running.take();
                run.into_iter().for_each(|run| self.finish(run.lane, run.number));
                continue;
            }
            let Some((lane, event)) = self.lanes.take() else { return pending().await };
            let number = event.number;
            match UnguardedChild::start(&hook.program, &hook.arguments, event.variables()) {
                Ok(child) => self.running = Some(EventRun { child, lane, number }),
                Err(ending) => {
                    hook.check(&ending)?;
                    self.finish(lane, number);
                }
            }
        }
    }

    fn finish(&mut self, lane: Vec<u8>, number: u64) {
        self.ledger.close(number);
        self.lanes.free(lane);
    }
}
