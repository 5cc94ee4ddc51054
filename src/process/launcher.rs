//! The launcher: ectl started by the guardian, to arrange a KILL at the guardian's death and then to
//! become the command.

use super::reexec::{inherited_path, own_program};
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;
use nix::unistd::{Pid, close, dup, getppid};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, PipeReader, Read as _, Write as _};
use std::os::fd::{AsRawFd as _, RawFd};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command};

/// The first argument that selects the launcher. It is not a command: only a guardian passes it.
const LAUNCHER_ARG: &str = "__exec";

#[derive(Debug)]
pub(super) struct Launch {
    pub(super) child: Child,
    failures: PipeReader,
}

impl Launch {
    /// Starts a command as the leader of a process group. It is killed when the calling thread ends.
    pub(super) fn start(program: &OsStr, arguments: &[OsString]) -> io::Result<Self> {
        let (failures, failures_end) = io::pipe()?;
        // Only the launcher inherits the copy: it is closed here when the launcher has been started.
        let failures_end = dup(failures_end)?;
        let mut command = Command::new(own_program()?);
        command.arg0("ectl").arg(LAUNCHER_ARG).process_group(0);
        command.arg(std::process::id().to_string());
        command.arg(failures_end.as_raw_fd().to_string());
        let child = command.arg(program).args(arguments).spawn()?;
        Ok(Self { child, failures })
    }

    /// Returns the system error of a failed exec. Blocks until the child has ended.
    pub(super) fn failure(&mut self) -> Option<i32> {
        let mut text = String::new();
        self.failures.read_to_string(&mut text).ok()?;
        text.parse().ok()
    }
}

#[derive(Debug)]
pub(super) struct Launcher {
    guardian: Pid,
    failures: RawFd,
    program: OsString,
    arguments: Vec<OsString>,
}

impl Launcher {
    pub(super) fn from_argv(arguments: &[OsString]) -> Option<Self> {
        let [_, word, guardian, failures, program, arguments @ ..] = arguments else {
            return None;
        };
        let number = |word: &OsString| word.to_str()?.parse().ok();
        (word == LAUNCHER_ARG).then_some(())?;
        Some(Self {
            guardian: Pid::from_raw(number(guardian)?),
            failures: number(failures)?,
            program: program.clone(),
            arguments: arguments.to_vec(),
        })
    }

    /// Replaces this process with the command. Returns only if that fails, or if the guardian is gone.
    pub(super) fn exec(self) -> anyhow::Result<()> {
        // A descriptor that is opened again is closed by exec; the inherited one is not.
        let mut failures = File::options().write(true).open(inherited_path(self.failures))?;
        close(self.failures)?;
        // A sandbox may refuse this; then the guardian alone protects.
        let _ = set_pdeathsig(Signal::SIGKILL);
        // A guardian that ended before the signal was set sends none.
        if getppid() != self.guardian {
            return Ok(());
        }
        let error = Command::new(&self.program).args(&self.arguments).exec();
        write!(failures, "{}", error.raw_os_error().unwrap_or_default())?;
        Ok(())
    }
}
