//! What is wrong with a command line: clap's findings in one line, with what to do as a hint.

use crate::cli::synonyms;
use crate::failure::Failure;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};
use std::ffi::OsString;

/// The failure for clap's error about these words, which begin with the names of commands.
pub(crate) fn usage_error(error: &clap::Error, root: &Command, words: &[OsString]) -> Failure {
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
        ErrorKind::UnknownArgument if is_in_bare_command(error, (level, name), words) => {
            let Told { wrong, usage, .. } = Told::by(&error.to_string());
            let usage = usage.unwrap_or_default();
            Failure::usage(wrong).hint(format!("put -- before CMD; {usage}"))
        }
        ErrorKind::UnknownArgument => unknown_argument(error, root, (level, name)),
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

/// Returns whether an unknown option is one of a CMD that was typed without `--`.
fn is_in_bare_command(
    error: &clap::Error,
    (level, name): (&Command, &str),
    words: &[OsString],
) -> bool {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidArg) else {
        return false;
    };
    let is_bare = |arg: &Arg| arg.get_id() == "command" && !arg.is_last_set();
    let Some(before) = level.get_positionals().position(is_bare) else { return false };
    let words = words.iter().map(|word| word.to_string_lossy());
    let words = words.take_while(|word| word != "--" && !word.starts_with(typed.as_str()));
    // The names of commands, without `ectl`, come first.
    words.filter(|word| !word.starts_with('-')).count() >= name.split(' ').count() + before
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
    let failure = Failure::usage(format!("unknown command \"{word}\" for \"{name}\""));
    let names: Vec<_> = shown(level).map(Command::get_name).collect();
    match (synonyms::command(name, &word, &names), similar(names, &word)) {
        (Some(meant), _) if meant.starts_with("etcdutl ") => {
            failure.hint(format!("for files there is {meant}"))
        }
        (Some(meant), _) => failure.hint(format!("did you mean {meant}?")),
        (None, Some(similar)) => failure.hint(format!("did you mean {similar}?")),
        (None, None) => failure.hint(commands(level, name)),
    }
}

/// The failure for an option that there is not, or a word too many.
fn unknown_argument(
    error: &clap::Error,
    root: &Command,
    (level, name): (&Command, &str),
) -> Failure {
    let typed = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(word)) => word.as_str(),
        _ => "",
    };
    let Told { wrong, mut tips, usage } = Told::by(&error.to_string());
    let failure = Failure::usage(wrong);
    if let Some(meant) = meant_option(root, level, typed) {
        return failure.hint(format!("did you mean {meant}?"));
    }
    // clap finds everything similar, and takes a word behind "--" for a value.
    tips.retain(|tip| {
        let runs_it = tip.starts_with("to pass") && takes_command(level);
        !tip.starts_with("a similar argument") && !runs_it
    });
    match tips.is_empty() {
        true if typed.starts_with("--") => {
            failure.hint(format!("\"{name} --help\" lists the options"))
        }
        true => failure.hint_if(usage),
        false => failure.hint(tips.join("; ")),
    }
}

/// Whether what stands behind `--` is run.
fn takes_command(level: &Command) -> bool {
    level.get_positionals().any(|arg| arg.get_id() == "command")
}

/// The option that was meant: by another name, by its beginning, or slightly misspelt.
fn meant_option(root: &Command, level: &Command, typed: &str) -> Option<String> {
    let is_known = |name: &&str| [level, root].iter().any(|it| synonyms::has_option(it, name));
    if let Some(name) = synonyms::option(typed).filter(is_known) {
        return Some(name.to_owned());
    }
    let known = level.get_arguments().chain(root.get_arguments()).filter_map(Arg::get_long);
    let names = similar(known.collect(), typed.strip_prefix("--")?)?;
    Some(format!("--{}", names.replace(", ", ", --")))
}

/// The names that begin so; else those that two slips of the finger could have made of it, the
/// nearest first.
fn similar(names: Vec<&str>, word: &str) -> Option<String> {
    let longer = names.iter().filter(|name| word.len() > 1 && name.starts_with(word));
    let longer: Vec<_> = longer.copied().collect();
    if !longer.is_empty() {
        return Some(longer.join(", "));
    }
    let mut near: Vec<_> = names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(name, word), name))
        .filter(|(distance, name)| *distance <= 2 && *distance < name.len() - 1)
        .collect();
    near.sort();
    let nearest = near.first()?.0;
    let names = near.into_iter().filter(|(distance, _)| *distance == nearest);
    Some(names.map(|(_, name)| name).collect::<Vec<_>>().join(", "))
}

fn shown(level: &Command) -> impl Iterator<Item = &Command> {
    level.get_subcommands().filter(|command| !command.is_hide_set())
}

fn commands(level: &Command, name: &str) -> String {
    if level.get_name() == name {
        return format!("\"{name} help\" lists the commands");
    }
    let names: Vec<_> = shown(level).map(Command::get_name).collect();
    format!("one of {}", names.join(", "))
}

/// What clap says of a line.
struct Told {
    wrong: String,
    tips: Vec<String>,
    usage: Option<String>,
}

impl Told {
    /// clap writes what is wrong, a blank line, tips, a blank line, the usage, a pointer to the help.
    fn by(rendered: &str) -> Self {
        let mut paragraphs = rendered.split("\n\n");
        let wrong = one_line(paragraphs.next().unwrap_or_default());
        let lines: Vec<_> = paragraphs.flat_map(str::lines).map(str::trim).collect();
        let tips = lines.iter().filter_map(|line| line.strip_prefix("tip: "));
        let usage = lines.iter().find(|line| line.starts_with("Usage: "));
        Self {
            wrong: wrong.strip_prefix("error: ").unwrap_or(&wrong).to_owned(),
            tips: tips.map(str::to_owned).collect(),
            usage: usage.map(|line| line.replacen("Usage", "usage", 1)),
        }
    }
}

/// The failure for clap's own text.
pub(crate) fn reworded(rendered: &str) -> Failure {
    let Told { wrong, tips, usage } = Told::by(rendered);
    let failure = Failure::usage(wrong);
    match tips.is_empty() {
        false => failure.hint(tips.join("; ")),
        true => failure.hint_if(usage),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
