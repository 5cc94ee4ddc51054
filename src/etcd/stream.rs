//! Streams that go both ways: watches and keep-alives. They have no deadline of their own; a dead
//! peer is noticed by HTTP/2 keepalive, and by whoever expects an answer in time.

use super::dial::Wire;
use super::fault::Fault;
use super::manner::Manner;
use super::proto::{LeaseKeepAliveRequest, LeaseKeepAliveResponse, WatchRequest, WatchResponse};
use super::race::by;
use super::session::Session;
use http::uri::PathAndQuery;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tonic::metadata::AsciiMetadataValue;
use tonic::{Request, Status, Streaming};
use tonic_prost::ProstCodec;
use tracing::debug;

const WATCH: &str = "/etcdserverpb.Watch/Watch";
const KEEP_ALIVE: &str = "/etcdserverpb.Lease/LeaseKeepAlive";

/// Requests waiting to be sent; more than a command ever has under way.
const QUEUE: usize = 64;

/// An open stream to one member.
#[derive(Debug)]
pub(crate) struct Duplex<Q, P> {
    requests: mpsc::Sender<Q>,
    replies: Streaming<P>,
    /// The first answer, which came with the opening.
    first: Option<P>,
    wire: Wire,
    /// What it was opened with: it is not asked for again while the stream lasts.
    token: Option<AsciiMetadataValue>,
}

impl<Q, P> Duplex<Q, P> {
    /// Sends a request. If the stream has ended, the next [`Self::next`] says why.
    pub(crate) async fn send(&self, request: Q) {
        let _ = self.requests.send(request).await;
    }

    /// The next answer. The end of a stream is a fault.
    pub(crate) async fn next(&mut self) -> Result<P, Fault> {
        match self.first.take() {
            Some(reply) => Ok(reply),
            None => reply(&mut self.replies).await.map_err(|status| self.fault(&status)),
        }
    }

    /// What it means that no answer has come for so long.
    pub(crate) fn overdue(&self, waited: Duration) -> Fault {
        Fault::deadline(&self.wire.endpoint, waited, true)
    }

    /// The endpoint at the other end.
    pub(crate) fn endpoint(&self) -> String {
        self.wire.endpoint.to_string()
    }

    fn fault(&self, status: &Status) -> Fault {
        Fault::from_status(status, &self.wire.endpoint, true)
    }
}

impl Session {
    /// Opens a watch stream with its first request.
    pub(crate) async fn watch(
        &self,
        first: WatchRequest,
    ) -> Result<Duplex<WatchRequest, WatchResponse>, Fault> {
        self.duplex(WATCH, first, self.options.command_timeout).await
    }

    /// Opens a stream of lease renewals with the first of them.
    pub(crate) async fn keep_alive(
        &self,
        first: LeaseKeepAliveRequest,
        within: Duration,
    ) -> Result<Duplex<LeaseKeepAliveRequest, LeaseKeepAliveResponse>, Fault> {
        self.duplex(KEEP_ALIVE, first, within).await
    }

    /// Leaves the connection of a stream that failed: the next one is opened over another.
    pub(crate) async fn leave<Q, P>(&self, stream: &Duplex<Q, P>) {
        self.hang_up(&stream.wire).await;
    }

    /// Gives up the token of a stream that etcd no longer takes; false if there is no other to be had.
    pub(crate) async fn log_out<Q, P>(&self, stream: &Duplex<Q, P>) -> bool {
        self.login.lock().await.give_up(stream.token.as_ref())
    }

    /// Opens a stream within some time. It is open when the first answer is there: over TLS a refusal
    /// comes after the opening, and only then it is known whether to ask elsewhere.
    async fn duplex<Q, P>(
        &self,
        path: &'static str,
        first: Q,
        within: Duration,
    ) -> Result<Duplex<Q, P>, Fault>
    where
        Q: prost::Message + Clone + 'static,
        P: prost::Message + Default + 'static,
    {
        self.persist(Manner::READ, within, async |wire, metadata, deadline| {
            let token = metadata.get("token").cloned();
            let (requests, queue) = mpsc::channel(QUEUE);
            let _ = requests.try_send(first.clone());
            let mut message = Request::new(Queue(queue));
            *message.metadata_mut() = metadata;
            let answer = by(deadline, async {
                let mut grpc = self.grpc(&wire).await?;
                let path = PathAndQuery::from_static(path);
                let replies = grpc.streaming(message, path, ProstCodec::default()).await?;
                let mut replies = replies.into_inner();
                let first = reply(&mut replies).await?;
                Ok((first, replies))
            });
            match answer.await {
                Some(Ok((first, replies))) => {
                    debug!("{}: {path} is open", wire.endpoint);
                    Ok(Duplex { requests, replies, first: Some(first), wire, token })
                }
                Some(Err(status)) => Err(Fault::from_status(&status, &wire.endpoint, true)),
                None => Err(Fault::deadline(&wire.endpoint, within, true)),
            }
        })
        .await
    }
}

/// Returns the next answer. The end of a stream is a failure: etcd never ends one in peace.
async fn reply<P>(replies: &mut Streaming<P>) -> Result<P, Status> {
    match replies.message().await {
        Ok(Some(reply)) => Ok(reply),
        Ok(None) => Err(Status::from_error("the stream ended".into())),
        Err(status) => Err(status),
    }
}

/// The receiving end of a channel, as the stream that tonic asks for.
struct Queue<T>(mpsc::Receiver<T>);

impl<T> Stream for Queue<T> {
    type Item = T;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<T>> {
        self.0.poll_recv(cx)
    }
}
