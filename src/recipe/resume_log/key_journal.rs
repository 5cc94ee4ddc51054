//! The keys that a watch knows, beside its resume file: each change of a key is a line, and so is each
//! point that the resume file had. What follows the point in the resume file may not have been handled:
//! lines written before are about those keys.

use crate::failure::{Failure, Kind};
use crate::go;
use crate::recipe::change_feed::{KnownChange, KnownKeys};
use crate::recipe::key_file::{text_or_base64, why};
use crate::recipe::resume_file::{
    PointFields, ResumePoint, failure, part_beside, text_field, wrong,
};
use serde::Deserialize;
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

const VERSION: u32 = 1;
const HEADER: &str = "{\"ectl_resume_keys\":1}\n";

/// Lines beyond those of the known keys from which the file is written anew.
const SPARE: usize = 1000;

#[derive(Debug)]
pub(super) struct KeyJournal {
    path: PathBuf,
    file: File,
    lines: usize,
}

/// What a journal has about a point.
#[derive(Debug)]
pub(super) struct JournalContents {
    pub(super) journal: KeyJournal,
    pub(super) known: KnownKeys,
    /// The point of the keys: an older one if a power failure has cost the end of the journal.
    pub(super) point: ResumePoint,
}

#[derive(Debug, Deserialize)]
struct JournalFields {
    ectl_resume_keys: Option<u32>,
    key: Option<String>,
    key_b64: Option<String>,
    begun: Option<String>,
    begun_b64: Option<String>,
    mod_revision: Option<String>,
    #[serde(flatten)]
    point: PointFields,
}

enum JournalLine {
    Header,
    /// An event of this key is about to be handled.
    Begun(Vec<u8>),
    Change(KnownChange),
    Point(ResumePoint),
}

/// Returns the path of the journal of a resume file.
pub(super) fn journal_path(resume_file: &Path) -> PathBuf {
    let mut path = OsString::from(resume_file);
    path.push(".keys");
    path.into()
}

impl KeyJournal {
    /// Writes a journal with these keys, in place of any that exists.
    pub(super) fn create(
        path: &Path,
        known: &KnownKeys,
        point: Option<&ResumePoint>,
    ) -> Result<Self, Failure> {
        let written = Self::write(path, known, point);
        written.map_err(|error| failure(path, "write", &error))
    }

