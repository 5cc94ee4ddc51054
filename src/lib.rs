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
mod parse;
mod probe;
mod process;
mod recipe;
mod reply;
pub mod sandbox;
mod settings;

pub use parse::Cli;

use clap::CommandFactory as _;
use command::Command;
use complete::ShellQuestion;
use context::{Context, LocalContext};
use output::OutputOptions;
use parse::{Parsed, parse};
use settings::program::Program;
use settings::{Globals, Settings, Sources, json_errors};
use std::ffi::OsString;
use tokio::task::LocalSet;

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
