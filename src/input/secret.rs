//! Passwords and tokens, and their sources.

use super::password;
use crate::failure::{Failure, Kind, os_cause};
use crate::output;
use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, IsTerminal as _, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A string that `Debug` does not reveal.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Secret {
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[derive(Debug)]
pub(crate) enum Source {
    Here(Secret),
    File(PathBuf),
    Stdin,
    /// A command for `sh`. It may contain secrets itself, and is not shown either.
    Command(Secret),
    Prompt,
}

/// The most bytes that are read of a file, whose first line is the secret.
const LONGEST: u64 = 64 << 10;

/// The mode bits for reading by group and others.
const READABLE_BY_OTHERS: u32 = 0o044;

impl Source {
    pub(crate) fn file(path: OsString) -> Self {
        if path == "-" { Self::Stdin } else { Self::File(path.into()) }
    }

    /// Reads the secret; `what` is its name in messages: password, token.
    pub(crate) fn read(&self, what: &str) -> Result<Secret, Failure> {
        let line = match self {
            Self::Here(secret) => return Ok(secret.clone()),
            Self::Prompt => return password::ask("Password: ").map(Secret),
            Self::Stdin if io::stdin().is_terminal() => {
                password::prompt(&format!("Enter the {what}: "))?
            }
            Self::Stdin => password::line(what)?,
            Self::File(path) => first_line(path)?,
            Self::Command(command) => output_of(command, what)?,
        };
        let line = line.strip_suffix('\n').unwrap_or(&line);
        match line.strip_suffix('\r').unwrap_or(line) {
            "" => Err(Failure::new(Kind::Denied, format!("no {what} {}", self.place()))),
            secret => Ok(Secret(secret.to_owned())),
        }
    }

    fn place(&self) -> String {
        match self {
            Self::File(path) => format!("in {}", path.display()),
            Self::Command(_) => "from the password command".to_owned(),
            Self::Here(_) | Self::Stdin | Self::Prompt => "on stdin".to_owned(),
        }
    }
}

fn first_line(path: &Path) -> Result<String, Failure> {
    let failed = |e: io::Error| {
        Failure::new(Kind::Local, format!("{}: {}", path.display(), os_cause(&e.to_string())))
    };
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    let mode = metadata.permissions().mode();
    // The mode of a pipe, such as `<(…)`, is meaningless.
    if metadata.is_file() && mode & READABLE_BY_OTHERS != 0 {
        let (path, mode) = (path.display(), mode & 0o777);
        output::note(&format!("warning: {path} is readable by other users (mode {mode:04o})"));
    }
    let mut line = Vec::new();
    BufReader::new(file.take(LONGEST)).read_until(b'\n', &mut line).map_err(failed)?;
    text(line).ok_or_else(|| failed(io::Error::other("not UTF-8")))
}

/// Returns the first line of a command's output. The command inherits stderr, and stdin if that is a
/// terminal, so that it can prompt.
fn output_of(command: &Secret, what: &str) -> Result<String, Failure> {
    let failed = |why: &str| Failure::new(Kind::Local, format!("the {what} command failed: {why}"));
    let stdin = if io::stdin().is_terminal() { Stdio::inherit() } else { Stdio::null() };
    let mut shell = Command::new("sh");
    let done = shell.args(["-c", command.reveal()]).stdin(stdin).stderr(Stdio::inherit()).output();
    let done = done.map_err(|e| failed(&e.to_string()))?;
    if !done.status.success() {
        return Err(failed(&done.status.to_string()));
    }
    let mut line = done.stdout;
    line.truncate(line.iter().position(|&byte| byte == b'\n').unwrap_or(line.len()));
    text(line).ok_or_else(|| failed("the output is not UTF-8"))
}

/// Converts without an error that would contain the secret.
fn text(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok()
}
