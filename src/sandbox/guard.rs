//! What ends a sandbox when its owner cannot: killed with SIGKILL, or aborted by a panic.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Sleeps until its stdin is closed, by whatever end its owner came to. Then it stops its group, which
/// the servers are members of: with QUIT, at which Go programs die at once and which it ignores
/// itself. Those that are frozen have to be woken for it.
const SCRIPT: &str = r#"
trap "" HUP INT TERM QUIT
read -r _
kill -QUIT 0
kill -CONT 0
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
kill -KILL 0
"#;

/// A shell in a process group of its own. Dropping it ends it without a trace.
#[derive(Debug)]
pub(super) struct Guard {
    process: Child,
}

impl Guard {
    /// Guards a directory, and the processes that will join the group.
    pub(super) fn start(directory: &Path) -> io::Result<Self> {
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(SCRIPT).arg("ectl-sandbox-guard").arg(directory);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self { process: command.current_dir("/").process_group(0).spawn()? })
    }

    /// The process group for the servers.
    pub(super) fn group(&self) -> io::Result<i32> {
        i32::try_from(self.process.id()).map_err(io::Error::other)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Killed before its stdin is closed: what it would do has been done.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
