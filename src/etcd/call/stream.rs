//! Bidirectional streams: watches and lease keep-alives. They have no deadline of their own; a dead peer is
//! detected by HTTP/2 keepalive, or by a caller that expects an answer in time.

use super::incoming::{Incoming, frame, open};
use super::namespace::{Namespace, ReceivedKeys, SentKeys};
use super::protobuf::{Messages, decode};
use super::session::Session;
use super::traits::CallTraits;
use crate::etcd::error::call_error::CallError;
use crate::etcd::proto::{
    LeaseKeepAliveRequest, LeaseKeepAliveResponse, WatchRequest, WatchResponse,
};
use futures_util::StreamExt as _;
use http_body_util::StreamBody;
use hyper::body::Frame;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout_at;
use tokio_stream::wrappers::ReceiverStream;
use tonic::body::Body;
use tonic::metadata::AsciiMetadataValue;
use tracing::debug;

const WATCH: &str = "/etcdserverpb.Watch/Watch";
const KEEP_ALIVE: &str = "/etcdserverpb.Lease/LeaseKeepAlive";

/// The number of requests waiting to be sent; a command never has as many.
const QUEUE: usize = 64;

pub(crate) trait StreamAnswer: ReceivedKeys + Sized + 'static {
    type Decoder: Decode<Message = Self>;
}

pub(crate) trait Decode: Default {
    type Message;
    fn feed(&mut self, bytes: &[u8]);
    /// Returns the number of unread bytes of the current message, if known.
    fn remaining(&mut self) -> Result<Option<u64>, String>;
    /// Returns the next message if its bytes are complete.
    fn next(&mut self) -> Result<Option<Self::Message>, String>;
    /// Returns the end of a message that was returned in part when the stream broke.
    fn broken_off(&mut self) -> Option<Self::Message> {
        None
    }
}

impl StreamAnswer for LeaseKeepAliveResponse {
    type Decoder = KeepAliveDecoder;
}

#[derive(Debug, Default)]
pub(crate) struct KeepAliveDecoder(Messages);

impl Decode for KeepAliveDecoder {
    type Message = LeaseKeepAliveResponse;

    fn feed(&mut self, bytes: &[u8]) {
        self.0.feed(bytes);
    }

    fn remaining(&mut self) -> Result<Option<u64>, String> {
        self.0.remaining()
    }

    fn next(&mut self) -> Result<Option<LeaseKeepAliveResponse>, String> {
        self.0.take()?.map(|bytes| decode(&bytes)).transpose()
    }
}

#[derive(Debug)]
pub(crate) struct Duplex<Q, P: StreamAnswer> {
    requests: mpsc::Sender<Q>,
    incoming: Incoming,
    decoder: P::Decoder,
    limit: u64,
    /// The first message, which was received when the stream was opened.
    first: Option<P>,
    /// The error that is returned after the end of a partial message.
    error: Option<CallError>,
    token: Option<AsciiMetadataValue>,
    namespace: Namespace,
}

impl<Q: SentKeys, P: StreamAnswer> Duplex<Q, P> {
    /// Sends a request. If the stream has ended, [`Self::next`] returns why.
    pub(crate) async fn send(&self, mut request: Q) {
        // No request of a stream is refused: the empty key of a watch stands for the first one.
        if self.namespace.enter(&mut request).is_ok() {
            let _ = self.requests.send(request).await;
        }
    }
}

impl<Q, P: StreamAnswer> Duplex<Q, P> {
    /// Returns the next message. The end of a stream is an error.
    pub(crate) async fn next(&mut self) -> Result<P, CallError> {
        if let Some(first) = self.first.take() {
            return Ok(first);
        }
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let error = match self.receive().await {
            Ok(message) => return Ok(message),
            Err(error) => error,
        };
        let Some(end) = self.decoder.broken_off() else { return Err(error) };
        self.error = Some(error);
        Ok(end)
    }

    async fn receive(&mut self) -> Result<P, CallError> {
        loop {
            self.incoming.check_size(self.decoder.remaining(), self.limit)?;
            match self.decoder.next() {
                Ok(Some(mut message)) => {
                    let left = self.namespace.leave(&mut message);
                    return left.map(|()| message).map_err(|what| self.incoming.malformed(what));
                }
                Ok(None) => {}
                Err(what) => return Err(self.incoming.malformed(what)),
            }
            match self.incoming.next().await? {
                Some(bytes) => self.decoder.feed(&bytes),
                None => return Err(self.incoming.cut_short("the stream ended")),
            }
        }
    }

