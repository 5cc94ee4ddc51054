//! The keys that a watch knows, beside its resume file: each change of a key is a line, and so is each
//! point that the resume file had. What follows the point in the resume file may not have been handled:
//! lines written before are about those keys.

mod journal_line;
mod reading;
#[cfg(test)]
mod tests;

use crate::failure::Failure;
use crate::recipe::change_feed::{KnownChange, KnownKeys};
use crate::recipe::resume_file::{ResumePoint, failure, part_beside, wrong};
use journal_line::{HEADER, begun_line, change_line, point_line};
use reading::JournalReading;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Lines beyond twice those of the last rewrite from which the file is written anew.
const SPARE: usize = 1000;

#[derive(Debug)]
pub(super) struct KeyJournal {
    path: PathBuf,
    file: File,
    lines: usize,
    /// The number of lines after the last rewrite.
    kept: usize,
}

/// What a journal has about a point.
#[derive(Debug)]
pub(super) struct JournalContents {
    pub(super) journal: KeyJournal,
    pub(super) known: KnownKeys,
    /// The point of the keys: an older one if a power failure has cost the end of the journal.
    pub(super) point: ResumePoint,
}

/// Returns the path of the journal of a resume file.
pub(super) fn journal_path(resume_file: &Path) -> PathBuf {
    let mut path = OsString::from(resume_file);
    path.push(".keys");
    path.into()
}

impl KeyJournal {
    /// Writes a journal with these keys, in place of any that exists. Events of the keys in `begun` follow
    /// the point, and may have been handled.
    pub(super) fn create<'a>(
        path: &Path,
        known: &KnownKeys,
        point: Option<&ResumePoint>,
        begun: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, Failure> {
        let written = Self::write(path, known, point, begun);
        written.map_err(|error| failure(path, "write", &error))
    }

    fn write<'a>(
        path: &Path,
        known: &KnownKeys,
        point: Option<&ResumePoint>,
        begun: impl IntoIterator<Item = &'a [u8]>,
    ) -> io::Result<Self> {
        let mut to = BufWriter::new(part_beside(path)?);
        to.write_all(HEADER.as_bytes())?;
        let mut text = Vec::new();
        for (key, revision) in known.iter() {
            text.clear();
            change_line(key, Some(revision), &mut text);
            to.write_all(&text)?;
        }
        text.clear();
        point.into_iter().for_each(|point| point_line(point, &mut text));
        to.write_all(&text)?;
        let mut lines = known.len();
        for key in begun {
            text.clear();
            begun_line(key, &mut text);
            to.write_all(&text)?;
            lines += 1;
        }
        let part = to.into_inner().map_err(io::IntoInnerError::into_error)?;
        // It replaces what cannot be read again from etcd.
        part.as_file().sync_data()?;
        let file = part.persist(path).map_err(|failed| failed.error)?;
        Ok(Self { path: path.to_owned(), file, lines, kept: lines })
    }

    /// Reads the keys known at a point, and drops what follows it. `None` without a journal.
    pub(super) fn load(path: &Path, at: &ResumePoint) -> Result<Option<JournalContents>, Failure> {
        let failed = |error: io::Error| failure(path, "read", &error);
        let file = match File::options().read(true).append(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let mut source = BufReader::new(file.try_clone().map_err(failed)?);
        let mut reading = JournalReading::default();
        let mut line = Vec::new();
        loop {
            line.clear();
            let size = source.read_until(b'\n', &mut line).map_err(failed)?;
            // A line that is cut off was not written when the point was saved.
            if line.pop() != Some(b'\n') || !reading.add(&line, size as u64, at, path)? {
                break;
            }
        }
        let uncertain = std::mem::take(&mut reading.begun);
        let Some(point) = reading.point.filter(|point| point.revision <= at.revision) else {
            let why = format!("the keys at revision {} are not in it", at.revision);
            return Err(wrong(path, &why));
        };
        let mut known = reading.known;
        if !uncertain.is_empty() {
            // As known at no revision they are new if they exist, and gone if they do not.
            uncertain.into_keys().for_each(|key| known.set(key, Some(0)));
            let journal = Self::create(path, &known, Some(&point), None)?;
            return Ok(Some(JournalContents { journal, known, point }));
        }
        file.set_len(reading.length).map_err(|error| failure(path, "write", &error))?;
        let (lines, kept) = (reading.lines, known.len());
        let journal = Self { path: path.to_owned(), file, lines, kept };
        Ok(Some(JournalContents { journal, known, point }))
    }

    /// Notes keys whose events are about to be handled.
    pub(super) fn begin<'a>(
        &mut self,
        keys: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<(), Failure> {
        let mut text = Vec::new();
        for key in keys {
            begun_line(key, &mut text);
            self.lines += 1;
        }
        self.file.write_all(&text).map_err(|error| failure(&self.path, "write", &error))
    }

    /// Adds changes, and the point after them.
    pub(super) fn append<'a>(
        &mut self,
        changes: impl IntoIterator<Item = &'a KnownChange>,
        point: &ResumePoint,
    ) -> Result<(), Failure> {
        let mut text = Vec::new();
        for change in changes {
            change_line(&change.key, change.revision, &mut text);
            self.lines += 1;
        }
        point_line(point, &mut text);
        self.lines += 1;
        self.file.write_all(&text).map_err(|error| failure(&self.path, "write", &error))
    }

    /// Returns whether most lines are of the past.
    pub(super) fn is_long(&self) -> bool {
        self.lines > self.kept.saturating_mul(2) + SPARE
    }

    pub(super) fn sync(&self) -> Result<(), Failure> {
        self.file.sync_all().map_err(|error| failure(&self.path, "write", &error))
    }
}
