//! Writes that take place all together or not at all.

use super::key_write::{KeyConflict, KeyWrite};
use super::transaction::{Transaction, TransactionSession, Unmet};
use super::write_batch::{BatchLimits, WriteBatch};
use crate::etcd::{CallError, Session};
use std::sync::Arc;

#[derive(Debug)]
pub(crate) enum Together {
    /// All writes took place; the revision of the store.
    Committed(i64),
    /// No write took place, because guards did not hold.
    Conflicts(Vec<KeyConflict>),
    /// No write took place: they do not fit into one transaction. The writes, for [`super::BatchWriter`].
    TooLarge(Vec<KeyWrite>),
}

/// Commits writes of distinct keys in one transaction.
pub(crate) async fn write_together(
    session: Arc<Session>,
    writes: Vec<KeyWrite>,
) -> Result<Together, CallError> {
    let limits = BatchLimits::new(session.options().max_request_bytes);
    let mut batch = WriteBatch::default();
    writes.into_iter().for_each(|write| batch.push(write));
    let is_single = batch.writes.len() == 1;
    if !is_single && !batch.is_within(limits) {
        return Ok(Together::TooLarge(batch.writes));
    }
    let destination = TransactionSession::new(session);
    loop {
        let unmet = match destination.commit(&batch.writes).await? {
            Transaction::Committed(revision) => return Ok(Together::Committed(revision)),
            Transaction::TooLarge(error) if is_single => return Err(error),
            Transaction::TooLarge(_) => return Ok(Together::TooLarge(batch.writes)),
            Transaction::Unmet(unmet) => unmet,
        };
        let Unmet { mut conflicts, done, is_repeated, revision, .. } = unmet;
        if is_repeated && conflicts.is_empty() && !done.is_empty() {
            return Ok(Together::Committed(revision));
        }
        conflicts.extend(done.into_iter().map(|(_, conflict)| conflict));
        // Without a conflict, the keys were changed to and fro meanwhile.
        if !conflicts.is_empty() {
            return Ok(Together::Conflicts(conflicts));
        }
    }
}
