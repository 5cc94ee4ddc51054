//! A registration that lasts until a command ends or a signal arrives.

use super::reporter::Reporter;
use super::stopping::{StopPlan, Stopping, forward};
use crate::clock::Moment;
use crate::command::held::LossAction;
use crate::command::held::lease_notes::in_words;
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::output::note;
use crate::process::signals::{Signals, interrupted};
use crate::process::{Ending, Job, Supervised};
use crate::recipe::Events;
use crate::recipe::registration::{HealthLatch, Registration, RegistrationEvent};
use nix::sys::signal::Signal;
use std::ffi::OsString;
use std::future::pending;
use std::pin::pin;
use std::time::Duration;

/// Signals that are forwarded to the command. The others end the registration first.
const FORWARDED: [Signal; 4] = [Signal::SIGQUIT, Signal::SIGUSR1, Signal::SIGUSR2, Signal::SIGTSTP];

pub(crate) struct RegisteredRun<'a> {
    pub(crate) registration: Registration,
    pub(crate) latch: HealthLatch,
    pub(crate) ending: Signals,
    pub(crate) events: Events<RegistrationEvent>,
    pub(crate) reporter: &'a Reporter,
    pub(crate) limit: FirstLimit,
    /// The time between the withdrawal of the records and the end of the service.
    pub(crate) drain: Duration,
}

/// The time in which the records must be registered for the first time, and its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FirstLimit(Option<(Duration, Moment)>);

enum RunEnd {
    Child(Ending),
    Signal(Signal),
    /// The registration has failed for good, or the records were not registered in time.
    Failed(Failure),
}

enum Withdrawal {
    Done(Result<(), CallError>),
    /// A second signal ended the attempt.
    Interrupted(Signal),
}

impl FirstLimit {
    pub(crate) fn new(timeout: Option<Duration>) -> Self {
        Self(timeout.map(|timeout| (timeout, Moment::now().after(timeout))))
    }

    /// Waits until the time is up without a registration.
    pub(crate) async fn passed(self, reporter: &Reporter) -> Failure {
        if let Some((time, end)) = self.0 {
            end.wait().await;
            if let Some(why) = reporter.why_not_registered() {
                let text = format!("not registered within {}{why}", in_words(time));
                return Failure::new(Kind::Deadline, text);
            }
        }
        pending().await
    }
}

impl RunEnd {
    /// Returns the action on the command; `None` if it has ended.
    fn action(&self, plan: &StopPlan) -> Option<LossAction> {
        match self {
            Self::Child(_) => None,
            Self::Signal(_) => Some(LossAction::Term),
            Self::Failed(failure) => Some(plan.action(failure)),
        }
    }
}

