//! The command line: the global options, the tree of commands, and what every command is handed.

use crate::argv;
use crate::command::{Command, version};
use crate::complaint::complaint;
use crate::etcd::{Options, Session};
use crate::failure::Failure;
use crate::help;
use crate::output::{self, Output, Reply};
use crate::program::Program;
use crate::settings::{Globals, Settings};
use crate::voice;
use clap::error::ErrorKind;
use clap::{Args as _, CommandFactory as _, FromArgMatches as _, Parser};
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
}

/// Parses the arguments, the first being the program's name, and does what they say.
pub(crate) fn run(arguments: Vec<OsString>) -> anyhow::Result<()> {
    let program = Program::called(&arguments);
    voice::overhear(&arguments);
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
    let words = argv::normalise(&tree, arguments);
    if words.len() == 1 {
        return Ok(Understood::Say(help::on(&[])));
    }
    let path = words.get(1..).unwrap_or_default();
    let error = match argv::as_cobra(only(&tree, path))
        .try_get_matches_from(&words)
        .and_then(|matches| Cli::from_arg_matches(&matches))
    {
        Ok(cli) => return Ok(Understood::Run(Box::new(cli))),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::DisplayHelp => Ok(Understood::Say(help::on(path))),
        ErrorKind::DisplayVersion => Ok(Understood::Say(version::text(program))),
        _ => Err(complaint(&error, &Cli::command(), path)),
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
fn execute(Cli { globals, command }: Cli, program: Program) -> anyhow::Result<()> {
    if let Some(done) = command.run_offline(&globals, program) {
        return done;
    }
    let mut settings = Settings::resolve(globals, program)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // One thread: what is kept going beside a command (a lease's renewals) need not be `Send`.
    let done = LocalSet::new().block_on(&runtime, async {
        settings.discover().await?;
        settings.warn_of_plain_text();
        command.run(&Context { settings }).await
    });
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
    /// Whether the program was called by the name of etcdctl.
    pub(crate) fn is_etcdctl(&self) -> bool {
        self.settings.program.is_etcdctl()
    }

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
        Ok(split(&self.settings.options()?))
    }

    /// A session with whichever of the endpoints answers that etcd named to `session`.
    pub(crate) fn session_at(
        &self,
        urls: &[String],
        session: &Session,
    ) -> Result<Session, Failure> {
        self.settings.options_at(urls, session.options()).map(Session::new)
    }

    /// One session for each of the endpoints that etcd named to `session`, in that order.
    pub(crate) fn sessions_at(
        &self,
        urls: &[String],
        session: &Session,
    ) -> Result<Vec<Session>, Failure> {
        Ok(split(&self.settings.options_at(urls, session.options())?))
    }
}

fn split(options: &Options) -> Vec<Session> {
    let each = options.endpoints.iter();
    each.map(|endpoint| Session::with_endpoint(options, endpoint.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::{Cli, understand};
    use crate::argv;
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
