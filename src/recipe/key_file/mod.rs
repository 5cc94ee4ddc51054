//! A file of keys, one in each line, as `export` writes it. Read by a thread of its own, in constant memory.

mod check;
mod completeness;
mod line;
mod lines;
mod rewrite;
mod stamp;

pub(crate) use check::FileFacts;
pub(super) use line::why;
pub(crate) use line::{EXPORT_VERSION, ExportHeader, Exported, text_or_base64};
pub(crate) use lines::{FileKeys, FileLines, KeyLine};
pub(crate) use rewrite::KeyRewrite;

use crate::failure::{Failure, Kind};
use line::FileLine;
use stamp::FileStamp;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek as _};
use std::path::{Path, PathBuf};

/// A file, or stdin.
#[derive(Debug)]
pub(crate) struct KeyFile {
    source: FileSource,
    name: FileName,
    /// The size of the largest request. Lines that are much longer are refused, so that no file takes all
    /// memory.
    max_request: usize,
    /// The state of a regular file when it was checked.
    checked: Option<FileStamp>,
}

#[derive(Debug)]
enum FileSource {
    Regular(File),
    Stream(File),
    Stdin,
}

/// The name of a file in messages.
#[derive(Debug, Clone)]
pub(super) struct FileName(String);

/// Characters of JSON for one byte: `\u0001`, and some for the names of fields.
const CHARACTERS: usize = 7;

/// What to do about a key that is too large.
const LARGER: &str =
    "raise the limit with --max-request-bytes; etcd's own limit is 1.5 MiB by default";

impl KeyFile {
    /// Opens a file; `-` is stdin.
    pub(crate) fn open(path: &Path, max_request: usize) -> Result<Self, Failure> {
        if path.as_os_str() == "-" {
            return Ok(Self {
                source: FileSource::Stdin,
                name: FileName("stdin".to_owned()),
                max_request,
                checked: None,
            });
        }
        let name = FileName(PathBuf::from(path).display().to_string());
        let file = File::open(path).map_err(|error| name.unreadable(&error))?;
        let about = file.metadata().map_err(|error| name.unreadable(&error))?;
        if about.is_dir() {
            return Err(Failure::new(Kind::Local, format!("{} is a directory", name.0)));
        }
        let source =
            if about.is_file() { FileSource::Regular(file) } else { FileSource::Stream(file) };
        Ok(Self { source, name, max_request, checked: None })
    }

    /// Returns whether it can be read twice.
    pub(crate) fn is_regular(&self) -> bool {
        matches!(self.source, FileSource::Regular(_))
    }

    fn reader(&mut self) -> Result<LineReader<Box<dyn Read + Send>>, Failure> {
        let failed = |error| self.name.unreadable(&error);
        let source: Box<dyn Read + Send> = match &mut self.source {
            FileSource::Regular(file) => {
                file.rewind().map_err(failed)?;
                Box::new(file.try_clone().map_err(failed)?)
            }
            FileSource::Stream(file) => Box::new(file.try_clone().map_err(failed)?),
            FileSource::Stdin => Box::new(io::stdin()),
        };
        Ok(LineReader::new(source, self.name.clone(), self.max_request.saturating_mul(CHARACTERS)))
    }
}

impl FileName {
    fn unreadable(&self, error: &io::Error) -> Failure {
        Failure::new(Kind::Local, format!("cannot read {}: {error}", self.0))
    }

    /// Returns the failure for a malformed line.
    pub(super) fn malformed(&self, line: u64, why: &str) -> Failure {
        Failure::new(Kind::Stdin, format!("{}:{line}: {why}", self.0))
    }
}

/// Reader of one line after the other.
#[derive(Debug)]
struct LineReader<R> {
    source: BufReader<R>,
    name: FileName,
    max_line: usize,
    /// The number of the last line.
    number: u64,
    bytes: Vec<u8>,
}

/// A reader's memory besides the longest line.
const BUFFER: usize = 64 << 10;

impl<R: Read> LineReader<R> {
    fn new(source: R, name: FileName, max_line: usize) -> Self {
        let source = BufReader::with_capacity(BUFFER, source);
        Self { source, name, max_line, number: 0, bytes: Vec::new() }
    }

    /// Returns the next line that is not blank, its number and its size.
    fn next(&mut self) -> Result<Option<(u64, FileLine, usize)>, Failure> {
        loop {
            self.bytes.clear();
            let most = self.max_line.saturating_add(1) as u64;
            let read = (&mut self.source).take(most).read_until(b'\n', &mut self.bytes);
            let size = read.map_err(|error| self.name.unreadable(&error))?;
            if size == 0 {
                return Ok(None);
            }
            self.number += 1;
            if size > self.max_line {
                let why = format!("the line has more than {} bytes", self.max_line);
                return Err(self.name.malformed(self.number, &why).hint(LARGER));
            }
            let line = FileLine::parse(&self.bytes);
            match line.map_err(|why| self.name.malformed(self.number, &why))? {
                FileLine::Blank => {}
                FileLine::Header(_) if self.number > 1 => {
                    let why = "a second header; import one export at a time";
                    return Err(self.name.malformed(self.number, why));
                }
                line => return Ok(Some((self.number, line, size))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FileName, LineReader};

    #[test]
    fn long_lines_and_second_headers_are_refused() {
        let read = |text: &str| {
            let name = FileName("f".to_owned());
            let mut reader = LineReader::new(text.as_bytes(), name, 70);
            while reader.next().map_err(|failure| failure.to_string())?.is_some() {}
            Ok::<_, String>(reader.number)
        };
        let header = r#"{"ectl_export":1,"cluster_id":"1","revision":"9","prefix":"a"}"#;
        let line = r#"{"key":"a","value":""}"#;
        assert_eq!(read(""), Ok(0));
        assert_eq!(read(&format!("{header}\n\n{line}\n{line}")), Ok(4));
        let second = "f:2: a second header; import one export at a time";
        assert_eq!(read(&format!("{line}\n{header}\n")), Err(second.to_owned()));
        let long = format!(r#"{{"key":"a","value":"{}"}}"#, "x".repeat(60));
        assert_eq!(read(&long), Err("f:1: the line has more than 70 bytes".to_owned()));
    }
}
