//! The terminal, lent to a child's process group when the child asks for it.

use nix::errno::Errno;
use nix::sys::signal::{SigSet, Signal};
use nix::unistd::{Pid, tcgetpgrp, tcsetpgrp};
use std::fs::File;
use std::io;

/// The terminal as one process group sees it that is not in its foreground, but another.
#[derive(Debug)]
pub(super) struct ForegroundLoan {
    lender: Pid,
    group: Pid,
    lent: bool,
}

impl ForegroundLoan {
    pub(super) fn new(lender: Pid, group: Pid) -> Self {
        Self { lender, group, lent: false }
    }

    /// Lends the terminal to the group, if it is the lender's: if that is in the foreground.
    pub(super) fn lend(&mut self) -> bool {
        self.lent |= hand_over(self.lender, self.group).is_ok();
        self.lent && foreground().is_ok_and(|group| group == self.group)
    }

    /// Takes it back, if the group still has it.
    pub(super) fn take_back(&mut self) {
        if std::mem::take(&mut self.lent) {
            // Without a terminal, or if a shell has taken it, there is nothing to take.
            let _ = hand_over(self.group, self.lender);
        }
    }
}

impl Drop for ForegroundLoan {
    fn drop(&mut self) {
        self.take_back();
    }
}

/// Who writes to the terminal, or changes whose it is, from the background is stopped unless this
/// signal is blocked. We must not be stopped while a lease has to be renewed.
pub(super) fn never_stop_for_output() -> io::Result<()> {
    Ok(SigSet::from(Signal::SIGTTOU).thread_block()?)
}

/// The group in the foreground of our terminal.
pub(super) fn foreground() -> io::Result<Pid> {
    Ok(tcgetpgrp(File::open("/dev/tty")?)?)
}

fn hand_over(from: Pid, to: Pid) -> io::Result<()> {
    let tty = File::open("/dev/tty")?;
    if tcgetpgrp(&tty)? != from {
        return Err(Errno::EPERM.into());
    }
    Ok(tcsetpgrp(&tty, to)?)
}
