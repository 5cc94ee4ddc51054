//! The files of the new member, in temporary folders until all of them are complete.
//!
//! An absent data dir is prepared as a folder beside it, and renamed as a whole. One that is there, and may
//! be a mount point, gets `member` by a rename within it. A log that lies elsewhere is moved before, so that
//! a data dir never lacks its log. After a crash the target is as it was, or complete.

use super::target::{MEMBER, RestoreTarget, WalPlace};
use super::temp_folder::{TempFolder, parent};
use crate::failure::Failure;
use crate::offline::{invalid, system};
use std::ffi::{OsStr, OsString};
use std::fs::{DirBuilder, File};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(super) struct Build<'a> {
    target: &'a RestoreTarget,
    /// Old and new paths of what was moved to its place. Undone in the end, unless all of it was.
    moved: Vec<(PathBuf, PathBuf)>,
    data: TempFolder,
    /// The folder for a log that lies elsewhere.
    log: Option<TempFolder>,
}

impl<'a> Build<'a> {
    /// Makes the folders.
    pub(super) fn new(target: &'a RestoreTarget) -> Result<Self, Failure> {
        let data = if target.is_there {
            TempFolder::new(&target.data_dir, OsStr::new(MEMBER))?
        } else {
            beside(&target.data_dir)?
        };
        let log = match &target.wal {
            WalPlace::Inside(_) => None,
            WalPlace::Elsewhere(path) => Some(beside(path)?),
        };
        let build = Self { target, moved: Vec::new(), data, log };
        make(&build.snap())?;
        make(&build.wal())?;
        Ok(build)
    }

    /// Returns the folder of the database and raft's snapshots.
    pub(super) fn snap(&self) -> PathBuf {
        self.data.path().join(MEMBER).join("snap")
    }

    pub(super) fn database(&self) -> PathBuf {
        self.snap().join("db")
    }

    /// Returns the folder of the log.
    pub(super) fn wal(&self) -> PathBuf {
        match (&self.target.wal, &self.log) {
            (WalPlace::Inside(path), _) => self.data.path().join(path),
            (_, Some(log)) => log.path().to_owned(),
            (WalPlace::Elsewhere(path), None) => path.clone(),
        }
    }

    /// Names the places where the files will be in a failure that names those where they are.
    pub(super) fn explain(&self, failure: Failure) -> Failure {
        let mut names = vec![(self.data.path(), self.target.data_dir.as_path())];
        if let (Some(log), WalPlace::Elsewhere(path)) = (&self.log, &self.target.wal) {
            names.push((log.path(), path));
        }
        let names = names.iter().map(|(from, to)| (from.to_string_lossy(), to.to_string_lossy()));
        names.fold(failure, |failure, (from, to)| {
            failure.reworded(|text| text.replace(from.as_ref(), &to))
        })
    }

    /// Moves all to its place. Files must be on the disk already; this syncs folders.
    pub(super) fn commit(mut self) -> Result<(), Failure> {
        sync_folders(self.data.path())?;
        if let (Some(log), WalPlace::Elsewhere(path)) = (&self.log, &self.target.wal) {
            sync_folders(log.path())?;
            let (from, above) = (log.path().to_owned(), log.changed_parents().to_vec());
            self.move_to(from, path.clone(), &above)?;
        }
        let above = self.data.changed_parents().to_vec();
        let data = self.data.path().to_owned();
        if self.target.is_there {
            for name in entries(&data)? {
                self.move_to(data.join(&name), self.target.data_dir.join(&name), &above)?;
            }
        } else {
            self.move_to(data, self.target.data_dir.clone(), &above)?;
        }
        self.moved.clear();
        Ok(())
    }

    fn move_to(&mut self, from: PathBuf, to: PathBuf, above: &[PathBuf]) -> Result<(), Failure> {
        std::fs::rename(&from, &to).map_err(|error| system("rename", &to, &error))?;
        let folder = parent(&to).to_owned();
        self.moved.push((from, to));
        sync(&folder)?;
        above.iter().try_for_each(|folder| sync(folder))
    }
}

impl Drop for Build<'_> {
    fn drop(&mut self) {
        // The temporary folders are removed after this, with what is in them.
        for (from, to) in self.moved.iter().rev() {
            let _ = std::fs::rename(to, from);
        }
    }
}

