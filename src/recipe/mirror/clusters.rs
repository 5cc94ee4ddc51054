//! The two clusters of a mirror, and what a context allows if they are the same.

use crate::etcd::Options;
use crate::etcd::proto::ResponseHeader;
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

impl Clusters {
    /// Refuses to write to the source cluster what its context does not allow.
    pub(super) fn check(&self, source: &Options, replacement: &[u8]) -> Result<(), Failure> {
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
