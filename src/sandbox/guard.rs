//! The end of a sandbox whose owner was killed, or aborted by a panic.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Waits until the owner's end closes stdin, then ends its process group, to which the servers belong:
/// with QUIT, which kills Go programs at once, and CONT for frozen ones.
const SCRIPT: &str = r#"
trap "" HUP INT TERM QUIT
read -r _
kill -QUIT 0
kill -CONT 0
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
kill -KILL 0
"#;

/// A shell in a process group of its own. Dropping it kills it.
#[derive(Debug)]
pub(super) struct Guard {
    process: Child,
}

impl Guard {
    /// Starts to guard a directory, and the processes that will join the group.
    pub(super) fn start(directory: &Path) -> io::Result<Self> {
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(SCRIPT).arg("ectl-sandbox-guard").arg(directory);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self { process: command.current_dir("/").process_group(0).spawn()? })
    }

    pub(super) fn group(&self) -> io::Result<i32> {
        i32::try_from(self.process.id()).map_err(io::Error::other)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Killed before its stdin is closed: its work is done by the other drops.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
