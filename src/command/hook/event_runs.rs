//! Runs of the command for one event each.

use super::Hook;
use super::hook_run::HookRun;
use super::lanes::Lanes;
use super::ledger::Ledger;
use super::timing::at;
use super::watched::{MOST_PENDING, WatchedEvent};
use super::{RETRY, RunMode};
use crate::clock::{Backoff, Moment};
use crate::failure::Failure;
use crate::process::Ending;
use futures_util::future::{join_all, select_all};
use std::future::pending;
use std::time::Duration;

#[derive(Debug)]
pub(super) struct EventRuns {
    jobs: usize,
    lanes: Lanes,
    running: Vec<(HookRun, EventTurn)>,
    retries: Vec<(Moment, EventTurn)>,
    /// The size of all events until they have been handled.
    size: usize,
    /// The most that it may be before it is handled.
    limit: usize,
}

/// An event whose turn has come.
#[derive(Debug)]
struct EventTurn {
    lane: Vec<u8>,
    event: WatchedEvent,
    backoff: Backoff,
}

impl EventRuns {
    pub(super) fn new(mode: RunMode) -> Self {
        // etcdctl reads no event before it has run the command for the last.
        let (jobs, limit) = match mode {
            RunMode::Each { jobs } => (jobs, MOST_PENDING),
            _ => (1, 1),
        };
        let (running, retries) = (Vec::new(), Vec::new());
        Self { jobs, lanes: Lanes::default(), running, retries, size: 0, limit }
    }

    pub(super) fn push(&mut self, event: WatchedEvent) {
        let lane = if self.jobs > 1 { event.key().to_vec() } else { Vec::new() };
        self.size += event.size();
        self.lanes.push(lane, event);
    }

    pub(super) fn has_room(&self) -> bool {
        self.size < self.limit
    }

    pub(super) fn is_idle(&self) -> bool {
        self.lanes.is_empty()
    }

    /// Starts no more runs.
    pub(super) fn halt(&mut self) {
        self.jobs = 0;
    }

    /// Starts all runs that can be started, and waits for the next one to end; cancel safe.
    pub(super) async fn advance(
        &mut self,
        hook: &Hook,
        ledger: &mut Ledger,
    ) -> Result<(), Failure> {
        while let Some(turn) = self.next_turn() {
            match hook.start(std::slice::from_ref(&turn.event)) {
                Ok(run) => self.running.push((run, turn)),
                Err(ending) => return self.conclude(turn, &ending, hook, ledger),
            }
        }
        let is_full = self.running.len() >= self.jobs;
        let retry = self.retries.iter().map(|(retry, _)| *retry).min();
        tokio::select! {
            biased;
            (index, ending) = first_ended(&mut self.running, hook) => {
                let (_, turn) = self.running.swap_remove(index);
                self.conclude(turn, &ending, hook, ledger)
            }
            () = at(retry), if !is_full => Ok(()),
        }
    }

    fn next_turn(&mut self) -> Option<EventTurn> {
        if self.running.len() >= self.jobs {
            return None;
        }
        match self.retries.iter().position(|(retry, _)| retry.left().is_zero()) {
            Some(due) => Some(self.retries.swap_remove(due).1),
            None => {
                let (lane, event) = self.lanes.take()?;
                Some(EventTurn { lane, event, backoff: RETRY })
            }
        }
    }

    fn conclude(
        &mut self,
        mut turn: EventTurn,
        ending: &Ending,
        hook: &Hook,
        ledger: &mut Ledger,
    ) -> Result<(), Failure> {
        if hook.has_cut_off(ending) {
            return Ok(());
        }
        if let Some(pause) = hook.check(ending, &mut turn.backoff)? {
            self.retries.push((Moment::now().after(pause), turn));
            return Ok(());
        }
        self.size -= turn.event.size();
        ledger.close(turn.event.number);
        self.lanes.free(turn.lane);
        Ok(())
    }

    pub(super) async fn stop(self, grace: Duration) {
        join_all(self.running.into_iter().map(|(run, _)| run.stop(grace))).await;
    }
}

/// Waits for the first of the runs to end; for ever without any.
async fn first_ended(running: &mut [(HookRun, EventTurn)], hook: &Hook) -> (usize, Ending) {
    if running.is_empty() {
        return pending().await;
    }
    let ended = running.iter_mut().map(|(run, _)| Box::pin(hook.ended(run)));
    let (ending, index, _) = select_all(ended).await;
    (index, ending)
}
