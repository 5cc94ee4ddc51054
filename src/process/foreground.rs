//! The terminal's foreground process group, and its loan to a child's group.

use nix::errno::Errno;
use nix::sys::signal::{SigSet, Signal};
use nix::unistd::{Pid, tcgetpgrp, tcsetpgrp};
use std::fs::File;
use std::io;

/// Hands the terminal's foreground from one process group to another, and back.
#[derive(Debug)]
pub(super) struct ForegroundLoan {
    lender: Pid,
    borrower: Pid,
    lent: bool,
}

impl ForegroundLoan {
    pub(super) fn new(lender: Pid, borrower: Pid) -> Self {
        Self { lender, borrower, lent: false }
    }

    /// Lends the foreground if the lender has it; returns whether the borrower has it now.
    pub(super) fn lend(&mut self) -> bool {
        self.lent |= hand_over(self.lender, self.borrower).is_ok();
        self.lent && foreground().is_ok_and(|group| group == self.borrower)
    }

    pub(super) fn take_back(&mut self) {
        if std::mem::take(&mut self.lent) {
            // Without a terminal, or if a shell has taken it, there is nothing to take.
            let _ = hand_over(self.borrower, self.lender);
        }
    }
}

impl Drop for ForegroundLoan {
    fn drop(&mut self) {
        self.take_back();
    }
}

/// Blocks SIGTTOU, so that background writes and tcsetpgrp do not stop the renewals of a lease.
pub(super) fn never_stop_for_output() -> io::Result<()> {
    Ok(SigSet::from(Signal::SIGTTOU).thread_block()?)
}

/// Unblocks SIGTTOU before a child is started, which would inherit the mask.
pub(super) fn stop_for_output() -> io::Result<()> {
    Ok(SigSet::from(Signal::SIGTTOU).thread_unblock()?)
}

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
