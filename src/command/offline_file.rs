//! Database files as arguments of commands.

use crate::failure::{Failure, Kind};
use crate::go::duration;
use crate::offline::bolt::{Database, OpenMode, Patience};
use crate::offline::raft::{MemberIds, wal_path};
use crate::offline::system;
use clap::Args;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Debug, Clone, Args)]
pub(crate) struct LockOptions {
    /// Time to wait for a database in use (0: no limit)
    #[arg(long, default_value = "10s", value_name = "DURATION", value_parser = duration)]
    pub(crate) timeout: Duration,
}

/// etcdutl's limit.
const LIMIT: Duration = Duration::from_secs(10);

impl Default for LockOptions {
    fn default() -> Self {
        Self { timeout: LIMIT }
    }
}

impl LockOptions {
    pub(crate) fn patience(&self) -> Patience {
        if self.timeout.is_zero() { Patience::Forever } else { Patience::For(self.timeout) }
    }

    /// Opens a database for reading.
    pub(crate) fn open(&self, file: &Path) -> Result<Database, Failure> {
        std::fs::metadata(file).map_err(|error| system("stat", file, &error))?;
        Database::open_locked(file, OpenMode::Read, self.patience())
    }
}

/// Returns the path of the database of a member.
pub(crate) fn database_path(data_dir: &Path) -> PathBuf {
    data_dir.join("member/snap/db")
}

/// The options that name a database file in place of a server.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Offline options")]
pub(crate) struct DatabaseOptions {
    /// Read a snapshot, or the database of a stopped member
    #[arg(long, value_name = "FILE", conflicts_with = "data_dir")]
    db: Option<PathBuf>,
    /// Read the database in the data directory of a stopped member
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Time to wait for a database that is in use (default: 10s; 0: no limit)
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
}

impl DatabaseOptions {
    pub(crate) fn is_given(&self) -> bool {
        self.db.is_some() || self.data_dir.is_some()
    }

    /// Refuses the option that has no meaning without a file.
    pub(crate) fn check_unused(&self) -> Result<(), Failure> {
        if self.timeout.is_none() {
            return Ok(());
        }
        let text = "--timeout is the time to wait for a database file, with --db or --data-dir";
        Err(Failure::usage(text).hint("did you mean --command-timeout?"))
    }

    /// Opens the database for reading.
    pub(crate) fn open(&self) -> Result<Database, Failure> {
        let lock = LockOptions { timeout: self.timeout.unwrap_or(LIMIT) };
        lock.open(&self.file()?)
    }

    /// Returns the ids of the cluster and the member; zeros if they are not known, as with a snapshot.
    pub(crate) fn ids(&self) -> MemberIds {
        let log = self.data_dir.as_deref().map(wal_path);
        log.and_then(|log| MemberIds::read(&log).ok()).unwrap_or_default()
    }

    fn file(&self) -> Result<PathBuf, Failure> {
        let file = self.db.clone().or_else(|| self.data_dir.as_deref().map(database_path));
        file.ok_or_else(|| {
            Failure::usage("a database file is needed: --db FILE or --data-dir DIR")
                .hint("\"ectl snapshot save FILE\" saves one from a server")
        })
    }
}

/// Returns the database in a member's data directory; any other path is that of a database itself.
pub(crate) fn database_in(path: &Path) -> PathBuf {
    if path.is_dir() { database_path(path) } else { path.to_owned() }
}

/// Returns a failure with the exit code of etcdutl, which is 1 also if the system refused.
pub(crate) fn as_etcdutl(failure: Failure) -> Failure {
    if failure.kind() == Kind::Local { failure.of_kind(Kind::Refused) } else { failure }
}
