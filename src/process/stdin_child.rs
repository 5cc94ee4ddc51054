//! A child that reads what we give it: in a process group of its own, stopped with it when the time
//! comes.

use super::child::{Ending, Variable, pid, set};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Seek as _, Write as _};
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A running child, with bytes on its stdin. It inherits stdout and stderr.
#[derive(Debug)]
pub(crate) struct StdinChild {
    child: Child,
    group: Option<Pid>,
}

impl StdinChild {
    /// Starts a command, without a shell. Fails with the ending of one that cannot be started.
    pub(crate) fn start(
        program: &OsStr,
        arguments: &[OsString],
        variables: impl IntoIterator<Item = Variable>,
        stdin: &[u8],
    ) -> Result<Self, Ending> {
        let not_started = |error| Ending::NotStarted { program: program.to_owned(), error };
        let mut command = Command::new(program);
        command.args(arguments).process_group(0).kill_on_drop(true);
        command.stdin(file(stdin).map_err(not_started)?);
        set(&mut command, variables);
        let child = command.spawn().map_err(not_started)?;
        let group = pid(&child);
        Ok(Self { child, group })
    }

    /// Waits for its end. Nothing is lost if the wait is given up; once it has ended it stays so.
    pub(crate) async fn ended(&mut self) -> Ending {
        match self.child.wait().await {
            Ok(status) => status.into(),
            Err(_) => Ending::Killed(Signal::SIGKILL as i32),
        }
    }

    /// Asks it and all that it has started to end, and ends by force what is left after a while.
    pub(crate) async fn stop(mut self, grace: Duration) {
        self.signal(Signal::SIGTERM);
        let _ = timeout(grace, self.ended()).await;
        self.signal(Signal::SIGKILL);
        self.ended().await;
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            // It may have ended at this moment; then there is nobody to tell.
            let _ = killpg(group, signal);
        }
    }
}

/// A file that nobody else sees: whether and when the child reads it, nobody has to wait for it.
fn file(bytes: &[u8]) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}
