//! Runs a command that must end before the lease it depends on can expire.

use crate::clock::Moment;
use crate::etcd::CallError;
use crate::failure::Failure;
use crate::output::{note, takes_notes};
use crate::process::signals::{ENDING, HANDLED, SignalTarget, Signals, interrupted};
use crate::process::{Deadline, Ending, Job, Supervised, Variable, supervise};
use futures_util::FutureExt as _;
use nix::sys::signal::Signal;
use std::convert::Infallible;
use std::ffi::OsString;
use std::future::pending;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::timeout;

/// The longest time that is reserved for SIGKILL to take effect.
const LONGEST_MARGIN: Duration = Duration::from_secs(1);

/// The time after which a command that still runs was not ended by INT or TERM, and will not be.
const SURVIVAL: Duration = Duration::from_secs(10);

/// The way to stop a command when its lease is lost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StopPolicy {
    /// Time from SIGTERM to SIGKILL; `None` if there is only SIGKILL.
    grace: Option<Duration>,
    /// Time before the lease's expiry at which SIGTERM is sent at the latest.
    pub(crate) reserve: Duration,
}

impl StopPolicy {
    /// Fails if `grace` is so long that the command would be stopped before a renewal had a chance.
    pub(crate) fn within(ttl: Duration, grace: Option<Duration>) -> Result<Self, Failure> {
        let grace = grace.unwrap_or(ttl / 3);
        if grace > ttl / 2 {
            return Err(Failure::usage("--grace is more than half of the TTL")
                .hint("CMD must end before the lease expires: raise --ttl"));
        }
        Ok(Self { grace: Some(grace), reserve: grace + margin(ttl) })
    }

    pub(crate) fn kill(ttl: Duration) -> Self {
        Self { grace: None, reserve: margin(ttl) }
    }
}

fn margin(ttl: Duration) -> Duration {
    (ttl / 12).min(LONGEST_MARGIN)
}

/// A command, and the lease that it depends on.
#[derive(Debug)]
pub(crate) struct HeldCommand<'a> {
    pub(crate) program: &'a OsString,
    pub(crate) arguments: &'a [OsString],
    /// The name for messages of what is held: lock, leadership, session.
    pub(crate) on: &'a str,
    /// The lease's expiry, which every renewal moves.
    pub(crate) expiry: watch::Receiver<Moment>,
    /// `None` if the command keeps running after a loss.
    pub(crate) policy: Option<StopPolicy>,
    pub(crate) wait_group: bool,
    pub(crate) signal_to: SignalTarget,
}

impl HeldCommand<'_> {
    /// Runs the command until it ends, and stops it when `lost` resolves. A guardian process stops it
    /// before the lease expires even if ectl is killed or suspended. Signals that the command has survived
    /// are dropped from `waiting`.
    pub(crate) async fn run(
        self,
        variables: impl IntoIterator<Item = Variable>,
        waiting: &mut Signals,
        lost: impl Future<Output = Failure>,
    ) -> anyhow::Result<()> {
        let mut signals = Signals::listen_unless_ignored(&HANDLED)?;
        let seen = Signals::listen_unless_ignored(&ENDING)?;
        if let Some(signal) = waiting.next().now_or_never() {
            return Err(interrupted(signal).into());
        }
        let mut child = match Supervised::start(self.job(), variables) {
            Ok(child) => child.with_signal_to(self.signal_to),
            Err(error) => {
                let program = self.program.clone();
                return Ending::NotStarted { program, error }.into_result();
            }
        };
        let lost = async {
            tokio::select! {
                failure = lost => failure,
                never = forget_survived(waiting, seen) => match never {},
            }
        };
        match supervise(&mut child, &mut signals, lost).await {
            Ok(ending) => ending.into_result(),
            Err(failure) => {
                // It made the command reload, if that still runs; INT and TERM may not have ended it yet.
                waiting.forget(&[Signal::SIGHUP]);
                self.on_lost(&mut child, &mut signals, failure).await
            }
        }
    }

    fn job(&self) -> Job<'_> {
        let expiry = self.expiry.clone();
        let reserve = self.policy.map(|policy| policy.reserve);
        Job {
            program: self.program,
            arguments: self.arguments,
            deadline: reserve.map(|reserve| Deadline { expiry, reserve }),
            grace: self.policy.and_then(|policy| policy.grace),
            kill_at_once: self.policy.is_some_and(|policy| policy.grace.is_none()),
            wait_group: self.wait_group,
        }
    }

    async fn on_lost(
        &self,
        child: &mut Supervised,
        signals: &mut Signals,
        failure: Failure,
    ) -> anyhow::Result<()> {
        let (program, on) = (self.program.to_string_lossy(), self.on);
        match self.policy {
            Some(StopPolicy { grace, .. }) => {
                let grace = grace.filter(|grace| !grace.is_zero());
                let end = grace.map(|grace| Moment::now().after(grace));
                let begin = || end.map_or_else(|| child.begin_kill(), |_| child.begin_stop());
                // The note comes first, unless a reader of stderr that is slow would delay the stop.
                let takes_notes = takes_notes();
                if !takes_notes {
                    begin();
                }
                // Lets the caller report the events that led to the loss first.
                yield_now().await;
                note(&format!("stopping {program}: the {on} is lost"));
                if takes_notes {
                    begin();
                }
                match end {
                    None => _ = child.ended().await,
                    Some(end) => child.ended_within(end.wait()).await,
                }
            }
            None => {
                yield_now().await;
                note(&format!("the {on} is lost: {failure}; {program} keeps running"));
                let Ok(ending) = supervise(child, signals, pending::<Infallible>()).await;
                ending.into_result()?;
            }
        }
        Err(failure.into())
    }
}

/// Drops the signals that a command has survived, by those `seen` at the same time.
async fn forget_survived(waiting: &mut Signals, mut seen: Signals) -> Infallible {
    loop {
        seen.next().await;
        while timeout(SURVIVAL, seen.next()).await.is_ok() {}
        waiting.forget(&ENDING);
    }
}

/// Combines the command's result with that of releasing its lease. A failed release is the error only
/// if the command succeeded; otherwise it is a note.
pub(crate) fn combine(
    done: anyhow::Result<()>,
    released: Result<(), CallError>,
    text: &str,
) -> anyhow::Result<()> {
    match (done, released) {
        (done, Ok(())) => done,
        (Ok(()), Err(fault)) => {
            // The options for exit codes are about what kept the command from being run.
            let failure = fault.while_trying(text);
            let code = failure.exit_code();
            Err(failure.exiting_with(code).into())
        }
        (Err(error), Err(fault)) => {
            note(&format!("{text}: {}", fault.text()));
            Err(error)
        }
    }
}
