//! Signals that ectl handles itself, instead of their default action.

use super::foreground::foreground;
use crate::failure::{Failure, Kind};
use futures_util::FutureExt as _;
use nix::sys::signal::Signal;
use nix::unistd::getpgrp;
use std::fs;
use std::future::poll_fn;
use std::io;
use std::task::Poll;
use tokio::signal::unix::{self, SignalKind};

pub(crate) const ENDING: [Signal; 3] = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP];

/// Signals that end most children when they are forwarded.
pub(super) const STOPPING: [Signal; 4] =
    [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT];

/// Signals handled while a child runs: all are forwarded except `SIGTSTP`, which is ignored because a
/// suspended process renews no lease.
pub(crate) const HANDLED: [Signal; 7] = [
    Signal::SIGINT,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGQUIT,
    Signal::SIGUSR1,
    Signal::SIGUSR2,
    Signal::SIGTSTP,
];

/// The processes of a child that get the signals passed on to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum SignalTarget {
    /// The child itself, which may want to stop what it has started in its own way.
    #[default]
    Process,
    /// All processes of its group.
    Group,
}

/// A queue of received signals. Their default action is off from now until the process ends.
#[derive(Debug)]
pub(crate) struct Signals {
    streams: Vec<(Signal, unix::Signal)>,
}

impl Signals {
    fn listen(signals: &[Signal]) -> io::Result<Self> {
        let open = |signal: &Signal| {
            let kind = SignalKind::from_raw(*signal as i32);
            unix::signal(kind).map(|stream| (*signal, stream))
        };
        Ok(Self { streams: signals.iter().map(open).collect::<io::Result<_>>()? })
    }

    /// Listens to those of the signals that were not ignored when ectl was started, as by `nohup`. INT and TERM
    /// count in any case, as for etcdctl: a script's shell starts its background jobs with INT ignored.
    pub(crate) fn listen_unless_ignored(signals: &[Signal]) -> io::Result<Self> {
        let ignored = ignored_signals(&fs::read_to_string("/proc/self/status").unwrap_or_default());
        let counts = |signal: &&Signal| {
            let is_ignored = ignored >> (**signal as i32 - 1) & 1 == 1;
            !is_ignored || matches!(signal, Signal::SIGINT | Signal::SIGTERM)
        };
        Self::listen(&signals.iter().filter(counts).copied().collect::<Vec<_>>())
    }

    /// Drops those of the signals that have come.
    pub(crate) fn forget(&mut self, signals: &[Signal]) {
        for (_, stream) in self.streams.iter_mut().filter(|(own, _)| signals.contains(own)) {
            // Signals of one kind are received as one.
            let _ = stream.recv().now_or_never();
        }
    }

    /// Waits for the next signal; cancel safe.
    pub(crate) async fn next(&mut self) -> Signal {
        poll_fn(|cx| {
            for (signal, stream) in &mut self.streams {
                if stream.poll_recv(cx).is_ready() {
                    return Poll::Ready(*signal);
                }
            }
            Poll::Pending
        })
        .await
    }
}

/// Runs `work` until it is done or a signal comes.
pub(crate) fn unless_interrupted<T, E: Into<anyhow::Error>>(
    signals: &mut Signals,
    work: impl Future<Output = Result<T, E>>,
) -> impl Future<Output = anyhow::Result<T>> {
    // Each `async fn` around a future would double its size on the stack.
    let work = Box::pin(work);
    async move {
        tokio::select! {
            biased;
            signal = signals.next() => Err(interrupted(signal).into()),
            done = work => done.map_err(Into::into),
        }
    }
}

pub(crate) fn interrupted(signal: Signal) -> Failure {
    Failure::new(Kind::Ended, format!("interrupted by {signal}"))
}

/// Returns the set of ignored signals from the text of `/proc/self/status`; signal n is bit n - 1. Systems
/// without this file yield an empty set.
fn ignored_signals(status: &str) -> u64 {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// Returns whether a received signal was most likely typed at the terminal: then every process of this
/// group has it, and a child that shares the group must not get it twice.
pub(crate) fn is_from_terminal(signal: Signal) -> bool {
    matches!(signal, Signal::SIGINT | Signal::SIGQUIT)
        && foreground().is_ok_and(|group| group == getpgrp())
}

#[cfg(test)]
mod tests {
    use super::ignored_signals;

    #[test]
    fn set_of_ignored_signals() {
        let status = "Name:\tectl\nSigBlk:\t0000000000000004\nSigIgn:\t0000000000001001\n";
        assert_eq!(ignored_signals(status), 0x1001);
        assert_eq!(ignored_signals(""), 0);
    }
}
