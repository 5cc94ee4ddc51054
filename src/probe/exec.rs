//! The command probe: a shell command exits with 0.

use crate::go::quote;
use crate::input::excerpt;
use crate::process::{Ending, exported, pid};
use nix::sys::signal::{Signal, killpg};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use tokio::io::AsyncReadExt as _;
use tokio::net::unix::pipe::Receiver;
use tokio::process::{Child, Command};

#[derive(Debug)]
pub(crate) struct Exec(OsString);

const PIPE: usize = 64 << 10;

impl Exec {
    pub(super) fn new(command: &OsStr) -> Self {
        Self(command.to_owned())
    }

    pub(super) async fn run(&self) -> Result<(), String> {
        let failed = |error: io::Error| format!("cannot run sh: {error}");
        let (mut shell, mut output) = Shell::start(&self.0).map_err(failed)?;
        let mut buffer = vec![0; PIPE];
        let mut last_line = String::new();
        let status = loop {
            tokio::select! {
                status = shell.0.wait() => break status.map_err(failed)?,
                Ok(read @ 1..) = output.read(&mut buffer) => keep_last_line(&mut last_line, &buffer, read),
            }
        };
        // Processes that the command left running may write forever: only what is there now is read.
        if let Ok(read) = output.try_read(&mut buffer) {
            keep_last_line(&mut last_line, &buffer, read);
        }
        match Ending::from(status) {
            Ending::Exited(0) => Ok(()),
            ending if last_line.is_empty() => Err(ending.to_string()),
            ending => Err(format!("{ending}: {last_line}")),
        }
    }
}

/// Keeps the last line of what was read, if there is one.
fn keep_last_line(last_line: &mut String, buffer: &[u8], read: usize) {
    let text = String::from_utf8_lossy(buffer.get(..read).unwrap_or_default());
    let lines = text.lines().map(|line| line.replace(char::is_control, " "));
    if let Some(last) = lines.rev().find(|line| !line.trim().is_empty()) {
        *last_line = excerpt(last.trim().as_bytes());
    }
}

/// A shell and its children, in a process group of their own, which is killed on drop.
struct Shell(Child);

impl Shell {
    /// Starts a shell. Returns it with the pipe that receives its output.
    fn start(command: &OsStr) -> io::Result<(Self, Receiver)> {
        let (output, writer) = io::pipe()?;
        let output = Receiver::from_owned_fd(OwnedFd::from(output))?;
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(command).envs(exported()).process_group(0);
        shell.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        Ok((Self(shell.spawn()?), output))
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        if let Some(group) = pid(&self.0) {
            let _ = killpg(group, Signal::SIGKILL);
        }
    }
}

impl fmt::Display for Exec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exec {}", quote(self.0.as_encoded_bytes()))
    }
}
