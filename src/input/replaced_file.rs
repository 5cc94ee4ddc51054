//! Files that are replaced by a rename: where links lead, and who may read the new file.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt as _, fchown};
use std::path::{Path, PathBuf};

/// The most links from one to the next that Linux follows.
const MOST_LINKS: usize = 40;

/// Returns the file or descriptor that links lead to, which need not exist: a rename would replace the first of
/// them. `None` if they lead in a circle.
pub(crate) fn followed(path: &Path) -> Option<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..=MOST_LINKS {
        let link = std::fs::read_link(&path).ok().filter(|_| !is_descriptor(&path));
        let Some(target) = link else { return Some(path) };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    None
}

/// Returns whether a path names an open descriptor of a process, such as `/dev/fd/1`.
pub(crate) fn is_descriptor(path: &Path) -> bool {
    real_folder(path).is_some_and(|folder| {
        folder == Path::new("/dev/fd") || folder.starts_with("/proc") && folder.ends_with("fd")
    })
}

/// Returns the folder of a path without links, such as `/proc/7/fd` for `/dev/fd/1`.
pub(crate) fn real_folder(path: &Path) -> Option<PathBuf> {
    path.parent()?.canonicalize().ok()
}

/// Gives a file the owner and the mode of the one that it replaces: root may change a file of all users, or,
/// under sudo, of one of them. Where that is not possible only the user may read it.
pub(crate) fn keep_access(file: &File, old: &Metadata) -> io::Result<()> {
    match fchown(file, Some(old.uid()), Some(old.gid())) {
        Ok(()) => file.set_permissions(old.permissions()),
        Err(_) => Ok(()),
    }
}
