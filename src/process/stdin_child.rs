//! A child with given bytes on its stdin, in a process group of its own.

use super::child::{Ending, Variable, pid, set};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Seek as _, Write as _};
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A running child. It inherits stdout and stderr.
#[derive(Debug)]
pub(crate) struct StdinChild {
    child: Child,
    group: Option<Pid>,
}

impl StdinChild {
    /// Starts a command, without a shell. A command that cannot be started fails with its ending.
    pub(crate) fn start(
        program: &OsStr,
        arguments: &[OsString],
        variables: impl IntoIterator<Item = Variable>,
        stdin: &[u8],
    ) -> Result<Self, Ending> {
        let not_started = |error| Ending::NotStarted { program: program.to_owned(), error };
        let mut command = Command::new(program);
        command.args(arguments).process_group(0).kill_on_drop(true);
        command.stdin(temporary(stdin).map_err(not_started)?);
        set(&mut command, variables);
        let child = command.spawn().map_err(not_started)?;
        let group = pid(&child);
        Ok(Self { child, group })
    }

    /// Waits for the child's end; cancel safe, and repeatable.
    pub(crate) async fn ended(&mut self) -> Ending {
        match self.child.wait().await {
            Ok(status) => status.into(),
            Err(_) => Ending::Killed(Signal::SIGKILL as i32),
        }
    }

    /// Sends TERM to the process group, and KILL to what is left after the grace.
    pub(crate) async fn stop(mut self, grace: Duration) {
        self.signal(Signal::SIGTERM);
        let _ = timeout(grace, self.ended()).await;
        self.signal(Signal::SIGKILL);
        self.ended().await;
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            // A group that has just ended cannot be signalled.
            let _ = killpg(group, signal);
        }
    }
}

/// Writes bytes to a file without a name. Unlike with a pipe, a child that does not read blocks no
/// writer.
fn temporary(bytes: &[u8]) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}
