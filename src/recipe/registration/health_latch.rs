//! Whether what is registered is well: a gate that is open while it is.

use super::{Observer, RegistrationEvent};
use crate::probe::HealthChange;
use std::future::pending;
use tokio::sync::watch;
use tokio::task::{AbortHandle, spawn_local};

/// Open while the service is well.
#[derive(Debug)]
pub(crate) struct HealthLatch {
    verdict: watch::Receiver<Option<HealthChange>>,
    judge: Option<AbortHandle>,
}

impl HealthLatch {
    /// One that is always open.
    pub(crate) fn open() -> Self {
        Self { verdict: watch::channel(Some(HealthChange::Up)).1, judge: None }
    }

    /// One that is closed until the first verdict, and then as the last one has it. It is asked for
    /// verdicts until the gate is dropped, whether or not anybody stands before it.
    pub(crate) fn guarded(mut next: impl AsyncFnMut() -> HealthChange + 'static) -> Self {
        let (tell, verdict) = watch::channel(None);
        let judge = spawn_local(async move {
            loop {
                tell.send_replace(Some(next().await));
            }
        });
        Self { verdict, judge: Some(judge.abort_handle()) }
    }

    /// Whether it has to be waited for.
    pub(crate) fn is_guarded(&self) -> bool {
        self.judge.is_some()
    }

    /// Waits until it is open.
    pub(crate) async fn opened(&mut self, hear: Observer<'_>) {
        loop {
            match &*self.verdict.borrow_and_update() {
                Some(HealthChange::Up) => return,
                Some(HealthChange::NotYet(why)) => hear(RegistrationEvent::NotYet(why)),
                Some(HealthChange::Down(_)) | None => {}
            }
            self.change().await;
        }
    }

    /// Waits until it is closed; returns why it is.
    pub(crate) async fn closed(&mut self) -> String {
        loop {
            match &*self.verdict.borrow_and_update() {
                Some(HealthChange::Down(why) | HealthChange::NotYet(why)) => return why.clone(),
                Some(HealthChange::Up) | None => {}
            }
            self.change().await;
        }
    }

    async fn change(&mut self) {
        if self.verdict.changed().await.is_err() {
            // Nobody guards it: it stays as it is.
            pending::<()>().await;
        }
    }
}

impl Drop for HealthLatch {
    fn drop(&mut self) {
        if let Some(judge) = &self.judge {
            judge.abort();
        }
    }
}
