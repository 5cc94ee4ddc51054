//! One level of the keys below a prefix, as `ls` lists a directory: keys, and branches in place of all keys
//! that have a delimiter behind the prefix. Branches are skipped, so that the number of reads depends on
//! the number of names and not on the number of keys.

use super::delimiter::Delimiter;
use super::narrow::narrow_end;
use crate::etcd::proto::{RangeRequest, RangeResponse};
use crate::etcd::{
    CallError, FEW, Range, RangeCall, RangePart, RangeStream, Refusal, Session, prefix_end,
};

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
#[derive(Debug)]
pub(crate) struct Level {
    prefix: Vec<u8>,
    delimiter: Delimiter,
    /// What is still to be read; `None` at the end.
    rest: Option<Range>,
    /// The rest as it arrives, unless it begins with keys to skip.
    stream: Option<RangeStream>,
    /// The last name that was read from a stream.
    last: Option<LevelEntry>,
    /// 0 until it is known.
    revision: i64,
    /// The caller's user has chosen the revision.
    is_chosen: bool,
    serializable: bool,
    /// False once the server has refused `RangeStream`.
    streams: bool,
    limit: i64,
    /// About how many keys are left.
    pub(super) left: i64,
    /// Where the next name is searched for first if many keys are left.
    narrow: Option<Narrow>,
    pub(super) many: i64,
}

/// A search for the next name in ranges that grow.
#[derive(Debug, Clone)]
struct Narrow {
    /// The name before.
    name: Vec<u8>,
    step: usize,
    end: Vec<u8>,
}

/// Keys in the first page, and in the next one when a page held few names: most of it is skipped.
const SMALL_PAGE: i64 = 50;

/// A page with at most this number of keys per name is followed by a larger one.
const KEYS_PER_NAME: i64 = 20;

/// Keys of a branch that are read from a stream before it is skipped: to read on costs less than another
/// request.
const FEW_OF_BRANCH: usize = 64;

/// `Range` counts all keys up to its end, whatever its limit: it takes milliseconds for this number.
const MANY: i64 = 50_000;

impl Level {
    /// Returns the reader of the names that begin with `prefix`, which may end within a name.
    pub(crate) fn new(prefix: Vec<u8>, delimiter: Delimiter) -> Self {
        Self {
            rest: Some(Range::prefix(prefix.clone())),
            prefix,
            delimiter,
            stream: None,
            last: None,
            revision: 0,
            is_chosen: false,
            serializable: false,
            streams: true,
            limit: SMALL_PAGE,
            left: 0,
            narrow: None,
            many: MANY,
        }
    }

    /// Reads at the revision that a user has chosen; at the latest if it is 0.
    pub(crate) fn at(self, revision: i64) -> Self {
        Self { revision, is_chosen: revision != 0, ..self }
    }

    /// Reads at the revision of another level.
    pub(crate) fn beside(self, level: &Self) -> Self {
        Self { revision: level.revision, is_chosen: level.is_chosen, ..self }
    }

    /// Reads from any member, without the agreement of the others.
    pub(crate) fn serializable(self, serializable: bool) -> Self {
        Self { serializable, ..self }
    }

    /// Returns the revision that everything is read at; 0 before the first page.
    pub(crate) fn revision(&self) -> i64 {
        self.revision
    }

    /// Reads the next names; `None` at the end. A page is never empty, but the caller may stop after any.
    pub(crate) async fn next(
        &mut self,
        session: &Session,
    ) -> Result<Option<Vec<LevelEntry>>, CallError> {
        while let Some(request) = self.request() {
            let read = if self.streams {
                self.read_stream(session, request).await
            } else {
                session.call(request).await.map(|page| self.read(page))
            };
            let names = match self.is_chosen {
                true => read,
                false => read.map_err(CallError::compacted_meanwhile),
            }?;
            if !names.is_empty() {
                return Ok(Some(names));
            }
        }
        Ok(None)
    }

