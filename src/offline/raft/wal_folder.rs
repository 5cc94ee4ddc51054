//! The folder of a write-ahead log: files named by their sequence number and the index of their first entry.

use crate::failure::Failure;
use crate::offline::{invalid, system};
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WalFile {
    pub(crate) name: String,
    pub(crate) sequence: u64,
    /// Index of the first entry that the file may have.
    pub(crate) first_index: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WalFolder {
    pub(crate) path: PathBuf,
    /// The files of the log, in the order of their names.
    pub(crate) files: Vec<WalFile>,
    /// The names of what is not part of a log; temporary files are left out.
    pub(crate) ignored: Vec<String>,
}

impl WalFolder {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let failed = |error| {
            // Go opens a file like a folder, and fails when it reads it.
            let is_file = std::fs::metadata(path).is_ok_and(|found| !found.is_dir());
            system(if is_file { "readdirent" } else { "open" }, path, &error)
        };
        let mut folder = Self { path: path.to_owned(), files: Vec::new(), ignored: Vec::new() };
        for entry in std::fs::read_dir(path).map_err(failed)? {
            folder.take(&entry.map_err(|error| system("readdirent", path, &error))?.file_name());
        }
        folder.files.sort_by(|a, b| a.name.cmp(&b.name));
        folder.ignored.sort();
        if folder.files.is_empty() {
            return Err(invalid("wal: file not found")
                .hint(format!("{} has no files of a write-ahead log", path.display())));
        }
        Ok(folder)
    }

    fn take(&mut self, name: &OsStr) {
        let name = name.to_string_lossy();
        match parse(&name) {
            Some((sequence, first_index)) => {
                self.files.push(WalFile { name: name.into_owned(), sequence, first_index });
            }
            None if name.ends_with(".tmp") => {}
            None => self.ignored.push(name.into_owned()),
        }
    }

    /// Returns the folder without the files before the one that has the entry at an index. The texts of
    /// errors are etcd's.
    pub(crate) fn files_from_index(&self, index: u64) -> Result<Self, Failure> {
        let first =
            self.files.iter().rposition(|file| file.first_index <= index).ok_or_else(|| {
                invalid(format!("wal: file not found which matches the snapshot index '{index}'"))
            })?;
        let files = self.files.get(first..).unwrap_or_default().to_vec();
        let mut last = 0;
        for file in &files {
            // etcd does not notice a gap behind the first file of all.
            if last != 0 && file.sequence != last + 1 {
                return Err(invalid(format!(
                    "wal: file sequence numbers (starting from {first}) do not increase continuously"
                )));
            }
            last = file.sequence;
        }
        Ok(Self { files, path: self.path.clone(), ignored: Vec::new() })
    }
}

/// Returns the path of a log: of the folder itself, or that of the member whose data dir it is.
pub(crate) fn wal_path(folder: &Path) -> PathBuf {
    let inner = folder.join("member/wal");
    match std::fs::metadata(&inner) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            folder.to_owned()
        }
        _ => inner,
    }
}

/// Parses a name like `0000000000000001-0000000000000a00.wal`; leading zeros may be missing.
fn parse(name: &str) -> Option<(u64, u64)> {
    let (sequence, index) = name.strip_suffix(".wal")?.split_once('-')?;
    let number = |text: &str| {
        let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        u64::from_str_radix(text, 16).ok().filter(|_| is_hex && text.len() <= 16)
    };
    Some((number(sequence)?, number(index)?))
}

#[cfg(test)]
mod tests {
    use super::{WalFolder, parse, wal_path};

    #[test]
    fn names_are_two_hexadecimal_numbers() {
        assert_eq!(parse("0000000000000001-0000000000000a00.wal"), Some((1, 0xa00)));
        assert_eq!(parse("0-0.wal"), Some((0, 0)));
        for name in ["0-0", "0.wal", "0-g.wal", "-.wal", "+1-0.wal", "00000000000000001-0.wal"] {
            assert_eq!(parse(name), None, "{name}");
        }
    }

    #[test]
    fn other_files_are_ignored() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["1-3.wal", "0-0.wal", "0.tmp", "foo", "b"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let wal = WalFolder::read(folder.path()).unwrap();
        let names: Vec<_> = wal.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["0-0.wal", "1-3.wal"]);
        assert_eq!(wal.ignored, ["b", "foo"]);
        let from = |index| wal.files_from_index(index).unwrap().files.len();
        assert_eq!((from(2), from(3), from(9)), (2, 1, 1));
    }

    #[test]
    fn folders_without_a_log_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let error = |path: &std::path::Path| WalFolder::read(path).unwrap_err().to_string();
        assert_eq!(error(path), "wal: file not found");
        let missing = path.join("none");
        let text = format!("open {}: no such file or directory", missing.display());
        assert_eq!(error(&missing), text);
        let file = path.join("file");
        std::fs::write(&file, "").unwrap();
        assert_eq!(error(&file), format!("readdirent {}: not a directory", file.display()));
    }

    #[test]
    fn data_dirs_have_a_log() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(wal_path(folder.path()), folder.path());
        let inner = folder.path().join("member/wal");
        std::fs::create_dir_all(&inner).unwrap();
        assert_eq!(wal_path(folder.path()), inner);
        assert_eq!(wal_path(&inner), inner);
    }
}
