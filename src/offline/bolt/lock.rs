//! The lock of a database: bbolt takes `flock` on the file, exclusive if it may write.

use crate::failure::{Failure, Kind};
use crate::offline::system;
use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};
use std::fs::File;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// How a database is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpenMode {
    /// Under a shared lock.
    Read,
    /// Under an exclusive lock.
    Write,
}

/// How long to wait for the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    Forever,
    /// At least one attempt is made.
    For(Duration),
}

/// The time between attempts, as in bbolt.
const PAUSE: Duration = Duration::from_millis(50);

/// Locks a file, and keeps it locked until it is dropped.
pub(super) fn lock(
    mut file: File,
    path: &Path,
    access: OpenMode,
    patience: Patience,
) -> Result<Flock<File>, Failure> {
    let how = match access {
        OpenMode::Read => FlockArg::LockSharedNonblock,
        OpenMode::Write => FlockArg::LockExclusiveNonblock,
    };
    let started = Instant::now();
    loop {
        let error = match Flock::lock(file, how) {
            Ok(locked) => return Ok(locked),
            Err((again, error)) => {
                file = again;
                error
            }
        };
        if error != Errno::EWOULDBLOCK {
            return Err(system("lock", path, &io::Error::from(error)));
        }
        match patience {
            Patience::For(limit) if started.elapsed() + PAUSE > limit => {
                return Err(held(path, limit));
            }
            _ => thread::sleep(PAUSE),
        }
    }
}

fn held(path: &Path, limit: Duration) -> Failure {
    let limit = humantime::format_duration(limit);
    let text = format!("{} is locked by another process; waited {limit}", path.display());
    Failure::new(Kind::Refused, text).hint("is etcd running on this directory? Stop it first")
}
