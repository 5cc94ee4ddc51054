//! Whether the peer of a stream is alive: while nothing arrives, it is asked on the connection of the stream.
//!
//! Any answer counts, a refusal too: the request is one that every gRPC server answers without its storage or its
//! peers, and that a proxy answers itself.

use super::incoming::{frame, open};
use crate::etcd::connect::connection::Connection;
use http_body_util::Full;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use tonic::Code;
use tonic::body::Body;
use tonic::metadata::MetadataMap;
use tracing::debug;

const CHECK: &str = "/grpc.health.v1.Health/Check";

impl Connection {
    /// Waits until the peer has sent nothing for `limit`, although it was asked for an answer. Cancel safe.
    pub(super) async fn silent_for(&self, limit: Duration) {
        self.silence(limit, || {
            // Its answer is seen as bytes of the connection.
            tokio::spawn(timeout(limit, ask(self.clone())));
        })
        .await;
    }
}

async fn ask(connection: Connection) {
    // An empty `HealthCheckRequest` asks for the server as a whole.
    let body = Body::new(Full::new(frame(&())));
    let endpoint = connection.endpoint.clone();
    let sent = Instant::now();
    let answer = open(connection, CHECK, MetadataMap::new(), body).await;
    let (took, code) = (sent.elapsed(), answer.err().map_or(Code::Ok, |status| status.code()));
    debug!("{endpoint}: {CHECK} during a silence, answered with {code:?} after {took:.1?}");
}
