//! Usage errors: clap's errors in one line, with a suggestion as the hint.

use crate::cli::synonyms;
use crate::failure::Failure;
use crate::output::similar;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};
use std::error::Error as _;
use std::ffi::OsString;

/// Returns the failure for clap's error about these words, which begin with the names of commands.
pub(crate) fn usage_error(error: &clap::Error, root: &Command, words: &[OsString]) -> Failure {
    let (level, name) = command_of(root, words);
    let name = name.as_str();
    match error.kind() {
        ErrorKind::MissingSubcommand => Failure::usage(format!("\"{name}\" needs a command"))
            .hint(available_commands(level, name)),
        ErrorKind::InvalidSubcommand => unknown_command(error, level, name),
        ErrorKind::UnknownArgument if takes_password(name) && !invalid(error).starts_with('-') => {
            Failure::usage(format!("a password is not an argument of \"{name}\""))
                .hint("ectl asks for the password, or reads it from stdin with --interactive=false")
        }
        ErrorKind::UnknownArgument if is_in_bare_command(error, (level, name), words) => {
            Failure::usage(message(error))
                .hint(format!("put -- before CMD; {}", usage(error).unwrap_or_default()))
        }
        ErrorKind::UnknownArgument => unknown_argument(error, root, (level, name)),
        _ => failure_of(error),
    }
}

/// Returns whether a surplus word is most likely a password, which must not be shown.
fn takes_password(name: &str) -> bool {
    ["user add", "user passwd"].iter().any(|command| name.ends_with(command))
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

/// Returns the command that the words lead to, and how it is typed.
fn command_of<'a>(root: &'a Command, words: &[OsString]) -> (&'a Command, String) {
    let mut found = (root, root.get_name().to_owned());
    for word in words {
        let Some(command) = found.0.find_subcommand(word) else { break };
        found = (command, format!("{} {}", found.1, command.get_name()));
    }
    found
}

fn unknown_command(error: &clap::Error, level: &Command, name: &str) -> Failure {
    let word = one_line(context(error, ContextKind::InvalidSubcommand));
    let failure = Failure::usage(format!("unknown command \"{word}\" for \"{name}\""));
    let names: Vec<_> = visible_commands(level).map(Command::get_name).collect();
    match (synonyms::command(name, &word, &names), similar(&names, &word)) {
        (Some(meant), _) => failure.hint(format!("did you mean {meant}?")),
        (None, Some(similar)) => failure.hint(format!("did you mean {similar}?")),
        (None, None) => failure.hint(available_commands(level, name)),
    }
}

fn unknown_argument(
    error: &clap::Error,
    root: &Command,
    (level, name): (&Command, &str),
) -> Failure {
    let typed = invalid(error);
    let failure = Failure::usage(message(error));
    if let Some(meant) = meant_option(root, level, typed) {
        return failure.hint(format!("did you mean {meant}?"));
    }
    // clap takes a word behind "--" for a value, also where it is a command to run.
    let mut tips = tips(error);
    tips.retain(|tip| !(tip.starts_with("to pass") && runs_command(level)));
    match tips.is_empty() {
        true if typed.starts_with("--") => {
            failure.hint(format!("\"{name} --help\" lists the options"))
        }
        true => failure.hint_if(usage(error)),
        false => failure.hint(tips.join("; ")),
    }
}

fn runs_command(level: &Command) -> bool {
    level.get_positionals().any(|arg| arg.get_id() == "command")
}

/// Returns the option that was meant: a synonym, an abbreviation or a misspelling.
fn meant_option(root: &Command, level: &Command, typed: &str) -> Option<String> {
    let is_known = |name: &&str| {
        let is_command = name.starts_with("ectl ") && level.get_name() == "ls";
        is_command || [level, root].iter().any(|it| synonyms::has_option(it, name))
    };
    if let Some(name) = synonyms::options(typed).find(is_known) {
        return Some(name.to_owned());
    }
    let known = level.get_arguments().chain(root.get_arguments()).filter_map(Arg::get_long);
    let names = similar(&known.collect::<Vec<_>>(), typed.strip_prefix("--")?)?;
    Some(format!("--{}", names.replace(", ", ", --")))
}

fn visible_commands(level: &Command) -> impl Iterator<Item = &Command> {
    level.get_subcommands().filter(|command| !command.is_hide_set())
}

fn available_commands(level: &Command, name: &str) -> String {
    if level.get_name() == name {
        return format!("\"{name} help\" lists the commands");
    }
    let names: Vec<_> = visible_commands(level).map(Command::get_name).collect();
    format!("available commands: {}", names.join(", "))
}

/// Returns the failure for an error of clap's, without suggestions of other commands or options.
pub(crate) fn failure_of(error: &clap::Error) -> Failure {
    let failure = Failure::usage(message(error));
    let tips = tips(error);
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) if !values.is_empty() => {
            failure.hint(format!("valid values: {}", values.join(", ")))
        }
        _ if !tips.is_empty() => failure.hint(tips.join("; ")),
        _ => failure.hint_if(usage(error)),
    }
}

/// Returns clap's message in one line, without its list of values.
fn message(error: &clap::Error) -> String {
    let (arg, value) = (invalid(error), context(error, ContextKind::InvalidValue));
    one_line(&match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("a value is required for '{arg}' but none was supplied")
        }
        ErrorKind::InvalidValue => format!("invalid value '{value}' for '{arg}'"),
        // Options of two values: of more, the others would be positional arguments.
        ErrorKind::WrongNumberOfValues => format!("a value is missing: '{arg}'"),
        ErrorKind::ValueValidation => {
            let reason = error.source().map(|source| format!(": {source}")).unwrap_or_default();
            format!("invalid value '{value}' for '{arg}'{reason}")
        }
        ErrorKind::InvalidSubcommand => {
            let word = context(error, ContextKind::InvalidSubcommand);
            format!("unrecognized subcommand '{word}'")
        }
        ErrorKind::UnknownArgument => format!("unexpected argument '{arg}' found"),
        ErrorKind::MissingRequiredArgument => {
            let missing = strings(error, ContextKind::InvalidArg);
            format!("the following required arguments were not provided: {missing}")
        }
        ErrorKind::ArgumentConflict => match error.get(ContextKind::PriorArg) {
            Some(ContextValue::String(prior)) => {
                format!("the argument '{arg}' cannot be used with '{prior}'")
            }
            _ => {
                let prior = strings(error, ContextKind::PriorArg);
                format!("the argument '{arg}' cannot be used with: {prior}")
            }
        },
        other => other.as_str().unwrap_or("invalid command line").to_owned(),
    })
}

fn invalid(error: &clap::Error) -> &str {
    context(error, ContextKind::InvalidArg)
}

fn context(error: &clap::Error, kind: ContextKind) -> &str {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text,
        _ => "",
    }
}

fn strings(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        _ => String::new(),
    }
}

fn tips(error: &clap::Error) -> Vec<String> {
    match error.get(ContextKind::Suggested) {
        Some(ContextValue::StyledStrs(tips)) => tips.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn usage(error: &clap::Error) -> Option<String> {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => return None,
    };
    Some(usage.lines().next()?.trim().replacen("Usage", "usage", 1))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
