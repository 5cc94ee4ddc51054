//! The state of a file between its check and its use: another process may cut it off, or write it anew.

use super::{FileName, FileSource, KeyFile};
use crate::failure::{Failure, Kind};
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

impl KeyFile {
    /// Notes the state of a regular file.
    pub(super) fn stamp(&mut self) -> Result<(), Failure> {
        if let FileSource::Regular(file) = &self.source {
            let stamp = FileStamp::of(file).map_err(|error| self.name.unreadable(&error))?;
            self.checked = Some(stamp);
        }
        Ok(())
    }
}

impl FileStamp {
    fn of(file: &File) -> io::Result<Self> {
        let about = file.metadata()?;
        Ok(Self { file: file.try_clone()?, size: about.len(), modified: about.modified()? })
    }

    /// Fails if the file is not as it was.
    pub(super) fn check(&self, name: &FileName) -> Result<(), Failure> {
        let now = Self::of(&self.file).map_err(|error| name.unreadable(&error))?;
        if (now.size, now.modified) == (self.size, self.modified) {
            return Ok(());
        }
        let text = format!("{} was changed after it was checked", name.0);
        Err(Failure::new(Kind::Local, text))
    }
}
