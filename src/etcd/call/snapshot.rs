//! Snapshots of a member's database, read as they arrive.

use super::session::Session;
use super::traits::CallTraits;
use crate::etcd::connect::connection::Connection;
use crate::etcd::error::call_error::CallError;
use crate::etcd::error::refusal::Refusal;
use crate::etcd::proto::{SnapshotRequest, SnapshotResponse};
use http::uri::PathAndQuery;
use std::time::Duration;
use tokio::time::{timeout, timeout_at};
use tonic::{Request, Streaming};
use tonic_prost::ProstCodec;

const SNAPSHOT: &str = "/etcdserverpb.Maintenance/Snapshot";

/// The longest silence of the stream: a member that is busy compacting can pause for a while.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(crate) struct SnapshotStream {
    replies: Streaming<SnapshotResponse>,
    connection: Connection,
    denial_hint: String,
}

impl Session {
    pub(crate) async fn snapshot(&self) -> Result<SnapshotStream, CallError> {
        let allowed = self.options.refuse_in_namespace("Maintenance/Snapshot");
        allowed.map_err(CallError::local)?;
        let (traits, within) = (CallTraits::LOCAL_READ, self.options.command_timeout);
        let opened = self.with_retry(traits, within, async |connection, metadata, deadline| {
            let mut message = Request::new(SnapshotRequest {});
            *message.metadata_mut() = metadata;
            let answer = timeout_at(deadline.at, async {
                let mut grpc = self.grpc(&connection).await?;
                let path = PathAndQuery::from_static(SNAPSHOT);
                grpc.server_streaming(message, path, ProstCodec::default()).await
            });
            let replies = self.outcome(&connection, answer.await, deadline, true)?.into_inner();
            Ok(SnapshotStream { replies, connection, denial_hint: self.denial_hint(&[]) })
        });
        opened.await.map_err(|error| with_hint(error, || self.denial_hint(&[])))
    }
}

impl SnapshotStream {
    pub(crate) async fn next(&mut self) -> Result<Option<SnapshotResponse>, CallError> {
        let endpoint = &self.connection.endpoint;
        match timeout(PATIENCE, self.replies.message()).await {
            Ok(Ok(piece)) => Ok(piece),
            Ok(Err(status)) => {
                let error = CallError::from_status(&status, endpoint, true);
                Err(with_hint(error, || self.denial_hint.clone()))
            }
            Err(_) => Err(CallError::deadline(endpoint, PATIENCE, true)),
        }
    }
}

fn with_hint(error: CallError, hint: impl FnOnce() -> String) -> CallError {
    match error.refusal() {
        Some(Refusal::PermissionDenied) => error.hint(hint()),
        _ => error,
    }
}
