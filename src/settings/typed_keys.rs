//! The options of `context set`: the keys of the config file.

use crate::cli::argv::bool_option;
use crate::settings::globals::Globals;
use crate::settings::setting::Key;
use crate::settings::table;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command, FromArgMatches};
use std::ffi::OsString;

/// The keys that are no options of other commands.
#[derive(Debug, Args)]
#[command(mut_args(bool_option))]
struct FileOnly {
    /// Prefix of all keys: commands cannot leave it
    #[arg(long, value_name = "PREFIX")]
    prefix: Option<String>,
    /// Refuse all calls that are not reads
    #[arg(long)]
    read_only: Option<bool>,
    /// Ask before what destroys or reconfigures
    #[arg(long)]
    protected: Option<bool>,
}

/// The keys of a context and their values as typed: global options, and those of [`FileOnly`].
#[derive(Debug, Default)]
pub(crate) struct TypedKeys(pub(crate) Vec<(String, String)>);

impl Args for TypedKeys {
    fn augment_args(command: Command) -> Command {
        FileOnly::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        FileOnly::augment_args_for_update(command)
    }
}

impl FromArgMatches for TypedKeys {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut typed = Self::default();
        typed.update_from_arg_matches(matches)?;
        Ok(typed)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let options = FileOnly::augment_args(Globals::augment_args(Command::new("ectl")));
        for arg in options.get_arguments() {
            let (id, Some(long)) = (arg.get_id().as_str(), arg.get_long()) else { continue };
            let is_key = table::ALL.iter().any(|it| it.option == long && it.key != Key::Never);
            // An argument of clap's own is unknown here.
            let is_typed = || {
                matches.try_contains_id(id).is_ok_and(|present| present)
                    && matches.value_source(id) == Some(ValueSource::CommandLine)
            };
            if is_key && is_typed() {
                let words = matches.get_raw(id).into_iter().flatten().map(OsString::from);
                let text = words.collect::<Vec<_>>().join(",".as_ref());
                self.0.push((long.to_owned(), text.to_string_lossy().into_owned()));
            }
        }
        Ok(())
    }
}
