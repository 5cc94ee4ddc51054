//! Hidden folders in which files are prepared. They lie beside the place that the files are moved to, so
//! that a rename moves them.

use crate::failure::Failure;
use crate::offline::system;
use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};
use std::ffi::{OsStr, OsString};
use std::fs::{DirBuilder, File, Permissions};
use std::io;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use tempfile::{Builder, TempDir};

/// Bytes of a name that are used, so that the name of the folder is not too long.
const NAME: usize = 200;

/// A folder that is removed in the end, unless it was moved away; so are the parents made for it, unless
/// they have contents then.
#[derive(Debug)]
pub(super) struct TempFolder {
    folder: TempDir,
    /// Distinguishes the folder from one that a killed process left.
    _lock: Option<Flock<File>>,
    parents: Parents,
}

impl TempFolder {
    /// Makes a folder for what will be `parent/name`, and removes those that killed processes left there.
    pub(super) fn new(parent: &Path, name: &OsStr) -> Result<Self, Failure> {
        let parents = Parents::new(parent)?;
        let prefix = prefix(name);
        remove_abandoned(parent, &prefix);
        let mut builder = Builder::new();
        builder.prefix(&prefix).permissions(Permissions::from_mode(0o700));
        loop {
            let folder = builder.tempdir_in(parent).map_err(|error| {
                // Without the path of the folder, which says nothing to the user.
                system("mkdir", &parent.join(name), &error.kind().into())
            })?;
            // Another restore may have taken it for abandoned before it was locked.
            match lock(folder.path()) {
                Err(Errno::EWOULDBLOCK | Errno::ENOENT) => {}
                lock if folder.path().exists() => {
                    return Ok(Self { folder, _lock: lock.ok(), parents });
                }
                _ => {}
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the folders whose entries changed when the parents were made, the lowest first.
    pub(super) fn changed_parents(&self) -> &[PathBuf] {
        &self.parents.changed
    }
}

/// The folders that were made above another.
#[derive(Debug, Default)]
struct Parents {
    /// The lowest last.
    made: Vec<PathBuf>,
    /// Those in which a folder was made, the lowest first.
    changed: Vec<PathBuf>,
}

impl Parents {
    fn new(folder: &Path) -> Result<Self, Failure> {
        let is_missing = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
        let missing: Vec<_> = folder.ancestors().take_while(is_missing).collect();
        let mut parents = Self::default();
        for path in missing.into_iter().rev() {
            let made = DirBuilder::new().mode(0o700).create(path);
            made.map_err(|error| system("mkdir", path, &error))?;
            parents.made.push(path.to_owned());
            parents.changed.insert(0, parent(path).to_owned());
        }
        Ok(parents)
    }
}

impl Drop for Parents {
    fn drop(&mut self) {
        // Fails, as it should, for folders with contents.
        let _ = self.made.iter().rev().try_for_each(std::fs::remove_dir);
    }
}

/// Returns the folder that a path lies in.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Returns what the names of folders for `name` begin with.
pub(super) fn prefix(name: &OsStr) -> OsString {
    let name = name.as_bytes().get(..NAME).unwrap_or(name.as_bytes());
    OsString::from_vec([b".", name, b".ectl-restore-"].concat())
}

/// Removes folders that no process has locked. It does not matter if that fails.
fn remove_abandoned(parent: &Path, prefix: &OsStr) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().as_bytes().starts_with(prefix.as_bytes()) {
            let lock = lock(&entry.path());
            if lock.is_ok() {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }
}

fn lock(folder: &Path) -> Result<Flock<File>, Errno> {
    let open = |error: io::Error| Errno::from_raw(error.raw_os_error().unwrap_or_default());
    let folder = File::open(folder).map_err(open)?;
    Flock::lock(folder, FlockArg::LockExclusiveNonblock).map_err(|(_, error)| error)
}

#[cfg(test)]
mod tests {
    use super::TempFolder;
    use std::ffi::OsStr;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn folder_and_its_parents_are_removed() {
        let top = tempfile::tempdir().unwrap();
        let folder = TempFolder::new(&top.path().join("a/b"), OsStr::new("m1")).unwrap();
        std::fs::write(folder.path().join("f"), "").unwrap();
        let name = folder.path().file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with(".m1.ectl-restore-"), "{name}");
        for path in [folder.path(), &top.path().join("a")] {
            assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o700);
        }
        assert_eq!(folder.changed_parents(), [top.path().join("a"), top.path().to_owned()]);
        drop(folder);
        assert_eq!(names(top.path()), [""; 0]);
    }

    #[test]
    fn parents_with_contents_stay() {
        let top = tempfile::tempdir().unwrap();
        let folder = TempFolder::new(&top.path().join("a/b"), OsStr::new("m1")).unwrap();
        std::fs::rename(folder.path(), top.path().join("a/m1")).unwrap();
        drop(folder);
        assert_eq!(names(&top.path().join("a")), ["m1"]);
    }

    #[test]
    fn only_abandoned_folders_are_removed() {
        let top = tempfile::tempdir().unwrap();
        let make = |name: &str| TempFolder::new(top.path(), OsStr::new(name)).unwrap();
        std::fs::create_dir_all(top.path().join(".m1.ectl-restore-abcdef/member")).unwrap();
        std::fs::create_dir(top.path().join(".m2.ectl-restore-abcdef")).unwrap();
        let (first, second) = (make("m1"), make("m1"));
        assert!(first.path().exists() && second.path().exists());
        assert_eq!(names(top.path()).len(), 3);
        assert!(top.path().join(".m2.ectl-restore-abcdef").exists());
    }

    #[test]
    fn long_names_are_shortened() {
        let top = tempfile::tempdir().unwrap();
        assert!(TempFolder::new(top.path(), OsStr::new(&"m".repeat(250))).is_ok());
    }
}
