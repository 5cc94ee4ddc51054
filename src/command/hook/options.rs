//! The options about the command of a watch.

use super::Hook;
use crate::failure::Failure;
use clap::Args;
use std::ffi::OsString;

#[derive(Debug, Args)]
pub(crate) struct HookOptions {
    /// If CMD fails: stop (exit code 1) or ignore
    #[arg(long, default_value = "stop", value_name = "stop|ignore")]
    on_exec_error: String,
    /// Command to run for every change, one at a time, without a shell
    #[arg(last = true, value_name = "CMD")]
    pub(crate) command: Vec<OsString>,
}

impl HookOptions {
    /// Returns the hook; `None` without a command.
    pub(crate) fn hook(self) -> Result<Option<Hook>, Failure> {
        Hook::new(self.command, &self.on_exec_error)
    }
}
