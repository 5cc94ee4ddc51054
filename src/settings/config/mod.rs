//! The config file: named contexts, each with values of settings.

mod decor;
mod edit;
mod fault;
mod file;
mod named_context;
mod on_disk;
mod place;
#[cfg(any(test, fuzzing))]
mod property;
mod typed_value;

pub(crate) use edit::ConfigEdit;
pub(crate) use file::ConfigFile;
pub(crate) use named_context::{NamedContext, known_keys};
#[cfg(any(test, fuzzing))]
pub(crate) use property::any_file;

use crate::failure::Failure;
use crate::output::similar;

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
        let name = match self {
            Self::Nothing => return Ok(None),
            Self::Named(name) => Some(*name),
            Self::Current => None,
        };
        let found = match (ConfigFile::read()?, name) {
            (None, None) => return Ok(None),
            (None, Some(name)) => return Err(no_file(name)),
            (Some(file), name) => (find(&file, name)?, file),
        };
        let (context, file) = found;
        file.warn_if_readable(context.as_slice());
        Ok(context)
    }
}

/// Returns the context of this name, or the current one. A name that does not exist is a mistake of the
/// caller.
fn find(file: &ConfigFile, name: Option<&str>) -> Result<Option<NamedContext>, Failure> {
    let Some(name) = name else { return file.current_context() };
    file.context(name)?.map(Some).ok_or_else(|| unknown(name, file))
}

fn no_file(name: &str) -> Failure {
    let place =
        place::ConfigPlace::find().map(|place| format!("{} does not exist", place.path.display()));
    let place = place.unwrap_or_else(|| "HOME is not set".to_owned());
    Failure::usage(format!("no context \"{name}\": {place}"))
        .hint(format!("create it with: ectl context set {name} --endpoints HOST:PORT"))
}

/// Returns the failure for a name that no context of the file has.
pub(super) fn unknown(name: &str, file: &ConfigFile) -> Failure {
    let names = file.names();
    let failure = Failure::usage(format!("no context \"{name}\" in {}", file.path().display()));
    let known = format!("known contexts: {}", names.join(", "));
    match similar(&names, name) {
        Some(similar) => failure.hint(format!("did you mean {similar}? {known}")),
        None if names.is_empty() => failure.hint("the file has no contexts"),
        None => failure.hint(known),
    }
}

/// Returns whether contexts can come into force: there is a config file, or a variable that names one or a
/// context.
pub(crate) fn may_exist() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let exists = || place::ConfigPlace::find().is_some_and(|place| place.path.exists());
    is_set("ECTL_CONTEXT") || exists()
}
