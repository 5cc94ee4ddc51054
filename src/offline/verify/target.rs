//! What is verified: a database file, or all files of a member.

use std::path::{Path, PathBuf};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckTarget {
    /// As the user gave it.
    pub(crate) path: PathBuf,
    pub(crate) database: PathBuf,
    pub(super) member: Option<MemberFolders>,
}

/// The folders of a member besides its database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MemberFolders {
    pub(super) snap: PathBuf,
    pub(super) wal: PathBuf,
}

impl CheckTarget {
    /// Returns what a path names: a folder is a member's data directory.
    pub(crate) fn new(path: &Path, wal: Option<&Path>) -> Self {
        if !path.is_dir() {
            return Self { path: path.to_owned(), database: path.to_owned(), member: None };
        }
        let snap = path.join("member/snap");
        let wal = wal.map_or_else(|| path.join("member/wal"), Path::to_owned);
        Self {
            path: path.to_owned(),
            database: snap.join("db"),
            member: Some(MemberFolders { snap, wal }),
        }
    }
}
