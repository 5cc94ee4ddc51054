//! Streams that go both ways: watches and keep-alives. They have no deadline of their own; a dead
//! peer is noticed by HTTP/2 keepalive, and by whoever expects an answer in time.

use super::incoming::{Incoming, frame, open};
use super::manner::CallTraits;
use super::protobuf::{Messages, decode};
use super::session::Session;
use crate::etcd::connect::select::by;
use crate::etcd::error::call_error::CallError;
use crate::etcd::proto::{
    LeaseKeepAliveRequest, LeaseKeepAliveResponse, WatchRequest, WatchResponse,
};
use bytes::Bytes;
use http_body::Frame;
use http_body_util::StreamBody;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tonic::body::Body;
use tonic::metadata::AsciiMetadataValue;
use tracing::debug;

const WATCH: &str = "/etcdserverpb.Watch/Watch";
const KEEP_ALIVE: &str = "/etcdserverpb.Lease/LeaseKeepAlive";

/// Requests waiting to be sent; more than a command ever has under way.
const QUEUE: usize = 64;

/// What a member sends over a stream.
pub(crate) trait StreamAnswer: Sized + 'static {
    type Decoder: Decode<Message = Self>;
}

/// What turns the bytes of a stream into answers.
pub(crate) trait Decode: Default {
    type Message;
    fn feed(&mut self, bytes: &[u8]);
    /// Returns how many bytes of the message at the front are still to come, if that is known.
    fn left(&mut self) -> Result<Option<u64>, String>;
    /// Returns the next answer, if its bytes are all there.
    fn next(&mut self) -> Result<Option<Self::Message>, String>;
    /// Ends an answer that was handed out in part when the stream broke.
    fn broken_off(&mut self) -> Option<Self::Message> {
        None
    }
}

impl StreamAnswer for LeaseKeepAliveResponse {
    type Decoder = KeepAliveDecoder;
}

/// Takes answers as a whole.
#[derive(Debug, Default)]
pub(crate) struct KeepAliveDecoder(Messages);

impl Decode for KeepAliveDecoder {
    type Message = LeaseKeepAliveResponse;

    fn feed(&mut self, bytes: &[u8]) {
        self.0.feed(bytes);
    }

    fn left(&mut self) -> Result<Option<u64>, String> {
        self.0.left()
    }

    fn next(&mut self) -> Result<Option<LeaseKeepAliveResponse>, String> {
        self.0.whole()?.map(|bytes| decode(&bytes)).transpose()
    }
}

/// An open stream to one member.
#[derive(Debug)]
pub(crate) struct Duplex<Q, P: StreamAnswer> {
    requests: mpsc::Sender<Q>,
    incoming: Incoming,
    decoder: P::Decoder,
    /// The largest message accepted, in bytes.
    limit: u64,
    /// The first answer, which came with the opening.
    first: Option<P>,
    /// Why the stream has ended, once the answer that was under way is handed out.
    fault: Option<CallError>,
    /// What it was opened with: it is not asked for again while the stream lasts.
    token: Option<AsciiMetadataValue>,
}

impl<Q, P: StreamAnswer> Duplex<Q, P> {
    /// Sends a request. If the stream has ended, the next [`Self::next`] says why.
    pub(crate) async fn send(&self, request: Q) {
        let _ = self.requests.send(request).await;
    }

    /// The next answer. The end of a stream is a fault.
    pub(crate) async fn next(&mut self) -> Result<P, CallError> {
        if let Some(first) = self.first.take() {
            return Ok(first);
        }
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let fault = match self.advance().await {
            Ok(answer) => return Ok(answer),
            Err(fault) => fault,
        };
        let Some(end) = self.decoder.broken_off() else { return Err(fault) };
        self.fault = Some(fault);
        Ok(end)
    }

