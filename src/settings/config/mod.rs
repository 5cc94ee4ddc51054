//! The config file: named contexts, each with values of settings.

mod file;
mod named_context;
mod place;

pub(crate) use file::ConfigFile;
pub(crate) use named_context::NamedContext;

use crate::cli::usage_error::similar;
use crate::failure::{Failure, Kind};

/// The context that a command is to use.
#[derive(Debug)]
pub(super) enum Wanted<'a> {
    Nothing,
    Named(&'a str),
    /// The one that `ectl context use` chose, if any.
    Current,
}

impl Wanted<'_> {
    /// Reads the context from the config file, if it takes one.
    pub(super) fn find(&self) -> Result<Option<NamedContext>, Failure> {
        match self {
            Self::Nothing => Ok(None),
            Self::Named(name) => named(name).map(Some),
            Self::Current => match ConfigFile::read()? {
                Some(file) => file.current_context(),
                None => Ok(None),
            },
        }
    }
}

/// Returns the context of this name. A name that does not exist is a mistake of the caller.
fn named(name: &str) -> Result<NamedContext, Failure> {
    let Some(file) = ConfigFile::read()? else {
        let place = place::Place::find().map(|place| place.path.display().to_string());
        let place = place.unwrap_or_else(|| "HOME is not set".to_owned());
        return Err(Failure::usage(format!("no context \"{name}\": no config file ({place})"))
            .hint(format!("create it with: ectl context set {name} --endpoints HOST:PORT")));
    };
    file.context(name)?.ok_or_else(|| unknown(name, &file))
}

/// Returns the failure for a name that no context of the file has.
pub(super) fn unknown(name: &str, file: &ConfigFile) -> Failure {
    let names = file.names();
    let failure = Failure::usage(format!("no context \"{name}\" in {}", file.path().display()));
    let known = format!("known contexts: {}", names.join(", "));
    match similar(names.clone(), name) {
        Some(similar) => failure.hint(format!("did you mean {similar}? {known}")),
        None if names.is_empty() => failure.hint("the file has no contexts"),
        None => failure.hint(known),
    }
}

/// Returns the failure of a wrong config file.
fn wrong(message: String) -> Failure {
    Failure::new(Kind::Local, message)
}
