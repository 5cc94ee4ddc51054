//! The keys that a command browses, as they are at one revision.

use super::delimiter::Delimiter;
use crate::etcd::proto::RangeRequest;
use crate::etcd::{CallError, Range, Session};

#[derive(Debug, Clone)]
pub(crate) struct Subtree {
    pub(crate) prefix: Vec<u8>,
    pub(crate) delimiter: Delimiter,
    pub(crate) revision: i64,
    /// The number of keys.
    pub(crate) keys: u64,
    pub(crate) serializable: bool,
}

impl Subtree {
    /// Finds the keys that a name stands for: those below it as in a directory, or if there are none, those
    /// that begin with it. `revision` is 0 for the latest.
    pub(crate) async fn find(
        session: &Session,
        name: Vec<u8>,
        delimiter: Delimiter,
        revision: i64,
        serializable: bool,
    ) -> Result<Self, CallError> {
        let directory = delimiter.directory(&name);
        let mut subtree = Self { prefix: name, delimiter, revision, keys: 0, serializable };
        if let Some(directory) = directory {
            let name = std::mem::replace(&mut subtree.prefix, directory);
            subtree.count(session).await?;
            if subtree.keys > 0 {
                return Ok(subtree);
            }
            subtree.prefix = name;
        }
        subtree.count(session).await?;
        Ok(subtree)
    }

    async fn count(&mut self, session: &Session) -> Result<(), CallError> {
        let reply = session.call(RangeRequest { count_only: true, ..self.request() }).await?;
        if self.revision == 0 {
            self.revision = reply.header.unwrap_or_default().revision;
        }
        self.keys = reply.count.try_into().unwrap_or(0);
        Ok(())
    }

    /// Returns the request for all the keys.
    pub(crate) fn request(&self) -> RangeRequest {
        let Range { key, end } = Range::prefix(self.prefix.clone());
        RangeRequest {
            key,
            range_end: end,
            revision: self.revision,
            serializable: self.serializable,
            ..RangeRequest::default()
        }
    }

    /// Returns the end of the last delimiter in the prefix: what is behind it is part of the names.
    pub(crate) fn base(&self) -> usize {
        let mut base = 0;
        while let Some(end) = self.delimiter.branch_end(&self.prefix, base) {
            base = end;
        }
        if base == 0 && self.prefix == self.delimiter.as_bytes() { self.prefix.len() } else { base }
    }
}
