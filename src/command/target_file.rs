//! A file that a command writes: complete under its name, or not at all.

use crate::failure::{Failure, Kind};
use crate::input::{followed, is_descriptor, keep_access, real_folder};
use anyhow::Context as _;
use nix::fcntl::{Flock, FlockArg};
use std::fs::{File, Metadata};
use std::io::{self, Write as _};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::NamedTempFile;

/// The end of the name of a temporary file.
const PART: &str = ".part";

/// The time after which a temporary file that is in use is certainly locked.
const LOCKED_WITHIN: Duration = Duration::from_secs(60);

/// The file, and whether it may exist.
#[derive(Debug, Clone)]
pub(crate) struct TargetFile {
    path: PathBuf,
    no_clobber: bool,
}

/// A file that is being written: beside its target, or in place if the target is a pipe or a device.
#[derive(Debug)]
pub(crate) enum FilePart {
    /// Locked as long as it is in use, where the file system has locks.
    Temporary(TargetFile, NamedTempFile, Option<Flock<File>>),
    Special(TargetFile, File),
}

impl TargetFile {
    /// Fails if the target is a directory, or exists and must not.
    pub(crate) fn new(path: &Path, no_clobber: bool) -> Result<Self, Failure> {
        let refused =
            |why: &str| Err(Failure::new(Kind::Local, format!("{} {why}", path.display())));
        if no_clobber && path.exists() {
            return refused("already exists");
        }
        if path.is_dir() {
            return refused("is a directory");
        }
        // A pipe or a device is opened by its own name: the links to it may lead to no file.
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Ok(Self { path: path.to_owned(), no_clobber });
        }
        let Some(path) = followed(path) else { return refused("is a link to itself") };
        Ok(Self { path, no_clobber })
    }

    /// Returns whether the target is written in place: it exists and is not a regular file, so that a rename
    /// would replace it, or it is an open descriptor, which others write, too.
    pub(crate) fn is_special(&self) -> bool {
        is_descriptor(&self.path)
            || std::fs::metadata(&self.path).is_ok_and(|found| !found.is_file())
    }

    fn open(&self) -> io::Result<File> {
        if is_own_descriptor(&self.path, "2") {
            return io::stderr().as_fd().try_clone_to_owned().map(File::from);
        }
        // A shell has truncated the file of `3> file` already, and has perhaps written to it since.
        let append = is_descriptor(&self.path);
        File::options().write(true).append(append).open(&self.path)
    }

    /// Opens the target, or a temporary file beside it, whose name begins with `.ectl-` and `what`.
    pub(crate) fn create(self, what: &str) -> anyhow::Result<FilePart> {
        if self.is_special() {
            let file = self.open().with_context(|| self.failed())?;
            return Ok(FilePart::Special(self, file));
        }
        let folder = self.folder();
        let unusable = || format!("could not open a file in {}", folder.display());
        std::fs::metadata(folder).with_context(unusable)?;
        let prefix = format!(".ectl-{what}-");
        remove_abandoned(folder, &prefix);
        let part = tempfile::Builder::new()
            .prefix(&prefix)
            .suffix(PART)
            .tempfile_in(folder)
            // Without the name of the temporary file, which says nothing to the user.
            .map_err(|error| io::Error::from(error.kind()))
            .with_context(unusable)?;
        if let Ok(old) = std::fs::metadata(&self.path) {
            keep_access(part.as_file(), &old).with_context(unusable)?;
        }
        let lock = try_lock(part.as_file());
        Ok(FilePart::Temporary(self, part, lock))
    }

    fn folder(&self) -> &Path {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        folder.unwrap_or(Path::new("."))
    }

    fn failed(&self) -> String {
        format!("could not write {}", self.path.display())
    }

    fn rename(&self, part: NamedTempFile) -> anyhow::Result<()> {
        let kept = if self.no_clobber {
            part.persist_noclobber(&self.path)
        } else {
            part.persist(&self.path)
        };
        kept.map(drop).map_err(|failed| failed.error).with_context(|| self.failed())
    }
}

/// Removes temporary files of processes that were killed: old ones that no process has locked.
fn remove_abandoned(folder: &Path, prefix: &str) {
    // What cannot be listed or removed stays.
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if name.starts_with(prefix.as_bytes()) && name.ends_with(PART.as_bytes()) {
            let _ = is_abandoned(&entry.path()).map(|_| std::fs::remove_file(entry.path()));
        }
    }
}

/// Returns a lock on a temporary file whose process is gone; `None` if it may be in use.
fn is_abandoned(path: &Path) -> Option<Flock<File>> {
    let found = std::fs::symlink_metadata(path).ok().filter(Metadata::is_file)?;
    // A new file is locked a moment after it was created.
    found.modified().ok()?.elapsed().ok().filter(|age| *age > LOCKED_WITHIN)?;
    try_lock(&File::open(path).ok()?)
}

fn try_lock(file: &File) -> Option<Flock<File>> {
    Flock::lock(file.try_clone().ok()?, FlockArg::LockExclusiveNonblock).ok()
}

/// Returns whether a path names this descriptor of the process itself.
fn is_own_descriptor(path: &Path, number: &str) -> bool {
    let own = Path::new("/dev/fd").canonicalize().ok();
    path.file_name().is_some_and(|name| name == number) && own.is_some() && real_folder(path) == own
}

/// Returns whether what is written to a path goes to stdout: `-`, or stdout's own name.
pub(crate) fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-" || followed(path).is_some_and(|path| is_own_descriptor(&path, "1"))
}

impl FilePart {
    pub(crate) fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::Temporary(target, part, _) => {
                part.write_all(bytes).with_context(|| target.failed())
            }
            Self::Special(target, file) => file.write_all(bytes).with_context(|| target.failed()),
        }
    }

    /// Returns the path of the file that can be read again, unless it is a pipe or a device.
    pub(crate) fn readable(&self) -> Option<&Path> {
        match self {
            Self::Temporary(_, part, _) => Some(part.path()),
            Self::Special(..) => None,
        }
    }

    /// Flushes the file to the disk and gives it its name.
    pub(crate) async fn finish(self) -> anyhow::Result<()> {
        let Self::Temporary(target, part, _lock) = self else { return Ok(()) };
        sync(part.as_file()).await.with_context(|| target.failed())?;
        target.rename(part)?;
        // A folder that may be written and not read cannot be opened.
        let Ok(folder) = File::open(target.folder()) else { return Ok(()) };
        folder.sync_all().with_context(|| target.failed())
    }
}

/// Flushes a file to the disk. A signal can end the command meanwhile.
async fn sync(file: &File) -> io::Result<()> {
    let file = file.try_clone()?;
    tokio::task::spawn_blocking(move || file.sync_all()).await?
}