    fn write(path: &Path, known: &KnownKeys, point: Option<&ResumePoint>) -> io::Result<Self> {
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
        let part = to.into_inner().map_err(io::IntoInnerError::into_error)?;
        // It replaces what cannot be read again from etcd.
        part.as_file().sync_data()?;
        let file = part.persist(path).map_err(|failed| failed.error)?;
        Ok(Self { path: path.to_owned(), file, lines: known.len() })
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
            let journal = Self::create(path, &known, Some(&point))?;
            return Ok(Some(JournalContents { journal, known, point }));
        }
        file.set_len(reading.length).map_err(|error| failure(path, "write", &error))?;
        let journal = Self { path: path.to_owned(), file, lines: reading.lines };
        Ok(Some(JournalContents { journal, known, point }))
    }

    /// Notes keys whose events are about to be handled.
    pub(super) fn begin<'a>(
        &mut self,
        keys: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<(), Failure> {
        let mut text = Vec::new();
        for key in keys {
            go::object(&mut text, |object| text_field("begun", key, object));
            text.push(b'\n');
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
    pub(super) fn is_long_for(&self, known: &KnownKeys) -> bool {
        self.lines > known.len().saturating_mul(2) + SPARE
    }

    pub(super) fn sync(&self) -> Result<(), Failure> {
        self.file.sync_all().map_err(|error| failure(&self.path, "write", &error))
    }
}

/// The state after the lines that were read so far.
#[derive(Debug, Default)]
struct JournalReading {
    known: KnownKeys,
    /// The keys of events without a change that was saved, and their numbers.
    begun: HashMap<Vec<u8>, usize>,
    /// Changes that no point follows yet.
    pending: Vec<KnownChange>,
    point: Option<ResumePoint>,
    /// The size of the file up to the last point.
    length: u64,
    lines: usize,
    read: u64,
    number: u64,
}

impl JournalReading {
    /// Adds a line; returns false at the first point behind the wanted one.
    fn add(
        &mut self,
        line: &[u8],
        size: u64,
        wanted: &ResumePoint,
        path: &Path,
    ) -> Result<bool, Failure> {
        self.number += 1;
        self.read += size;
        let malformed = |why: String| {
            let text = format!("{}:{}: {why}", path.display(), self.number);
            Failure::new(Kind::Local, text).hint(
                "what was handled is unknown; remove the file and its resume file to start anew",
            )
        };
        match (parse(line).map_err(malformed)?, self.number) {
            (JournalLine::Header, 1) => {}
            (_, 1) => return Err(malformed("not the keys of a resume file".to_owned())),
            (JournalLine::Header, _) => return Err(malformed("a second header".to_owned())),
            (JournalLine::Begun(key), _) => {
                *self.begun.entry(key).or_default() += 1;
                self.lines += 1;
            }
            (JournalLine::Change(change), _) => self.pending.push(change),
            (JournalLine::Point(point), _) => {
                if self.point.as_ref() == Some(wanted) && point != *wanted {
                    return Ok(false);
                }
                self.lines += self.pending.len() + 1;
                for change in std::mem::take(&mut self.pending) {
                    self.end(&change.key);
                    self.known.set(change.key, change.revision);
                }
                self.point = Some(point);
                self.length = self.read;
            }
        }
        Ok(true)
    }

    /// Notes that an event of a key was handled.
    fn end(&mut self, key: &[u8]) {
        match self.begun.get_mut(key) {
            Some(number) if *number > 1 => *number -= 1,
            _ => _ = self.begun.remove(key),
        }
    }
}

fn parse(line: &[u8]) -> Result<JournalLine, String> {
    let fields: JournalFields = serde_json::from_slice(line).map_err(|error| why(&error))?;
    match fields.ectl_resume_keys {
        Some(VERSION) => return Ok(JournalLine::Header),
        Some(version) => return Err(format!("unknown version {version} of the keys")),
        None => {}
    }
    if let Some(key) = text_or_base64("begun", fields.begun, fields.begun_b64)? {
        return Ok(JournalLine::Begun(key));
    }
    if let Some(key) = text_or_base64("key", fields.key, fields.key_b64)? {
        let revision = fields.mod_revision.map(|text| text.parse::<i64>());
        let revision = revision.transpose().map_err(|_| "bad mod_revision")?;
        return Ok(JournalLine::Change(KnownChange { key, revision, event: 0 }));
    }
    let point = fields.point.point()?;
    point.map(JournalLine::Point).ok_or_else(|| "neither a key nor a revision".to_owned())
}

fn change_line(key: &[u8], revision: Option<i64>, text: &mut Vec<u8>) {
    go::object(text, |object| {
        text_field("key", key, object);
        object.field("mod_revision", revision.map(|revision| revision.to_string()));
    });
    text.push(b'\n');
}

fn point_line(point: &ResumePoint, text: &mut Vec<u8>) {
    go::object(text, |object| point.write(object));
    text.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::KeyJournal;
    use crate::recipe::change_feed::{KnownChange, KnownKeys};
    use crate::recipe::resume_file::ResumePoint;
    use std::fs;
    use tempfile::TempDir;

    fn change(key: &str, revision: impl Into<Option<i64>>) -> KnownChange {
        KnownChange { key: key.into(), revision: revision.into(), event: 0 }
    }

    fn keys(known: &KnownKeys) -> String {
        known.iter().map(|(key, at)| format!("{}@{at} ", String::from_utf8_lossy(key))).collect()
    }

    #[test]
    fn keys_are_those_of_the_point() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("resume.keys");
        let load = |revision: i64| {
            let found = KeyJournal::load(&path, &revision.into());
            found.map(|found| found.map(|found| (keys(&found.known), found.point.revision)))
        };
        assert_eq!(load(5).unwrap(), None);
        let mut known = KnownKeys::default();
        known.set(b"a".to_vec(), Some(3));
        let mut journal = KeyJournal::create(&path, &known, Some(&ResumePoint::from(5))).unwrap();
        journal.append(&[change("b", 6), change("a", None)], &ResumePoint::from(6)).unwrap();
        journal.append(&[change("c", 6)], &ResumePoint::from(6)).unwrap();
        journal.append(&[change("d", 7)], &ResumePoint::from(7)).unwrap();
        let whole = fs::read(&path).unwrap();
        assert_eq!(load(7).unwrap(), Some(("b@6 c@6 d@7 ".to_owned(), 7)));
        // What was not handled is dropped.
        assert_eq!(load(6).unwrap(), Some(("b@6 c@6 ".to_owned(), 6)));
        assert_eq!(load(5).unwrap(), Some(("a@3 ".to_owned(), 5)));
        assert_eq!(load(7).unwrap(), Some(("a@3 ".to_owned(), 5)));
        // Handled or not: a key that was begun counts as known.
        fs::write(&path, &whole).unwrap();
        let mut journal = KeyJournal::load(&path, &ResumePoint::from(7)).unwrap().unwrap().journal;
        journal.begin([&b"c"[..], b"e"]).unwrap();
        journal.append(&[change("c", 8)], &ResumePoint::from(8)).unwrap();
        assert_eq!(load(8).unwrap(), Some(("b@6 c@8 d@7 e@0 ".to_owned(), 8)));
        assert_eq!(load(8).unwrap(), Some(("b@6 c@8 d@7 e@0 ".to_owned(), 8)));
        // A line is cut off, and a point is lost.
        fs::write(&path, &whole[..whole.len() - 5]).unwrap();
        assert_eq!(load(7).unwrap(), Some(("b@6 c@6 ".to_owned(), 6)));
        assert!(load(4).unwrap_err().to_string().ends_with("the keys at revision 4 are not in it"));
        fs::write(&path, "{\"ectl_resume_keys\":1}\n{}\n").unwrap();
        let error = load(4).unwrap_err().to_string();
        assert!(error.ends_with("resume.keys:2: neither a key nor a revision"), "{error}");
    }
}
