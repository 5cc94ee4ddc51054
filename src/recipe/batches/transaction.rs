//! Sends writes as one transaction, again and again until its outcome is known.

use super::key_write::{FoundKeys, KeyConflict, KeyWrite};
use crate::clock::Backoff;
use crate::etcd::proto::{ResponseUnion, TxnRequest, TxnResponse, header_revision};
use crate::etcd::{CallError, Refusal, Session};
use crate::recipe::retry::may_succeed_later;
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

const BACKOFF: Backoff = Backoff::new(Duration::from_millis(25), Duration::from_secs(1));

/// The time without an answer before an attempt is the last one, in command timeouts: enough for a member
/// to die and another one to be elected.
const PATIENCE: u32 = 3;

/// A session that has answered or not: until the first answer, failures are final.
#[derive(Debug)]
pub(super) struct TransactionSession {
    session: Arc<Session>,
    has_answered: Cell<bool>,
}

#[derive(Debug)]
pub(super) enum Transaction {
    /// All writes took place; the revision of the store.
    Committed(i64),
    /// No write took place, because guards did not hold.
    Unmet(Unmet),
    /// No write took place, because the transaction is too large for the server.
    TooLarge(CallError),
}

/// What a failed transaction tells of each of its writes.
#[derive(Debug, Default)]
pub(super) struct Unmet {
    /// Writes that had taken place before: by an attempt that got no answer, or by another client. With
    /// their conflicts.
    pub(super) done: Vec<(KeyWrite, KeyConflict)>,
    /// Set if an attempt got no answer, which may have been the one that took effect.
    pub(super) is_repeated: bool,
    pub(super) conflicts: Vec<KeyConflict>,
    /// Writes whose guards hold.
    pub(super) rest: Vec<KeyWrite>,
    pub(super) revision: i64,
}

impl TransactionSession {
    pub(super) fn new(session: Arc<Session>) -> Self {
        Self { session, has_answered: Cell::new(false) }
    }

    /// Commits the writes in one transaction. An attempt without an answer is repeated: guards do not hold after a
    /// write. A put without a guard is the same twice, unless a frozen member executes the first attempt after
    /// another client's later write, which it then undoes.
    pub(super) async fn commit(&self, writes: &[KeyWrite]) -> Result<Transaction, CallError> {
        let mut backoff = BACKOFF;
        let mut until = None;
        // The last attempt that got no answer, and may have taken effect.
        let mut unknown: Option<CallError> = None;
        loop {
            let error = match self.session.call(request(writes)).await {
                Ok(reply) => {
                    self.has_answered.set(true);
                    return Ok(outcome(writes, reply, unknown.is_some()));
                }
                Err(error) => error,
            };
            if is_too_large(&error) {
                return Ok(Transaction::TooLarge(error));
            }
            let patience = self.session.options().command_timeout * PATIENCE;
            let until = *until.get_or_insert_with(|| Instant::now() + patience);
            if !self.has_answered.get() || !may_succeed_later(&error) || Instant::now() >= until {
                // That the last attempt was not sent does not tell what became of the others.
                return Err(unknown.filter(|_| error.is_untouched()).unwrap_or(error));
            }
            if !error.is_untouched() {
                unknown = Some(error);
            }
            backoff.pause().await;
        }
    }
}

fn request(writes: &[KeyWrite]) -> TxnRequest {
    TxnRequest {
        compare: writes.iter().flat_map(KeyWrite::compares).collect(),
        success: writes.iter().flat_map(KeyWrite::requests).collect(),
        failure: writes.iter().flat_map(KeyWrite::read_requests).collect(),
    }
}

fn is_too_large(error: &CallError) -> bool {
    use Refusal::{MessageTooLarge, RequestTooLarge, TooManyOperations};
    matches!(error.refusal(), Some(MessageTooLarge | RequestTooLarge | TooManyOperations))
}

fn outcome(writes: &[KeyWrite], reply: TxnResponse, is_repeated: bool) -> Transaction {
    if reply.succeeded {
        return Transaction::Committed(header_revision(reply.header));
    }
    let revision = header_revision(reply.header);
    let found = found(reply);
    let mut unmet = Unmet { is_repeated, revision, ..Unmet::default() };
    for write in writes {
        match write.conflict(&found) {
            None => unmet.rest.push(write.clone()),
            Some(conflict) if write.is_done(&found) => {
                unmet.done.push((write.clone(), conflict));
            }
            Some(conflict) => unmet.conflicts.push(conflict),
        }
    }
    Transaction::Unmet(unmet)
}

fn found(reply: TxnResponse) -> FoundKeys {
    let ranges = reply.responses.into_iter().filter_map(|operation| match operation.response {
        Some(ResponseUnion::ResponseRange(range)) => Some(range.kvs),
        _ => None,
    });
    ranges.flatten().map(|kv| (kv.key.clone(), kv)).collect()
}
