//! Starts a command on systems that cannot kill it when its guardian dies.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command};

#[derive(Debug)]
pub(super) struct Launch {
    pub(super) child: Child,
}

impl Launch {
    pub(super) fn start(program: &OsStr, arguments: &[OsString]) -> io::Result<Self> {
        let child = Command::new(program).args(arguments).process_group(0).spawn()?;
        Ok(Self { child })
    }

    /// Returns `None`: here a command that cannot be executed is not started.
    pub(super) fn failure(&mut self) -> Option<i32> {
        None
    }
}
