//! Sends a batch: in smaller transactions if the server refuses its size, and without the writes whose guards
//! do not hold.

use super::key_write::{KeyConflict, KeyWrite, WriteAction};
use super::transaction::{Transaction, TransactionSession, Unmet};
use super::write_batch::{BatchLimits, WriteBatch};
use crate::etcd::{CallError, Refusal};
use crate::failure::Failure;
use crate::go::quote;
use std::cell::Cell;

/// What a conflict does to the other writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnConflict {
    /// They take place.
    Skip,
    /// The other writes of its transaction and the later ones do not take place. Those of transactions that
    /// were sent with it may.
    Stop,
}

/// What the batches in flight share.
#[derive(Debug)]
pub(super) struct Sender {
    pub(super) destination: TransactionSession,
    pub(super) limits: Cell<BatchLimits>,
    pub(super) on_conflict: OnConflict,
}

/// What became of the writes of a batch.
#[derive(Debug, Default)]
pub(super) struct BatchOutcome {
    pub(super) puts: u64,
    pub(super) deletes: u64,
    /// Writes whose guards did not hold, but whose keys were as wanted already.
    pub(super) unneeded: u64,
    pub(super) conflicts: Vec<KeyConflict>,
    pub(super) revision: i64,
    /// The error that ended it. A part of the writes may have taken place before.
    pub(super) failure: Option<Failure>,
}

impl Sender {
    pub(super) async fn send(&self, writes: Vec<KeyWrite>) -> BatchOutcome {
        let mut outcome = BatchOutcome::default();
        outcome.failure = self.send_all(writes, &mut outcome).await.err();
        outcome
    }

    async fn send_all(
        &self,
        writes: Vec<KeyWrite>,
        outcome: &mut BatchOutcome,
    ) -> Result<(), Failure> {
        // The last one is sent first.
        let mut waiting = vec![writes];
        while let Some(writes) = waiting.pop() {
            match self.destination.commit(&writes).await? {
                Transaction::Committed(revision) => outcome.add(&writes, revision),
                Transaction::TooLarge(error) => waiting.extend(self.halves(writes, error)?),
                Transaction::Unmet(unmet) => {
                    let rest = outcome.add_unmet(unmet, self.on_conflict);
                    if self.on_conflict == OnConflict::Stop && !outcome.conflicts.is_empty() {
                        return Ok(());
                    }
                    waiting.extend(rest);
                }
            }
        }
        Ok(())
    }

    /// Returns the halves of a batch that is too large, the second one first; and makes the batches
    /// smaller that are still to come.
    fn halves(
        &self,
        mut writes: Vec<KeyWrite>,
        error: CallError,
    ) -> Result<[Vec<KeyWrite>; 2], Failure> {
        if writes.len() < 2 {
            let key = writes.iter().flat_map(KeyWrite::keys).next().map(quote).unwrap_or_default();
            return Err(Failure::from(error).reworded(|text| format!("key {key}: {text}")));
        }
        let mut sent = WriteBatch::default();
        writes.iter().for_each(|write| sent.push(write.clone()));
        let limits = self.limits.get();
        let half = sent.half();
        self.limits.set(match error.refusal() {
            Some(Refusal::TooManyOperations) => {
                BatchLimits { operations: limits.operations.min(half.operations), ..limits }
            }
            _ => BatchLimits { bytes: limits.bytes.min(half.bytes), ..limits },
        });
        let second = writes.split_off(writes.len() / 2);
        Ok([second, writes])
    }
}

impl BatchOutcome {
    fn add(&mut self, writes: &[KeyWrite], revision: i64) {
        let is_put = |write: &&KeyWrite| !matches!(write.action, WriteAction::Delete(_));
        let puts = writes.iter().filter(is_put).count();
        self.puts += puts as u64;
        self.deletes += (writes.len() - puts) as u64;
        self.revision = self.revision.max(revision);
    }

    /// Adds what a failed transaction tells, and returns the writes to send again, if any.
    fn add_unmet(&mut self, unmet: Unmet, on_conflict: OnConflict) -> Option<Vec<KeyWrite>> {
        let Unmet { done, conflicts, rest, revision, is_repeated } = unmet;
        self.conflicts.extend(conflicts);
        self.revision = self.revision.max(revision);
        let (writes, kept): (Vec<_>, Vec<_>) = done.into_iter().unzip();
        if is_repeated {
            self.add(&writes, revision);
        } else if on_conflict == OnConflict::Stop {
            self.conflicts.extend(kept);
        } else {
            self.unneeded += kept.len() as u64;
        }
        Some(rest).filter(|rest| !rest.is_empty())
    }
}
