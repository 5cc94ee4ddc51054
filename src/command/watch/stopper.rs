//! What ends a watch from outside: a signal, or the end of its time.

use crate::process::signals::{self, Signals};
use nix::sys::signal::Signal;
use std::future::pending;
use std::io;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

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
        let signal = async {
            match &mut self.signals {
                Some(signals) => signals.next().await,
                None => pending().await,
            }
        };
        let timeout = async {
            match self.deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => pending().await,
            }
        };
        let cause = tokio::select! {
            biased;
            signal = signal => StopCause::Signal(signal),
            () = timeout => StopCause::Timeout,
        };
        if matches!(cause, StopCause::Timeout) {
            self.deadline = None;
        }
        cause
    }
}
