//! The file of an import, as far as it is known before its keys are used.

use super::options::ImportOptions;
use crate::etcd::proto::RangeRequest;
use crate::etcd::{Range, RangeCall, Session};
use crate::failure::Failure;
use crate::recipe::difference::RangeKeys;
use crate::recipe::key_file::{FileFacts, FileLines, KeyFile};
use std::path::Path;

pub(super) struct ImportSource {
    file: KeyFile,
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
        max_request: usize,
    ) -> Result<Self, Failure> {
        let mut file = KeyFile::open(path, max_request)?;
        if !file.is_regular() {
            if options.prune {
                return Err(Failure::usage("--prune needs a file, not a pipe")
                    .hint("a pipe that breaks would delete the keys that did not arrive"));
            }
            return Ok(Self { file, facts: None, range: None });
        }
        let mut range = None;
        let mut facts = file.check(|header| {
            range = options.prune.then(|| options.names.range(header)).transpose()?;
            Ok(options.names.rewrite(header))
        })?;
        match facts.first_unsorted.take() {
            Some(unsorted) if options.prune => Err(unsorted),
            unsorted => {
                facts.first_unsorted = unsorted;
                Ok(Self { file, facts: Some(facts), range })
            }
        }
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
        Ok(lines.rewritten(options.names.rewrite(header.as_ref())))
    }
}

/// Starts to read the keys of a range, in key order.
pub(super) async fn keys(
    session: &Session,
    range: Range,
    keys_only: bool,
) -> Result<RangeKeys, Failure> {
    let Range { key, end: range_end } = range;
    let request = RangeRequest { key, range_end, keys_only, ..RangeRequest::default() };
    let stream = session.range_by(RangeCall::Either, request).await?;
    Ok(RangeKeys::new(stream, Vec::new()))
}
