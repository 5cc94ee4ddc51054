//! A secret, and the places where one can be had: at hand, in a file, from a command, from a person.

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

/// A text that no log shows.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Secret {
    /// The secret itself.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Where a secret is.
#[derive(Debug)]
pub(crate) enum Source {
    Here(Secret),
    File(PathBuf),
    Stdin,
    /// A command for `sh`. Its text is no more shown than its output: people write secrets into it.
    Command(Secret),
    /// A person knows it.
    Asking,
}

/// A secret is a line; a file that is none is not read to its end.
const LONGEST: u64 = 64 << 10;

/// Who may read a file of the mode that has one of these bits: its group, and all.
const FOR_OTHERS: u32 = 0o044;

impl Source {
    /// A file, or `-` for stdin.
    pub(crate) fn file(path: OsString) -> Self {
        if path == "-" { Self::Stdin } else { Self::File(path.into()) }
    }

    /// Fetches the secret, which is called `what`: a password, a token.
    pub(crate) fn read(&self, what: &str) -> Result<Secret, Failure> {
        let line = match self {
            Self::Here(secret) => return Ok(secret.clone()),
            Self::Asking => return password::ask("Password: ").map(Secret),
            Self::Stdin if io::stdin().is_terminal() => password::prompt(&format!("The {what}: "))?,
            Self::Stdin => password::line(what)?,
            Self::File(path) => first_line(path)?,
            Self::Command(command) => output_of(command, what)?,
        };
        let line = line.strip_suffix('\n').unwrap_or(&line);
        match line.strip_suffix('\r').unwrap_or(line) {
            "" => Err(Failure::new(Kind::Denied, format!("{} gave no {what}", self.name()))),
            secret => Ok(Secret(secret.to_owned())),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Command(_) => "the password command".to_owned(),
            Self::Here(_) | Self::Stdin | Self::Asking => "stdin".to_owned(),
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
    // A pipe of the shell's, `<(…)`, has a mode that means nothing.
    if metadata.is_file() && mode & FOR_OTHERS != 0 {
        let (path, mode) = (path.display(), mode & 0o777);
        output::note(&format!("warning: {path} can be read by others (mode {mode:04o})"));
    }
    let mut line = Vec::new();
    BufReader::new(file.take(LONGEST)).read_until(b'\n', &mut line).map_err(failed)?;
    text(line).ok_or_else(|| failed(io::Error::other("not UTF-8")))
}

/// The first line that a command prints. Its stderr is the user's, and so is stdin if that is a
/// terminal: it may want to ask something itself.
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
    text(line).ok_or_else(|| failed("its output is not UTF-8"))
}

/// Without the bytes in the error, which are the secret.
fn text(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok()
}
