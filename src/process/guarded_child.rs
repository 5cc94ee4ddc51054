//! The guardian's child: the leader of a process group of its own, lent the terminal when it reads
//! from it.

use super::foreground::{self, ForegroundLoan};
use super::group;
use super::guardian_protocol::Report;
use super::launcher::Launch;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use std::ffi::{OsStr, OsString};
use std::io;
use std::time::Duration;
use tokio::signal::unix::{self, SignalKind, signal};
use tokio::time::sleep;

const TERMINAL_POLL: Duration = Duration::from_millis(300);

/// A running child with inherited stdin, stdout and stderr. The terminal stops it when it reads, as it
/// is in a process group of its own; then it is lent the foreground.
#[derive(Debug)]
pub(super) struct GuardedChild {
    group: Pid,
    launch: Launch,
    end: Option<Report>,
    changes: unix::Signal,
    loan: ForegroundLoan,
    wants_terminal: bool,
}

impl GuardedChild {
    /// Starts a program. The terminal is lent if `lender`, a process group, has it.
    pub(super) fn start(program: &OsStr, arguments: &[OsString], lender: Pid) -> io::Result<Self> {
        let changes = signal(SignalKind::child())?;
        foreground::stop_for_output()?;
        let launch = Launch::start(program, arguments)?;
        let group = Pid::from_raw(i32::try_from(launch.child.id()).map_err(io::Error::other)?);
        foreground::never_stop_for_output()?;
        let loan = ForegroundLoan::new(lender, group);
        Ok(Self { group, launch, end: None, changes, loan, wants_terminal: false })
    }

    pub(super) fn group(&self) -> Pid {
        self.group
    }

    /// Signals all processes of the child's group.
    pub(super) fn signal(&self, signal: Signal) {
        group::signal(self.group, signal);
    }

    /// Signals the child itself; what it has left of its group if it has ended.
    pub(super) fn signal_alone(&self, signal: Signal) {
        match self.end {
            // A child that has ended is a zombie until it is reaped: this reaches no other process.
            None => _ = kill(self.group, signal),
            Some(_) => self.signal(signal),
        }
    }

    /// Waits for the end of the child, or `with_group` of all processes in its group; cancel safe.
    pub(super) async fn ended(&mut self, with_group: bool) -> Report {
        let end = self.reaped().await;
        if with_group {
            group::emptied(self.group).await;
        }
        end
    }

    pub(super) fn group_is_empty(&self) -> bool {
        group::is_empty(self.group)
    }

    async fn reaped(&mut self) -> Report {
        loop {
            if let Some(end) = self.end {
                self.loan.take_back();
                return end;
            }
            if self.poll() {
                continue;
            }
            tokio::select! {
                _ = self.changes.recv() => {}
                () = sleep(TERMINAL_POLL), if self.wants_terminal => {}
            }
        }
    }

    /// Reads one change of the child's state; returns whether there may be more.
    fn poll(&mut self) -> bool {
        match waitpid(self.group, Some(WaitPidFlag::WNOHANG | WaitPidFlag::WUNTRACED)) {
            Ok(WaitStatus::StillAlive) => {
                if self.wants_terminal && self.loan.lend() {
                    self.wants_terminal = false;
                    self.signal(Signal::SIGCONT);
                }
                return false;
            }
            // Ctrl-Z is undone: a child that resumes later may have lost its lock.
            Ok(WaitStatus::Stopped(_, Signal::SIGTSTP)) => self.signal(Signal::SIGCONT),
            Ok(WaitStatus::Stopped(_, Signal::SIGTTIN | Signal::SIGTTOU)) => {
                self.wants_terminal = true;
            }
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
        // nix has no name for real-time signals.
        _ => Report::Killed(i32::from(i8::MAX)),
    }
}
