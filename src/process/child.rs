//! What children have in common: their variables, and how they end.

use super::exported::exported;
use super::guardian_protocol::Report;
use crate::failure::{Failure, Kind, os_cause};
use crate::go::quote;
use nix::sys::signal::Signal;
use nix::unistd::Pid;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;
use tokio::process::{Child, Command};

/// A variable of the child's environment; `None` removes an inherited one.
pub(crate) type Variable = (&'static str, Option<OsString>);

#[derive(Debug)]
pub(crate) enum Ending {
    Exited(i32),
    Killed(i32),
    NotStarted {
        program: OsString,
        error: io::Error,
    },
    /// The guardian stopped it at its deadline, while ectl was suspended.
    Overdue,
}

pub(super) fn set(command: &mut Command, variables: impl IntoIterator<Item = Variable>) {
    command.envs(exported());
    for (name, value) in variables {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
}

/// Returns the process ID of a child; `None` after its end, when another process may have it.
pub(crate) fn pid(child: &Child) -> Option<Pid> {
    child.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw)
}

impl Ending {
    pub(super) fn of(end: Report, program: &OsStr) -> Self {
        match end {
            Report::Exited(code) => Self::Exited(code),
            Report::Killed(signal) => Self::Killed(signal),
            Report::NotStarted(error) => {
                let error = io::Error::from_raw_os_error(error);
                Self::NotStarted { program: program.to_owned(), error }
            }
            Report::Overdue | Report::Started(_) => Self::Overdue,
        }
    }

    pub(crate) fn is_success(&self) -> bool {
        matches!(self, Self::Exited(0))
    }

    /// Returns the child's status as that of ectl, without a message if the child itself failed.
    pub(crate) fn into_result(self) -> anyhow::Result<()> {
        let kind = Kind::Child(self.code());
        match self {
            Self::Exited(0) => Ok(()),
            Self::Overdue => Err(Failure::new(Kind::Lost, SUSPENDED).into()),
            Self::Exited(_) | Self::Killed(_) => Err(Failure::silent(kind).into()),
            Self::NotStarted { program, error } => Err(cannot_run(&program, &error).into()),
        }
    }

    /// Returns the exit code that a shell would give.
    pub(crate) fn code(&self) -> u8 {
        let code = match self {
            Self::Exited(code) => *code,
            Self::Killed(signal) => 128 + signal,
            Self::NotStarted { error, .. } => return not_started_code(error),
            Self::Overdue => i32::from(Kind::Lost.code()),
        };
        u8::try_from(code).unwrap_or(u8::MAX)
    }
}

/// Returns the failure of a program that cannot be started.
pub(super) fn cannot_run(program: &OsStr, error: &io::Error) -> Failure {
    let (kind, program) = (Kind::Child(not_started_code(error)), program.to_string_lossy());
    Failure::new(kind, format!("cannot run \"{program}\": {error}"))
}

/// Returns the exit code that a shell would give.
fn not_started_code(error: &io::Error) -> u8 {
    if error.kind() == io::ErrorKind::NotFound { 127 } else { 126 }
}

const SUSPENDED: &str = "this machine or process was suspended for too long";

impl From<ExitStatus> for Ending {
    fn from(status: ExitStatus) -> Self {
        match (status.code(), status.signal()) {
            (Some(code), _) => Self::Exited(code),
            (None, signal) => Self::Killed(signal.unwrap_or_default()),
        }
    }
}

/// The words of Go's `os/exec`, which etcdctl prints.
impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(code) => write!(f, "exit status {code}"),
            Self::Killed(number) => match Signal::try_from(*number) {
                Ok(signal) => write!(f, "signal: {}", name(signal)),
                Err(_) => write!(f, "signal: signal {number}"),
            },
            Self::NotStarted { program, error } => {
                let bytes = program.as_encoded_bytes();
                if error.kind() == io::ErrorKind::NotFound && !bytes.contains(&b'/') {
                    let program = quote(bytes);
                    return write!(f, "exec: {program}: executable file not found in $PATH");
                }
                let why = os_cause(&error.to_string());
                write!(f, "fork/exec {}: {why}", program.to_string_lossy())
            }
            Self::Overdue => f.write_str(SUSPENDED),
        }
    }
}

fn name(signal: Signal) -> &'static str {
    match signal {
        Signal::SIGHUP => "hangup",
        Signal::SIGINT => "interrupt",
        Signal::SIGQUIT => "quit",
        Signal::SIGABRT => "aborted",
        Signal::SIGKILL => "killed",
        Signal::SIGSEGV => "segmentation fault",
        Signal::SIGPIPE => "broken pipe",
        Signal::SIGTERM => "terminated",
        other => other.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::Ending;
    use std::io;

    fn not_started(program: &str, kind: io::ErrorKind) -> Ending {
        Ending::NotStarted { program: program.into(), error: kind.into() }
    }

    #[test]
    fn codes_are_those_of_a_shell() {
        assert_eq!(Ending::Exited(3).code(), 3);
        assert_eq!(Ending::Killed(9).code(), 137);
        assert_eq!(not_started("nope", io::ErrorKind::NotFound).code(), 127);
        assert_eq!(not_started("/etc/passwd", io::ErrorKind::PermissionDenied).code(), 126);
    }

    #[test]
    fn words_are_those_of_go() {
        assert_eq!(Ending::Exited(1).to_string(), "exit status 1");
        assert_eq!(Ending::Killed(9).to_string(), "signal: killed");
        assert_eq!(Ending::Killed(64).to_string(), "signal: signal 64");
        assert_eq!(
            not_started("nope", io::ErrorKind::NotFound).to_string(),
            "exec: \"nope\": executable file not found in $PATH"
        );
        assert_eq!(
            not_started("/etc/passwd", io::ErrorKind::PermissionDenied).to_string(),
            "fork/exec /etc/passwd: permission denied"
        );
    }
}
