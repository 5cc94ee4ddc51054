//! The file of an import, as far as it is known before its keys are used.

use super::names::NewNames;
use super::options::ImportOptions;
use crate::etcd::Range;
use crate::etcd::proto::RangeRequest;
use crate::failure::{Failure, Kind};
use crate::output::note;
use crate::recipe::key_file::{ExportHeader, FileFacts, FileLines, KeyFile};
use bytes::Bytes;
use std::path::Path;

pub(super) struct ImportSource {
    file: KeyFile,
    /// The prefix of the context.
    namespace: Bytes,
    /// Of a regular file, which was read once.
    pub(super) facts: Option<FileFacts>,
    /// The range in which `--prune` deletes.
    pub(super) range: Option<Range>,
}

impl ImportSource {
    /// Opens the file, and reads all of it for mistakes if it can be read again.
    pub(super) fn open(
        path: &Path,
        options: &ImportOptions,
        namespace: Bytes,
        max_request: usize,
    ) -> Result<Self, Failure> {
        let mut file = KeyFile::open(path, max_request)?;
        if !file.is_regular() {
            if options.prune {
                return Err(Failure::usage("--prune needs a file, not a pipe")
                    .hint("a pipe that breaks would delete the keys that did not arrive"));
            }
            return Ok(Self { file, namespace, facts: None, range: None });
        }
        let (mut range, mut has_header) = (None, false);
        let mut facts = file.check(|header| {
            has_header = header.is_some();
            if options.prune {
                header.map_or(Ok(()), |header| NewNames::check_namespace(header, &namespace))?;
                range = Some(options.names.range(header)?);
            }
            Ok(options.names.rewrite(header))
        })?;
        if let Some(failure) = facts.incomplete.take() {
            return Err(failure);
        }
        if options.prune
            && let Some(failure) = facts.first_unsorted.take()
        {
            return Err(failure);
        }
        if options.prune && facts.keys == 0 && !has_header {
            // The program that should have written it may have failed.
            let text = format!("{} is empty: --prune would delete all keys", path.display());
            return Err(Failure::new(Kind::Stdin, text)
                .hint("\"ectl del --prefix PREFIX\" deletes the keys below a prefix"));
        }
        Ok(Self { file, namespace, facts: Some(facts), range })
    }

    /// Returns the range from the first key to the last one of a file in key order.
    pub(super) fn span(&self) -> Option<Range> {
        let facts = self.facts.as_ref().filter(|facts| facts.first_unsorted.is_none())?;
        let (first, last) = facts.span.clone()?;
        Some(Range { key: first, end: [last, vec![0]].concat() })
    }

    /// Starts to read the lines.
    pub(super) async fn lines(self, options: &ImportOptions) -> Result<FileLines, Failure> {
        let (lines, header) = self.file.lines().await?;
        note_moved(header.as_ref(), &self.namespace);
        Ok(lines.rewritten(options.names.rewrite(header.as_ref())))
    }
}

fn note_moved(header: Option<&ExportHeader>, namespace: &[u8]) {
    if let Some(header) = header
        && header.namespace != namespace
    {
        note(&header.moved(namespace));
    }
}

/// Returns the request for the keys of a range.
pub(super) fn request(range: Range) -> RangeRequest {
    let Range { key, end: range_end } = range;
    RangeRequest { key, range_end, ..RangeRequest::default() }
}
