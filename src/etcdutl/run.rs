//! The commands of ectl with etcdutl's flags.

use super::values::{Values, quoted};
use crate::command::defrag::OfflineDefrag;
use crate::command::hashkv::Hashkv;
use crate::command::migrate::Migrate;
use crate::command::offline_file::LockOptions;
use crate::command::snapshot::restore::Restore;
use crate::command::snapshot::status::Status;
use crate::context::LocalContext;
use crate::failure::{Failure, Kind};
use crate::output::{Format, OutputOptions};
use crate::settings::program::Program;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::Duration;

pub(super) fn migrate(values: &Values) -> anyhow::Result<()> {
    let migrate = Migrate {
        data_dir: (&values.data_dir).into(),
        target_version: text("target-version", &values.target_version)?,
        force: values.force,
        wal_dir: None,
        dry_run: false,
        lock: lock(values),
    };
    migrate.run(&context(values))
}

pub(super) fn restore(values: &Values, arguments: &[OsString]) -> anyhow::Result<()> {
    let file = only(arguments, "snapshot restore")?;
    let restore = Restore {
        file,
        data_dir: Some((&values.data_dir).into()),
        wal_dir: Some((&values.wal_dir).into()),
        name: text("name", &values.name)?,
        initial_cluster: text("initial-cluster", &values.initial_cluster)?,
        initial_cluster_token: text("initial-cluster-token", &values.initial_cluster_token)?,
        initial_advertise_peer_urls: text(
            "initial-advertise-peer-urls",
            &values.initial_advertise_peer_urls,
        )?,
        skip_hash_check: values.skip_hash_check,
        bump_revision: values.bump_revision,
        mark_compacted: values.mark_compacted,
        initial_memory_map_size: None,
    };
    restore
        .run(&LocalContext { options: Ok(OutputOptions::new(Format::Simple)), ..context(values) })
}

pub(super) fn status(values: &Values, arguments: &[OsString]) -> anyhow::Result<()> {
    let file = only(arguments, "snapshot status")?;
    Status { file, lock: lock(values) }.run(&context(values))
}

pub(super) fn defrag(values: &Values) -> anyhow::Result<()> {
    OfflineDefrag { data_dir: (&values.data_dir).into(), lock: lock(values) }.run()
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

fn text(flag: &str, value: &OsStr) -> Result<String, Failure> {
    let text = value.to_str().map(str::to_owned);
    text.ok_or_else(|| Failure::usage(format!("--{flag} is not UTF-8: {}", quoted(value))))
}

fn context(values: &Values) -> LocalContext {
    // etcdutl has no option that shows what does not fit.
    let options =
        format(values).map(|format| OutputOptions { wide: true, ..OutputOptions::new(format) });
    LocalContext { options, program: Program::Etcdutl }
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
