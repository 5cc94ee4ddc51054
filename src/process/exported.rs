//! A variable that every command of the user's finds in its environment.

use std::ffi::{OsStr, OsString};
use std::sync::OnceLock;

static EXPORTED: OnceLock<(&'static str, OsString)> = OnceLock::new();

/// Sets the variable for all commands that are started from now on. The first call counts.
pub(crate) fn export(name: &'static str, value: impl Into<OsString>) {
    // Set once at the start.
    let _ = EXPORTED.set((name, value.into()));
}

/// Returns the variable, if there is one.
pub(crate) fn exported() -> Option<(&'static str, &'static OsStr)> {
    EXPORTED.get().map(|(name, value)| (*name, value.as_os_str()))
}
