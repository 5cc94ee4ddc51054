//! A small file that remembers how far a watch or a mirror has come. It is replaced at each save, never
//! changed, and locked against a second process.

mod line;

pub(super) use line::{PointFields, text_field};
pub(crate) use line::{ResumePoint, ResumeScope};

use crate::failure::{Failure, Kind, os_cause};
use crate::input::{followed, lock_within};
use line::ResumeLine;
use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

/// The most bytes of the file: two keys of the largest request, in base64.
const LONGEST: u64 = 32 << 20;

/// How often the file may be replaced between opening and locking it.
const TRIES: usize = 100;

/// The longest time to wait for the lock. A process that was killed may leave it to a child that has yet to
/// become another program.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// How often a save is flushed to the disk. A power failure costs the saves since.
const FLUSH: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct ResumeFile {
    path: PathBuf,
    line: ResumeLine,
    /// `None` on file systems without locks.
    lock: Option<Flock<File>>,
    /// When a save was last flushed to the disk.
    flushed: Option<Instant>,
}

impl ResumeFile {
    /// Opens and locks the file, and creates it if it does not exist. Refuses one of another range.
    pub(crate) fn open(given: &Path, scope: ResumeScope) -> Result<Self, Failure> {
        // A rename would replace a link, also one whose target is still to be created.
        let path = followed(given).and_then(|path| fs::canonicalize(&path).ok().or(Some(path)));
        let path = path.ok_or_else(|| unusable(given, "a link to itself"))?;
        let failed = |error: io::Error| failure(&path, "open", &error);
        let line = ResumeLine { scope, cluster_id: None, point: None };
        let begin = Instant::now();
        for _ in 0..TRIES {
            let file = match fs::metadata(&path) {
                Ok(found) if found.is_file() => {
                    File::options().read(true).write(true).open(&path).map_err(failed)?
                }
                Ok(_) => return Err(unusable(&path, "not a regular file")),
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    match create(&path, &line).map_err(failed)? {
                        Some(lock) => return Ok(Self { path, line, lock, flushed: None }),
                        None => continue,
                    }
                }
                Err(error) => return Err(failed(error)),
            };
            let lock = lock_file(&file, &path, begin)?;
            // The process that held the lock may have replaced the file meanwhile.
            if is_at(&file, &path) {
                let line = read(&file, &path)?.of(&line.scope, &path)?;
                return Ok(Self { path, line, lock, flushed: None });
            }
        }
        Err(in_use(&path))
    }

    /// Returns how far the work has come; `None` if nothing is remembered yet.
    pub(crate) fn point(&self) -> Option<&ResumePoint> {
        self.line.point.as_ref()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses the file of another cluster. To be called with the first reply, before any output.
    pub(crate) fn bind(&mut self, cluster_id: u64) -> Result<(), Failure> {
        match self.line.cluster_id {
            Some(known) if known != cluster_id => Err(Failure::usage(format!(
                "{} belongs to cluster {known:x}, and this is cluster {cluster_id:x}",
                self.path.display()
            ))
            .hint("use another file for each cluster, or remove the file to start anew")),
            _ => {
                self.line.cluster_id = Some(cluster_id);
                Ok(())
            }
        }
    }

    /// Returns in words that a store at this revision lacks what was handled, if it does.
    pub(crate) fn ahead_of(&self, store: &str, revision: i64) -> Option<String> {
        let point = self.line.point.as_ref()?;
        let seen = point.revision.saturating_add(i64::from(point.events > 0));
        (seen > revision).then(|| {
            let path = self.path.display();
            format!(
                "{path} remembers revision {seen}, and {store} is at revision {revision}: \
                 was it restored?"
            )
        })
    }

    /// Remembers how far the work has come.
    pub(crate) fn save(&mut self, point: ResumePoint) -> Result<(), Failure> {
        if self.line.point.as_ref() == Some(&point) {
            return Ok(());
        }
        self.line.point = Some(point);
        let flushes = self.flushed.is_none_or(|flushed| flushed.elapsed() >= FLUSH);
        let saved = temporary(&self.path, &self.line).and_then(|(part, lock)| {
            if flushes {
                part.as_file().sync_data()?;
            }
            // Locked before it has the name: no moment is without a lock.
            part.persist(&self.path).map_err(|failed| failed.error)?;
            Ok(lock)
        });
        self.lock = saved.map_err(|error| failure(&self.path, "write", &error))?;
        if flushes {
            self.flushed = Some(Instant::now());
        }
        Ok(())
    }

    /// Flushes the file to the disk, once, at the end.
    pub(crate) fn sync(&self) -> Result<(), Failure> {
        let folder = folder(&self.path);
        let synced = File::open(&self.path).and_then(|file| file.sync_all());
        let synced = synced.and_then(|()| File::open(folder)?.sync_all());
        synced.map_err(|error| failure(&self.path, "write", &error))
    }
}

