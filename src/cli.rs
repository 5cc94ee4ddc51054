//! The command line: the global options, the tree of commands, and what every command is handed.

use crate::argv;
use crate::command::Command;
use crate::etcd::Session;
use crate::failure::Failure;
use crate::output::{self, Output, Reply};
use crate::settings::{Globals, Settings};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use std::ffi::OsString;
use tokio::task::LocalSet;

/// A command line for etcd v3: a drop-in for etcdctl that tells the truth
#[derive(Debug, Parser)]
#[command(name = "ectl", disable_version_flag = true)]
#[command(after_help = "Use \"ectl options\" for the options that every command takes.")]
pub struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Parses the arguments. Help that was asked for is printed, and is no failure.
pub(crate) fn parse(arguments: Vec<OsString>) -> anyhow::Result<Option<Cli>> {
    let pristine = Cli::command();
    let arguments = argv::normalise(&pristine, arguments);
    let parsed = argv::as_cobra(pristine)
        .try_get_matches_from(&arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(cli) => Ok(Some(cli)),
        Err(error) if error.kind() == ErrorKind::DisplayHelp => {
            // The tree as it was declared has the better help: without cobra's liberties in it.
            let error = Cli::command().try_get_matches_from(&arguments).err().unwrap_or(error);
            output::text(&error.to_string())?;
            Ok(None)
        }
        Err(error) => Err(complaint(&error).into()),
    }
}

/// Runs what was parsed.
pub(crate) fn execute(cli: Option<Cli>) -> anyhow::Result<()> {
    let Some(Cli { globals, command }) = cli else { return Ok(()) };
    if let Some(done) = command.run_offline(&globals) {
        return done;
    }
    let context = Context { settings: Settings::resolve(globals)? };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // One thread: what is kept going beside a command (a lease's renewals) need not be `Send`.
    let done = LocalSet::new().block_on(&runtime, command.run(&context));
    // A name that is still looked up, or a read of stdin, must not keep the program alive.
    runtime.shutdown_background();
    done
}

/// What a command has to work with.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) settings: Settings,
}

impl Context {
    /// Where to print replies of this kind; fails if they have no such format.
    pub(crate) fn output<R: Reply>(&self) -> Result<Output<R>, Failure> {
        Output::new(self.settings.format, self.settings.hex)
    }

    /// A session with the endpoints; everything that can be wrong locally has been looked at, and
    /// nothing dialled yet.
    pub(crate) fn session(&self) -> Result<Session, Failure> {
        self.settings.options().map(Session::new)
    }

    /// One session for each endpoint, in the order given.
    pub(crate) fn sessions(&self) -> Result<Vec<Session>, Failure> {
        let options = self.settings.options()?;
        let each = options.endpoints.iter();
        Ok(each.map(|endpoint| Session::with_endpoint(&options, endpoint.clone())).collect())
    }
}

/// clap's error as one line, with its tips as hint.
fn complaint(error: &clap::Error) -> Failure {
    let rendered = error.to_string();
    let mut lines = rendered.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let mut message = first.strip_prefix("error: ").unwrap_or(first).to_owned();
    let mut hints = Vec::new();
    for line in lines {
        if let Some(tip) = line.strip_prefix("tip: ") {
            hints.push(tip.to_owned());
        } else if line.starts_with("Usage: ") {
            hints.push(line.to_owned());
        } else if hints.is_empty() {
            message = format!("{message} {line}");
        }
    }
    if let Some(ContextValue::String(command)) = error.get(ContextKind::InvalidSubcommand) {
        message = format!("unknown command \"{command}\"");
    }
    let failure = Failure::usage(message);
    if hints.is_empty() { failure } else { failure.hint(hints.join("\n      ")) }
}
