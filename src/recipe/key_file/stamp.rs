//! The state of a file between its check and its use: another process may cut it off, or write it anew.

use std::fs::File;
use std::io;
use std::time::SystemTime;

/// The size and the last change of a regular file.
#[derive(Debug)]
pub(super) struct FileStamp {
    file: File,
    size: u64,
    modified: SystemTime,
}

impl FileStamp {
    pub(super) fn of(file: &File) -> io::Result<Self> {
        let about = file.metadata()?;
        Ok(Self { file: file.try_clone()?, size: about.len(), modified: about.modified()? })
    }

    /// Returns whether the file is as it was.
    pub(super) fn holds(&self) -> io::Result<bool> {
        let about = self.file.metadata()?;
        Ok(about.len() == self.size && about.modified()? == self.modified)
    }
}
