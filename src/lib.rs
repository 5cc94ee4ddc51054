//! `ectl`, a command line for etcd v3. Where things are:
//!
//! - `cli`, `argv`, `settings`, `identity`, `variables`: what was typed, and what it means; `complaint`: what is wrong with it; `synonyms`; `help`
//! - `command`: one file per noun, named as typed: arguments, request, call, print
//! - `recipe`: what takes several calls of etcd; `doctor`: what a check-up of a cluster means
//! - `probe`: whether a service lives: TCP, HTTP, gRPC, a command
//! - `reply`: what etcd said, in every format; `output`: the formats, and the only door to stdout
//! - `etcd`: the connection; the only place that knows gRPC
//! - `input`: value types of arguments; `process`: signals and children; `sandbox`: a throwaway etcd
//! - `program`: the name that the program was called by
//! - `failure`: why a command failed, and its exit code; `voice`: whom it is told to; `debug`: what is done, told step by step

mod cli;
mod clock;
mod command;
mod context;
mod doctor;
mod etcd;
mod failure;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod go;
mod input;
mod output;
mod probe;
mod process;
mod recipe;
mod reply;
pub mod sandbox;
mod settings;

use clap::error::ErrorKind;
use clap::{Args as _, CommandFactory as _, FromArgMatches as _, Parser};
use cli::usage_error::usage_error;
use cli::{argv, help};
use command::{Command, version};
use context::Context;
use failure::Failure;
use settings::program::Program;
use settings::{Globals, Settings, json_errors};
use std::ffi::OsString;
use std::mem::ManuallyDrop;
use tokio::task::LocalSet;

/// A command line for etcd v3: a drop-in for etcdctl that tells the truth
#[derive(Debug, Parser)]
#[command(name = "ectl", version, disable_help_subcommand = true)]
#[command(after_help = "\
\"ectl COMMAND --help\" describes a command and shows examples.
\"ectl options\" lists the options that every command takes.")]
pub struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Whether the last argument is `--`, which clap does not report.
    #[arg(skip)]
    pub(crate) ends_with_separator: bool,
}

/// Runs the program with these arguments, the first being its name; returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let done = process::run_helper(&arguments).unwrap_or_else(|| run_command(arguments));
    match done {
        Ok(()) => 0,
        Err(error) => output::report(&error),
    }
}

/// Parses the arguments and runs the command that they name.
fn run_command(arguments: Vec<OsString>) -> anyhow::Result<()> {
    let program = Program::called(&arguments);
    json_errors::detect_early(&arguments);
    match understand(arguments)? {
        Understood::Run(cli) => execute(*cli, program),
        Understood::Say(text) => output::text(&text),
    }
}

/// What a command line asks for.
#[derive(Debug)]
pub(crate) enum Understood {
    Run(Box<Cli>),
    Say(String),
}

/// Decides what a command line asks for; nothing is done yet.
pub(crate) fn understand(arguments: Vec<OsString>) -> Result<Understood, Failure> {
    // To take the tree down would take as long as to put it up.
    let tree = ManuallyDrop::new(Cli::command());
    let program = Program::called(&arguments);
    let ends_with_separator = arguments.last().is_some_and(|word| word == "--");
    let words = argv::normalise(&tree, arguments);
    if words.len() == 1 {
        return Ok(Understood::Say(help::on(Cli::command(), &[])));
    }
    let path = words.get(1..).unwrap_or_default();
    let error = match argv::as_cobra(only(&tree, path))
        .try_get_matches_from(&words)
        .and_then(|matches| Cli::from_arg_matches(&matches))
    {
        Ok(cli) => return Ok(Understood::Run(Box::new(Cli { ends_with_separator, ..cli }))),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::DisplayHelp => Ok(Understood::Say(help::on(Cli::command(), path))),
        ErrorKind::DisplayVersion => Ok(Understood::Say(version::text(program))),
        _ => Err(usage_error(&error, &Cli::command(), path)),
    }
}

/// The tree without the commands that are not meant: making them ready would take most of the time
/// that a short command has.
fn only(tree: &clap::Command, path: &[OsString]) -> clap::Command {
    match path.first().and_then(|name| tree.find_subcommand(name)) {
        Some(meant) => {
            let root = clap::Command::new("ectl").disable_help_subcommand(true);
            Globals::augment_args(root).subcommand(meant.clone())
        }
        None => tree.clone(),
    }
}

/// Runs what was parsed.
fn execute(
    Cli { globals, command, ends_with_separator }: Cli,
    program: Program,
) -> anyhow::Result<()> {
    let command = match command {
        Command::Local(command) => return command.run(&globals, program, Cli::command),
        Command::Remote(command) => command,
    };
    let mut settings = Settings::resolve(globals, program)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // One thread: what is kept going beside a command (a lease's renewals) need not be `Send`.
    let done = LocalSet::new().block_on(&runtime, async {
        settings.discover().await?;
        settings.warn_of_plain_text();
        command.run(&Context { settings, ends_with_separator }).await
    });
    // A name that is still looked up, or a read of stdin, must not keep the program alive.
    runtime.shutdown_background();
    done
}

#[cfg(test)]
mod tests {
    use super::{Cli, understand};
    use crate::cli::argv;
    use clap::{Command, CommandFactory as _};
    use proptest::prelude::{Strategy, any, prop, prop_oneof, proptest};
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;

    #[test]
    fn the_tree_is_sound() {
        Cli::command().debug_assert();
        argv::as_cobra(Cli::command()).debug_assert();
    }

    fn vocabulary(command: &Command, words: &mut Vec<String>) {
        words.push(command.get_name().to_owned());
        for arg in command.get_arguments() {
            words.extend(arg.get_long().map(|long| format!("--{long}")));
            words.extend(arg.get_long().map(|long| format!("--{long}=")));
            words.extend(arg.get_short().map(|short| format!("-{short}")));
        }
        command.get_subcommands().for_each(|sub| vocabulary(sub, words));
    }

    fn word() -> impl Strategy<Value = OsString> {
        let mut known =
            ["", "-", "--", "-h", "--help", "--=", "-=", "-1", "0x"].map(str::to_owned).to_vec();
        vocabulary(&Cli::command(), &mut known);
        let bytes = prop::collection::vec(any::<u8>(), 0..12).prop_map(OsString::from_vec);
        let known = prop::sample::select(known);
        prop_oneof![
            2 => known.clone().prop_map(OsString::from),
            1 => bytes.clone(),
            1 => (known, bytes).prop_map(|(word, tail)| {
                let mut word = OsString::from(word);
                word.push(tail);
                word
            }),
        ]
    }

    proptest! {
        #[test]
        fn no_arguments_are_too_odd(words in prop::collection::vec(word(), 0..8)) {
            let arguments = std::iter::once(OsString::from("ectl")).chain(words).collect();
            if let Err(failure) = understand(arguments) {
                assert_eq!(failure.kind().code(), 128);
                assert!(!failure.to_string().is_empty() && !failure.to_string().contains('\n'));
            }
        }
    }
}
