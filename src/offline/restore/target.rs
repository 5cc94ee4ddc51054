//! Where the files of the new member go, and whether they may go there.

use super::temp_folder::prefix;
use crate::failure::Failure;
use crate::go::quote;
use crate::offline::{invalid, system};
use nix::errno::Errno;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path, PathBuf};

/// The folder in a data dir that has all of a member's files.
pub(super) const MEMBER: &str = "member";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(super) data_dir: PathBuf,
    /// The data dir is there, and is empty.
    pub(super) is_there: bool,
    pub(super) wal: WalPlace,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WalPlace {
    /// In the data dir, at this path.
    Inside(PathBuf),
    Elsewhere(PathBuf),
}

impl Target {
    /// Checks that nothing is there yet. The texts of errors are etcdutl's.
    pub(crate) fn new(data_dir: &Path, wal_dir: Option<&Path>) -> Result<Self, Failure> {
        let is_there = is_empty_folder(data_dir)?;
        let wal = match wal_dir {
            None => WalPlace::Inside(Path::new(MEMBER).join("wal")),
            Some(wal_dir) => wal_place(data_dir, wal_dir)?,
        };
        // Without a slash at the end, which would not name a file that is yet to be made.
        Ok(Self { data_dir: data_dir.components().collect(), is_there, wal })
    }
}

/// Returns false if there is nothing.
fn is_empty_folder(path: &Path) -> Result<bool, Failure> {
    let shown = quote(path.as_os_str().as_bytes());
    let occupied = || invalid(format!("data-dir {shown} not empty or could not be read"));
    match std::fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if path.is_symlink() {
                return Err(system("mkdir", path, &Errno::EEXIST.into())
                    .hint(format!("{} is a symbolic link to nothing", path.display())));
            }
            Ok(false)
        }
        Err(error) => Err(system("mkdir", path, &error)),
        Ok(_) => {
            let entries = std::fs::read_dir(path).map_err(|_| occupied())?;
            let abandoned = prefix(OsStr::new(MEMBER));
            for entry in entries {
                let name = entry.map_err(|_| occupied())?.file_name();
                if !name.as_bytes().starts_with(abandoned.as_bytes()) {
                    return Err(occupied());
                }
            }
            Ok(true)
        }
    }
}

fn wal_place(data_dir: &Path, wal_dir: &Path) -> Result<WalPlace, Failure> {
    let shown = quote(wal_dir.as_os_str().as_bytes());
    if wal_dir.symlink_metadata().is_ok() {
        return Err(invalid(format!("wal-dir {shown} exists")));
    }
    let (data, wal) = (resolved(data_dir)?, resolved(wal_dir)?);
    let conflict = |why: &str| Err(invalid(format!("wal-dir {shown} {why}")));
    if data.starts_with(&wal) {
        return conflict("contains the data-dir, or is the data-dir itself");
    }
    let Ok(inside) = wal.strip_prefix(&data) else {
        return Ok(WalPlace::Elsewhere(wal_dir.components().collect()));
    };
    let database = Path::new(MEMBER).join("snap/db");
    if database.starts_with(inside) || inside.starts_with(&database) {
        return conflict("is a place of the database");
    }
    Ok(WalPlace::Inside(inside.to_owned()))
}

/// Returns an absolute path, without symbolic links as far as it exists.
fn resolved(path: &Path) -> Result<PathBuf, Failure> {
    let failed = |error| system("stat", path, &error);
    let path_absolute = std::path::absolute(path).map_err(failed)?;
    let existing = path_absolute.ancestors().find(|ancestor| ancestor.exists());
    let existing = existing.unwrap_or(Path::new("/"));
    let rest = path_absolute.strip_prefix(existing).unwrap_or(&path_absolute);
    let mut found = existing.canonicalize().map_err(failed)?;
    for part in rest.components() {
        match part {
            Component::ParentDir => drop(found.pop()),
            Component::Normal(name) => found.push(name),
            _ => {}
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{Target, WalPlace};
    use std::os::unix::fs::symlink;
    use std::path::Path;

    fn wal(folder: &Path, data_dir: &str, wal_dir: &str) -> Result<WalPlace, String> {
        let target = Target::new(&folder.join(data_dir), Some(&folder.join(wal_dir)));
        target
            .map(|target| target.wal)
            .map_err(|error| error.to_string().replace(folder.to_str().unwrap(), "T"))
    }

    #[test]
    fn data_dir_is_absent_or_empty() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(path("empty/.member.ectl-restore-abcdef")).unwrap();
        std::fs::create_dir_all(path("full/member")).unwrap();
        std::fs::write(path("file"), "").unwrap();
        symlink("empty", path("link")).unwrap();
        symlink("nothing", path("dangling")).unwrap();
        let is_there = |name: &str| {
            let target = Target::new(&path(name), None).map(|target| target.is_there);
            let text = |error: String| error.replace(folder.path().to_str().unwrap(), "T");
            target.map_err(|error| text(error.to_string()))
        };
        assert_eq!(is_there("absent/below"), Ok(false));
        assert_eq!((is_there("empty"), is_there("link/")), (Ok(true), Ok(true)));
        for name in ["full", "file"] {
            let text = format!("data-dir \"T/{name}\" not empty or could not be read");
            assert_eq!(is_there(name), Err(text));
        }
        assert_eq!(is_there("dangling"), Err("mkdir T/dangling: file exists".to_owned()));
        assert_eq!(is_there("file/below"), Err("mkdir T/file/below: not a directory".to_owned()));
    }

    #[test]
    fn wal_dir_is_inside_or_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        std::fs::create_dir(top.join("empty")).unwrap();
        symlink("empty", top.join("link")).unwrap();
        let inside = |path: &str| Ok(WalPlace::Inside(path.into()));
        assert_eq!(wal(top, "data", "data/wal"), inside("wal"));
        assert_eq!(wal(top, "data/", "other/../data/member/wal"), inside("member/wal"));
        assert_eq!(wal(top, "link", "empty/a/b"), inside("a/b"));
        assert_eq!(wal(top, "empty", "link/a"), inside("a"));
        let elsewhere = |path: &str| Ok(WalPlace::Elsewhere(top.join(path)));
        assert_eq!(wal(top, "data", "data2/"), elsewhere("data2"));
        assert_eq!(wal(top, "empty", "w/x"), elsewhere("w/x"));
    }

    #[test]
    fn wal_dir_conflicts_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        std::fs::create_dir(top.join("empty")).unwrap();
        symlink("nothing", top.join("dangling")).unwrap();
        for name in ["empty", "dangling"] {
            assert_eq!(wal(top, "data", name), Err(format!("wal-dir \"T/{name}\" exists")));
        }
        for (data, name) in [("data", "data"), ("a/b", "a")] {
            let text = "contains the data-dir, or is the data-dir itself";
            assert_eq!(wal(top, data, name), Err(format!("wal-dir \"T/{name}\" {text}")));
        }
        for name in
            ["data/member", "data/member/snap", "data/member/snap/db", "data/member/snap/db/w"]
        {
            let text = format!("wal-dir \"T/{name}\" is a place of the database");
            assert_eq!(wal(top, "data", name), Err(text));
        }
    }
}
