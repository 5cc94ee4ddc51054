//! Defragments the database of a stopped member: writes its contents into a new file, and puts that in the
//! place of the old one.

use super::bolt::{Database, OpenMode, Patience, WalkItem, Writer};
use super::{Progress, invalid, system};
use crate::failure::{Failure, Kind};
use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt as _, MetadataExt as _, fchown};
use std::path::Path;
use tempfile::NamedTempFile;

/// The beginning of the names of unfinished databases. etcd removes such files when it starts.
const UNFINISHED: &str = "db.tmp.";

/// Lengths of the file in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Defragmented {
    pub(crate) before: u64,
    pub(crate) after: u64,
}

/// Defragments a database under its exclusive lock. Until the new file is complete, verified and on the
/// disk, the old one stays as it is. `progress` is told the bytes read, of the old file and then of the new
/// one.
pub(crate) fn defragment(
    path: &Path,
    patience: Patience,
    progress: Progress<'_>,
) -> Result<Defragmented, Failure> {
    // A symbolic link stays, and its target is replaced.
    let target = path.canonicalize().map_err(|error| system("stat", path, &error))?;
    let folder = target.parent().unwrap_or(Path::new("/"));
    let old = open(&target, patience)?;
    remove_unfinished(folder);
    let new = create(&old, folder)?;
    let mut read = 0;
    let hash = copy(&old, &new, &mut |bytes| {
        read = bytes;
        progress(bytes)
    })?;
    verify(&new, hash, &mut |bytes| progress(read + bytes))?;
    let after = length(new.as_file(), new.path())?;
    new.persist(&target).map_err(|failed| system("rename", &target, &failed.error))?;
    sync(folder)?;
    retire(&old);
    Ok(Defragmented { before: old.length(), after })
}

/// Opens the database; once more if another process replaced it while this one waited for the lock.
fn open(path: &Path, patience: Patience) -> Result<Database, Failure> {
    loop {
        let before = identity(path)?;
        let opened = Database::open_locked(path, OpenMode::Write, patience);
        if identity(path)? == before {
            return opened;
        }
    }
}

fn identity(path: &Path) -> Result<(u64, u64), Failure> {
    let found = std::fs::metadata(path).map_err(|error| system("stat", path, &error))?;
    Ok((found.dev(), found.ino()))
}

/// Removes what a defragmentation that was killed has left, which may be large. Nothing else writes such
/// files while the database is locked.
fn remove_unfinished(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(UNFINISHED))
    {
        // The worst that can come of it is a lack of space.
        let _ = std::fs::remove_file(entry.path());
    }
}

/// Creates a file beside the old one, with its owner, group and mode.
fn create(old: &Database, folder: &Path) -> Result<NamedTempFile, Failure> {
    let new = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .tempfile_in(folder)
        // Without the path, which is that of the folder.
        .map_err(|error| system("create a file in", folder, &io::Error::from(error.kind())))?;
    let found = old.file().metadata().map_err(|error| system("stat", old.path(), &error))?;
    let file = new.as_file();
    fchown(file, Some(found.uid()), Some(found.gid())).map_err(|error| {
        system("chown", new.path(), &error)
            .hint(format!("run as the owner of {} or as root", old.path().display()))
    })?;
    // After the change of owner, which clears some bits.
    file.set_permissions(found.permissions())
        .map_err(|error| system("chmod", new.path(), &error))?;
    Ok(new)
}

/// Writes the contents of a database into a file. Returns their hash.
fn copy(old: &Database, new: &NamedTempFile, progress: Progress<'_>) -> Result<u32, Failure> {
    let file = new.as_file().try_clone().map_err(|error| system("dup", new.path(), &error))?;
    let mut writer = Writer::new(file, new.path(), old.meta().page_size)?;
    let mut hash = 0;
    old.verified_walk(progress, &mut |item| {
        hash = hash_item(hash, item);
        match item {
            WalkItem::Bucket(name) => writer.bucket(name),
            WalkItem::Element(element) if element.is_bucket => {
                Err(invalid("a bucket contains another one, which no version of etcd writes"))
            }
            WalkItem::Element(element) => writer.put(element.key, element.value),
        }
    })?
    .into_result()
    .map_err(|failure| failure.hint("the database is damaged and was left as it is"))?;
    writer.finish()?;
    Ok(hash)
}

/// Refuses a file that was not written as intended.
fn verify(new: &NamedTempFile, expected: u32, progress: Progress<'_>) -> Result<(), Failure> {
    let written = Database::open(new.path())?;
    let mut hash = 0;
    let faults = written.verified_walk(progress, &mut |item| {
        hash = hash_item(hash, item);
        Ok(())
    })?;
    if faults.is_empty() && hash == expected {
        return Ok(());
    }
    let text = "the new database does not have the contents of the old one";
    Err(Failure::new(Kind::Local, text)
        .hint("the database was left as it is; check the memory and the disk of this machine"))
}

fn hash_item(hash: u32, item: WalkItem<'_>) -> u32 {
    match item {
        WalkItem::Bucket(name) => crc32c::crc32c_append(hash, name),
        WalkItem::Element(element) => {
            crc32c::crc32c_append(crc32c::crc32c_append(hash, element.key), element.value)
        }
    }
}

fn length(file: &File, path: &Path) -> Result<u64, Failure> {
    file.metadata().map(|found| found.len()).map_err(|error| system("stat", path, &error))
}

/// Waits until a rename in a folder is on the disk.
fn sync(folder: &Path) -> Result<(), Failure> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| system("fsync", folder, &error))
}

/// Makes the old file unusable if it has no name any more. A server that waits for the lock has opened it
/// already: it would go on with this file, and all it writes would be lost when it stops. This way it ends
/// with an error, and finds the new file when it is started again.
fn retire(old: &Database) {
    let has_no_name = old.file().metadata().is_ok_and(|found| found.nlink() == 0);
    if has_no_name {
        let metas = vec![0; 2 * old.meta().page_size as usize];
        // Nothing else can be done then; the new file is in its place.
        let _ = old.file().write_all_at(&metas, 0);
    }
}
