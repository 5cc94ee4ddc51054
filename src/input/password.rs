//! Passwords that are asked for.

use crate::failure::{Failure, Kind};
use std::io::{self, BufRead as _, IsTerminal as _};

/// Asks for a password: on the terminal with echo off, or a line of stdin if that is no terminal.
pub(crate) fn ask(prompt: &str) -> Result<String, Failure> {
    let answer = if io::stdin().is_terminal() {
        rpassword::prompt_password(prompt)
    } else {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map(|_| line)
    };
    let password = answer.map_err(|e| Failure::usage(format!("failed to ask password: {e}")))?;
    match password.trim() {
        "" => Err(Failure::new(Kind::Denied, "no password given")
            .hint("set ETCDCTL_PASSWORD, or pass the password on stdin")),
        password => Ok(password.to_owned()),
    }
}

/// A new password for a user: asked for twice on the terminal, or read once from stdin.
pub(crate) fn new(user: &str, interactive: bool) -> Result<String, Failure> {
    if !interactive {
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        read.map_err(|e| Failure::usage(format!("failed to read the password: {e}")))?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let password = ask(&format!("Password of {user}: "))?;
    let again = ask(&format!("Type password of {user} again for confirmation: "))?;
    if password != again {
        return Err(Failure::usage("given passwords are different"));
    }
    Ok(password)
}
