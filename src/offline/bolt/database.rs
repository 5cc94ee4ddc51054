//! An open database file.

use super::bucket::Bucket;
use super::lock::{Access, Patience, lock};
use super::meta::Meta;
use super::page_reader::PageReader;
use crate::failure::Failure;
use crate::offline::{invalid, system};
use nix::fcntl::Flock;
use std::fs::File;
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
        let file = File::open(path).map_err(|error| system("open", path, &error))?;
        Self::new(Handle::Unlocked(file), path)
    }

    /// Opens a file under a lock, which is kept until it is dropped.
    pub(crate) fn open_locked(
        path: &Path,
        access: Access,
        patience: Patience,
    ) -> Result<Self, Failure> {
        let file = File::options().read(true).write(access == Access::Write).open(path);
        let file = file.map_err(|error| system("open", path, &error))?;
        Self::new(Handle::Locked(lock(file, path, access, patience)?), path)
    }

    fn new(file: Handle, path: &Path) -> Result<Self, Failure> {
        let found = file.file().metadata().map_err(|error| system("stat", path, &error))?;
        if found.is_dir() {
            return Err(
                invalid("invalid database").hint(format!("{} is a directory", path.display()))
            );
        }
        let length = found.len();
        let meta =
            find_meta(file.file(), length).map_err(|failure| named(failure, path, length))?;
        let database = Self { file, path: path.to_owned(), meta, length };
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

    /// Returns the length of the file in bytes.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Returns the bucket that contains the others.
    pub(crate) fn root(&self) -> Bucket {
        Bucket::root(self.meta.root)
    }

    /// Returns the buckets in the order of their names.
    pub(crate) fn buckets(&self) -> Result<Vec<Bucket>, Failure> {
        let mut cursor = self.root().cursor(self);
        let mut buckets = Vec::new();
        while let Some(element) = cursor.next()? {
            if element.is_bucket {
                buckets.push(Bucket::parse(element.key, element.value)?);
            }
        }
        Ok(buckets)
    }

    /// Returns the bucket of that name.
    pub(crate) fn bucket(&self, name: &str) -> Result<Option<Bucket>, Failure> {
        let mut cursor = self.root().cursor(self);
        match cursor.seek(name.as_bytes())? {
            Some(found) if found.key == name.as_bytes() && found.is_bucket => {
                Bucket::parse(found.key, found.value).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Returns the value of a key in a bucket.
    pub(crate) fn value(&self, bucket: &str, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        let Some(bucket) = self.bucket(bucket)? else { return Ok(None) };
        let mut cursor = bucket.cursor(self);
        let found = cursor.seek(key)?.filter(|found| found.key == key && !found.is_bucket);
        Ok(found.map(|found| found.value.to_vec()))
    }

    pub(crate) fn pages(&self) -> PageReader<'_> {
        PageReader::new(self)
    }

    /// Refuses pages that are not those of the tree, or not in the file.
    pub(super) fn check_pages(&self, id: u64, pages: u64) -> Result<(), Failure> {
        match id.checked_add(pages) {
            Some(end) if id >= 2 && end <= self.meta.high_water => Ok(()),
            _ => Err(invalid(format!("page {id}: it lies outside of the database"))),
        }
    }

    /// Reads bytes that must be in the file.
    pub(super) fn read_at(&self, at: u64, length: u64, to: &mut Vec<u8>) -> Result<(), Failure> {
        let Some(length) = usize::try_from(length).ok().filter(|_| at + length <= self.length)
        else {
            return Err(invalid(format!("{} is cut off", self.path.display())));
        };
        to.resize(length, 0);
        self.file().read_exact_at(to, at).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => invalid(format!("{} is cut off", self.path.display())),
            _ => system("read", &self.path, &error),
        })
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

/// Returns the meta page in force. If the first is damaged, the second is at one of the sizes that a page
/// can have.
fn find_meta(file: &File, length: u64) -> Result<Meta, Failure> {
    let first = meta_at(file, 0);
    let second = match &first {
        Ok(meta) => meta_at(file, meta.page_size.into()).ok(),
        Err(_) => (0..15).find_map(|shift| {
            let size = 1024 << shift;
            meta_at(file, size).ok().filter(|meta| u64::from(meta.page_size) == size)
        }),
    };
    let meta = match (first, second) {
        (Ok(first), Some(second)) if second.txid > first.txid => second,
        (Ok(first), _) => first,
        (Err(_), Some(second)) => second,
        (Err(error), None) => return Err(error),
    };
    if length < 2 * u64::from(meta.page_size) {
        return Err(invalid(format!("file size too small {length}")));
    }
    Ok(meta)
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
