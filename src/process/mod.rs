//! Signals, children, and the guardian process that stops a child when ectl cannot.

mod child;
mod editor;
mod exported;
mod foreground;
mod group;
mod guarded_child;
mod guardian;
mod guardian_protocol;
mod interruptible;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod launcher;
mod notify;
mod program;
mod reexec;
pub(crate) mod signals;
mod supervise;
mod unguarded_child;

#[cfg(not(any(target_os = "linux", target_os = "android")))]
#[path = "launcher_plain.rs"]
mod launcher;

pub(crate) use child::{Ending, Variable, pid};
pub(crate) use editor::{Editor, HANDLED as EDITOR_SIGNALS};
pub(crate) use exported::{export, exported};
pub(crate) use interruptible::{Interrupt, interruptible};
pub(crate) use notify::ReadyNotifier;
pub(crate) use program::check_command;
pub(crate) use supervise::{Deadline, Job, Supervised, supervise};
pub(crate) use unguarded_child::{UnguardedChild, stdin_file};

use std::ffi::OsString;

/// Runs the guardian or launcher that this command line selects; `None` for a user's command line.
pub(crate) fn run_helper(arguments: &[OsString]) -> Option<anyhow::Result<()>> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if let Some(launcher) = launcher::Launcher::from_argv(arguments) {
        return Some(launcher.exec());
    }
    guardian::GuardianArgs::from_argv(arguments).map(guardian::GuardianArgs::run)
}
