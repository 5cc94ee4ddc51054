//! Starting ectl once more as a helper process.

use std::io;
use std::os::fd::RawFd;
use std::path::PathBuf;

/// Returns the path of the running program, even if it has been replaced on disk.
pub(super) fn own_program() -> io::Result<PathBuf> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    return Ok(PathBuf::from("/proc/self/exe"));
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    return std::env::current_exe();
}

pub(super) fn inherited_path(descriptor: RawFd) -> String {
    format!("/dev/fd/{descriptor}")
}
