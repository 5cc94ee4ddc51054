//! One level of the keys below a prefix, as `ls` lists a directory: keys, and branches in place of all keys
//! that have a delimiter behind the prefix. Branches are skipped, so that the number of reads depends on
//! the number of names and not on the number of keys.

use super::delimiter::Delimiter;
use crate::etcd::proto::{RangeRequest, RangeResponse};
use crate::etcd::{CallError, FEW, Range, Session, prefix_end};

/// A name on a level.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LevelEntry {
    /// A whole key; or the prefix of a branch, which ends with the delimiter.
    pub(crate) name: Vec<u8>,
    /// A name may be both, in two entries: the key `a/` below `a/`, and the branch `a/` above it.
    pub(crate) is_branch: bool,
}

/// The reader of one level, page by page and in the order of the keys. All pages are read at the revision
/// of the first, whatever is written meanwhile.
#[derive(Debug, Clone)]
pub(crate) struct Level {
    prefix: Vec<u8>,
    delimiter: Delimiter,
    /// What is still to be read; `None` at the end.
    rest: Option<Range>,
    revision: i64,
    limit: i64,
    serializable: bool,
}

/// Keys in the first page, and in the next one when a page held few names: most of it is skipped.
const SMALL_PAGE: i64 = 50;

/// A page with at least one name for so many keys is followed by a larger one.
const KEYS_PER_NAME: i64 = 8;

impl Level {
    /// Returns the reader of the names that begin with `prefix`, which may end within a name.
    pub(crate) fn new(prefix: Vec<u8>, delimiter: Delimiter) -> Self {
        Self {
            rest: Some(Range::prefix(prefix.clone())),
            prefix,
            delimiter,
            revision: 0,
            limit: SMALL_PAGE,
            serializable: false,
        }
    }

    /// Reads at a revision; at the latest if it is 0.
    pub(crate) fn at(self, revision: i64) -> Self {
        Self { revision, ..self }
    }

    /// Reads from any member, without the agreement of the others.
    pub(crate) fn serializable(self, serializable: bool) -> Self {
        Self { serializable, ..self }
    }

    /// Reads the next names; `None` at the end. A page is never empty, but the caller may stop after any.
    pub(crate) async fn next(
        &mut self,
        session: &Session,
    ) -> Result<Option<Vec<LevelEntry>>, CallError> {
        while let Some(request) = self.request() {
            let names = self.read(session.call(request).await?);
            if !names.is_empty() {
                return Ok(Some(names));
            }
        }
        Ok(None)
    }

    /// Returns the request for the next page; `None` at the end.
    pub(super) fn request(&self) -> Option<RangeRequest> {
        let Range { key, end } = self.rest.clone()?;
        Some(RangeRequest {
            key,
            range_end: end,
            limit: self.limit,
            revision: self.revision,
            keys_only: true,
            serializable: self.serializable,
            ..RangeRequest::default()
        })
    }

    /// Takes the names out of a page, and decides where the next one begins.
    pub(super) fn read(&mut self, page: RangeResponse) -> Vec<LevelEntry> {
        if self.revision == 0 {
            self.revision = page.header.unwrap_or_default().revision;
        }
        let (read, in_rest) = (page.kvs.len(), page.count);
        let mut names: Vec<LevelEntry> = Vec::new();
        for kv in page.kvs {
            let entry = self.entry(kv.key);
            if names.last() != Some(&entry) {
                names.push(entry);
            }
        }
        self.rest = names.last().filter(|_| page.more).and_then(|last| self.behind(last));
        self.limit = next_limit(self.limit, names.len(), in_rest.saturating_sub(read as i64));
        names
    }

    fn entry(&self, key: Vec<u8>) -> LevelEntry {
        let end = self.delimiter.branch_end(&key, self.prefix.len());
        let mut name = key;
        name.truncate(end.unwrap_or(name.len()));
        LevelEntry { name, is_branch: end.is_some() }
    }

    /// Returns what is behind an entry; `None` if no key can be there.
    fn behind(&self, entry: &LevelEntry) -> Option<Range> {
        let end = self.rest.as_ref()?.end.clone();
        let key = if entry.is_branch {
            Some(prefix_end(&entry.name)).filter(|next| next != EVERYTHING)?
        } else {
            [&entry.name[..], b"\0"].concat()
        };
        (end == EVERYTHING || key < end).then_some(Range { key, end })
    }
}

/// The end of a range that has none, and of a prefix without a successor.
const EVERYTHING: &[u8] = b"\0";

/// Returns the limit of the next page: few keys while branches are skipped, and many while each key or two
/// is a name of its own, or if that reads all the rest.
fn next_limit(limit: i64, names: usize, left: i64) -> i64 {
    let names = i64::try_from(names).unwrap_or(i64::MAX);
    if left <= FEW {
        FEW
    } else if names.saturating_mul(KEYS_PER_NAME) >= limit {
        limit.saturating_mul(4).min(FEW)
    } else {
        SMALL_PAGE
    }
}
