//! A registration that lasts as long as a command, or until a signal comes.

use super::reporter::Reporter;
use crate::clock::Moment;
use crate::failure::{Failure, Kind};
use crate::output::note;
use crate::process::signals::Signals;
use crate::process::{Ending, Job, Supervised};
use crate::recipe::Events;
use crate::recipe::registration::{HealthLatch, Registration, RegistrationEvent};
use nix::sys::signal::Signal;
use std::ffi::OsString;
use std::future::ready;
use std::pin::pin;
use std::time::Duration;

/// What is handed on to the command at once; the others end the registration first.
const HANDED_ON: [Signal; 4] = [Signal::SIGQUIT, Signal::SIGUSR1, Signal::SIGUSR2, Signal::SIGTSTP];

/// A registration, and the signals that end it.
pub(crate) struct RegisteredRun<'a> {
    pub(crate) registration: Registration,
    pub(crate) gate: HealthLatch,
    pub(crate) ending: Signals,
    pub(crate) events: Events<RegistrationEvent>,
    pub(crate) reporter: &'a Reporter,
}

/// Why it is over.
enum RunEnd {
    Child(Ending),
    Told(Signal),
    Failed(Failure),
}

impl RegisteredRun<'_> {
    /// Keeps the records up until a signal comes.
    pub(crate) async fn alone(mut self) -> anyhow::Result<()> {
        let kept = async {
            tokio::select! {
                biased;
                _ = self.ending.next() => None,
                failure = self.registration.keep(&mut self.gate) => Some(failure),
            }
        };
        let failure = self.events.during(kept, |event| self.reporter.tell(&event)).await;
        self.reporter.stop();
        let withdrawn = self.withdraw().await;
        match failure {
            None => withdrawn,
            Some(failure) => Err(failure.into()),
        }
    }

    /// Keeps the records up while the command runs. They go first.
    pub(crate) async fn with(
        mut self,
        program: &OsString,
        arguments: &[OsString],
        grace: Duration,
    ) -> anyhow::Result<()> {
        let mut handed_on = Signals::listen(&HANDED_ON)?;
        let job = Job { program, arguments, deadline: None, grace: Some(grace), wait_group: false };
        let mut child = match Supervised::start(job, []) {
            Ok(child) => child,
            Err(error) => {
                let _ = self.withdraw().await;
                return Ending::NotStarted { program: program.clone(), error }.into_result();
            }
        };
        let end = self.over(&mut child, &mut handed_on).await;
        self.reporter.stop();
        // What went wrong has been told; the status is the command's.
        let _ = self.withdraw().await;
        match end {
            RunEnd::Child(ending) => ending.into_result(),
            RunEnd::Told(signal) => self.dismiss(&mut child, signal, grace).await.into_result(),
            RunEnd::Failed(failure) => {
                note(&format!("stopping {}", program.to_string_lossy()));
                child.stop(Moment::now().after(grace).wait()).await;
                Err(failure.into())
            }
        }
    }

    async fn over(&mut self, child: &mut Supervised, handed_on: &mut Signals) -> RunEnd {
        let end = async {
            let mut kept = pin!(self.registration.keep(&mut self.gate));
            loop {
                tokio::select! {
                    biased;
                    ending = child.ended() => return RunEnd::Child(ending),
                    signal = self.ending.next() => return RunEnd::Told(signal),
                    failure = &mut kept => return RunEnd::Failed(failure),
                    signal = handed_on.next() => hand_on(child, signal),
                }
            }
        };
        self.events.during(end, |event| self.reporter.tell(&event)).await
    }

    /// Takes the records away; who cannot wait for that signals again.
    async fn withdraw(&mut self) -> anyhow::Result<()> {
        let withdrawn = async {
            tokio::select! {
                biased;
                done = self.registration.withdraw(None) => Ok(done?),
                signal = self.ending.next() => {
                    let text = format!("interrupted by {signal}: the record expires with its lease");
                    Err(Failure::new(Kind::Ended, text).into())
                }
            }
        };
        self.events.during(withdrawn, |event| self.reporter.tell(&event)).await
    }

    /// Hands the signal on that ended the registration, and waits for the command's end, but not for
    /// ever.
    async fn dismiss(&mut self, child: &mut Supervised, signal: Signal, grace: Duration) -> Ending {
        child.signal(signal);
        let end = Moment::now().after(grace);
        loop {
            tokio::select! {
                biased;
                ending = child.ended() => return ending,
                signal = self.ending.next() => child.signal(signal),
                () = end.wait() => {
                    child.stop(ready(())).await;
                    return child.ended().await;
                }
            }
        }
    }
}

/// A command that is suspended cannot do what it is registered for, and so is not.
fn hand_on(child: &Supervised, signal: Signal) {
    if signal != Signal::SIGTSTP {
        child.signal(signal);
    }
}
