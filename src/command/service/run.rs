//! A registration that lasts until a command ends or a signal arrives.

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

/// Signals that are forwarded to the command. The others end the registration first.
const FORWARDED: [Signal; 4] = [Signal::SIGQUIT, Signal::SIGUSR1, Signal::SIGUSR2, Signal::SIGTSTP];

pub(crate) struct RegisteredRun<'a> {
    pub(crate) registration: Registration,
    pub(crate) latch: HealthLatch,
    pub(crate) ending: Signals,
    pub(crate) events: Events<RegistrationEvent>,
    pub(crate) reporter: &'a Reporter,
}

enum RunEnd {
    Child(Ending),
    Signal(Signal),
    Failed(Failure),
}

impl RegisteredRun<'_> {
    /// Keeps the records registered until a signal arrives.
    pub(crate) async fn hold(mut self) -> anyhow::Result<()> {
        let kept = async {
            tokio::select! {
                biased;
                _ = self.ending.next() => None,
                failure = self.registration.keep(&mut self.latch) => Some(failure),
            }
        };
        let failure = self.events.during(kept, |event| self.reporter.report(&event)).await;
        self.reporter.stop();
        let withdrawn = self.withdraw().await;
        match failure {
            None => withdrawn,
            Some(failure) => Err(failure.into()),
        }
    }

    /// Keeps the records registered while the command runs, and removes them before it is stopped.
    pub(crate) async fn run(
        mut self,
        program: &OsString,
        arguments: &[OsString],
        grace: Duration,
    ) -> anyhow::Result<()> {
        let mut forwarded = Signals::listen(&FORWARDED)?;
        let job = Job { program, arguments, deadline: None, grace: Some(grace), wait_group: false };
        let mut child = match Supervised::start(job, []) {
            Ok(child) => child,
            Err(error) => {
                let _ = self.withdraw().await;
                return Ending::NotStarted { program: program.clone(), error }.into_result();
            }
        };
        let end = self.wait(&mut child, &mut forwarded).await;
        self.reporter.stop();
        // Errors have been reported; the exit code is the command's.
        let _ = self.withdraw().await;
        match end {
            RunEnd::Child(ending) => ending.into_result(),
            RunEnd::Signal(signal) => {
                self.stop_child(&mut child, signal, grace).await.into_result()
            }
            RunEnd::Failed(failure) => {
                note(&format!("stopping {}", program.to_string_lossy()));
                child.stop(Moment::now().after(grace).wait()).await;
                Err(failure.into())
            }
        }
    }

    async fn wait(&mut self, child: &mut Supervised, forwarded: &mut Signals) -> RunEnd {
        let end = async {
            let mut kept = pin!(self.registration.keep(&mut self.latch));
            loop {
                tokio::select! {
                    biased;
                    ending = child.ended() => return RunEnd::Child(ending),
                    signal = self.ending.next() => return RunEnd::Signal(signal),
                    failure = &mut kept => return RunEnd::Failed(failure),
                    signal = forwarded.next() => forward(child, signal),
                }
            }
        };
        self.events.during(end, |event| self.reporter.report(&event)).await
    }

    /// Removes the records. A second signal ends the attempt.
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
        self.events.during(withdrawn, |event| self.reporter.report(&event)).await
    }

    /// Forwards the signal that ended the registration, and kills the command after `grace`.
    async fn stop_child(
        &mut self,
        child: &mut Supervised,
        signal: Signal,
        grace: Duration,
    ) -> Ending {
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

/// Forwards a signal, but not SIGTSTP: a suspended command could not serve requests.
fn forward(child: &Supervised, signal: Signal) {
    if signal != Signal::SIGTSTP {
        child.signal(signal);
    }
}
