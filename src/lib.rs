//! `ectl`, a command line for etcd v3. ARCHITECTURE.md describes the modules and how they depend on
//! each other. The library is for the program, its tests and its fuzz targets only.

mod cli;
mod clock;
mod command;
mod complete;
mod context;
mod doctor;
mod etcd;
mod etcdutl;
mod failure;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod go;
mod input;
mod offline;
mod output;
mod probe;
mod process;
mod recipe;
mod reply;
pub mod sandbox;
mod settings;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use cli::usage_error::usage_error;
use cli::{argv, help};
use command::{Command, version};
use complete::ShellQuestion;
use context::{Context, LocalContext};
use failure::Failure;
use output::OutputOptions;
use settings::program::Program;
use settings::{Globals, Settings, Sources, json_errors};
use std::ffi::OsString;
use std::mem::ManuallyDrop;
use tokio::task::LocalSet;

/// Command-line client for etcd v3, compatible with etcdctl
#[derive(Debug, Parser)]
#[command(name = "ectl", version, disable_help_subcommand = true)]
#[command(after_help = "\
Use \"ectl COMMAND --help\" for details and examples.
Use \"ectl options\" for a list of global options.")]
pub struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Set if the last argument is `--`, which clap does not report.
    #[arg(skip)]
    pub(crate) ends_with_separator: bool,
}

/// Runs the program with these arguments, the first being its name; returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let helped = process::run_helper(&arguments).or_else(|| complete(&arguments));
    let done = helped.unwrap_or_else(|| match Program::from_arguments(&arguments) {
        Program::Etcdutl => etcdutl::run(&arguments),
        Program::Ectl | Program::Etcdctl => run_command(&arguments),
    });
    match done {
        Ok(()) => 0,
        Err(error) => output::report(&error),
    }
}

/// Answers the question of a shell's completion; `None` for a user's command line.
fn complete(arguments: &[OsString]) -> Option<anyhow::Result<()>> {
    let question = ShellQuestion::from_arguments(arguments)?;
    let suggestions = match Program::from_arguments(arguments) {
        Program::Etcdutl => etcdutl::suggestions(question.words(), question.current()),
        program => complete::suggestions(&question, &Cli::command(), program),
    };
    Some(question.answer(suggestions))
}

fn run_command(arguments: &[OsString]) -> anyhow::Result<()> {
    match parse(arguments).inspect_err(|_| json_errors::detect(arguments))? {
        Parsed::Command(cli) => execute(*cli, Program::from_arguments(arguments)),
        Parsed::Text(text) => output::text(&text).inspect_err(|_| json_errors::detect(arguments)),
    }
}

#[derive(Debug)]
pub(crate) enum Parsed {
    Command(Box<Cli>),
    /// Help or versions, to be printed.
    Text(String),
}

/// Parses a command line, without doing anything.
pub(crate) fn parse(arguments: &[OsString]) -> Result<Parsed, Failure> {
    // Dropping the tree would take as long as building it.
    let tree = ManuallyDrop::new(Cli::command());
    let ends_with_separator = arguments.last().is_some_and(|word| word == "--");
    let words = argv::normalise(&tree, arguments);
    if words.len() == 1 {
        return Ok(Parsed::Text(help::text(Cli::command(), &[])));
    }
    let path = words.get(1..).unwrap_or_default();
    let error = match argv::as_cobra(Globals::tree_of(&tree, path))
        .try_get_matches_from(&words)
        .and_then(|matches| Cli::from_arg_matches(&matches))
    {
        Ok(cli) => return Ok(Parsed::Command(Box::new(Cli { ends_with_separator, ..cli }))),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::DisplayHelp => Ok(Parsed::Text(help::text(Cli::command(), path))),
        ErrorKind::DisplayVersion => {
            Ok(Parsed::Text(version::text(Program::from_arguments(arguments))))
        }
        _ => Err(usage_error(&error, &Cli::command(), path)),
    }
}

fn execute(
    Cli { globals, command, ends_with_separator }: Cli,
    program: Program,
) -> anyhow::Result<()> {
    let command = match command {
        Command::Local(command) => {
            return command.run(&local(&globals, program), &globals, Cli::command);
        }
        Command::Remote(command) => command,
    };
    let command = match command.into_offline() {
        Ok(command) => {
            if let Some(name) = globals.context.as_ref().filter(|name| !name.is_empty()) {
                output::note(&format!("ignored --context {name}: files have no context"));
            }
            return command.run(&local(&globals, program));
        }
        Err(command) => command,
    };
    let mut settings = Settings::resolve(globals, command.cluster_flag(), program)?;
    if let Some(name) = command.refused_in_namespace() {
        settings.limits.refuse_in_namespace(name)?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // One thread: background tasks, such as the keep-alive of a lease, need not be `Send`.
    let done = LocalSet::new().block_on(&runtime, async {
        settings.discover().await?;
        settings.warn_of_plain_text();
        command.run(&Context { settings, ends_with_separator }).await
    });
    // A pending DNS lookup or read of stdin must not keep the process alive.
    runtime.shutdown_background();
    done
}

fn local(globals: &Globals, program: Program) -> LocalContext {
    let mut from = Sources::from_environment();
    let (output, _) = globals.output(&mut from);
    // A variable that only other commands need may be invalid.
    let hex = globals.hex(&mut from).unwrap_or_default();
    LocalContext { options: output.map(|output| OutputOptions { hex, ..output }), program }
}

#[cfg(test)]
mod tests {
    use super::{Cli, parse};
    use crate::cli::argv;
    use clap::{Command, CommandFactory as _};
    use proptest::prelude::{Strategy, any, prop, prop_oneof, proptest};
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;

    #[test]
    fn command_tree_is_valid() {
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

    /// Returns words of command lines, and others.
    pub(crate) fn word() -> impl Strategy<Value = OsString> {
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
        fn usage_errors_are_one_line(words in prop::collection::vec(word(), 0..8)) {
            let arguments: Vec<_> = std::iter::once(OsString::from("ectl")).chain(words).collect();
            if let Err(failure) = parse(&arguments) {
                assert_eq!(failure.kind().code(), 128);
                assert!(!failure.to_string().is_empty() && !failure.to_string().contains('\n'));
            }
        }
    }
}
