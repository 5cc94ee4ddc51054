//! The owner of a lock or the candidate of an election, by default: this host or process.

use crate::failure::Failure;
use nix::unistd::gethostname;
use std::ffi::OsString;
use std::process;

/// Returns `HOST:PID`; only the process id if the host has no name.
pub(crate) fn owner() -> String {
    let host = gethostname().unwrap_or_default();
    format!("{}:{}", host.to_string_lossy(), process::id())
}

pub(crate) fn host_name() -> Result<OsString, Failure> {
    gethostname().map_err(|error| Failure::usage(format!("cannot read the host name: {error}")))
}
