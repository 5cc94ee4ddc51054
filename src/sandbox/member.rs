//! One etcd process of a sandbox.

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;
use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

pub(super) const POLL: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub(super) struct MemberLaunch {
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<OsString>,
    pub(super) log: PathBuf,
    pub(super) group: i32,
}

impl MemberLaunch {
    fn spawn(&self) -> io::Result<Child> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).process_group(self.group);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        // etcd takes any option from ETCD_*, and these are not meant for it.
        for (name, _) in std::env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"ETCD_") {
                command.env_remove(name);
            }
        }
        command.spawn().map_err(|error| no_program(&self.program, &error))
    }
}

fn no_program(program: &Path, error: &io::Error) -> io::Error {
    let text = format!("cannot start etcd, program \"{}\": {error}", program.display());
    io::Error::new(error.kind(), text)
}

/// One process of a cluster.
#[derive(Debug)]
pub struct Member {
    name: String,
    client: String,
    health: String,
    launch: MemberLaunch,
    process: Child,
}

impl Member {
    pub(super) fn spawn(
        name: String,
        client: String,
        health: String,
        launch: MemberLaunch,
    ) -> io::Result<Self> {
        let process = launch.spawn()?;
        Ok(Self { name, client, health, launch, process })
    }

    /// Returns the client address, `host:port` or URL.
    pub fn endpoint(&self) -> String {
        self.client.clone()
    }

    /// Returns the name in the cluster.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the ID of the process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Kills the process, as a crash does.
    ///
    /// # Errors
    /// When the process cannot be signalled.
    pub fn kill(&mut self) -> io::Result<()> {
        self.process.kill()?;
        self.process.wait().map(drop)
    }

    /// Starts the process again after [`Self::kill`], with its old data; does not wait until it is ready.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn restart(&mut self) -> io::Result<()> {
        self.process = self.launch.spawn()?;
        Ok(())
    }

    /// Freezes the process: its connections stay open and are not served.
    ///
    /// # Errors
    /// When the process cannot be signalled.
    pub fn pause(&self) -> io::Result<()> {
        let pid = self.signal(Signal::SIGSTOP)?;
        // The signal takes time to reach all threads; waitpid returns when they have stopped.
        waitpid(pid, Some(WaitPidFlag::WUNTRACED))?;
        Ok(())
    }

    /// Resumes the process after [`Self::pause`].
    ///
    /// # Errors
    /// When the process cannot be signalled.
    pub fn resume(&self) -> io::Result<()> {
        self.signal(Signal::SIGCONT).map(drop)
    }

    /// Waits until the member serves clients.
    ///
    /// # Errors
    /// When the process has ended, or the deadline has passed.
    pub fn wait_until_ready(&mut self, deadline: Instant) -> io::Result<()> {
        while !self.is_ready()? {
            if Instant::now() > deadline {
                return Err(self.failed("etcd did not get ready in time"));
            }
            std::thread::sleep(POLL);
        }
        Ok(())
    }

    /// Returns whether the member serves clients.
    ///
    /// # Errors
    /// When the process has ended.
    pub fn is_ready(&mut self) -> io::Result<bool> {
        let ready = health(&self.health).unwrap_or(false);
        self.is_running()?;
        Ok(ready)
    }

    /// Checks that the process is running.
    ///
    /// # Errors
    /// When it has ended, with the end of its log unless it was killed.
    pub fn is_running(&mut self) -> io::Result<()> {
        match self.process.try_wait()? {
            None => Ok(()),
            Some(status) if was_killed(status) => {
                Err(io::Error::other(format!("{}: etcd ended with {status}", self.name)))
            }
            Some(status) => Err(self.failed(&format!("etcd ended with {status}"))),
        }
    }

    /// Checks that the process is running, or was ended by a signal as a script sends it to a member.
    ///
    /// # Errors
    /// When it has ended otherwise, with the end of its log.
    pub(super) fn has_not_crashed(&mut self) -> io::Result<()> {
        if self.process.try_wait()?.is_some_and(was_killed) { Ok(()) } else { self.is_running() }
    }

    /// Returns the log so far.
    pub fn log(&self) -> String {
        let bytes = std::fs::read(&self.launch.log).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub(super) fn failed(&self, what: &str) -> io::Error {
        let log = self.log();
        let lines: Vec<_> = log.lines().rev().take(5).collect();
        let tail: Vec<_> = lines.into_iter().rev().collect();
        let log = if tail.is_empty() { "its log is empty" } else { "the end of its log:" };
        let text = format!("{}: {what}; {log}\n{}", self.name, tail.join("\n"));
        io::Error::other(text.trim_end())
    }

    fn signal(&self, signal: Signal) -> io::Result<Pid> {
        let pid = Pid::from_raw(i32::try_from(self.process.id()).map_err(io::Error::other)?);
        kill(pid, signal)?;
        Ok(pid)
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.kill();
    }
}

/// Returns whether a process was ended by a signal that others send it: its log does not say why.
fn was_killed(status: ExitStatus) -> bool {
    let sent = [Signal::SIGINT, Signal::SIGKILL, Signal::SIGTERM];
    status.signal().is_some_and(|signal| sent.iter().any(|sent| *sent as i32 == signal))
}

fn health(address: &str) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    write!(stream, "GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.contains("\"health\":\"true\""))
}
