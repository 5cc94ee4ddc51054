//! A child as its guardian has it: the leader of a process group of its own, lent the terminal when it
//! asks for it.

use super::foreground::{self, ForegroundLoan};
use super::group;
use super::guardian_protocol::Report;
use super::launcher::Launch;
use nix::sys::signal::Signal;
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use std::ffi::{OsStr, OsString};
use std::io;
use std::time::Duration;
use tokio::signal::unix::{self, SignalKind, signal};
use tokio::time::sleep;

/// How often to look whether a child that waits for the terminal can have it.
const LOOK_FOR_TERMINAL: Duration = Duration::from_millis(300);

/// A running child. It inherits stdin, stdout and stderr. Being in a process group of its own, it is
/// stopped by the terminal when it reads from it; then it is lent the terminal.
#[derive(Debug)]
pub(super) struct GuardedChild {
    group: Pid,
    launch: Launch,
    /// How it has ended.
    end: Option<Report>,
    /// Tells that the child has ended or was stopped.
    changes: unix::Signal,
    loan: ForegroundLoan,
    /// It waits for a terminal that is not to be had.
    waits: bool,
}

impl GuardedChild {
    /// Starts a program. The terminal is lent if `lender`, a process group, has it.
    pub(super) fn start(program: &OsStr, arguments: &[OsString], lender: Pid) -> io::Result<Self> {
        let changes = signal(SignalKind::child())?;
        let launch = Launch::start(program, arguments)?;
        let group = Pid::from_raw(i32::try_from(launch.child.id()).map_err(io::Error::other)?);
        foreground::never_stop_for_output()?;
        Ok(Self {
            group,
            launch,
            end: None,
            changes,
            loan: ForegroundLoan::new(lender, group),
            waits: false,
        })
    }

    pub(super) fn group(&self) -> Pid {
        self.group
    }

    /// Sends a signal to all of its group.
    pub(super) fn signal(&self, signal: Signal) {
        group::signal(self.group, signal);
    }

    /// Waits for its end, and if asked for, for that of all it has started. Nothing is lost
    /// if the wait is given up.
    pub(super) async fn gone(&mut self, wholly: bool) -> Report {
        let end = self.ended().await;
        if wholly {
            group::emptied(self.group).await;
        }
        end
    }

    /// Reports whether no process of its group is alive.
    pub(super) fn is_empty(&self) -> bool {
        group::is_empty(self.group)
    }

    async fn ended(&mut self) -> Report {
        loop {
            if let Some(end) = self.end {
                self.loan.take_back();
                return end;
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
            end => {
                let failure = self.launch.failure().map(Report::NotStarted);
                self.end = Some(failure.unwrap_or_else(|| report(end)));
            }
        }
        true
    }
}

fn report(end: nix::Result<WaitStatus>) -> Report {
    match end {
        Ok(WaitStatus::Exited(_, code)) => Report::Exited(code),
        Ok(WaitStatus::Signaled(_, signal, _)) => Report::Killed(signal as i32),
        // A signal without a name, as those of real time are.
        _ => Report::Killed(i32::from(i8::MAX)),
    }
}