impl RegisteredRun<'_> {
    /// Registers the records. With checks the first put waits for a pass, for which the command may have to
    /// run: then this only looks for etcd.
    pub(crate) async fn begin(&mut self, etcd: &Session) -> anyhow::Result<()> {
        let first = async {
            match self.latch.is_guarded() {
                true => etcd.connect().await.map_err(Failure::from),
                false => self.registration.begin().await,
            }
        };
        let begun = async {
            tokio::select! {
                biased;
                signal = self.ending.next() => Err(interrupted(signal)),
                failure = self.limit.passed(self.reporter) => Err(failure),
                begun = first => begun,
            }
        };
        let begun = self.events.during(begun, |event| self.reporter.report(&event)).await;
        if begun.is_err() {
            let withdrawn = self.registration.withdraw(None);
            let _ = self.events.during(withdrawn, |event| self.reporter.report(&event)).await;
        }
        Ok(begun?)
    }

    /// Keeps the records registered until a signal arrives.
    pub(crate) async fn hold(mut self) -> anyhow::Result<()> {
        let kept = async {
            tokio::select! {
                biased;
                _ = self.ending.next() => None,
                failure = self.registration.keep(&mut self.latch) => Some(failure),
                failure = self.limit.passed(self.reporter) => Some(failure),
            }
        };
        let failure = self.events.during(kept, |event| self.reporter.report(&event)).await;
        self.reporter.stop();
        let withdrawal = self.withdraw().await;
        if let Some(failure) = failure {
            return Err(failure.into());
        }
        if let Some(end) = self.drained(&withdrawal) {
            tokio::select! {
                _ = self.ending.next() => {}
                () = end.wait() => {}
            }
        }
        withdrawal.into_result()
    }

    /// Keeps the records registered while the command runs, and removes them before it is stopped.
    pub(crate) async fn run(
        mut self,
        program: &OsString,
        arguments: &[OsString],
        plan: &StopPlan,
    ) -> anyhow::Result<()> {
        let mut forwarded = Signals::listen_unless_ignored(&FORWARDED)?;
        let (grace, wait_group) = (Some(plan.grace), plan.wait_group);
        let (deadline, kill_at_once) = (None, false);
        let job = Job { program, arguments, deadline, grace, kill_at_once, wait_group };
        let mut child = match Supervised::start(job, []) {
            Ok(child) => child.with_signal_to(plan.signal_to),
            Err(error) => {
                self.withdraw().await;
                return Ending::NotStarted { program: program.clone(), error }.into_result();
            }
        };
        let end = self.wait(&mut child, &mut forwarded).await;
        // Before any note: a reader of stderr that is slow must not delay it.
        if end.action(plan) == Some(LossAction::Kill) {
            child.begin_kill();
        }
        self.reporter.stop();
        // Errors have been reported; the exit code is the command's.
        let withdrawal = self.withdraw().await;
        let drained = match end.action(plan) {
            Some(LossAction::Term) => self.drained(&withdrawal),
            Some(LossAction::Kill | LossAction::Ignore) | None => None,
        };
        let (ending, forwarded) = (&mut self.ending, &mut forwarded);
        let stopping = Stopping { child: &mut child, ending, forwarded, drained };
        match end {
            RunEnd::Child(ending) => ending.into_result(),
            RunEnd::Signal(signal) => {
                let signal = withdrawal.interruption().unwrap_or(signal);
                stopping.stop(signal, plan.grace).await.into_result()
            }
            RunEnd::Failed(failure) => stopping.after_failure(failure, plan, program).await,
        }
    }

    async fn wait(&mut self, child: &mut Supervised, forwarded: &mut Signals) -> RunEnd {
        let end = async {
            let mut kept = pin!(self.registration.keep(&mut self.latch));
            let mut overdue = pin!(self.limit.passed(self.reporter));
            loop {
                tokio::select! {
                    biased;
                    ending = child.ended() => return RunEnd::Child(ending),
                    signal = self.ending.next() => return RunEnd::Signal(signal),
                    failure = &mut kept => return RunEnd::Failed(failure),
                    failure = &mut overdue => return RunEnd::Failed(failure),
                    signal = forwarded.next() => forward(child, signal),
                }
            }
        };
        self.events.during(end, |event| self.reporter.report(&event)).await
    }

    /// Removes the records. A second signal ends the attempt.
    async fn withdraw(&mut self) -> Withdrawal {
        let withdrawn = async {
            tokio::select! {
                biased;
                done = self.registration.withdraw(None) => Withdrawal::Done(done),
                signal = self.ending.next() => Withdrawal::Interrupted(signal),
            }
        };
        self.events.during(withdrawn, |event| self.reporter.report(&event)).await
    }

    /// Returns the end of the pause in which clients turn away from the withdrawn records, if one is due, and
    /// reports it.
    fn drained(&self, withdrawal: &Withdrawal) -> Option<Moment> {
        if withdrawal.interruption().is_some() {
            return None;
        }
        let end = self.registration.withdrawn_for(self.drain)?;
        if end.left().is_zero() {
            return None;
        }
        note(&format!("draining for {}", in_words(end.left())));
        Some(end)
    }
}

impl Withdrawal {
    fn interruption(&self) -> Option<Signal> {
        match self {
            Self::Done(_) => None,
            Self::Interrupted(signal) => Some(*signal),
        }
    }

    fn into_result(self) -> anyhow::Result<()> {
        match self {
            Self::Done(done) => Ok(done?),
            Self::Interrupted(signal) => {
                let text = format!("interrupted by {signal}: the record expires with its lease");
                Err(Failure::new(Kind::Ended, text).into())
            }
        }
    }
}
