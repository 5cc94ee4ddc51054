//! What is wrong with a command line: clap's findings in one line, with what to do as a hint.

use crate::failure::Failure;
use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// The failure for clap's error about these words, which begin with the names of commands.
pub(crate) fn complaint(error: &clap::Error, root: &Command, words: &[OsString]) -> Failure {
    let (level, name) = understood(root, words);
    let name = name.as_str();
    match error.kind() {
        ErrorKind::MissingSubcommand => {
            Failure::usage(format!("\"{name}\" needs a command")).hint(commands(level, name))
        }
        ErrorKind::InvalidSubcommand => unknown_command(error, level, name),
        ErrorKind::UnknownArgument if takes_password(name) && !is_option(error) => {
            Failure::usage(format!("a password is not an argument of \"{name}\""))
                .hint("it is asked for, or read from stdin with --interactive=false")
        }
        _ => reworded(&error.to_string()),
    }
}

/// Whether a surplus word is a password most likely, which must not be shown.
fn takes_password(name: &str) -> bool {
    ["user add", "user passwd"].iter().any(|command| name.ends_with(command))
}

fn is_option(error: &clap::Error) -> bool {
    match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(word)) => word.starts_with('-'),
        _ => false,
    }
}

/// The command that the words lead to, and how it is typed.
fn understood<'a>(root: &'a Command, words: &[OsString]) -> (&'a Command, String) {
    let mut found = (root, root.get_name().to_owned());
    for word in words {
        let Some(command) = found.0.find_subcommand(word) else { break };
        found = (command, format!("{} {}", found.1, command.get_name()));
    }
    found
}

fn unknown_command(error: &clap::Error, level: &Command, name: &str) -> Failure {
    let word = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) => one_line(word),
        _ => String::new(),
    };
    let similar = match (slips(level, &word), error.get(ContextKind::SuggestedSubcommand)) {
        (Some(names), _) => names,
        (None, Some(ContextValue::String(name))) => name.clone(),
        (None, Some(ContextValue::Strings(names))) => names.join(", "),
        _ => String::new(),
    };
    let failure = Failure::usage(format!("unknown command \"{word}\" for \"{name}\""));
    if !similar.is_empty() {
        failure.hint(format!("did you mean {similar}?"))
    } else {
        failure.hint(commands(level, name))
    }
}

/// The commands that two slips of the finger could have made of it, the nearest first.
fn slips(level: &Command, word: &str) -> Option<String> {
    let shown = level.get_subcommands().filter(|command| !command.is_hide_set());
    let mut near: Vec<_> = shown
        .map(|command| (strsim::damerau_levenshtein(command.get_name(), word), command.get_name()))
        .filter(|(distance, name)| *distance <= 2 && *distance < name.len() - 1)
        .collect();
    near.sort();
    let nearest = near.first()?.0;
    let names = near.into_iter().filter(|(distance, _)| *distance == nearest);
    Some(names.map(|(_, name)| name).collect::<Vec<_>>().join(", "))
}

fn commands(level: &Command, name: &str) -> String {
    if level.get_name() == name {
        return format!("\"{name} help\" lists the commands");
    }
    let shown = level.get_subcommands().filter(|command| !command.is_hide_set());
    let names: Vec<_> = shown.map(Command::get_name).collect();
    format!("one of {}", names.join(", "))
}

/// clap writes what is wrong, a blank line, tips, a blank line, the usage, a pointer to the help.
pub(crate) fn reworded(rendered: &str) -> Failure {
    let mut paragraphs = rendered.split("\n\n");
    let wrong = one_line(paragraphs.next().unwrap_or_default());
    let lines: Vec<_> = paragraphs.flat_map(str::lines).map(str::trim).collect();
    let tips: Vec<_> = lines.iter().filter_map(|line| line.strip_prefix("tip: ")).collect();
    let usage = lines.iter().find(|line| line.starts_with("Usage: "));
    let failure = Failure::usage(wrong.strip_prefix("error: ").unwrap_or(&wrong));
    match (tips.is_empty(), usage) {
        (false, _) => failure.hint(tips.join("; ")),
        (true, Some(usage)) => failure.hint(usage.replacen("Usage", "usage", 1)),
        (true, None) => failure,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
