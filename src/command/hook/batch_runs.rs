//! Runs of the command for bursts of events, one at a time.

use super::burst::Burst;
use super::hook_run::HookRun;
use super::ledger::Ledger;
use super::timing::at;
use super::watched::{MOST_PENDING, WatchedEvent};
use super::{Hook, RETRY};
use crate::clock::{Backoff, Moment};
use crate::failure::Failure;
use crate::process::Ending;
use std::time::Duration;

#[derive(Debug)]
pub(super) struct BatchRuns {
    pub(super) burst: Burst,
    running: Option<HookRun>,
    /// The events of the command that is running.
    batch: Vec<WatchedEvent>,
    size: usize,
    backoff: Backoff,
}

impl BatchRuns {
    pub(super) fn new(burst: Burst) -> Self {
        Self { burst, running: None, batch: Vec::new(), size: 0, backoff: RETRY }
    }

    pub(super) fn has_room(&self) -> bool {
        self.burst.size() + self.size < MOST_PENDING
    }

    pub(super) fn is_idle(&self) -> bool {
        self.burst.is_empty() && self.batch.is_empty()
    }

    pub(super) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Waits until a run ends, or one can begin, which it starts; cancel safe.
    pub(super) async fn advance(
        &mut self,
        hook: &Hook,
        ledger: &mut Ledger,
    ) -> Result<(), Failure> {
        if let Some(run) = &mut self.running {
            let ending = hook.ended(run).await;
            return self.conclude(&ending, hook, ledger);
        }
        at(self.burst.due()).await;
        self.size = self.burst.size();
        self.batch = self.burst.take();
        match hook.start(&self.batch) {
            Ok(run) => self.running = Some(run),
            Err(ending) => self.conclude(&ending, hook, ledger)?,
        }
        Ok(())
    }

    /// Ends a run. The events of one that is to be repeated wait for it together with those that come.
    fn conclude(
        &mut self,
        ending: &Ending,
        hook: &Hook,
        ledger: &mut Ledger,
    ) -> Result<(), Failure> {
        self.running = None;
        if hook.has_cut_off(ending) {
            return Ok(());
        }
        self.size = 0;
        let batch = std::mem::take(&mut self.batch);
        match hook.check(ending, &mut self.backoff)? {
            Some(pause) => self.burst.put_back(batch, Moment::now().after(pause), ledger),
            None => {
                self.backoff = RETRY;
                batch.iter().for_each(|event| ledger.close(event.number));
            }
        }
        Ok(())
    }

    pub(super) async fn stop(self, grace: Duration) {
        if let Some(run) = self.running {
            run.stop(grace).await;
        }
    }
}
