//! Database files as arguments of commands.

use crate::failure::{Failure, Kind};
use crate::go::duration;
use crate::offline::bolt::{Access, Database, Patience};
use crate::offline::system;
use clap::Args;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Debug, Clone, Args)]
pub(crate) struct LockOptions {
    /// Time to wait for a database that is in use (0: no limit)
    #[arg(long, default_value = "10s", value_name = "DURATION", value_parser = duration)]
    pub(crate) timeout: Duration,
}

impl LockOptions {
    pub(crate) fn patience(&self) -> Patience {
        if self.timeout.is_zero() { Patience::Forever } else { Patience::For(self.timeout) }
    }

    /// Opens a database for reading.
    pub(crate) fn open(&self, file: &Path) -> Result<Database, Failure> {
        std::fs::metadata(file).map_err(|error| system("stat", file, &error))?;
        Database::open_locked(file, Access::Read, self.patience())
    }
}

/// Returns the database in a member's data directory; any other path is that of a database itself.
pub(crate) fn database_in(path: &Path) -> PathBuf {
    if path.is_dir() { path.join("member/snap/db") } else { path.to_owned() }
}

/// Returns a failure with the exit code of etcdutl, which is 1 also if the system refused.
pub(crate) fn as_etcdutl(failure: Failure) -> Failure {
    if failure.kind() == Kind::Local { failure.of_kind(Kind::Refused) } else { failure }
}
