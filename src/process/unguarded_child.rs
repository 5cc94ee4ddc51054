//! A child without a guardian, and a child's stdin.

use super::child::{Ending, Variable, pid, set};
use super::group;
use crate::failure::os_cause;
use nix::sys::signal::Signal;
use nix::unistd::Pid;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write as _};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A running child. It inherits stdout and stderr.
#[derive(Debug)]
pub(crate) struct UnguardedChild {
    child: Child,
    /// The process group of its own, if it has one.
    group: Option<Pid>,
}

impl UnguardedChild {
    /// Starts a command with empty stdin, without a shell, in the process group of ectl: the terminal
    /// signals both, and it outlives ectl.
    pub(crate) fn start(
        program: &OsStr,
        arguments: &[OsString],
        variables: impl IntoIterator<Item = Variable>,
    ) -> Result<Self, Ending> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null());
        set(&mut command, variables);
        Ok(Self { child: spawn(&mut command, program)?, group: None })
    }

    /// Starts a command without a shell, in a process group of its own: it gets no signals of the terminal,
    /// and ectl stops it.
    pub(crate) fn start_apart(
        program: &OsStr,
        arguments: &[OsString],
        variables: impl IntoIterator<Item = Variable>,
        stdin: Stdio,
    ) -> Result<Self, Ending> {
        let mut command = Command::new(program);
        command.args(arguments).process_group(0).kill_on_drop(true).stdin(stdin);
        set(&mut command, variables);
        let child = spawn(&mut command, program)?;
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

    /// Sends TERM to the child's own process group, waits until all of it has ended, and sends KILL to
    /// what is left after the grace. Leaves a child alone that is in the group of ectl.
    pub(crate) async fn stop(mut self, grace: Duration) {
        let Some(group) = self.group else { return };
        group::signal(group, Signal::SIGTERM);
        let ended = async {
            self.ended().await;
            group::emptied(group).await;
        };
        if timeout(grace, ended).await.is_err() {
            group::signal(group, Signal::SIGKILL);
            self.ended().await;
        }
    }
}

fn spawn(command: &mut Command, program: &OsStr) -> Result<Child, Ending> {
    command.spawn().map_err(|error| Ending::NotStarted { program: program.to_owned(), error })
}

/// Writes the parts of a child's stdin to a file without a name. Unlike with a pipe, a child that does
/// not read blocks no writer.
pub(crate) fn stdin_file(parts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> io::Result<File> {
    let write = || {
        let mut file = BufWriter::new(tempfile::tempfile()?);
        parts.into_iter().try_for_each(|part| file.write_all(part.as_ref()))?;
        let mut file = file.into_inner()?;
        file.rewind()?;
        Ok(file)
    };
    write().map_err(|error: io::Error| {
        let why = os_cause(&error.to_string());
        io::Error::other(format!("cannot write its stdin to a temporary file: {why}"))
    })
}
