//! A mirror: copies the keys of a range to another cluster, and every change since. It survives the loss
//! of either side.

mod batch;
mod connectivity;
mod event;

pub(super) use batch::FULL;
pub(crate) use batch::KeyMapping;
pub(super) use connectivity::is_transient;
pub(crate) use event::{MirrorEvent, Side};

use super::events::{EventSender, Events, events};
use super::watcher::{WatchEnd, WatchEvent, Watcher};
use crate::etcd::proto::{
    Event, RangeRequest, RequestOp, StatusRequest, TxnRequest, WatchCreateRequest,
};
use crate::etcd::{CallError, RangePart, Refusal, Session};
use crate::failure::{Failure, Kind};
use batch::Batch;
use connectivity::Connectivity;
use std::convert::Infallible;
use std::sync::Arc;

/// Two clusters, and the keys to copy from the one to the other.
pub(crate) struct Mirror {
    source: Arc<Session>,
    destination: Session,
    mapping: KeyMapping,
    max_txn_ops: usize,
    events: EventSender<MirrorEvent>,
    reading: Connectivity,
    writing: Connectivity,
    total: u64,
}

struct CopyProgress {
    /// All keys are read as of this revision; 0 before the first answer.
    revision: i64,
    /// The first key that is not written yet.
    next: Vec<u8>,
    /// The largest number of keys in one answer; 0 for no limit.
    limit: i64,
}

/// Keys in one answer, where all of them do not fit into a gRPC message.
const PAGE: i64 = 1000;

enum CopyError {
    Source(CallError),
    Final(Failure),
}

impl Mirror {
    pub(crate) fn new(
        source: Arc<Session>,
        destination: Session,
        mapping: KeyMapping,
        max_txn_ops: usize,
    ) -> (Self, Events<MirrorEvent>) {
        let (sender, events) = events();
        let mirror = Self {
            source,
            destination,
            mapping,
            max_txn_ops,
            reading: Connectivity::new(Side::Source, sender.clone()),
            writing: Connectivity::new(Side::Destination, sender.clone()),
            events: sender,
            total: 0,
        };
        (mirror, events)
    }

    pub(crate) async fn connect(&mut self) -> Result<(), Failure> {
        self.source.connect().await.map_err(|fault| Side::Source.failure(fault))?;
        self.destination.connect().await.map_err(|fault| Side::Destination.failure(fault))?;
        // The first write may come much later, and is retried only if the destination has answered once.
        match self.destination.call(StatusRequest::default()).await {
            Err(fault) if is_transient(&fault) => return Err(Side::Destination.failure(fault)),
            _ => self.writing.succeeded(),
        }
        Ok(())
    }

    /// Copies all keys as they are at one revision of the source; returns that revision.
    pub(crate) async fn copy(&mut self) -> Result<i64, Failure> {
        let key = self.mapping.key.clone();
        let mut progress = CopyProgress { revision: 0, next: key, limit: 0 };
        loop {
            match self.copy_answer(&mut progress).await {
                Ok(true) => {}
                Ok(false) => return Ok(progress.revision),
                Err(CopyError::Final(failure)) => return Err(failure),
                Err(CopyError::Source(fault)) if progress.limit == 0 && is_too_large(&fault) => {
                    progress.limit = PAGE;
                }
                Err(CopyError::Source(fault)) if fault.is_compacted() => {
                    return Err(compacted(progress.revision, None));
                }
                Err(CopyError::Source(fault)) => self.reading.retry(fault).await?,
            }
        }
    }

    /// Copies the keys of one answer of the source; returns whether there are more.
    async fn copy_answer(&mut self, progress: &mut CopyProgress) -> Result<bool, CopyError> {
        let request = RangeRequest {
            key: progress.next.clone(),
            range_end: self.mapping.range_end.clone(),
            revision: progress.revision,
            limit: progress.limit,
            ..RangeRequest::default()
        };
        let mut reply = self.source.range(request).await.map_err(CopyError::Source)?;
        let mut batch = Batch::new(self.max_txn_ops);
        let mut last = Vec::new();
        let mut has_more = false;
        while let Some(part) = reply.next().await.map_err(CopyError::Source)? {
            self.reading.succeeded();
            match part {
                // All answers are read at the revision of the first.
                RangePart::Header(header) if progress.revision == 0 => {
                    progress.revision = header.revision;
                    self.report(header.revision);
                }
                RangePart::Header(_) => {}
                RangePart::Kv(kv) => {
                    let op = self.mapping.put(&kv).map_err(CopyError::Final)?;
                    if let Some(full) = batch.add(op) {
                        self.write_copied(full, &last, progress).await?;
                    }
                    last = kv.key;
                }
                RangePart::End { more, .. } => has_more = more,
            }
        }
        self.write_copied(batch.take(), &last, progress).await?;
        Ok(has_more)
    }

