//! The few liberties that cobra, etcdctl's parser, takes with the command line and clap doesn't.

use clap::{Arg, ArgAction, Command};
use std::ffi::{OsStr, OsString};

/// The tree with cobra's habits: unique prefixes of commands, the last of a repeated option wins,
/// `--flag=false`, values that begin with a dash.
pub(crate) fn as_cobra(command: Command) -> Command {
    let names: Vec<_> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let command = command.infer_subcommands(true).mut_args(relaxed);
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, as_cobra))
}

fn relaxed(arg: Arg) -> Arg {
    if arg.is_positional() || !matches!(arg.get_action(), ArgAction::Set | ArgAction::SetTrue) {
        return arg;
    }
    let id = arg.get_id().clone();
    let arg = arg.overrides_with(id);
    if matches!(arg.get_action(), ArgAction::SetTrue) {
        return arg
            .action(ArgAction::Set)
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .default_value("false")
            .value_parser(crate::input::boolean);
    }
    if arg.is_require_equals_set() { arg } else { arg.allow_hyphen_values(true) }
}

/// Moves options that stand before the command's name behind it, where clap knows them, and spells
/// the name out.
pub(crate) fn normalise(root: &Command, arguments: Vec<OsString>) -> Vec<OsString> {
    let mut arguments = arguments.into_iter();
    let mut normal: Vec<_> = arguments.next().into_iter().collect();
    let mut options = Vec::new();
    let mut rest = Vec::new();
    let mut level = root;
    while let Some(word) = arguments.next() {
        if word == "--" {
            rest.push(word);
            break;
        } else if word.as_encoded_bytes().starts_with(b"-") && word != "-" {
            let takes_next = takes_next_word(&[root, level], &word);
            options.push(word);
            options.extend(takes_next.then(|| arguments.next()).flatten());
        } else if let Some(command) = find(level, &word) {
            normal.push(command.get_name().into());
            level = command;
            if !level.has_subcommands() {
                break;
            }
        } else if !word.is_empty() {
            rest.push(word);
            break;
        }
    }
    normal.into_iter().chain(options).chain(rest).chain(arguments).collect()
}

/// Whether an option's value is the next word: as cobra, every option that is not known to be a flag
/// of the program itself, or of the group of commands it stands in, is taken to have one.
fn takes_next_word(known: &[&Command], word: &OsStr) -> bool {
    let text = word.to_string_lossy();
    let mut known = known.iter().flat_map(|command| command.get_arguments());
    let known = match text.strip_prefix("--") {
        Some(long) if long.contains('=') => return false,
        Some("help") => return false,
        Some(long) => known.find(|arg| arg.get_long() == Some(long)),
        None if text == "-h" => return false,
        None if text.chars().count() > 2 => return false,
        None => known.find(|arg| arg.get_short() == text.chars().nth(1)),
    };
    known.is_none_or(|arg| !arg.is_require_equals_set())
}

/// The command of that name, or the only one that begins so.
fn find<'a>(level: &'a Command, word: &OsStr) -> Option<&'a Command> {
    let word = word.to_str().filter(|word| !word.is_empty())?;
    if let Some(exact) = level.find_subcommand(word) {
        return Some(exact);
    }
    let mut candidates =
        level.get_subcommands().filter(|command| command.get_name().starts_with(word));
    let only = candidates.next()?;
    candidates.next().is_none().then_some(only)
}