    /// Returns the next message as [`Self::next`] does; fails when the peer has been silent for `limit`. Cancel
    /// safe.
    pub(crate) async fn next_unless_silent(&mut self, limit: Duration) -> Result<P, CallError> {
        let connection = self.incoming.connection.clone();
        tokio::select! {
            biased;
            message = self.next() => message,
            () = connection.silent_for(limit) => Err(self.overdue(limit)),
        }
    }

    pub(crate) fn overdue(&self, waited: Duration) -> CallError {
        CallError::deadline(&self.incoming.connection.endpoint, waited, true)
    }

    pub(crate) fn endpoint(&self) -> String {
        self.incoming.connection.endpoint.to_string()
    }
}

impl Session {
    pub(crate) async fn watch(
        &self,
        first: WatchRequest,
    ) -> Result<Duplex<WatchRequest, WatchResponse>, CallError> {
        self.duplex(WATCH, first, self.namespace.clone(), self.options.command_timeout).await
    }

    /// Watches keys that have the prefix of the namespace already.
    pub(super) async fn watch_absolute(
        &self,
        first: WatchRequest,
    ) -> Result<Duplex<WatchRequest, WatchResponse>, CallError> {
        self.duplex(WATCH, first, Namespace::default(), self.options.command_timeout).await
    }

    pub(crate) async fn keep_alive(
        &self,
        first: LeaseKeepAliveRequest,
        within: Duration,
    ) -> Result<Duplex<LeaseKeepAliveRequest, LeaseKeepAliveResponse>, CallError> {
        let call = "Lease/LeaseKeepAlive";
        self.options.refuse_if_read_only(call).map_err(CallError::local)?;
        self.duplex(KEEP_ALIVE, first, Namespace::default(), within).await
    }

    /// Drops the connection of a failed stream, so that the next one is opened over another.
    pub(crate) async fn abandon<Q, P: StreamAnswer>(&self, stream: &Duplex<Q, P>) {
        self.drop_connection(&stream.incoming.connection).await;
    }

    /// Invalidates the token of a refused stream. Returns false if no other can be fetched.
    pub(crate) async fn invalidate_token<Q, P: StreamAnswer>(&self, stream: &Duplex<Q, P>) -> bool {
        self.login.lock().await.invalidate(stream.token.as_ref())
    }

    /// Opens a stream `within` some time. It counts as open with the first message: over TLS a refusal
    /// comes after the headers, and decides whether another endpoint is asked.
    async fn duplex<Q, P>(
        &self,
        path: &'static str,
        mut first: Q,
        namespace: Namespace,
        within: Duration,
    ) -> Result<Duplex<Q, P>, CallError>
    where
        Q: SentKeys + prost::Message + Clone + 'static,
        P: StreamAnswer,
    {
        namespace.enter(&mut first).map_err(CallError::local)?;
        self.with_retry(CallTraits::READ, within, async |connection, metadata, deadline| {
            let token = metadata.get("token").cloned();
            let (requests, queue) = mpsc::channel(QUEUE);
            let _ = requests.try_send(first.clone());
            let body = body_of(queue);
            let endpoint = &connection.endpoint;
            let opened = timeout_at(deadline.at, async {
                let opened = open(connection.clone(), path, metadata, body).await;
                let body = opened.map_err(|e| CallError::from_status(&e, endpoint, true))?;
                let mut stream = Duplex {
                    requests,
                    incoming: Incoming::new(body, connection.clone()),
                    decoder: P::Decoder::default(),
                    limit: self.options.max_recv_bytes as u64,
                    first: None,
                    error: None,
                    token,
                    namespace: namespace.clone(),
                };
                stream.first = Some(stream.receive().await?);
                debug!("{endpoint}: {path} is open");
                Ok(stream)
            });
            opened.await.unwrap_or_else(|_| Err(CallError::deadline(endpoint, deadline.time, true)))
        })
        .await
    }
}

/// Returns a request body of the messages that are queued.
fn body_of<Q: prost::Message + 'static>(queue: mpsc::Receiver<Q>) -> Body {
    let frames = ReceiverStream::new(queue)
        .map(|request: Q| Ok::<_, Infallible>(Frame::data(frame(&request))));
    Body::new(StreamBody::new(frames))
}
