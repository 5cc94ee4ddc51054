//! The copy of all keys of a mirror.

use super::Mirror;
use super::batch::Batch;
use super::follow::compacted;
use crate::etcd::proto::{RangeRequest, RequestOp};
use crate::etcd::{CallError, RangePart, Refusal};
use crate::failure::Failure;

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
    /// Copies all keys as they are at one revision of the source; returns that revision.
    async fn copy(&mut self) -> Result<i64, Failure> {
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

    /// Copies all keys, and deletes those that the source lacks if that is wanted; returns the revision.
    pub(crate) async fn copy_and_prune(&mut self) -> Result<i64, Failure> {
        let before = self.total;
        let revision = self.copy().await?;
        if self.prunes {
            Box::pin(self.prune(revision, self.total == before)).await?;
        }
        Ok(revision)
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
}

fn is_too_large(fault: &CallError) -> bool {
    fault.refusal() == Some(Refusal::MessageTooLarge)
}
