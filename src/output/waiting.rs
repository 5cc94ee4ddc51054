//! Notes on stderr about what a command waits for.

use super::stdout::note;
use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;

/// The time before the first note, and at least between two.
const SILENCE: Duration = Duration::from_secs(1);

/// What a command waits for, and why that takes long. The cause is noted after a second, and when it is
/// another one.
#[derive(Debug)]
pub(crate) struct Waiting {
    what: String,
    cause: watch::Sender<String>,
}

impl Waiting {
    /// Waits for `what`. Without a cause nothing is noted.
    pub(crate) fn new(what: impl Into<String>, cause: impl Into<String>) -> Self {
        Self { what: what.into(), cause: watch::Sender::new(cause.into()) }
    }

    pub(crate) fn because(&self, cause: &str) {
        self.cause.send_if_modified(|known| {
            let is_new = known != cause;
            if is_new {
                cause.clone_into(known);
            }
            is_new
        });
    }

    /// Does some work, and notes meanwhile why it takes long.
    pub(crate) async fn noting<T>(&self, work: impl Future<Output = T>) -> T {
        tokio::select! {
            biased;
            done = work => done,
            never = self.note_changes() => match never {},
        }
    }

    async fn note_changes(&self) -> Infallible {
        let mut causes = self.cause.subscribe();
        let mut noted = String::new();
        loop {
            sleep(SILENCE).await;
            let cause = causes.borrow_and_update().clone();
            if cause != noted {
                note(&format!("waiting for {}: {cause}", self.what));
                noted = cause;
            }
            if causes.changed().await.is_err() {
                pending::<Infallible>().await;
            }
        }
    }
}
