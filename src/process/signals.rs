//! The signals a command listens to, and whom the terminal has told already.

use crate::failure::{Failure, Kind};
use nix::sys::signal::Signal;
use nix::unistd::{getpgrp, tcgetpgrp};
use std::fs::File;
use std::future::poll_fn;
use std::io;
use std::task::Poll;
use tokio::signal::unix::{self, SignalKind};

/// What asks a program to end.
pub(crate) const ENDING: [Signal; 3] = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP];

/// What asks a command to end when it is handed on.
pub(super) const STOPPING: [Signal; 4] =
    [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT];

/// Signals that are heard instead of doing what they do by default, from now on to the end of the
/// process.
#[derive(Debug)]
pub(crate) struct Signals {
    heard: Vec<(Signal, unix::Signal)>,
}

impl Signals {
    /// Listens to these; needs a runtime.
    pub(crate) fn listen(signals: &[Signal]) -> io::Result<Self> {
        let hear = |signal: &Signal| {
            let kind = SignalKind::from_raw(*signal as i32);
            unix::signal(kind).map(|stream| (*signal, stream))
        };
        Ok(Self { heard: signals.iter().map(hear).collect::<io::Result<_>>()? })
    }

    /// Waits for the next of them; dropping the future loses none.
    pub(crate) async fn next(&mut self) -> Signal {
        poll_fn(|cx| {
            for (signal, stream) in &mut self.heard {
                if stream.poll_recv(cx).is_ready() {
                    return Poll::Ready(*signal);
                }
            }
            Poll::Pending
        })
        .await
    }
}

/// Runs `work`, unless a signal arrives first.
pub(crate) async fn unless_interrupted<T, E: Into<anyhow::Error>>(
    signals: &mut Signals,
    work: impl Future<Output = Result<T, E>>,
) -> anyhow::Result<T> {
    tokio::select! {
        biased;
        signal = signals.next() => {
            Err(Failure::new(Kind::Ended, format!("interrupted by {signal}")).into())
        }
        done = work => done.map_err(Into::into),
    }
}

/// Whether a signal that we got was most likely typed at the terminal: then every process of our
/// group has it, and a child that shares the group must not get it twice.
pub(crate) fn is_from_terminal(signal: Signal) -> bool {
    matches!(signal, Signal::SIGINT | Signal::SIGQUIT) && in_foreground()
}

fn in_foreground() -> bool {
    let terminal = File::open("/dev/tty").and_then(|tty| Ok(tcgetpgrp(tty)?));
    terminal.is_ok_and(|group| group == getpgrp())
}
