//! The differences between a range of keys now and at an earlier revision, as the writes that undo them.

use super::batches::{KeyGuard, KeyWrite, WriteAction};
use super::difference::{Difference, Differences, RangeKeys};
use crate::etcd::proto::{KeyValue, PutRequest, RangeRequest, header_revision};
use crate::etcd::{CallError, Range, Refusal, Session};
use crate::failure::Failure;

/// A key that is not as it was.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reversal {
    pub(crate) now: Option<KeyValue>,
    pub(crate) then: Option<KeyValue>,
}

/// The keys of a range that are not as they were, in key order and constant memory.
pub(crate) struct Reversals {
    differences: Differences<RangeKeys, RangeKeys>,
    unchanged: u64,
}

impl Reversals {
    /// Reads the range at a revision, and as it is now.
    pub(crate) async fn open(
        session: &Session,
        range: &Range,
        revision: i64,
    ) -> Result<Self, CallError> {
        let then = RangeKeys::open(session, request(range, revision)).await;
        let then = then.map_err(without_rev)?;
        let count = RangeRequest { count_only: true, ..request(range, 0) };
        // Both sides are read at fixed revisions, however long that takes.
        let present = header_revision(session.call(count).await?.header);
        let now = RangeKeys::open(session, request(range, present)).await?;
        Ok(Self { differences: Differences::new(now, then), unchanged: 0 })
    }

    pub(crate) async fn next(&mut self) -> Result<Option<Reversal>, Failure> {
        while let Some(difference) = self.differences.next().await? {
            let (now, then) = match difference {
                Difference::OnlyLeft(now) => (Some(now), None),
                Difference::OnlyRight(then) => (None, Some(then)),
                Difference::Both(now, then) if now.value == then.value => {
                    self.unchanged += 1;
                    continue;
                }
                Difference::Both(now, then) => (Some(now), Some(then)),
            };
            return Ok(Some(Reversal { now, then }));
        }
        Ok(None)
    }

    /// Returns the number of keys so far with the same value now and then.
    pub(crate) fn unchanged(&self) -> u64 {
        self.unchanged
    }
}

impl Reversal {
    pub(crate) fn key(&self) -> &[u8] {
        let kv = self.now.as_ref().or(self.then.as_ref());
        kv.map(|kv| kv.key.as_slice()).unwrap_or_default()
    }

    /// Returns the write, which takes place only if the key still is as it was read. A key that exists keeps
    /// its present lease; the lease of a key that is put back may have ended.
    pub(crate) fn write(self, position: u64) -> KeyWrite {
        let (key, revision) =
            (self.key().to_vec(), self.now.as_ref().map_or(0, |kv| kv.mod_revision));
        let lease = self.now.map_or(0, |kv| kv.lease);
        let action = match self.then {
            None => WriteAction::Delete(key.clone()),
            Some(KeyValue { value, .. }) => WriteAction::Put(PutRequest {
                key: key.clone(),
                value,
                lease,
                ..PutRequest::default()
            }),
        };
        KeyWrite::new(position, action).guarded(KeyGuard::ModRevision(key, revision))
    }
}

/// Replaces the hint to omit `--rev`, which is required here.
fn without_rev(fault: CallError) -> CallError {
    match fault.refusal() {
        Some(Refusal::FutureRevision) => fault.hint("the store is below that revision"),
        _ => fault,
    }
}

fn request(range: &Range, revision: i64) -> RangeRequest {
    let Range { key, end } = range.clone();
    RangeRequest { key, range_end: end, revision, ..RangeRequest::default() }
}

#[cfg(test)]
mod tests {
    use super::Reversal;
    use crate::etcd::proto::{KeyValue, PutRequest};
    use crate::recipe::batches::{KeyGuard, WriteAction};

    fn kv(value: &str, mod_revision: i64, lease: i64) -> KeyValue {
        let (key, value) = (b"k".to_vec(), value.into());
        KeyValue { key, value, mod_revision, lease, ..KeyValue::default() }
    }

    #[test]
    fn writes_are_guarded_and_keep_the_present_lease() {
        let put = |lease| PutRequest {
            key: b"k".to_vec(),
            value: b"old".to_vec(),
            lease,
            ..PutRequest::default()
        };
        let (now, then) = (kv("new", 9, 3), kv("old", 2, 5));
        for (now, then, action, revision) in [
            (Some(&now), Some(&then), WriteAction::Put(put(3)), 9),
            (None, Some(&then), WriteAction::Put(put(0)), 0),
            (Some(&now), None, WriteAction::Delete(b"k".to_vec()), 9),
        ] {
            let write = Reversal { now: now.cloned(), then: then.cloned() }.write(7);
            assert_eq!((write.position, &write.action), (7, &action));
            assert_eq!(write.guards, [KeyGuard::ModRevision(b"k".to_vec(), revision)]);
        }
    }
}
