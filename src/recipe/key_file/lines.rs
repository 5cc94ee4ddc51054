//! The lines of a file while they are used.

use super::completeness::Completeness;
use super::line::{ExportHeader, FileLine};
use super::rewrite::KeyRewrite;
use super::stamp::FileStamp;
use super::{FileName, KeyFile, LineReader};
use crate::etcd::proto::KeyValue;
use crate::failure::{Failure, Kind};
use crate::recipe::difference::{KeyedEntry, SortedKeys};
use std::collections::VecDeque;
use std::io::Read;
use std::thread;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// A key, and the number of its line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeyLine {
    pub(crate) number: u64,
    pub(crate) kv: KeyValue,
}

/// The keys of a file, in the order of its lines, under their new names.
#[derive(Debug)]
pub(crate) struct FileLines {
    chunks: Receiver<Result<Chunk, Failure>>,
    read: VecDeque<(u64, FileLine)>,
    rewrite: KeyRewrite,
    name: FileName,
    /// The state that the file must still have.
    checked: Option<FileStamp>,
    completeness: Completeness,
    /// The failure for an export that has ended without all of its keys.
    incomplete: Option<Failure>,
}

/// The keys of a file in key order. A key out of order is an error.
#[derive(Debug)]
pub(crate) struct FileKeys {
    lines: FileLines,
    last: Option<Vec<u8>>,
}

type Chunk = Vec<(u64, FileLine)>;

/// Lines and bytes that the thread hands over at a time.
const CHUNK_LINES: usize = 128;
const CHUNK_BYTES: usize = 128 << 10;

impl KeyFile {
    /// Starts to read. Returns the lines, and the header if there is one.
    pub(crate) async fn lines(mut self) -> Result<(FileLines, Option<ExportHeader>), Failure> {
        let mut reader = self.reader()?;
        let (sender, chunks) = channel(1);
        let failed = |error| self.name.unreadable(&error);
        // Not a thread of the runtime: a read of stdin may never end.
        thread::Builder::new().spawn(move || send_chunks(&mut reader, &sender)).map_err(failed)?;
        let mut lines = FileLines {
            chunks,
            read: VecDeque::new(),
            rewrite: KeyRewrite::default(),
            name: self.name,
            checked: self.checked,
            completeness: Completeness::default(),
            incomplete: None,
        };
        let header = lines.header().await?;
        Ok((lines, header))
    }
}

fn send_chunks(reader: &mut LineReader<impl Read>, chunks: &Sender<Result<Chunk, Failure>>) {
    loop {
        let mut chunk = Vec::new();
        let end = read_chunk(reader, &mut chunk);
        let last = match end {
            Ok(true) => None,
            Ok(false) => Some(Ok(Vec::new())),
            Err(failure) => Some(Err(failure)),
        };
        let is_last = last.is_some();
        // Without a receiver the lines do not matter.
        let sent = chunks.blocking_send(Ok(chunk)).and_then(|()| match last {
            Some(last) => chunks.blocking_send(last),
            None => Ok(()),
        });
        if is_last || sent.is_err() {
            return;
        }
    }
}

/// Reads lines that need not be waited for, but one at least. Returns false at the end.
fn read_chunk(reader: &mut LineReader<impl Read>, chunk: &mut Chunk) -> Result<bool, Failure> {
    let mut bytes = 0;
    while chunk.is_empty() || !reader.source.buffer().is_empty() {
        let Some((number, line, size)) = reader.next()? else { return Ok(false) };
        bytes += size;
        chunk.push((number, line));
        if chunk.len() == CHUNK_LINES || bytes >= CHUNK_BYTES {
            break;
        }
    }
    Ok(true)
}

impl FileLines {
    pub(crate) fn rewritten(self, rewrite: KeyRewrite) -> Self {
        Self { rewrite, ..self }
    }

    pub(crate) fn sorted(self) -> FileKeys {
        FileKeys { lines: self, last: None }
    }

    async fn header(&mut self) -> Result<Option<ExportHeader>, Failure> {
        Ok(match self.next_line().await? {
            Some((_, line @ FileLine::Header(_))) => {
                self.completeness.add(&line);
                if let FileLine::Header(header) = line { Some(header) } else { None }
            }
            Some(line) => {
                self.read.push_front(line);
                None
            }
            None => None,
        })
    }

    async fn next_line(&mut self) -> Result<Option<(u64, FileLine)>, Failure> {
        if self.read.is_empty() {
            let chunk = self.chunks.recv().await;
            // A file that was cut off after its check must not count as one that lacks keys.
            self.check_unchanged()?;
            self.read.extend(chunk.transpose()?.unwrap_or_default());
        }
        Ok(self.read.pop_front())
    }

    fn check_unchanged(&self) -> Result<(), Failure> {
        let Some(checked) = &self.checked else { return Ok(()) };
        if checked.holds().map_err(|error| self.name.unreadable(&error))? {
            return Ok(());
        }
        let text = format!("{} was changed after it was checked", self.name.0);
        Err(Failure::new(Kind::Local, text))
    }

    /// Returns the next key. Cancel safe.
    pub(crate) async fn next(&mut self) -> Result<Option<KeyLine>, Failure> {
        while let Some((number, line)) = self.next_line().await? {
            self.completeness.add(&line);
            let FileLine::Kv(mut kv) = line else { continue };
            let renamed = self.rewrite.apply(std::mem::take(&mut kv.key));
            kv.key = renamed.map_err(|why| self.name.malformed(number, &why))?;
            return Ok(Some(KeyLine { number, kv }));
        }
        // Later calls find an empty file, which is complete.
        let incomplete = std::mem::take(&mut self.completeness).check(&self.name);
        self.incomplete = incomplete.or(self.incomplete.take());
        Ok(None)
    }

    /// Returns once, after the last key, the failure for an export that lacks keys.
    pub(crate) fn take_incomplete(&mut self) -> Option<Failure> {
        self.incomplete.take()
    }
}

impl FileKeys {
    /// Returns once, after the last key, the failure for an export that lacks keys.
    pub(crate) fn take_incomplete(&mut self) -> Option<Failure> {
        self.lines.take_incomplete()
    }
}

impl KeyedEntry for KeyLine {
    fn key(&self) -> &[u8] {
        &self.kv.key
    }
}

impl SortedKeys for FileKeys {
    type Entry = KeyLine;

    async fn next(&mut self) -> Result<Option<KeyLine>, Failure> {
        let line = self.lines.next().await?;
        if let Some(KeyLine { number, kv }) = &line {
            if self.last.as_ref().is_some_and(|last| kv.key <= *last) {
                return Err(self.lines.name.unsorted(*number));
            }
            self.last = Some(kv.key.clone());
        }
        Ok(line)
    }
}
