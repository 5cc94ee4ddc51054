//! A child that is watched over: in a process group of its own, told what we are told, and stopped with
//! all that it has started when the time comes.

use super::child::{Ending, Variable};
use super::signals::Signals;
use super::terminal::{self, Loan};
use nix::sys::signal::{Signal, killpg};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::pin::pin;
use std::process::Command;
use std::time::Duration;
use tokio::signal::unix::{self, SignalKind, signal};
use tokio::time::sleep;

/// The signals that concern the child. Those that suspend are heard so that they do nothing: what is
/// suspended renews no lease.
pub(crate) const HEARD: [Signal; 7] = [
    Signal::SIGINT,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGQUIT,
    Signal::SIGUSR1,
    Signal::SIGUSR2,
    Signal::SIGTSTP,
];

/// How often to look whether a child that waits for the terminal can have it.
const LOOK_FOR_TERMINAL: Duration = Duration::from_millis(300);

/// How often to look whether a group that was told to end is gone.
const LOOK_FOR_GROUP: Duration = Duration::from_millis(20);

/// A running child. It inherits stdin, stdout and stderr. Being in a process group of its own, it is
/// stopped by the terminal when it reads from it; then it is lent the terminal, if we have it.
#[derive(Debug)]
pub(crate) struct Supervised {
    group: Pid,
    /// How it has ended.
    end: Option<nix::Result<WaitStatus>>,
    /// Tells that the child has ended or was stopped.
    changes: unix::Signal,
    loan: Loan,
    /// It waits for a terminal that we do not have.
    waits: bool,
}

impl Supervised {
    pub(crate) fn start(
        program: &OsStr,
        arguments: &[OsString],
        variables: impl IntoIterator<Item = Variable>,
    ) -> io::Result<Self> {
        let changes = signal(SignalKind::child())?;
        let mut command = Command::new(program);
        command.args(arguments).process_group(0);
        for (name, value) in variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let child = command.spawn()?;
        let group = Pid::from_raw(i32::try_from(child.id()).map_err(io::Error::other)?);
        terminal::never_stop_for_output()?;
        Ok(Self { group, end: None, changes, loan: Loan::new(group), waits: false })
    }

    /// Waits for its end. Nothing is lost if the wait is given up; once it has ended it stays so.
    pub(crate) async fn ended(&mut self) -> Ending {
        loop {
            if let Some(end) = self.end {
                self.loan.take_back();
                return ending(end);
            }
            if self.look() {
                continue;
            }
            tokio::select! {
                _ = self.changes.recv() => {}
                () = sleep(LOOK_FOR_TERMINAL), if self.waits => {}
            }
        }
    }

    /// Sends a signal to all of its group.
    pub(crate) fn signal(&self, signal: Signal) {
        // It may have ended at this moment; then there is nobody to tell.
        let _ = killpg(self.group, signal);
    }

    /// Asks it and all that it has started to end, and ends by force what is left when `time_is_up`.
    pub(crate) async fn stop(&mut self, time_is_up: impl Future<Output = ()>) {
        self.signal(Signal::SIGTERM);
        self.signal(Signal::SIGCONT);
        tokio::select! {
            () = self.gone() => {}
            () = time_is_up => {}
        }
        self.signal(Signal::SIGKILL);
        self.ended().await;
    }

    async fn gone(&mut self) {
        self.ended().await;
        while killpg(self.group, None).is_ok() {
            sleep(LOOK_FOR_GROUP).await;
        }
    }

    /// Looks what has become of it; whether there may be more to see.
    fn look(&mut self) -> bool {
        match waitpid(self.group, Some(WaitPidFlag::WNOHANG | WaitPidFlag::WUNTRACED)) {
            Ok(WaitStatus::StillAlive) => {
                if self.waits && self.loan.lend() {
                    self.waits = false;
                    self.signal(Signal::SIGCONT);
                }
                return false;
            }
            // Typed as Ctrl-Z. What goes on later may have lost what was to protect it.
            Ok(WaitStatus::Stopped(_, Signal::SIGTSTP)) => self.signal(Signal::SIGCONT),
            Ok(WaitStatus::Stopped(_, Signal::SIGTTIN | Signal::SIGTTOU)) => self.waits = true,
            Ok(WaitStatus::Stopped(..)) => {}
            end => self.end = Some(end),
        }
        true
    }
}

fn ending(end: nix::Result<WaitStatus>) -> Ending {
    match end {
        Ok(WaitStatus::Exited(_, code)) => Ending::Exited(code),
        Ok(WaitStatus::Signaled(_, signal, _)) => Ending::Killed(signal as i32),
        // A signal without a name, as those of real time are.
        _ => Ending::Killed(i32::from(i8::MAX)),
    }
}

/// Hands on the signals that we get until the child ends, or until what it depends on is lost; then it
/// has to be stopped.
pub(crate) async fn supervise<L>(
    child: &mut Supervised,
    signals: &mut Signals,
    lost: impl Future<Output = L>,
) -> Result<Ending, L> {
    let mut lost = pin!(lost);
    loop {
        tokio::select! {
            biased;
            ending = child.ended() => return Ok(ending),
            loss = &mut lost => return Err(loss),
            signal = signals.next() => if signal != Signal::SIGTSTP { child.signal(signal) },
        }
    }
}
