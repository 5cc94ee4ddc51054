//! The place of the config file.

use crate::failure::{Failure, Kind, os_cause};
use std::env::var_os;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Names another file.
const VARIABLE: &str = "ECTL_CONFIG";

#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    /// `ECTL_CONFIG` names it.
    is_named: bool,
}

impl Place {
    /// Returns the place; `None` if the environment names neither a file nor a home.
    pub(super) fn find() -> Option<Self> {
        let variable = |name| var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(path) = variable(VARIABLE) {
            return Some(Self { path, is_named: true });
        }
        let folder = variable("XDG_CONFIG_HOME").filter(|folder| folder.is_absolute());
        let folder = folder.or_else(|| Some(variable("HOME")?.join(".config")))?;
        Some(Self { path: folder.join("ectl/config.toml"), is_named: false })
    }

    /// Opens the file; `None` if there is none. A file that `ECTL_CONFIG` names must exist: a mistyped path
    /// would lead to another cluster.
    pub(super) fn open(&self) -> Result<Option<File>, Failure> {
        match self.open_if_present()? {
            None if self.is_named => {
                let failure = self.failure(&ErrorKind::NotFound.into());
                Err(failure.reworded(|text| format!("{VARIABLE}: {text}")).hint(
                    "\"ectl context set NAME --endpoints …\" creates it; --context '' uses no context",
                ))
            }
            file => Ok(file),
        }
    }

    pub(super) fn open_if_present(&self) -> Result<Option<File>, Failure> {
        match File::open(&self.path) {
            Ok(file) => Ok(Some(file)),
            Err(error) if is_absent(&self.path, &error) => Ok(None),
            Err(error) => Err(self.failure(&error)),
        }
    }

    pub(super) fn failure(&self, error: &io::Error) -> Failure {
        let cause = match error.kind() {
            ErrorKind::NotFound => "no such file or directory".to_owned(),
            _ => os_cause(&error.to_string()),
        };
        Failure::new(Kind::Local, format!("{}: {cause}", self.path.display()))
    }
}

/// Returns whether an error means that there is no file. A home that this user may not enter, as under
/// `sudo -u`, has none for this user; a file that exists and cannot be read is an error.
fn is_absent(path: &Path, error: &io::Error) -> bool {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => true,
        ErrorKind::PermissionDenied => path.symlink_metadata().is_err(),
        _ => false,
    }
}
