//! What ends a watch from outside: a signal, or the end of its time.

use crate::process::signals::{self, Signals};
use nix::sys::signal::Signal;
use std::future::pending;
use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

#[derive(Debug)]
pub(super) struct Stopper {
    /// `None` if signals have their default effect.
    signals: Option<Signals>,
    deadline: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum StopCause {
    Signal(Signal),
    Timeout,
}

/// The outcome of a write that stdout's reader may hold up.
#[derive(Debug)]
pub(super) enum Bounded<T> {
    /// It ended, perhaps after a cause to stop.
    Ended(T, Option<StopCause>),
    /// It had not ended in time after this cause to stop.
    GivenUp(StopCause),
}

/// The time for stdout's reader after a cause to stop.
const LAST_READ: Duration = Duration::from_secs(1);

impl Stopper {
    /// Returns a stopper without any cause to stop.
    pub(super) fn never() -> Self {
        Self { signals: None, deadline: None }
    }

    pub(super) fn new(handles_signals: bool, timeout: Option<Duration>) -> io::Result<Self> {
        let listen = || Signals::listen_unless_ignored(&signals::ENDING);
        let signals = handles_signals.then(listen).transpose()?;
        Ok(Self { signals, deadline: timeout.and_then(|time| Instant::now().checked_add(time)) })
    }

    /// Waits for a cause to stop; cancel safe. The time is one only once.
    pub(super) async fn next(&mut self) -> StopCause {
        let deadline = self.deadline;
        let timeout = async {
            match deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => pending().await,
            }
        };
        let cause = tokio::select! {
            biased;
            signal = self.signal() => StopCause::Signal(signal),
            () = timeout => StopCause::Timeout,
        };
        if matches!(cause, StopCause::Timeout) {
            self.deadline = None;
        }
        cause
    }

    async fn signal(&mut self) -> Signal {
        match &mut self.signals {
            Some(signals) => signals.next().await,
            None => pending().await,
        }
    }

    /// Waits for a write that stdout's reader may hold up, or until `beside`, which runs meanwhile, ends. After a
    /// cause to stop, the reader has little time left, and after a further signal none.
    pub(super) async fn bound<T>(
        &mut self,
        writing: impl Future<Output = T>,
        beside: impl Future<Output = T>,
    ) -> Bounded<T> {
        let mut writing = pin!(writing);
        let cause = tokio::select! {
            biased;
            written = &mut writing => return Bounded::Ended(written, None),
            ended = beside => return Bounded::Ended(ended, None),
            cause = self.next() => cause,
        };
        tokio::select! {
            biased;
            written = writing => Bounded::Ended(written, Some(cause)),
            _ = self.signal() => Bounded::GivenUp(cause),
            () = sleep(LAST_READ) => Bounded::GivenUp(cause),
        }
    }
}
