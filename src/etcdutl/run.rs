//! The commands of ectl with etcdutl's flags.

use super::values::Values;
use crate::command::hashkv::Hashkv;
use crate::command::offline_file::LockOptions;
use crate::command::snapshot::status::Status;
use crate::context::LocalContext;
use crate::failure::{Failure, Kind};
use crate::output::Format;
use crate::settings::program::Program;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

pub(super) fn status(values: &Values, arguments: &[OsString]) -> anyhow::Result<()> {
    let file = only(arguments, "snapshot status")?;
    Status { file, lock: lock(values) }.run(&context(values))
}

pub(super) fn hashkv(values: &Values, arguments: &[OsString]) -> anyhow::Result<()> {
    let file = only(arguments, "hashkv")?;
    Hashkv { file, rev: values.rev, lock: lock(values) }.run(&context(values))
}

/// Returns the only argument.
fn only(arguments: &[OsString], command: &str) -> Result<PathBuf, Failure> {
    match arguments {
        [file] => Ok(file.into()),
        _ => Err(Failure::usage(format!("{command} requires exactly one argument"))),
    }
}

fn context(values: &Values) -> LocalContext {
    LocalContext { format: format(values), hex: false, program: Program::Etcdutl }
}

fn format(values: &Values) -> Result<Format, Failure> {
    let known = values.write_out.to_str().and_then(|name| Format::parse(name).ok());
    known
        .filter(|format| !matches!(format, Format::Jsonl | Format::Junit | Format::Prometheus))
        .ok_or_else(|| Failure::new(Kind::Format, "unsupported output format"))
}

/// Returns how long to wait for a database in use. A negative time means a single attempt.
fn lock(values: &Values) -> LockOptions {
    let timeout = match values.timeout {
        0 => Duration::ZERO,
        nanos => Duration::from_nanos(u64::try_from(nanos).unwrap_or(1)),
    };
    LockOptions { timeout }
}
