//! Passwords from the terminal or from stdin.

use super::no_echo;
use crate::failure::{Failure, Kind};
use crate::output;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read as _};
use std::os::fd::AsFd as _;

/// Asks for a password on the terminal, or reads a line of stdin if stdin is not a terminal.
pub(crate) fn ask(question: &str) -> Result<String, Failure> {
    match answer(question)?.trim() {
        "" => Err(Failure::new(Kind::Denied, "no password given")
            .hint("use --password-file or --password-command")),
        password => Ok(password.to_owned()),
    }
}

/// Returns a new password for a user: asked for twice, or read once from stdin. From stdin it may be
/// empty, for users with certificates.
pub(crate) fn new(user: &str, interactive: bool) -> Result<String, Failure> {
    if !interactive {
        let password = line("password")?.trim_end_matches(['\r', '\n']).to_owned();
        if password.is_empty() {
            output::note(&format!("warning: the new password of {user} is empty"));
        }
        return Ok(password);
    }
    let password = first(user)?;
    let again = answer(&format!("Type password of {user} again for confirmation: "))?;
    if password != again.trim() {
        return Err(Failure::usage("given passwords are different"));
    }
    Ok(password)
}

/// Asks for a nonempty password, on a terminal twice.
fn first(user: &str) -> Result<String, Failure> {
    let mut password = answer(&format!("Password of {user}: "))?;
    if password.trim().is_empty() && io::stdin().is_terminal() {
        password = answer(&format!("Password of {user}, not empty: "))?;
    }
    match password.trim() {
        "" => Err(Failure::usage("empty password")),
        password => Ok(password.to_owned()),
    }
}

fn answer(question: &str) -> Result<String, Failure> {
    if io::stdin().is_terminal() { prompt(question) } else { line("password") }
}

/// Asks on the terminal, independent of stdout and stderr.
pub(crate) fn prompt(question: &str) -> Result<String, Failure> {
    no_echo::ask(question).map_err(|e| match e.kind() {
        io::ErrorKind::Interrupted => Failure::new(Kind::Ended, "interrupted"),
        _ => Failure::usage(format!("failed to ask password: {e}")),
    })
}

/// Reads a line of stdin byte by byte, to leave the rest for other readers.
pub(crate) fn line(what: &str) -> Result<String, Failure> {
    let failed = |e: io::Error| Failure::new(Kind::Local, format!("cannot read the {what}: {e}"));
    let mut stdin = File::from(io::stdin().as_fd().try_clone_to_owned().map_err(failed)?);
    let (mut line, mut byte) = (Vec::new(), [0]);
    while !line.ends_with(b"\n") && stdin.read(&mut byte).map_err(failed)? > 0 {
        line.extend(byte);
    }
    String::from_utf8(line).map_err(|_| failed(io::Error::other("not UTF-8")))
}