    async fn advance(&mut self) -> Result<P, CallError> {
        loop {
            self.incoming.check_size(self.decoder.left(), self.limit)?;
            match self.decoder.next() {
                Ok(Some(answer)) => return Ok(answer),
                Ok(None) => {}
                Err(what) => return Err(self.incoming.garbled(what)),
            }
            match self.incoming.next().await? {
                Some(bytes) => self.decoder.feed(&bytes),
                None => return Err(self.incoming.cut_short("the stream ended")),
            }
        }
    }

    /// What it means that no answer has come for so long.
    pub(crate) fn overdue(&self, waited: Duration) -> CallError {
        CallError::deadline(&self.incoming.wire.endpoint, waited, true)
    }

    /// The endpoint at the other end.
    pub(crate) fn endpoint(&self) -> String {
        self.incoming.wire.endpoint.to_string()
    }
}

impl Session {
    /// Opens a watch stream with its first request.
    pub(crate) async fn watch(
        &self,
        first: WatchRequest,
    ) -> Result<Duplex<WatchRequest, WatchResponse>, CallError> {
        self.duplex(WATCH, first, self.options.command_timeout).await
    }

    /// Opens a stream of lease renewals with the first of them.
    pub(crate) async fn keep_alive(
        &self,
        first: LeaseKeepAliveRequest,
        within: Duration,
    ) -> Result<Duplex<LeaseKeepAliveRequest, LeaseKeepAliveResponse>, CallError> {
        self.duplex(KEEP_ALIVE, first, within).await
    }

    /// Leaves the connection of a stream that failed: the next one is opened over another.
    pub(crate) async fn leave<Q, P: StreamAnswer>(&self, stream: &Duplex<Q, P>) {
        self.hang_up(&stream.incoming.wire).await;
    }

    /// Gives up the token of a stream that etcd no longer takes; false if there is no other to be had.
    pub(crate) async fn log_out<Q, P: StreamAnswer>(&self, stream: &Duplex<Q, P>) -> bool {
        self.login.lock().await.give_up(stream.token.as_ref())
    }

    /// Opens a stream within some time. It is open when the first answer is there: over TLS a refusal
    /// comes after the opening, and only then it is known whether to ask elsewhere.
    async fn duplex<Q, P>(
        &self,
        path: &'static str,
        first: Q,
        within: Duration,
    ) -> Result<Duplex<Q, P>, CallError>
    where
        Q: prost::Message + Clone + 'static,
        P: StreamAnswer,
    {
        self.persist(CallTraits::READ, within, async |wire, metadata, deadline| {
            let token = metadata.get("token").cloned();
            let (requests, queue) = mpsc::channel(QUEUE);
            let _ = requests.try_send(first.clone());
            let body = Body::new(StreamBody::new(Queue(queue)));
            let answer = by(deadline, async {
                let opened = open(wire.clone(), path, metadata, body).await;
                let body = opened.map_err(|e| CallError::from_status(&e, &wire.endpoint, true))?;
                let (incoming, decoder) =
                    (Incoming::new(body, wire.clone()), P::Decoder::default());
                let limit = self.options.max_recv_bytes as u64;
                let mut stream =
                    Duplex { requests, incoming, decoder, limit, first: None, fault: None, token };
                stream.first = Some(stream.advance().await?);
                Ok(stream)
            });
            match answer.await {
                Some(Ok(stream)) => {
                    debug!("{}: {path} is open", wire.endpoint);
                    Ok(stream)
                }
                Some(Err(fault)) => Err(fault),
                None => Err(CallError::deadline(&wire.endpoint, within, true)),
            }
        })
        .await
    }
}

/// The receiving end of a channel, as the body of a request.
struct Queue<T>(mpsc::Receiver<T>);

impl<T: prost::Message> Stream for Queue<T> {
    type Item = Result<Frame<Bytes>, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.poll_recv(cx);
        next.map(|message| message.map(|message| Ok(Frame::data(frame(&message)))))
    }
}