/// Removes a file in which nothing was remembered: a failed start leaves nothing behind.
impl Drop for ResumeFile {
    fn drop(&mut self) {
        if self.line.point.is_none() {
            // The file without a revision is valid, too.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Creates the file; `None` if another process has created it meanwhile.
fn create(path: &Path, line: &ResumeLine) -> io::Result<Option<Option<Flock<File>>>> {
    let (part, lock) = temporary(path, line)?;
    match part.persist_noclobber(path) {
        Ok(_) => Ok(Some(lock)),
        Err(failed) if failed.error.kind() == ErrorKind::AlreadyExists => Ok(None),
        Err(failed) => Err(failed.error),
    }
}

/// Writes a temporary file beside the target, and locks it.
fn temporary(path: &Path, line: &ResumeLine) -> io::Result<(NamedTempFile, Option<Flock<File>>)> {
    let mut part = part_beside(path)?;
    part.write_all(&line.text())?;
    let lock = Flock::lock(part.as_file().try_clone()?, FlockArg::LockExclusiveNonblock).ok();
    Ok((part, lock))
}

/// Creates a temporary file beside the target. Its mode is 0600.
pub(super) fn part_beside(path: &Path) -> io::Result<NamedTempFile> {
    let builder = &mut tempfile::Builder::new();
    let builder = builder.prefix(".ectl-resume-").suffix(".part");
    builder.tempfile_in(folder(path)).map_err(|error| without_name(&error))
}

/// Returns the system's error without the name of the temporary file, which says nothing to the user.
fn without_name(error: &io::Error) -> io::Error {
    let text = error.to_string();
    let number = text.split_once("(os error ").and_then(|(_, rest)| rest.split_once(')'));
    let number = number.and_then(|(number, _)| number.parse().ok());
    number.map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

fn lock_file(file: &File, path: &Path, begin: Instant) -> Result<Option<Flock<File>>, Failure> {
    let file = file.try_clone().map_err(|error| failure(path, "open", &error))?;
    match lock_within(file, LONGEST_WAIT.saturating_sub(begin.elapsed())) {
        Ok(lock) => Ok(Some(lock)),
        Err(Errno::EWOULDBLOCK) => Err(in_use(path)),
        Err(_) => Ok(None),
    }
}

/// Returns whether the path still names this file.
fn is_at(file: &File, path: &Path) -> bool {
    let id = |about: fs::Metadata| (about.dev(), about.ino());
    let named = fs::metadata(path).map(id);
    named.is_ok_and(|named| file.metadata().map(id).is_ok_and(|own| own == named))
}

fn read(file: &File, path: &Path) -> Result<ResumeLine, Failure> {
    let mut text = Vec::new();
    let read = file.take(LONGEST).read_to_end(&mut text);
    read.map_err(|error| failure(path, "read", &error))?;
    ResumeLine::parse(&text).map_err(|why| wrong(path, &why))
}

pub(super) fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

fn in_use(path: &Path) -> Failure {
    Failure::new(Kind::Local, format!("{} is in use by another ectl", path.display()))
        .hint("each watch needs a file of its own")
}

fn unusable(path: &Path, why: &str) -> Failure {
    Failure::new(Kind::Local, format!("{}: {why}", path.display()))
        .hint("name a file; it is created if it does not exist")
}

pub(super) fn wrong(path: &Path, why: &str) -> Failure {
    Failure::new(Kind::Local, format!("{}: {why}", path.display()))
        .hint("what was handled is unknown; remove the file to start anew")
}

pub(super) fn failure(path: &Path, what: &str, error: &io::Error) -> Failure {
    let cause = os_cause(&error.to_string());
    Failure::new(Kind::Local, format!("cannot {what} {}: {cause}", path.display()))
}

#[cfg(test)]
mod tests;
