//! An open database file.

use super::lock::{OpenMode, Patience, lock};
use super::meta::Meta;
use crate::failure::Failure;
use crate::offline::{invalid, system};
use nix::fcntl::Flock;
use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

/// A database file as of its last transaction. It is read at positions and never mapped: a file that is
/// cut off yields an error, and memory does not grow with it.
#[derive(Debug)]
pub(crate) struct Database {
    file: Handle,
    path: PathBuf,
    meta: Meta,
    /// The page of the meta in force: 0 or 1.
    meta_page: u64,
    /// Length of the file in bytes, which may exceed the size of the database.
    length: u64,
}

#[derive(Debug)]
enum Handle {
    Unlocked(File),
    Locked(Flock<File>),
}

impl Database {
    /// Opens a file for reading, without a lock: for copies that no server uses.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        Self::new(Handle::Unlocked(open(path, File::options().read(true))?), path)
    }

    /// Opens a file under a lock, which is kept until it is dropped.
    pub(crate) fn open_locked(
        path: &Path,
        access: OpenMode,
        patience: Patience,
    ) -> Result<Self, Failure> {
        let file = open(path, File::options().read(true).write(access == OpenMode::Write))?;
        Self::new(Handle::Locked(lock(file, path, access, patience)?), path)
    }

    /// Reads a file that is open; the path is for messages.
    pub(crate) fn from_file(file: File, path: &Path) -> Result<Self, Failure> {
        Self::new(Handle::Unlocked(file), path)
    }

    fn new(file: Handle, path: &Path) -> Result<Self, Failure> {
        let found = file.file().metadata().map_err(|error| system("stat", path, &error))?;
        let length = found.len();
        let (meta_page, meta) =
            find_meta(file.file(), length).map_err(|failure| named(failure, path, length))?;
        let database = Self { file, path: path.to_owned(), meta, meta_page, length };
        database.check_length()?;
        Ok(database)
    }

    /// Refuses a file that is shorter than its pages, which would be found only by reading them.
    fn check_length(&self) -> Result<(), Failure> {
        let size = self.meta.size();
        if self.meta.high_water >= 2 && size <= self.length {
            return Ok(());
        }
        let shown = self.path.display();
        Err(invalid(format!("{shown} is cut off: it has {} of {size} bytes", self.length)))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn file(&self) -> &File {
        self.file.file()
    }

    pub(crate) fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Returns the page of the meta in force.
    pub(super) fn meta_page(&self) -> u64 {
        self.meta_page
    }

    /// Notes that another meta is in force: that of a change of the file.
    pub(super) fn set_meta(&mut self, meta_page: u64, meta: Meta) {
        (self.meta_page, self.meta) = (meta_page, meta);
        self.length = self.length.max(meta.size());
    }

    /// Returns the length of the file in bytes.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Refuses pages that are not in the database.
    pub(super) fn check_pages(&self, id: u64, pages: u64) -> Result<(), Failure> {
        match id.checked_add(pages) {
            Some(end) if end <= self.meta.high_water => Ok(()),
            _ => Err(invalid(format!("page {id}: out of bounds: {}", self.meta.high_water))),
        }
    }

    /// Reads bytes that must be in the file.
    pub(super) fn read_at(&self, at: u64, to: &mut [u8]) -> Result<(), Failure> {
        self.file().read_exact_at(to, at).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => self.cut_off(),
            _ => system("read", &self.path, &error),
        })
    }

    /// Reads the rest of the `length` bytes from a position on; the buffer has the first of them.
    pub(super) fn extend_from(
        &self,
        at: u64,
        length: u64,
        buffer: &mut Vec<u8>,
    ) -> Result<(), Failure> {
        let known = buffer.len();
        let is_inside = at.checked_add(length).is_some_and(|end| end <= self.length);
        let length = usize::try_from(length).ok().filter(|_| is_inside);
        buffer.resize(length.ok_or_else(|| self.cut_off())?, 0);
        match buffer.get_mut(known..) {
            Some(rest) if !rest.is_empty() => self.read_at(at + known as u64, rest),
            _ => Ok(()),
        }
    }

    fn cut_off(&self) -> Failure {
        invalid(format!("{} is cut off", self.path.display()))
    }
}

impl Handle {
    fn file(&self) -> &File {
        match self {
            Self::Unlocked(file) => file,
            Self::Locked(file) => file,
        }
    }
}

/// Opens what must be a regular file: to open a named pipe would wait for another process.
fn open(path: &Path, options: &OpenOptions) -> Result<File, Failure> {
    match std::fs::metadata(path) {
        Ok(found) if !found.is_file() => {
            let kind = if found.is_dir() { "a directory" } else { "not a regular file" };
            Err(invalid("invalid database").hint(format!("{} is {kind}", path.display())))
        }
        _ => options.open(path).map_err(|error| system("open", path, &error)),
    }
}

/// Returns the meta in force, and its page. If the first is damaged, the second is at one of the sizes
/// that a page can have.
fn find_meta(file: &File, length: u64) -> Result<(u64, Meta), Failure> {
    let first = meta_at(file, 0);
    let second = match &first {
        Ok(meta) => meta_at(file, meta.page_size.into()).ok(),
        Err(_) => (0..15).find_map(|shift| {
            let size = 1024 << shift;
            meta_at(file, size).ok().filter(|meta| u64::from(meta.page_size) == size)
        }),
    };
    let (page, meta) = match (first, second) {
        (Ok(first), Some(second)) if second.txid > first.txid => (1, second),
        (Ok(first), _) => (0, first),
        (Err(_), Some(second)) => (1, second),
        // bbolt takes its pages to be those of the system.
        (Err(_), None) if (4096..2 * 4096).contains(&length) => return Err(too_small(length)),
        (Err(error), None) => return Err(error),
    };
    if length < 2 * u64::from(meta.page_size) { Err(too_small(length)) } else { Ok((page, meta)) }
}

fn too_small(length: u64) -> Failure {
    invalid(format!("file size too small {length}"))
}

fn meta_at(file: &File, at: u64) -> Result<Meta, Failure> {
    let mut page = [0; Meta::PAGE_LENGTH];
    file.read_exact_at(&mut page, at).map_err(|_| invalid("invalid database"))?;
    Meta::parse(&page)
}

/// Says which file a failure is about.
fn named(failure: Failure, path: &Path, length: u64) -> Failure {
    if failure.advice().is_some() {
        return failure;
    }
    let shown = path.display();
    failure.hint(if length == 0 {
        format!("{shown} is empty")
    } else {
        format!("{shown} is not a database of etcd, or its beginning is damaged")
    })
}
