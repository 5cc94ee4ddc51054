//! The two clusters of a mirror, and what a context allows if they are the same.

use super::{Mirror, Side, is_transient};
use crate::etcd::Options;
use crate::etcd::proto::{RangeRequest, ResponseHeader, StatusRequest};
use crate::failure::Failure;

/// The first replies of both sides. The destination's is unknown if it refuses to tell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clusters {
    pub(super) source: ResponseHeader,
    pub(super) destination: Option<ResponseHeader>,
}

/// What will be written at the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writes {
    All,
    /// The clusters are only compared.
    Nothing,
}

impl Mirror {
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
            Err(fault) if is_transient(&fault) => return Err(Side::Destination.failure(fault)),
            status => status.ok().and_then(|status| status.header),
        };
        self.writing.succeeded();
        self.clusters = Clusters { source: first.header.unwrap_or_default(), destination };
        match writes {
            Writes::All => self.clusters.check(self.source.options(), &self.mapping.replacement),
            Writes::Nothing => Ok(()),
        }
    }
}

impl Clusters {
    /// Refuses to write to the source cluster what its context does not allow.
    fn check(&self, source: &Options, replacement: &[u8]) -> Result<(), Failure> {
        if self.destination.is_none_or(|header| header.cluster_id != self.source.cluster_id) {
            return Ok(());
        }
        source.refuse_if_read_only("make-mirror to its own cluster")?;
        match replacement.starts_with(&source.namespace) {
            true => Ok(()),
            false => source.refuse_in_namespace("make-mirror to other keys of its own cluster"),
        }
    }
}