fn beside(path: &Path) -> Result<TempFolder, Failure> {
    let name = path
        .file_name()
        .ok_or_else(|| invalid(format!("{} cannot be the name of a new folder", path.display())))?;
    TempFolder::new(parent(path), name)
}

fn make(path: &Path) -> Result<(), Failure> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|error| system("mkdir", path, &error))
}

/// Returns the names in a folder, `member` last: what it needs must be there before it.
fn entries(folder: &Path) -> Result<Vec<OsString>, Failure> {
    let failed = |error| system("open", folder, &error);
    let read = std::fs::read_dir(folder).map_err(failed)?;
    let names = read.map(|entry| entry.map(|entry| entry.file_name()));
    let mut names = names.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    names.sort_by_key(|name| name == MEMBER);
    Ok(names)
}

/// Syncs a folder and those below it to disk.
fn sync_folders(folder: &Path) -> Result<(), Failure> {
    for name in entries(folder)? {
        let path = folder.join(name);
        if path.is_dir() {
            sync_folders(&path)?;
        }
    }
    sync(folder)
}

fn sync(folder: &Path) -> Result<(), Failure> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| system("fsync", folder, &error))
}

#[cfg(test)]
mod tests {
    use super::Build;
    use crate::offline::restore::RestoreTarget;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    /// Returns the files and folders below a folder.
    fn tree(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        let mut open = vec![folder.to_owned()];
        while let Some(next) = open.pop() {
            for entry in std::fs::read_dir(&next).unwrap() {
                let path = entry.unwrap().path();
                found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
                if path.is_dir() {
                    open.push(path);
                }
            }
        }
        found.sort();
        found
    }

    fn filled(target: &RestoreTarget) -> Build<'_> {
        let build = Build::new(target).unwrap();
        std::fs::write(build.snap().join("db"), "d").unwrap();
        std::fs::write(build.wal().join("w"), "w").unwrap();
        build
    }

    fn target(folder: &Path, data: &str, wal: Option<&str>) -> RestoreTarget {
        RestoreTarget::new(&folder.join(data), wal.map(|wal| folder.join(wal)).as_deref()).unwrap()
    }

    #[test]
    fn all_is_moved_or_nothing_is_left() {
        let inner = ["member", "member/snap", "member/snap/db"];
        for (data, wal, log) in [
            ("new", None, &["new/member/wal", "new/member/wal/w"][..]),
            ("a/b/new", None, &["a", "a/b", "a/b/new/member/wal", "a/b/new/member/wal/w"]),
            ("there", None, &["there/member/wal", "there/member/wal/w"]),
            ("there", Some("there/x/y"), &["there/x", "there/x/y", "there/x/y/w"]),
            ("new", Some("new/wal"), &["new/wal", "new/wal/w"]),
            ("new", Some("c/wal"), &["c", "c/wal", "c/wal/w"]),
            ("there", Some("wal"), &["wal", "wal/w"]),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let top = folder.path();
            std::fs::create_dir(top.join("there")).unwrap();
            std::fs::set_permissions(top.join("there"), Permissions::from_mode(0o750)).unwrap();
            let target = target(top, data, wal);
            drop(filled(&target));
            assert_eq!(tree(top), ["there"], "{data} {wal:?}");
            filled(&target).commit().unwrap();
            let mut expected: Vec<_> = inner.iter().map(|path| format!("{data}/{path}")).collect();
            expected.extend(log.iter().map(|path| (*path).to_owned()));
            expected.extend([data, "there"].map(str::to_owned));
            expected.sort();
            expected.dedup();
            assert_eq!(tree(top), expected, "{data} {wal:?}");
            let mode = |path: &str| std::fs::metadata(top.join(path)).unwrap().permissions().mode();
            assert_eq!(mode("there") & 0o777, 0o750);
            assert_eq!(mode(&format!("{data}/member")) & 0o777, 0o700);
        }
    }

    #[test]
    fn failed_move_takes_the_log_back() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        let target = target(top, "data", Some("wal"));
        let build = filled(&target);
        // Another process was faster.
        std::fs::create_dir_all(top.join("data/member")).unwrap();
        let error = build.commit().unwrap_err().to_string();
        assert!(error.ends_with("/data: directory not empty"), "{error}");
        assert_eq!(tree(top), ["data", "data/member"]);
    }
}
