//! The end of a command whose records are withdrawn: a pause for its clients, a signal, and SIGKILL.

use crate::clock::Moment;
use crate::command::held::LossAction;
use crate::failure::{Failure, Kind};
use crate::output::{note, takes_notes};
use crate::process::signals::{SignalTarget, Signals};
use crate::process::{Ending, Supervised};
use nix::sys::signal::Signal;
use std::ffi::OsStr;
use std::time::Duration;

/// How a command gets signals, and ends.
#[derive(Debug)]
pub(crate) struct StopPlan {
    pub(crate) on_lost: LossAction,
    pub(crate) grace: Duration,
    pub(crate) signal_to: SignalTarget,
    pub(crate) wait_group: bool,
}

/// A command that is to end, and the signals that come meanwhile.
pub(super) struct Stopping<'a> {
    pub(super) child: &'a mut Supervised,
    /// Signals that stop the command.
    pub(super) ending: &'a mut Signals,
    /// Signals that are only passed on.
    pub(super) forwarded: &'a mut Signals,
    /// The end of the pause before the first signal.
    pub(super) drained: Option<Moment>,
}

impl StopPlan {
    /// Returns the action on the command when the registration fails for good. A first registration that
    /// takes too long loses nothing.
    pub(super) fn action(&self, failure: &Failure) -> LossAction {
        if failure.kind() == Kind::Deadline { LossAction::Term } else { self.on_lost }
    }
}

impl Stopping<'_> {
    /// Stops the command of a registration that has failed for good, or lets it run to its end.
    pub(super) async fn after_failure(
        mut self,
        failure: Failure,
        plan: &StopPlan,
        program: &OsStr,
    ) -> anyhow::Result<()> {
        let (action, program) = (plan.action(&failure), program.to_string_lossy());
        if action == LossAction::Ignore {
            note(&format!("{failure}; {program} keeps running"));
            self.leave().await.into_result()?;
            return Err(failure.into());
        }
        let text = format!("stopping {program}");
        // A command that is not to drain is stopped before a note that would block.
        match (action, self.drained) {
            (LossAction::Kill, _) => {
                // The kill was ordered before the withdrawal.
                note(&text);
                self.child.ended().await;
            }
            (_, Some(_)) => {
                note(&text);
                self.stop(Signal::SIGTERM, plan.grace).await;
            }
            (_, None) => {
                let kill = Moment::now().after(plan.grace);
                if takes_notes() {
                    note(&text);
                    self.child.signal(Signal::SIGTERM);
                } else {
                    self.child.signal(Signal::SIGTERM);
                    note(&text);
                }
                self.leave_before(kill).await;
            }
        }
        Err(failure.into())
    }

    /// Waits until clients have turned away, sends a signal to the command, and SIGKILL to all processes of
    /// its group after `grace`.
    pub(super) async fn stop(mut self, signal: Signal, grace: Duration) -> Ending {
        let signal = match self.drained {
            Some(end) => match self.drain(end).await {
                Err(ending) => return ending,
                Ok(second) => second.unwrap_or(signal),
            },
            None => signal,
        };
        self.child.signal(signal);
        self.leave_before(Moment::now().after(grace)).await
    }

    /// Waits for the command's end, and sends SIGKILL at this moment.
    async fn leave_before(&mut self, kill: Moment) -> Ending {
        match kill.bound(self.leave()).await {
            Some(ending) => ending,
            None => self.child.kill().await,
        }
    }

    /// Waits for the command's end, and passes on all signals.
    async fn leave(&mut self) -> Ending {
        loop {
            tokio::select! {
                biased;
                ending = self.child.ended() => return ending,
                signal = self.ending.next() => self.child.signal(signal),
                signal = self.forwarded.next() => forward(self.child, signal),
            }
        }
    }

    /// Waits until this moment. A signal ends the pause, and is returned. Fails with the command's ending if
    /// it ends by itself.
    async fn drain(&mut self, end: Moment) -> Result<Option<Signal>, Ending> {
        loop {
            tokio::select! {
                biased;
                ending = self.child.ended() => return Err(ending),
                signal = self.ending.next() => return Ok(Some(signal)),
                signal = self.forwarded.next() => forward(self.child, signal),
                () = end.wait() => return Ok(None),
            }
        }
    }
}

/// Forwards a signal, but not SIGTSTP: a suspended command could not serve requests.
pub(super) fn forward(child: &Supervised, signal: Signal) {
    if signal != Signal::SIGTSTP {
        child.signal(signal);
    }
}
