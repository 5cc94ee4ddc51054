//! A mirror: the keys of a range copied to another cluster, and every change since; it survives the
//! loss of either side.

mod batch;
mod contact;

use super::{WatchEnd, WatchEvent, Watcher};
use crate::etcd::proto::{
    Event, RangeRequest, RequestOp, StatusRequest, TxnRequest, WatchCreateRequest,
};
use crate::etcd::{CallError, RangePart, Refusal, Session};
use crate::failure::{Failure, Kind};
use batch::Batch;
pub(crate) use batch::KeyMapping;
pub(crate) use contact::Side;
use contact::{Connectivity, may_pass};
use std::convert::Infallible;
use std::sync::Arc;

/// What is told while a mirror is at work.
pub(crate) trait Witness {
    /// So many puts and deletes in all have arrived, those of the source's `revision` among them.
    fn mirrored(&self, total: u64, revision: i64);
    /// Connectivity is lost; the mirror tries until it is there again.
    fn lost(&self, side: Side, why: &str);
    fn regained(&self, side: Side);
}

/// Both sides, and what goes where.
pub(crate) struct Mirror<'a> {
    source: Arc<Session>,
    destination: Session,
    route: KeyMapping,
    /// How many operations a transaction may have.
    max_txn_ops: usize,
    witness: &'a dyn Witness,
    reading: Connectivity,
    writing: Connectivity,
    total: u64,
}

/// How far copying has come.
struct Copied {
    /// All is read as of this revision; 0 before the first answer.
    revision: i64,
    /// The first key that is not written yet.
    next: Vec<u8>,
    /// Keys in one answer; 0 means all.
    limit: i64,
}

/// Keys asked for at once where all of them do not fit into a message of gRPC.
const PAGE: i64 = 1000;

/// Why copying paused.
enum Pause {
    Source(CallError),
    /// The destination cannot go on.
    For(Failure),
}

impl<'a> Mirror<'a> {
    pub(crate) fn new(
        source: Arc<Session>,
        destination: Session,
        route: KeyMapping,
        max_txn_ops: usize,
        witness: &'a dyn Witness,
    ) -> Self {
        let (reading, writing) =
            (Connectivity::new(Side::Source), Connectivity::new(Side::Destination));
        Self { source, destination, route, max_txn_ops, witness, reading, writing, total: 0 }
    }

    /// Finds out whether both sides can be reached, before anything is done at either.
    pub(crate) async fn connect(&mut self) -> Result<(), Failure> {
        self.source.connect().await.map_err(|fault| Side::Source.failure(fault))?;
        self.destination.connect().await.map_err(|fault| Side::Destination.failure(fault))?;
        // The first write may come much later: it is waited for, but not for a server that never was.
        match self.destination.call(StatusRequest::default()).await {
            Err(fault) if may_pass(&fault) => return Err(Side::Destination.failure(fault)),
            _ => self.writing.is_there(self.witness),
        }
        Ok(())
    }

    /// Copies all keys as they are at one revision of the source; returns that revision.
    pub(crate) async fn copy(&mut self) -> Result<i64, Failure> {
        let mut copied = Copied { revision: 0, next: self.route.key.clone(), limit: 0 };
        loop {
            match self.copy_on(&mut copied).await {
                Ok(true) => {}
                Ok(false) => return Ok(copied.revision),
                Err(Pause::For(failure)) => return Err(failure),
                Err(Pause::Source(fault)) if copied.limit == 0 && is_too_large(&fault) => {
                    copied.limit = PAGE;
                }
                Err(Pause::Source(fault)) if fault.is_compacted() => {
                    return Err(compacted(copied.revision, None));
                }
                Err(Pause::Source(fault)) => self.reading.retry(fault, self.witness).await?,
            }
        }
    }

    /// Reads on in one answer of the source; whether there is more.
    async fn copy_on(&mut self, copied: &mut Copied) -> Result<bool, Pause> {
        let request = RangeRequest {
            key: copied.next.clone(),
            range_end: self.route.range_end.clone(),
            revision: copied.revision,
            limit: copied.limit,
            ..RangeRequest::default()
        };
        let mut reply = self.source.range(request).await.map_err(Pause::Source)?;
        let mut batch = Batch::new(self.max_txn_ops);
        let mut last = Vec::new();
        let mut more_to_come = false;
        while let Some(part) = reply.next().await.map_err(Pause::Source)? {
            self.reading.is_there(self.witness);
            match part {
                // The first answer's revision is that of all.
                RangePart::Header(header) if copied.revision == 0 => {
                    copied.revision = header.revision;
                    self.witness.mirrored(self.total, header.revision);
                }
                RangePart::Header(_) => {}
                RangePart::Kv(kv) => {
                    let op = self.route.put(&kv).map_err(Pause::For)?;
                    if let Some(full) = batch.add(op) {
                        self.copied(full, &last, copied).await?;
                    }
                    last = kv.key;
                }
                RangePart::End { more, .. } => more_to_come = more,
            }
        }
        self.copied(batch.take(), &last, copied).await?;
        Ok(more_to_come)
    }

