//! Writes a reversion: in one transaction if it fits, else in several.

use crate::etcd::Session;
use crate::failure::{Failure, Kind, find};
use crate::output::{counted, note};
use crate::process::signals::{Signals, unless_interrupted};
use crate::recipe::{
    BatchWriter, KeyConflict, KeyWrite, OnConflict, Reversal, Together, WriteAction, write_together,
};
use crate::reply::Reversion;
use std::sync::Arc;

pub(super) struct ReversionWriter {
    session: Arc<Session>,
    /// The writes, as long as they may fit into one transaction.
    together: Vec<KeyWrite>,
    bytes: usize,
    /// Set when they do not.
    batches: Option<BatchWriter>,
    position: u64,
    done: Reversion,
    /// Set while the one transaction is in flight.
    is_committing: bool,
}

/// The number of writes and bytes that are collected before one transaction is given up. etcd decides what
/// fits: its defaults are 128 operations and 1.5 MiB.
const MOST: usize = 128;
const MOST_BYTES: usize = 1 << 20;

impl ReversionWriter {
    pub(super) fn new(session: Arc<Session>) -> Self {
        let (together, done) = (Vec::new(), Reversion::default());
        Self { session, together, bytes: 0, batches: None, position: 0, done, is_committing: false }
    }

    /// Returns what etcd has confirmed.
    pub(super) fn done(&self) -> Reversion {
        let Some(batches) = &self.batches else { return self.done };
        let progress = batches.progress();
        let (puts, deletes) = (progress.puts, progress.deletes);
        Reversion { puts, deletes, revision: progress.revision, ..self.done }
    }

    pub(super) async fn add(&mut self, reversal: Reversal) -> Result<(), Failure> {
        self.position += 1;
        let size = reversal.then.as_ref().map_or(0, |kv| kv.value.len()) + reversal.key().len();
        let write = reversal.write(self.position);
        if let Some(batches) = &mut self.batches {
            return batches.add(write).await;
        }
        self.together.push(write);
        self.bytes += size;
        let count = self.together.len();
        // One key is one transaction, whatever its size.
        if count > MOST || (count > 1 && self.bytes > MOST_BYTES) {
            let writes = std::mem::take(&mut self.together);
            self.split(writes).await?;
        }
        Ok(())
    }

    pub(super) async fn finish(&mut self) -> Result<(), Failure> {
        if self.batches.is_none() && !self.together.is_empty() {
            let writes = std::mem::take(&mut self.together);
            let is_put = |write: &&KeyWrite| matches!(write.action, WriteAction::Put(_));
            let puts = writes.iter().filter(is_put).count() as u64;
            let deletes = writes.len() as u64 - puts;
            self.is_committing = true;
            let together = write_together(Arc::clone(&self.session), writes).await;
            self.is_committing = false;
            match together? {
                Together::Committed(revision) => {
                    self.done = Reversion { puts, deletes, revision, ..self.done };
                }
                Together::Conflicts(conflicts) => return Err(unmet(&conflicts)),
                Together::TooLarge(writes) => self.split(writes).await?,
            }
        }
        match &mut self.batches {
            Some(batches) => batches.finish().await,
            None => Ok(()),
        }
    }

    /// Goes on in several transactions.
    async fn split(&mut self, writes: Vec<KeyWrite>) -> Result<(), Failure> {
        note("more than one transaction is needed: other clients see states in between");
        let session = Arc::clone(&self.session);
        let batches = self.batches.insert(BatchWriter::new(session, OnConflict::Stop));
        for write in writes {
            batches.add(write).await?;
        }
        Ok(())
    }

    /// Returns the error with what was done all the same.
    pub(super) async fn explain(
        mut self,
        error: anyhow::Error,
        signals: &mut Signals,
    ) -> anyhow::Error {
        let mut conflicts = Vec::new();
        if let Some(batches) = &mut self.batches {
            // The error that ended the work is the one to report. Another signal ends the wait.
            let _ = unless_interrupted(signals, batches.settle()).await;
            conflicts = batches.take_conflicts();
        }
        let Reversion { puts, deletes, .. } = self.done();
        let Some(failure) = find(&error).cloned() else { return error };
        if self.is_committing {
            let unknown = "outcome unknown: no answer to the transaction";
            return failure.reworded(|text| format!("{text}; {unknown}")).into();
        }
        let is_unmet = failure.kind() == Kind::Unmet;
        let failure = if is_unmet && !conflicts.is_empty() { unmet(&conflicts) } else { failure };
        if puts + deletes > 0 {
            let puts = counted(puts, "key was", "keys were");
            let done = format!("{puts} put and {deletes} deleted");
            let failure = failure.reworded(|text| format!("{text}; {done}"));
            return failure.hint("the same command reverts the rest").into();
        }
        match is_unmet {
            true => failure.reworded(|text| format!("{text}: nothing was reverted")).into(),
            false => error,
        }
    }
}

fn unmet(conflicts: &[KeyConflict]) -> Failure {
    let first = conflicts.first().map(ToString::to_string).unwrap_or_default();
    Failure::new(Kind::Unmet, first)
}