    /// Reads names from a `RangeStream`: the server counts the keys only at its end, which is not waited for.
    async fn read_stream(
        &mut self,
        session: &Session,
        request: RangeRequest,
    ) -> Result<Vec<LevelEntry>, CallError> {
        if let Some(stream) = self.stream.take() {
            // If it breaks off, the rest is asked for again.
            return Ok(self.take_names(stream).await.unwrap_or_default());
        }
        if self.revision == 0 {
            self.revision = latest_revision(session, &request).await?;
        }
        let request = RangeRequest { limit: 0, revision: self.revision, ..request };
        match session.range_by(RangeCall::Stream, request).await {
            Ok(stream) => self.take_names(stream).await,
            Err(error) if error.refuses_streams() => {
                self.streams = false;
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    }

    /// Takes names out of a stream until a branch has many keys, or there are many names.
    async fn take_names(&mut self, mut stream: RangeStream) -> Result<Vec<LevelEntry>, CallError> {
        let mut names: Vec<LevelEntry> = Vec::new();
        let mut in_branch = 0;
        while names.len() < FEW as usize && in_branch < FEW_OF_BRANCH {
            match stream.next().await? {
                Some(RangePart::Kv(kv)) => {
                    let entry = self.entry(kv.key);
                    if names.last().or(self.last.as_ref()) == Some(&entry) {
                        in_branch += 1;
                    } else {
                        in_branch = 0;
                        names.push(entry);
                    }
                }
                Some(_) => {}
                None => {
                    self.rest = None;
                    return Ok(names);
                }
            }
        }
        self.last = names.last().cloned().or(self.last.take());
        self.rest = self.last.as_ref().and_then(|last| self.behind(last));
        if in_branch < FEW_OF_BRANCH {
            self.stream = Some(stream);
        }
        Ok(names)
    }

    /// Returns the request for the next page; `None` at the end.
    pub(super) fn request(&self) -> Option<RangeRequest> {
        let Range { key, end } = self.rest.clone()?;
        let end = self.narrow.as_ref().map_or(end, |narrow| narrow.end.clone());
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
        let read = i64::try_from(page.kvs.len()).unwrap_or(i64::MAX);
        let mut names: Vec<LevelEntry> = Vec::new();
        for kv in page.kvs {
            let entry = self.entry(kv.key);
            if names.last() != Some(&entry) {
                names.push(entry);
            }
        }
        let narrow = self.narrow.take();
        let left = if narrow.is_some() { self.left - page.count } else { page.count - read };
        self.left = left.max(0);
        self.rest = match (names.last(), narrow.as_ref()) {
            (Some(last), _) if page.more => self.behind(last),
            (_, Some(narrow)) => {
                self.rest.take().map(|rest| Range { key: narrow.end.clone(), ..rest })
            }
            _ => None,
        };
        self.limit = next_limit(self.limit, names.len(), self.left);
        self.narrow = self.next_narrow(names.last(), narrow);
        names
    }

    /// Returns where to search for the name behind the last one, if many keys are left.
    fn next_narrow(&self, last: Option<&LevelEntry>, before: Option<Narrow>) -> Option<Narrow> {
        let rest = self.rest.as_ref().filter(|_| self.left > self.many)?;
        let (name, mut step) = match (last, before) {
            (Some(last), _) if last.is_branch => (self.own_name(last)?, 0),
            (None, Some(narrow)) => (narrow.name, narrow.step + 1),
            _ => return None,
        };
        loop {
            let end = narrow_end(&name, self.prefix.len(), step)?;
            if end > rest.key {
                let is_inside = rest.end == EVERYTHING || end < rest.end;
                return is_inside.then_some(Narrow { name, step, end });
            }
            step += 1;
        }
    }

    /// Returns the name of a branch without the delimiter at its end.
    fn own_name(&self, branch: &LevelEntry) -> Option<Vec<u8>> {
        Some(branch.name.strip_suffix(self.delimiter.as_bytes())?.to_vec())
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

/// Returns the revision of the store. The header of a stream, which has it, is at its end.
pub(crate) async fn latest_revision(
    session: &Session,
    request: &RangeRequest,
) -> Result<i64, CallError> {
    let RangeRequest { key, serializable, .. } = request.clone();
    let one = RangeRequest { key, serializable, count_only: true, ..RangeRequest::default() };
    match session.call(one).await {
        Ok(reply) => Ok(reply.header.unwrap_or_default().revision),
        // The range is refused as well, and with a hint about all its keys.
        Err(error) if error.refusal() == Some(Refusal::PermissionDenied) => Ok(0),
        Err(error) => Err(error),
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
