//! Many writes in few transactions, several of them in flight: for `import`, `cp`, `mv` and `revert`.

mod key_write;
mod send;
mod together;
mod transaction;
mod write_batch;

pub(crate) use key_write::{KeyConflict, KeyGuard, KeyWrite, WriteAction};
pub(crate) use send::OnConflict;
pub(crate) use together::{Together, write_together};
pub(super) use write_batch::FULL;

use crate::etcd::Session;
use crate::failure::{Failure, Kind};
use send::{BatchOutcome, Sender};
use std::cell::Cell;
use std::collections::{HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_local};
use transaction::TransactionSession;
use write_batch::{BatchLimits, WriteBatch};

/// Transactions in flight at a time, and the bytes of all but one of them. They are acknowledged in order, and
/// one that is late must not stop the others.
const IN_FLIGHT: usize = 8;
const BYTES_IN_FLIGHT: usize = 2 << 20;

/// Number of writes that etcd has answered, in their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct WriteProgress {
    pub(crate) puts: u64,
    pub(crate) deletes: u64,
    /// Writes whose guards did not hold, but whose keys were as wanted already.
    pub(crate) unneeded: u64,
    pub(crate) conflicts: u64,
    /// The position of the last write before which all are answered; 0 for none.
    pub(crate) position: u64,
    /// The revision of the store after them.
    pub(crate) revision: i64,
}

/// Writer of many keys in transactions of up to the server's limit. Two writes of the same key take place in
/// their order. Must be used within a `LocalSet`.
#[derive(Debug)]
pub(crate) struct BatchWriter {
    sender: Rc<Sender>,
    next: WriteBatch,
    in_flight: VecDeque<InFlight>,
    progress: WriteProgress,
    conflicts: Vec<KeyConflict>,
    /// Set after an error: what is answered now is counted, but does not move the position.
    has_failed: bool,
}

#[derive(Debug)]
struct InFlight {
    keys: HashSet<u64>,
    bytes: usize,
    last_position: u64,
    task: JoinHandle<BatchOutcome>,
}

impl BatchWriter {
    pub(crate) fn new(session: Arc<Session>, on_conflict: OnConflict) -> Self {
        let limits = Cell::new(BatchLimits::new(session.options().max_request_bytes));
        let sender = Sender { destination: TransactionSession::new(session), limits, on_conflict };
        Self {
            sender: Rc::new(sender),
            next: WriteBatch::default(),
            in_flight: VecDeque::new(),
            progress: WriteProgress::default(),
            conflicts: Vec::new(),
            has_failed: false,
        }
    }

    pub(crate) fn progress(&self) -> WriteProgress {
        self.progress
    }

    /// Returns the conflicts that were found since the last call.
    pub(crate) fn take_conflicts(&mut self) -> Vec<KeyConflict> {
        std::mem::take(&mut self.conflicts)
    }

    /// Adds a write, and waits while too many transactions are in flight. After an error, or if this is
    /// canceled, only [`Self::settle`] may follow.
    pub(crate) async fn add(&mut self, write: KeyWrite) -> Result<(), Failure> {
        if !self.next.has_room(&write, self.sender.limits.get()) {
            self.send().await?;
        }
        self.next.push(write);
        Ok(())
    }

    /// Sends what was added and not sent yet, and waits for all answers.
    pub(crate) async fn finish(&mut self) -> Result<(), Failure> {
        self.send().await?;
        self.settle().await
    }

    /// Waits for the answers to what was sent. Returns the first error.
    pub(crate) async fn settle(&mut self) -> Result<(), Failure> {
        while !self.in_flight.is_empty() {
            self.await_first().await?;
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<(), Failure> {
        if self.next.is_empty() {
            return Ok(());
        }
        while self.must_wait() {
            self.await_first().await?;
        }
        let batch = std::mem::take(&mut self.next);
        let (keys, last_position) = (batch.key_hashes().clone(), batch.last_position());
        let bytes = batch.bytes();
        let sender = Rc::clone(&self.sender);
        let task = spawn_local(async move { sender.send(batch.writes).await });
        self.in_flight.push_back(InFlight { keys, bytes, last_position, task });
        Ok(())
    }

    /// Returns whether the next batch must wait for those in flight: they are too many, or have a key of it.
    fn must_wait(&self) -> bool {
        let bytes: usize = self.in_flight.iter().map(|batch| batch.bytes).sum();
        self.in_flight.len() >= IN_FLIGHT
            || bytes > BYTES_IN_FLIGHT
            || self.in_flight.iter().any(|batch| !batch.keys.is_disjoint(self.next.key_hashes()))
    }

    /// Waits for the oldest transaction in flight. After an error also for the others, so that nothing is
    /// abandoned while etcd works on it, and all that took effect is counted.
    async fn await_first(&mut self) -> Result<(), Failure> {
        let Some(failure) = self.acknowledge_first().await else { return Ok(()) };
        while !self.in_flight.is_empty() {
            // The first error counts.
            let _ = self.acknowledge_first().await;
        }
        Err(failure)
    }

    /// Waits for the oldest transaction in flight, and counts its writes. Returns its error, if any.
    async fn acknowledge_first(&mut self) -> Option<Failure> {
        let batch = self.in_flight.front_mut()?;
        let answer = (&mut batch.task).await;
        let last_position = batch.last_position;
        self.in_flight.pop_front();
        let outcome = answer.unwrap_or_else(|error| {
            let text = format!("a transaction was abandoned: {error}");
            let failure = Some(Failure::new(Kind::Refused, text));
            BatchOutcome { failure, ..BatchOutcome::default() }
        });
        self.acknowledge(outcome, last_position)
    }

    /// Counts the writes of a transaction. Returns an error if a conflict is one.
    fn acknowledge(&mut self, outcome: BatchOutcome, last_position: u64) -> Option<Failure> {
        let BatchOutcome { puts, deletes, unneeded, conflicts, revision, failure } = outcome;
        let progress = &mut self.progress;
        progress.puts += puts;
        progress.deletes += deletes;
        progress.unneeded += unneeded;
        progress.conflicts += conflicts.len() as u64;
        progress.revision = progress.revision.max(revision);
        let first = conflicts.first().filter(|_| self.sender.on_conflict == OnConflict::Stop);
        let conflict = first.map(|conflict| Failure::new(Kind::Unmet, conflict.to_string()));
        let failure = failure.or(conflict);
        self.has_failed |= failure.is_some();
        if !self.has_failed {
            progress.position = last_position;
        }
        self.conflicts.extend(conflicts);
        failure
    }
}

impl Drop for BatchWriter {
    fn drop(&mut self) {
        self.in_flight.iter().for_each(|batch| batch.task.abort());
    }
}
