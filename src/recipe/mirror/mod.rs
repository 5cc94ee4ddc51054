//! A mirror: copies the keys of a range to another cluster, and every change since. It survives the loss
//! of either side.

mod batch;
mod clusters;
mod compare;
mod connectivity;
mod copy;
mod event;
mod follow;
mod guard;
mod resume;
mod side_keys;
mod write;

pub(crate) use batch::KeyMapping;
pub(crate) use clusters::Writes;
pub(crate) use event::{MirrorEvent, Side};
pub(crate) use side_keys::MirrorDifference;

use super::events::{EventSender, Events, events};
use super::resume_file::ResumeFile;
use super::retry::may_succeed_later;
use crate::etcd::Session;
use crate::etcd::proto::{RangeRequest, StatusRequest, header_revision};
use crate::failure::Failure;
use clusters::Clusters;
use connectivity::Connectivity;
use std::sync::Arc;

/// Two clusters, and the keys to copy from the one to the other.
pub(crate) struct Mirror {
    source: Arc<Session>,
    destination: Arc<Session>,
    mapping: KeyMapping,
    max_txn_ops: usize,
    /// Delete keys of the destination that the source lacks, after each copy.
    prunes: bool,
    clusters: Clusters,
    file: Option<ResumeFile>,
    events: EventSender<MirrorEvent>,
    reading: Connectivity,
    writing: Connectivity,
    /// The revision of the destination at its last answer to a write, or earlier.
    answered: i64,
    total: u64,
    pruned: u64,
}

impl Mirror {
    pub(crate) fn new(
        source: Arc<Session>,
        destination: Session,
        mapping: KeyMapping,
        max_txn_ops: usize,
        prunes: bool,
    ) -> (Self, Events<MirrorEvent>) {
        let (sender, events) = events();
        let mirror = Self {
            source,
            destination: Arc::new(destination),
            mapping,
            max_txn_ops,
            prunes,
            clusters: Clusters::default(),
            file: None,
            reading: Connectivity::new(Side::Source, sender.clone()),
            writing: Connectivity::new(Side::Destination, sender.clone()),
            events: sender,
            answered: 0,
            total: 0,
            pruned: 0,
        };
        (mirror, events)
    }

    /// Connects to both clusters, and learns which they are.
    pub(crate) async fn connect(&mut self, writes: Writes) -> Result<(), Failure> {
        self.source.connect().await.map_err(|fault| Side::Source.failure(fault))?;
        self.destination.connect().await.map_err(|fault| Side::Destination.failure(fault))?;
        // One key, because all keys of a range would be counted.
        let first = RangeRequest { key: self.mapping.key.clone(), ..RangeRequest::default() };
        let first = self.source.call(RangeRequest { keys_only: true, ..first }).await;
        let first = first.map_err(|fault| Side::Source.failure(fault))?;
        self.reading.succeeded();
        // The first write may come much later, and is retried only if the destination has answered once.
        let status = self.destination.call(StatusRequest::default()).await;
        let destination = match status {
            Err(fault) if may_succeed_later(&fault) => return Err(Side::Destination.failure(fault)),
            status => status.ok().and_then(|status| status.header),
        };
        self.writing.succeeded();
        self.answered = header_revision(destination);
        self.clusters = Clusters { source: first.header.unwrap_or_default(), destination };
        match writes {
            Writes::All => Box::pin(self.check()).await,
            Writes::Nothing => Ok(()),
        }
    }

    /// Refuses writes that would harm the source.
    async fn check(&self) -> Result<(), Failure> {
        let clusters = &self.clusters;
        clusters.check_context(self.source.options(), &self.mapping)?;
        clusters.check_overlap((&self.source, &self.destination), &self.mapping).await?;
        if self.prunes { clusters.check_prune() } else { Ok(()) }
    }

    fn report(&self, revision: i64) {
        self.events.send(MirrorEvent::Mirrored {
            total: self.total,
            pruned: self.pruned,
            revision,
        });
    }
}
