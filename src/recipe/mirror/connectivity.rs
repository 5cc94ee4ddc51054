//! The connectivity of a side of a mirror, and its retries.

use super::event::{MirrorEvent, Side};
use crate::clock::Backoff;
use crate::etcd::CallError;
use crate::failure::Failure;
use crate::recipe::events::EventSender;
use crate::recipe::retry::may_succeed_later;
use std::time::Duration;

const BACKOFF: Backoff = Backoff::new(Duration::from_millis(25), Duration::from_secs(1));

#[derive(Debug)]
pub(super) struct Connectivity {
    side: Side,
    /// The side has answered once; before that, a failure is not retried.
    has_answered: bool,
    is_lost: bool,
    backoff: Backoff,
    events: EventSender<MirrorEvent>,
}

impl Connectivity {
    pub(super) fn new(side: Side, events: EventSender<MirrorEvent>) -> Self {
        Self { side, has_answered: false, is_lost: false, backoff: BACKOFF, events }
    }

    pub(super) fn succeeded(&mut self) {
        self.has_answered = true;
        self.backoff = BACKOFF;
        if std::mem::take(&mut self.is_lost) {
            self.events.send(MirrorEvent::Regained { side: self.side });
        }
    }

    pub(super) fn lost(&mut self, fault: &CallError) {
        if !std::mem::replace(&mut self.is_lost, true) {
            self.events.send(MirrorEvent::Lost { side: self.side, cause: fault.text() });
        }
    }

    /// Pauses before the next attempt. Fails on a permanent error, or if the side has never answered.
    pub(super) async fn retry(&mut self, fault: CallError) -> Result<(), Failure> {
        let side = self.side;
        self.pause(fault).await.map_err(|fault| side.failure(fault))
    }

    /// Pauses as [`Self::retry`] does, and returns the error if it is final.
    pub(super) async fn pause(&mut self, fault: CallError) -> Result<(), CallError> {
        if !self.has_answered || !may_succeed_later(&fault) {
            return Err(fault);
        }
        self.lost(&fault);
        self.backoff.pause().await;
        Ok(())
    }
}
