//! Whether what is registered is well: a gate that is open while it is.

use super::{Change, Hear};
use crate::probe::Verdict;
use std::future::pending;
use tokio::sync::watch;
use tokio::task::{AbortHandle, spawn_local};

/// Open while the service is well.
#[derive(Debug)]
pub(crate) struct Gate {
    verdict: watch::Receiver<Option<Verdict>>,
    judge: Option<AbortHandle>,
}

impl Gate {
    /// One that is always open.
    pub(crate) fn open() -> Self {
        Self { verdict: watch::channel(Some(Verdict::Up)).1, judge: None }
    }

    /// One that is closed until the first verdict, and then as the last one has it. It is asked for
    /// verdicts until the gate is dropped, whether or not anybody stands before it.
    pub(crate) fn guarded(mut next: impl AsyncFnMut() -> Verdict + 'static) -> Self {
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
    pub(crate) async fn opened(&mut self, hear: Hear<'_>) {
        loop {
            match &*self.verdict.borrow_and_update() {
                Some(Verdict::Up) => return,
                Some(Verdict::NotYet(why)) => hear(Change::NotYet(why)),
                Some(Verdict::Down(_)) | None => {}
            }
            self.change().await;
        }
    }

    /// Waits until it is closed; returns why it is.
    pub(crate) async fn closed(&mut self) -> String {
        loop {
            match &*self.verdict.borrow_and_update() {
                Some(Verdict::Down(why) | Verdict::NotYet(why)) => return why.clone(),
                Some(Verdict::Up) | None => {}
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

impl Drop for Gate {
    fn drop(&mut self) {
        if let Some(judge) = &self.judge {
            judge.abort();
        }
    }
}
