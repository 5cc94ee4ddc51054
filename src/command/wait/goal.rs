//! Waiting until a condition holds.

use super::reachable::reachable;
use super::until::Until;
use crate::etcd::proto::RangeResponse;
use crate::etcd::{CallError, Range};
use crate::failure::{Failure, Kind};
use crate::output::{Waiting, note};
use crate::recipe::{RangeEvent, RangeWatcher};
use std::time::Duration;
use tokio::time::sleep;

#[derive(Debug)]
pub(super) struct Goal {
    pub(super) range: Range,
    pub(super) until: Until,
    pub(super) probe: bool,
    /// The revision that the wait begins at, if not at the present one.
    pub(super) since: Option<i64>,
    /// Revisions after `since` were compacted: a change may have been missed.
    may_have_changed: bool,
    /// The state that was seen last, in words.
    state: Option<String>,
    /// The cause if etcd cannot be reached at present.
    trouble: Option<CallError>,
}

/// The pause between attempts to reach an etcd that is starting.
const PAUSE: Duration = Duration::from_millis(250);

impl Goal {
    pub(super) fn new(range: Range, until: Until, probe: bool, since: Option<i64>) -> Self {
        let (state, trouble) = (None, None);
        Self { range, until, probe, since, may_have_changed: false, state, trouble }
    }

    /// Waits as [`Self::reach`] does, also for etcd to come up.
    pub(super) async fn reach_with_retry(
        &mut self,
        watcher: &mut RangeWatcher,
    ) -> Result<RangeResponse, CallError> {
        let waiting = Waiting::new(self.until.in_words(&self.range), "no answer from etcd yet");
        let reached = async {
            loop {
                let fault = match self.observe(watcher, &waiting).await {
                    Err(fault) if fault.is_out_of_contact() => fault,
                    reached => return reached,
                };
                waiting.because(&fault.text());
                self.trouble = Some(fault);
                sleep(PAUSE).await;
            }
        };
        waiting.noting(reached).await
    }

    /// Waits until the condition holds, and notes why that takes long.
    pub(super) async fn reach(
        &mut self,
        watcher: &mut RangeWatcher,
    ) -> Result<RangeResponse, CallError> {
        // Until there is an answer, --retry notes its own cause.
        let waiting = Waiting::new(self.until.in_words(&self.range), "");
        waiting.noting(self.observe(watcher, &waiting)).await
    }

    async fn observe(
        &mut self,
        watcher: &mut RangeWatcher,
        waiting: &Waiting,
    ) -> Result<RangeResponse, CallError> {
        // With --probe: endpoints in sufficient number, which have to be reachable as well.
        let mut registered = Vec::new();
        loop {
            let event = tokio::select! {
                event = watcher.next() => event?,
                found = reachable(&registered, &self.until, &mut self.state, waiting),
                    if self.probe => return Ok(watcher.keys().reply(found)),
            };
            if !matches!(event, RangeEvent::Compacted) {
                self.trouble = None;
            }
            match event {
                RangeEvent::Keys => {
                    let keys = watcher.keys();
                    let is_first = self.state.is_none() && !self.may_have_changed;
                    match self.until.evaluate(keys, &self.range, is_first) {
                        Ok(found) if self.probe => registered = found,
                        Ok(found) => return Ok(keys.reply(found)),
                        Err(state) => {
                            waiting.because(&state);
                            self.state = Some(state);
                            registered.clear();
                        }
                    }
                }
                RangeEvent::Lost(fault) => {
                    note(&format!("wait: {}; will resume", fault.text()));
                    self.trouble = Some(fault);
                }
                RangeEvent::Regained => note("wait: reconnected"),
                RangeEvent::Compacted => self.skip_compacted(),
            }
        }
    }

    /// Goes on with the present state, which counts as a change if none may be missed.
    fn skip_compacted(&mut self) {
        if let Some(since) = self.since.filter(|_| !self.may_have_changed) {
            note(&format!(
                "wait: changes after revision {since} are compacted; reading the present state"
            ));
            self.may_have_changed = true;
        }
    }

    /// Returns the failure after a timeout: the condition does not hold, or etcd cannot be reached.
    pub(super) fn timed_out(self, time: Duration) -> Failure {
        let time = humantime::format_duration(time);
        let text = format!("waited {time} for {}", self.until.in_words(&self.range));
        match (self.trouble, self.state) {
            (Some(fault), None) => Failure::from(fault).reworded(|why| format!("{text}: {why}")),
            (Some(fault), Some(state)) => {
                let lost = format!("{text}: {state} when contact with etcd was lost");
                Failure::from(fault).reworded(|why| format!("{lost}: {why}"))
            }
            (None, state) => {
                let state = state.as_deref().unwrap_or("etcd did not answer");
                Failure::new(Kind::Deadline, format!("{text}: {state}"))
            }
        }
    }
}
