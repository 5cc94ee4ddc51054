//! `etcdutl completion`: scripts for shells.

use super::flag::{Flag, GLOBAL};
use super::verb::{Action, ROOT, Verb};
use crate::command::completion;
use crate::output;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, ValueHint};
use std::ffi::OsString;

pub(super) const FORMATS: &[&str] = &["fields", "json", "protobuf", "simple", "table"];
pub(super) const SHELLS: &[&str] = &["bash", "zsh", "fish", "powershell"];

pub(super) fn script(arguments: &[OsString]) -> anyhow::Result<()> {
    let shell = arguments.first().and_then(|shell| shell.to_str()).unwrap_or_default();
    let tree = tree(ROOT).args(GLOBAL.iter().map(|flag| option(flag).global(true)));
    output::text(&completion::script(shell, tree.disable_help_subcommand(true), "etcdutl"))
}

/// Returns the command in the form that the scripts are made from.
fn tree(verb: &Verb) -> Command {
    let command = Command::new(verb.name()).about(verb.about);
    let flags = if verb.is_root() { &[] } else { verb.flags };
    let file = Arg::new("filename").value_hint(ValueHint::FilePath);
    let command = match verb.action {
        Action::Completion => command.arg(Arg::new("shell").value_parser(values(SHELLS))),
        Action::Hashkv | Action::Restore | Action::Status => command.arg(file),
        _ => command,
    };
    command
        .args(flags.iter().map(|flag| option(flag)))
        .subcommands(verb.verbs.iter().map(|verb| tree(verb)))
}

fn option(flag: &'static Flag) -> Arg {
    let arg = Arg::new(flag.name).long(flag.name).help(flag.about);
    let arg = if let Some(short) = flag.short { arg.short(short) } else { arg };
    match flag.name {
        _ if !flag.takes_value() => arg.action(ArgAction::SetTrue),
        "data-dir" | "wal-dir" => arg.value_hint(ValueHint::DirPath),
        "write-out" => arg.value_parser(values(FORMATS)),
        _ => arg.value_hint(ValueHint::Other),
    }
}

fn values(known: &'static [&'static str]) -> PossibleValuesParser {
    PossibleValuesParser::new(known)
}