    /// Writes what was read up to the key `last`.
    async fn copied(
        &mut self,
        ops: Vec<RequestOp>,
        last: &[u8],
        copied: &mut Copied,
    ) -> Result<(), Pause> {
        if !ops.is_empty() {
            self.write(ops, copied.revision).await.map_err(Pause::For)?;
            copied.next = [last, b"\0"].concat();
        }
        Ok(())
    }

    /// Does what happens at the source from `revision` on. Ends only with a failure.
    pub(crate) async fn follow(&mut self, revision: i64) -> Result<Infallible, Failure> {
        let mut watcher = self.watch(revision).await?;
        loop {
            match watcher.next().await {
                Ok(WatchEvent::Response(response)) => self.repeat(&response.events).await?,
                Ok(WatchEvent::Lost { fault, .. }) => self.reading.is_lost(&fault, self.witness),
                Ok(WatchEvent::Regained { .. }) => self.reading.is_there(self.witness),
                Err(WatchEnd::Compacted { wanted, first }) => {
                    return Err(compacted(wanted, Some(first)));
                }
                Err(WatchEnd::Refused(fault)) => return Err(Side::Source.failure(fault)),
            }
        }
    }

    async fn watch(&mut self, revision: i64) -> Result<Watcher, Failure> {
        let request = WatchCreateRequest {
            key: self.route.key.clone(),
            range_end: self.route.range_end.clone(),
            start_revision: revision,
            ..WatchCreateRequest::default()
        };
        loop {
            match Watcher::open(Arc::clone(&self.source), request.clone()).await {
                Ok(watcher) => {
                    self.reading.is_there(self.witness);
                    return Ok(watcher);
                }
                Err(fault) => self.reading.retry(fault, self.witness).await?,
            }
        }
    }

    /// Does at the destination what was done at the source: what one revision did in one
    /// transaction, or several if it is too large.
    async fn repeat(&mut self, events: &[Event]) -> Result<(), Failure> {
        let revision = |event: &Event| event.kv.as_ref().map_or(0, |kv| kv.mod_revision);
        for events in events.chunk_by(|a, b| revision(a) == revision(b)) {
            let at = events.first().map_or(0, revision);
            let mut batch = Batch::new(self.max_txn_ops);
            for event in events {
                if let Some(full) = batch.add(self.route.repeat(event)?) {
                    self.write(full, at).await?;
                }
            }
            self.write(batch.take(), at).await?;
        }
        Ok(())
    }

    /// Writes in one transaction. Puts and deletes may be repeated, and nothing comes in between: so a
    /// transaction without an answer is sent again until it has one.
    async fn write(&mut self, ops: Vec<RequestOp>, revision: i64) -> Result<(), Failure> {
        self.total += ops.len() as u64;
        let request = TxnRequest { success: ops, ..TxnRequest::default() };
        while let Err(fault) = self.destination.call(request.clone()).await {
            self.writing.retry(fault, self.witness).await?;
        }
        self.writing.is_there(self.witness);
        self.witness.mirrored(self.total, revision);
        Ok(())
    }
}

/// Neither etcd nor we take messages of gRPC of any size.
fn is_too_large(fault: &CallError) -> bool {
    fault.refusal() == Some(Refusal::MessageTooLarge)
}

/// The source has forgotten what the mirror needs.
fn compacted(wanted: i64, first: Option<i64>) -> Failure {
    let mut text = format!(
        "source: etcdserver: mvcc: required revision has been compacted: \
         the mirror was to go on at revision {wanted}"
    );
    if let Some(first) = first {
        text.push_str(&format!(", and etcd remembers from {first} on"));
    }
    Failure::new(Kind::Ended, text).hint(
        "start again without --rev: that copies all keys; those deleted meanwhile stay at the destination",
    )
}
