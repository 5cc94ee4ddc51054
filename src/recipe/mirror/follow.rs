//! The changes that a mirror replays.

use super::batch::Batch;
use super::{Mirror, Side};
use crate::etcd::proto::{Event, WatchCreateRequest};
use crate::failure::{Failure, Kind};
use crate::recipe::watcher::{WatchEnd, WatchEvent, Watcher};
use std::convert::Infallible;
use std::sync::Arc;

/// Changes that are not available any more.
#[derive(Debug, Clone, Copy)]
pub(super) struct LostChanges {
    pub(super) wanted: i64,
    first: i64,
}

impl Mirror {
    /// Replays the changes at the source from `revision` on. Ends only with a failure.
    pub(crate) async fn follow(&mut self, revision: i64) -> Result<Infallible, Failure> {
        let LostChanges { wanted, first } = self.follow_until_compacted(revision).await?;
        Err(compacted(wanted, Some(first)))
    }

    /// Replays the changes until some are compacted before they were seen, and saves each revision.
    pub(super) async fn follow_until_compacted(
        &mut self,
        revision: i64,
    ) -> Result<LostChanges, Failure> {
        let mut watcher = self.watch(revision).await?;
        loop {
            match watcher.next().await {
                Ok(WatchEvent::Response(response)) => {
                    self.replay(&response.events).await?;
                    self.save(watcher.next_revision().saturating_sub(1))?;
                }
                Ok(WatchEvent::Lost { fault, .. }) => self.reading.lost(&fault),
                Ok(WatchEvent::Regained { .. }) => self.reading.succeeded(),
                Err(WatchEnd::Compacted { wanted, first }) => {
                    return Ok(LostChanges { wanted, first });
                }
                Err(WatchEnd::Reverted { reached, now }) => {
                    let text = format!(
                        "source: it was at revision {reached}, and is at revision {now}: was it restored?"
                    );
                    return Err(Failure::new(Kind::Ended, text));
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
            // A file that falls behind compactions while the keys are quiet would be of no use.
            progress_notify: self.file.is_some(),
            ..WatchCreateRequest::default()
        };
        loop {
            match Watcher::open(Arc::clone(&self.source), request.clone()).await {
                Ok(watcher) => {
                    self.reading.succeeded();
                    return Ok(watcher.having_reached(0));
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
            self.save(at)?;
        }
        Ok(())
    }
}

pub(super) fn compacted(wanted: i64, first: Option<i64>) -> Failure {
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
