//! The failures of files: refused by the system, or with contents that are not as they should be.

use crate::failure::{Failure, Kind, os_cause};
use std::io;
use std::path::Path;

/// Returns the failure of a system call, in Go's form: `open backup.db: no such file or directory`.
pub(crate) fn system(call: &str, path: &Path, error: &io::Error) -> Failure {
    let cause = os_cause(&error.to_string());
    Failure::new(Kind::Local, format!("{call} {}: {cause}", path.display()))
}

/// Returns the failure for contents that are damaged, or not those of such a file.
pub(crate) fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(Kind::Refused, message)
}
