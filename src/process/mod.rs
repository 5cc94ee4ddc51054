//! Signals, and children with a guardian.

mod child;
mod foreground;
mod group;
mod guarded_child;
mod guardian;
mod guardian_protocol;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod launcher;
mod notify;
pub(crate) mod signals;
mod stdin_child;
mod supervise;

#[cfg(not(any(target_os = "linux", target_os = "android")))]
#[path = "launcher_plain.rs"]
mod launcher;

pub(crate) use child::{Ending, Variable, pid, run};
pub(crate) use notify::ReadyNotifier;
pub(crate) use stdin_child::StdinChild;
pub(crate) use supervise::{Deadline, HEARD, Job, Supervised, supervise};

use std::ffi::OsString;
use std::io;
use std::os::fd::RawFd;
use std::path::PathBuf;

/// Runs the helper process that this command line asks for: a guardian or a launcher. `None` if it is
/// a user's.
pub(crate) fn run_helper(arguments: &[OsString]) -> Option<anyhow::Result<()>> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if let Some(launcher) = launcher::Launcher::from_argv(arguments) {
        return Some(launcher.exec());
    }
    guardian::GuardianArgs::assigned(arguments).map(guardian::GuardianArgs::keep)
}

/// Returns the path of the running program, even if it has been replaced on disk.
fn ourselves() -> io::Result<PathBuf> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    return Ok(PathBuf::from("/proc/self/exe"));
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    return std::env::current_exe();
}

/// Returns the path by which an inherited descriptor can be opened again.
fn inherited(descriptor: RawFd) -> String {
    format!("/dev/fd/{descriptor}")
}
