//! A snapshot of a member's database, as it comes in.

use super::manner::CallTraits;
use super::session::Session;
use crate::etcd::connect::dial::Wire;
use crate::etcd::connect::select::by;
use crate::etcd::error::call_error::CallError;
use crate::etcd::error::explain::is_denial;
use crate::etcd::proto::{SnapshotRequest, SnapshotResponse};
use http::uri::PathAndQuery;
use std::time::Duration;
use tokio::time::Instant;
use tonic::{Request, Streaming};
use tonic_prost::ProstCodec;

const SNAPSHOT: &str = "/etcdserverpb.Maintenance/Snapshot";

/// How long the stream may be silent: a member that is busy compacting can pause for a while.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pieces of a snapshot.
#[derive(Debug)]
pub(crate) struct SnapshotStream {
    replies: Streaming<SnapshotResponse>,
    wire: Wire,
    /// Who may not have it, should etcd say so.
    denial: String,
}

impl Session {
    /// Asks a member for a snapshot.
    pub(crate) async fn snapshot(&self) -> Result<SnapshotStream, CallError> {
        let patience = self.options.command_timeout;
        let opened =
            self.persist(CallTraits::LOCAL_READ, patience, async |wire, metadata, deadline| {
                let mut message = Request::new(SnapshotRequest {});
                *message.metadata_mut() = metadata;
                let answer = by(deadline, async {
                    let mut grpc = self.grpc(&wire).await?;
                    let path = PathAndQuery::from_static(SNAPSHOT);
                    grpc.server_streaming(message, path, ProstCodec::default()).await
                });
                let replies = self.judge(&wire, answer.await, true)?.into_inner();
                Ok(SnapshotStream { replies, wire, denial: self.who_may_not(&[]) })
            });
        opened.await.map_err(|fault| refused(fault, || self.who_may_not(&[])))
    }
}

impl SnapshotStream {
    /// The next piece; `None` after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<SnapshotResponse>, CallError> {
        match by(Instant::now() + PATIENCE, self.replies.message()).await {
            Some(Ok(piece)) => Ok(piece),
            Some(Err(status)) => {
                let fault = CallError::from_status(&status, &self.wire.endpoint, true);
                Err(refused(fault, || self.denial.clone()))
            }
            None => Err(CallError::deadline(&self.wire.endpoint, PATIENCE, true)),
        }
    }
}

/// With who may not do this, if that is why.
fn refused(fault: CallError, denial: impl FnOnce() -> String) -> CallError {
    if is_denial(&fault.text()) { fault.hint(denial()) } else { fault }
}
