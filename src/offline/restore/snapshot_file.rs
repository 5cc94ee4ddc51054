//! The snapshot that is restored.

use super::digest::{self, TRAILER, has_trailer};
use crate::failure::Failure;
use crate::offline::bolt::Database;
use crate::offline::{Progress, invalid, system};
use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

/// The time between two looks at whether the digest is computed.
const POLL: Duration = Duration::from_millis(5);

/// An open snapshot, or copy of a database.
#[derive(Debug)]
pub(crate) struct SnapshotFile {
    file: File,
    path: PathBuf,
    length: u64,
    /// The digest at its end is compared.
    is_hash_checked: bool,
    /// Held while a file without a digest is read, which may be that of a stopped member.
    _lock: Option<Flock<File>>,
    is_in_use: bool,
}

impl SnapshotFile {
    /// Opens a file whose digest must match if it has one, and that must have one unless `skip_hash_check`
    /// is set. The texts of errors are etcdutl's.
    pub(crate) fn open(path: &Path, skip_hash_check: bool) -> Result<Self, Failure> {
        let found = std::fs::metadata(path).map_err(|error| system("open", path, &error))?;
        if found.is_dir() {
            return Err(system("read", path, &Errno::EISDIR.into()));
        }
        if !found.is_file() {
            return Err(invalid(format!("{} is not a regular file", path.display())));
        }
        let file = File::open(path).map_err(|error| system("open", path, &error))?;
        let length = file.metadata().map_err(|error| system("stat", path, &error))?.len();
        if length < TRAILER {
            let hint = format!("{} has {length} bytes: it is not a snapshot", path.display());
            return Err(system("seek", path, &Errno::EINVAL.into()).hint(hint));
        }
        let has_trailer = has_trailer(length);
        if !has_trailer && !skip_hash_check {
            return Err(invalid("snapshot missing hash but --skip-hash-check=false").hint(
                "only \"snapshot save\" adds a hash; a copy of member/snap/db needs \
                 --skip-hash-check",
            ));
        }
        let is_hash_checked = has_trailer && !skip_hash_check;
        let (_lock, is_in_use) = if has_trailer { (None, false) } else { lock(&file) };
        Ok(Self { file, path: path.to_owned(), length, is_hash_checked, _lock, is_in_use })
    }

    /// Returns whether a server may be writing to the file now.
    pub(crate) fn is_in_use(&self) -> bool {
        self.is_in_use
    }

    /// Returns the length of the file in bytes.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn database(&self) -> Result<Database, Failure> {
        let file = self.file.try_clone().map_err(|error| system("dup", &self.path, &error))?;
        Database::from_file(file, &self.path)
    }

    /// Checks the digest while other work on the file is done. A wrong digest explains why that fails.
    pub(super) fn while_digest_is_checked<T>(
        &self,
        progress: Progress<'_>,
        work: impl FnOnce(Progress<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            let digest = self
                .is_hash_checked
                .then(|| scope.spawn(|| digest::check(&self.file, &self.path, self.length, &stop)));
            let done = work(progress);
            if let Some(digest) = digest {
                let waited = wait(&digest, &mut || progress(self.length));
                stop.store(waited.is_err(), Ordering::Relaxed);
                let checked =
                    digest.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                waited.and(checked)?;
            }
            done
        })
    }
}

/// Locks a file against a server that starts, if possible. Returns whether another process, which must be a
/// server, has it locked.
fn lock(file: &File) -> (Option<Flock<File>>, bool) {
    let Ok(file) = file.try_clone() else { return (None, false) };
    match Flock::lock(file, FlockArg::LockSharedNonblock) {
        Ok(lock) => (Some(lock), false),
        Err((_, error)) => (None, error == Errno::EWOULDBLOCK),
    }
}

fn wait<T>(
    thread: &ScopedJoinHandle<'_, T>,
    check: &mut dyn FnMut() -> Result<(), Failure>,
) -> Result<(), Failure> {
    while !thread.is_finished() {
        check()?;
        thread::sleep(POLL);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::SnapshotFile;
    use nix::fcntl::{Flock, FlockArg};
    use std::fs::File;
    use std::io::Write as _;

    fn error(contents: &[u8], skip_hash_check: bool) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, contents).unwrap();
        let opened = SnapshotFile::open(&path, skip_hash_check);
        let read = opened.and_then(|source| {
            source.while_digest_is_checked(&mut |_| Ok(()), |_| source.database())
        });
        let text = read.map(drop).unwrap_err().to_string();
        text.replace(path.to_str().unwrap(), "F")
    }

    #[test]
    fn files_that_are_not_snapshots_are_refused_as_by_etcdutl() {
        for contents in [&b""[..], &[7; 31]] {
            assert_eq!(error(contents, false), "seek F: invalid argument");
            assert_eq!(error(contents, true), "seek F: invalid argument");
        }
        for length in [33, 4096, 9000] {
            let missing = "snapshot missing hash but --skip-hash-check=false";
            assert_eq!(error(&vec![7; length], false), missing);
        }
        for length in [32, 9000, 9024 - 32 + 32] {
            assert_eq!(error(&vec![7; length], true), "invalid database");
        }
        assert!(error(&[7; 32], false).starts_with("expected sha256 [7 7"));
        let folder = tempfile::tempdir().unwrap();
        let shown = |text: String| text.replace(folder.path().to_str().unwrap(), "D");
        let text = |path| shown(SnapshotFile::open(path, false).unwrap_err().to_string());
        assert_eq!(text(folder.path()), "read D: is a directory");
        assert_eq!(text(&folder.path().join("f")), "open D/f: no such file or directory");
    }

    #[test]
    fn locked_files_are_in_use() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&[7; 4096]).unwrap();
        let open = || SnapshotFile::open(file.path(), true).unwrap().is_in_use();
        assert!(!open());
        let other = File::open(file.path()).unwrap();
        let lock = Flock::lock(other, FlockArg::LockExclusiveNonblock).unwrap();
        assert!(open());
        drop(lock);
        assert!(!open());
    }
}
