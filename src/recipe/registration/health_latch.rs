//! A latch that is open while a service's health checks pass.

use super::event::RegistrationEvent;
use crate::probe::HealthChange;
use crate::recipe::events::EventSender;
use std::future::pending;
use tokio::sync::watch;
use tokio::task::{AbortHandle, spawn_local};

#[derive(Debug)]
pub(crate) struct HealthLatch {
    health: watch::Receiver<Option<HealthChange>>,
    checks: Option<AbortHandle>,
}

impl HealthLatch {
    pub(crate) fn open() -> Self {
        Self { health: watch::channel(Some(HealthChange::Up)).1, checks: None }
    }

    /// Creates a latch that is closed until the first change, and then follows the last one. Changes are
    /// awaited until the latch is dropped, even while nothing waits for it.
    pub(crate) fn guarded(mut next: impl AsyncFnMut() -> HealthChange + 'static) -> Self {
        let (sender, health) = watch::channel(None);
        let checks = spawn_local(async move {
            loop {
                sender.send_replace(Some(next().await));
            }
        });
        Self { health, checks: Some(checks.abort_handle()) }
    }

    /// Returns whether the latch can close.
    pub(crate) fn is_guarded(&self) -> bool {
        self.checks.is_some()
    }

    pub(super) async fn opened(&mut self, events: &EventSender<RegistrationEvent>) {
        loop {
            match &*self.health.borrow_and_update() {
                Some(HealthChange::Up) => return,
                Some(HealthChange::NotYet(why)) => {
                    events.send(RegistrationEvent::NotYet(why.clone()));
                }
                Some(HealthChange::Down(_)) | None => {}
            }
            self.changed().await;
        }
    }

    /// Waits until the latch is closed; returns why.
    pub(super) async fn closed(&mut self) -> String {
        loop {
            match &*self.health.borrow_and_update() {
                Some(HealthChange::Down(why) | HealthChange::NotYet(why)) => return why.clone(),
                Some(HealthChange::Up) | None => {}
            }
            self.changed().await;
        }
    }

    async fn changed(&mut self) {
        if self.health.changed().await.is_err() {
            // Without checks the latch stays as it is.
            pending::<()>().await;
        }
    }
}

impl Drop for HealthLatch {
    fn drop(&mut self) {
        if let Some(checks) = &self.checks {
            checks.abort();
        }
    }
}
