//! Passwords that people are asked for, or that stand on stdin.

use super::unseen;
use crate::failure::{Failure, Kind};
use std::fs::File;
use std::io::{self, IsTerminal as _, Read as _};
use std::os::fd::AsFd as _;

/// Asks for a password: on the terminal with echo off, or a line of stdin if that is no terminal.
pub(crate) fn ask(question: &str) -> Result<String, Failure> {
    match answer(question)?.trim() {
        "" => Err(Failure::new(Kind::Denied, "no password given")
            .hint("--password-file and --password-command say where to find it")),
        password => Ok(password.to_owned()),
    }
}

/// A new password for a user: asked for twice, or read once from stdin.
pub(crate) fn new(user: &str, interactive: bool) -> Result<String, Failure> {
    let password = if interactive {
        answer(&format!("Password of {user}: "))?.trim().to_owned()
    } else {
        line("password")?.trim_end_matches(['\r', '\n']).to_owned()
    };
    if password.is_empty() {
        return Err(Failure::usage("empty password"));
    }
    if interactive {
        let again = answer(&format!("Type password of {user} again for confirmation: "))?;
        if password != again.trim() {
            return Err(Failure::usage("given passwords are different"));
        }
    }
    Ok(password)
}

fn answer(question: &str) -> Result<String, Failure> {
    if io::stdin().is_terminal() { prompt(question) } else { line("password") }
}

/// Asks on the terminal, wherever stdout and stderr go.
pub(crate) fn prompt(question: &str) -> Result<String, Failure> {
    unseen::ask(question).map_err(|e| match e.kind() {
        io::ErrorKind::Interrupted => Failure::new(Kind::Ended, "interrupted"),
        _ => Failure::usage(format!("failed to ask password: {e}")),
    })
}

/// A line of stdin, byte for byte: what follows it is for others to read.
pub(crate) fn line(what: &str) -> Result<String, Failure> {
    let failed = |e: io::Error| Failure::new(Kind::Local, format!("cannot read the {what}: {e}"));
    let mut stdin = File::from(io::stdin().as_fd().try_clone_to_owned().map_err(failed)?);
    let (mut line, mut byte) = (Vec::new(), [0]);
    while !line.ends_with(b"\n") && stdin.read(&mut byte).map_err(failed)? > 0 {
        line.extend(byte);
    }
    String::from_utf8(line).map_err(|_| failed(io::Error::other("it is not UTF-8")))
}
