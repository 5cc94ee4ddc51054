//! The key-values of a database, and the revisions at which it can be read.

use super::key_value::StoredKeyValue;
use super::marks::Marks;
use super::revision::RevisionKey;
use super::{KEY, key_value};
use crate::failure::{Failure, Kind};
use crate::offline::Progress;
use crate::offline::bolt::{Bucket, Cursor, Database, ElementPlace};

#[derive(Debug)]
pub(crate) struct Store<'db> {
    database: &'db Database,
    bucket: Option<Bucket>,
    marks: Marks,
    current: i64,
}

/// An entry of the bucket `key`, as it is passed on the way through it.
#[derive(Debug)]
pub(crate) struct StoredEntry<'a> {
    pub(crate) entry: RevisionKey,
    pub(crate) key: &'a [u8],
    pub(crate) place: ElementPlace,
    message: &'a [u8],
}

impl<'a> StoredEntry<'a> {
    pub(crate) fn key_value(&self) -> Result<StoredKeyValue<'a>, Failure> {
        StoredKeyValue::parse(self.message)
    }
}

impl<'db> Store<'db> {
    pub(crate) fn open(database: &'db Database) -> Result<Self, Failure> {
        let (bucket, marks) = (database.bucket(KEY)?, Marks::read(database)?);
        let current = current_revision(database, bucket.as_ref(), &marks)?;
        Ok(Self { database, bucket, marks, current })
    }

    /// Returns the latest revision, with which a server would start.
    pub(crate) fn current_revision(&self) -> i64 {
        self.current
    }

    /// Returns the revision before which history is gone; 0 if nothing was compacted.
    pub(crate) fn compact_revision(&self) -> i64 {
        self.marks.compact_revision().max(0)
    }

    pub(crate) fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Returns the revision to read at; the current one for 0. Errors are those of a server.
    pub(crate) fn readable_revision(&self, asked: i64) -> Result<i64, Failure> {
        let refused = |why: &str, hint| {
            Err(Failure::new(Kind::Refused, format!("etcdserver: mvcc: {why}")).hint(hint))
        };
        let (current, compacted) = (self.current, self.compact_revision());
        match asked {
            0 => Ok(current),
            _ if asked > current => refused(
                "required revision is a future revision",
                format!("the database ends with revision {current}; omit --rev to read that"),
            ),
            _ if asked < compacted => refused(
                "required revision has been compacted",
                format!(
                    "the oldest available revision is {compacted}: use --rev {compacted} or later"
                ),
            ),
            _ => Ok(asked),
        }
    }

    /// Calls `visit` for each entry up to a revision, in the order of time.
    pub(crate) fn visit<E: From<Failure>>(
        &self,
        last: i64,
        progress: Progress<'_>,
        mut visit: impl FnMut(&StoredEntry<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(mut cursor) = self.cursor() else { return Ok(()) };
        let mut read = 0;
        while cursor.step()? {
            let (place, element) = (cursor.place(), cursor.element()?);
            let (entry, message) = (RevisionKey::parse(element.key)?, element.value);
            if entry.revision.main > last {
                break;
            }
            let key = key_value::key(message)?;
            visit(&StoredEntry { entry, key, place, message })?;
            read += (element.key.len() + message.len()) as u64;
            progress(read)?;
        }
        Ok(())
    }

    /// Returns a cursor to read key-values at their places, unless there are none.
    pub(crate) fn cursor(&self) -> Option<Cursor<'db>> {
        self.bucket.as_ref().map(|bucket| bucket.cursor(self.database))
    }
}

/// Returns the latest revision, with which a server would start.
pub(super) fn current_revision(
    database: &Database,
    bucket: Option<&Bucket>,
    marks: &Marks,
) -> Result<i64, Failure> {
    let mut latest = 1;
    if let Some(bucket) = bucket
        && let Some(element) = bucket.cursor(database).last()?
    {
        latest = latest.max(RevisionKey::parse(element.key)?.revision.main);
    }
    let marked = [marks.compacted, marks.compaction_scheduled];
    Ok(marked.into_iter().flatten().fold(latest, i64::max))
}