    async fn write_copied(
        &mut self,
        ops: Vec<RequestOp>,
        last: &[u8],
        progress: &mut CopyProgress,
    ) -> Result<(), CopyError> {
        if !ops.is_empty() {
            self.write(ops, progress.revision).await.map_err(CopyError::Final)?;
            progress.next = [last, b"\0"].concat();
        }
        Ok(())
    }

    /// Replays the changes at the source from `revision` on. Ends only with a failure.
    pub(crate) async fn follow(&mut self, revision: i64) -> Result<Infallible, Failure> {
        let mut watcher = self.watch(revision).await?;
        loop {
            match watcher.next().await {
                Ok(WatchEvent::Response(response)) => self.replay(&response.events).await?,
                Ok(WatchEvent::Lost { fault, .. }) => self.reading.lost(&fault),
                Ok(WatchEvent::Regained { .. }) => self.reading.succeeded(),
                Err(WatchEnd::Compacted { wanted, first }) => {
                    return Err(compacted(wanted, Some(first)));
                }
                Err(WatchEnd::Refused(fault)) => return Err(Side::Source.failure(fault)),
            }
        }
    }

    async fn watch(&mut self, revision: i64) -> Result<Watcher, Failure> {
        let request = WatchCreateRequest {
            key: self.mapping.key.clone(),
            range_end: self.mapping.range_end.clone(),
            start_revision: revision,
            ..WatchCreateRequest::default()
        };
        loop {
            match Watcher::open(Arc::clone(&self.source), request.clone()).await {
                Ok(watcher) => {
                    self.reading.succeeded();
                    return Ok(watcher);
                }
                Err(fault) => self.reading.retry(fault).await?,
            }
        }
    }

    /// Writes the changes of each revision in one transaction, or several if they are too large.
    async fn replay(&mut self, events: &[Event]) -> Result<(), Failure> {
        let revision = |event: &Event| event.kv.as_ref().map_or(0, |kv| kv.mod_revision);
        for events in events.chunk_by(|a, b| revision(a) == revision(b)) {
            let at = events.first().map_or(0, revision);
            let mut batch = Batch::new(self.max_txn_ops);
            for event in events {
                if let Some(full) = batch.add(self.mapping.replay(event)?) {
                    self.write(full, at).await?;
                }
            }
            self.write(batch.take(), at).await?;
        }
        Ok(())
    }

    /// Writes one transaction, and retries it until it has an answer: puts and deletes may be repeated,
    /// as no other write comes in between.
    async fn write(&mut self, ops: Vec<RequestOp>, revision: i64) -> Result<(), Failure> {
        self.total += ops.len() as u64;
        let request = TxnRequest { success: ops, ..TxnRequest::default() };
        while let Err(fault) = self.destination.call(request.clone()).await {
            self.writing.retry(fault).await?;
        }
        self.writing.succeeded();
        self.report(revision);
        Ok(())
    }

    fn report(&self, revision: i64) {
        self.events.send(MirrorEvent::Mirrored { total: self.total, revision });
    }
}

fn is_too_large(fault: &CallError) -> bool {
    fault.refusal() == Some(Refusal::MessageTooLarge)
}

fn compacted(wanted: i64, first: Option<i64>) -> Failure {
    let mut text = format!(
        "source: etcdserver: mvcc: required revision has been compacted: \
         the mirror was to resume at revision {wanted}"
    );
    if let Some(first) = first {
        text.push_str(&format!(", the oldest available revision is {first}"));
    }
    Failure::new(Kind::Ended, text).hint(
        "start again without --rev to copy all keys; keys deleted meanwhile stay at the destination",
    )
}
