//! A range read as it arrives: the reply is decoded key by key out of the frames of the body, so that
//! a million keys need no more memory than one.

use super::dial::Wire;
use super::fault::Fault;
use super::manner::Manner;
use super::proto::RangeRequest;
use super::race::by;
use super::range_decoder::{Decoder, RangePart};
use super::rpc::Rpc as _;
use super::session::Session;
use super::status::HTTP_STATUS;
use bytes::{BufMut as _, Bytes, BytesMut};
use http::HeaderValue;
use http_body_util::{BodyExt as _, Full};
use prost::Message as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tonic::metadata::MetadataMap;
use tonic::{Code, Status, body::Body};
use tower_service::Service as _;
use tracing::debug;

/// The parts of one range's reply, in etcd's order: header, keys, end.
#[derive(Debug)]
pub(crate) struct RangeStream {
    body: Body,
    decoder: Decoder,
    wire: Wire,
    patience: Duration,
    /// The largest reply accepted, in bytes.
    limit: u64,
    /// The first part, which has to be there before the request counts as answered.
    first: Option<RangePart>,
    /// How many keys have been handed on.
    keys: u64,
}

impl Session {
    /// Asks for a range and hands its reply out in parts. Up to the first part the request is
    /// repeated like any read. The reply has no deadline as a whole, each pause in it has.
    pub(crate) async fn range(&self, request: RangeRequest) -> Result<RangeStream, Fault> {
        let frame = frame(&request);
        let patience = self.options.command_timeout;
        let manner = Manner { repeatable: true, needs_leader: request.needs_leader() };
        let done = self.persist(manner, patience, async |wire, metadata, deadline| {
            let sent = Instant::now();
            let answer = by(deadline, open(wire.clone(), metadata, frame.clone())).await;
            let body = self.judge(&wire, answer, true)?;
            let limit = self.options.max_recv_bytes as u64;
            let endpoint = Arc::clone(&wire.endpoint);
            let decoder = Decoder::default();
            let mut stream =
                RangeStream { body, decoder, wire, patience, limit, first: None, keys: 0 };
            // Over TLS etcd answers first and refuses then. Boxed: all that read hold this future.
            let silence = || Err(Fault::deadline(&endpoint, patience, true));
            stream.first =
                by(deadline, Box::pin(stream.advance())).await.unwrap_or_else(silence)?;
            debug!(
                "{endpoint}: {} begins to answer after {:.1?}",
                RangeRequest::PATH,
                sent.elapsed()
            );
            Ok(stream)
        });
        match done.await {
            Ok(stream) => Ok(stream),
            Err(fault) => {
                Err(self.explained(fault, RangeRequest::PATH, &request.encode_to_vec()).await)
            }
        }
    }
}

impl RangeStream {
    /// The next part; `None` after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<RangePart>, Fault> {
        let part = match self.first.take() {
            Some(first) => Some(first),
            None => self.advance().await.map_err(|fault| fault.in_mid_reply(self.keys))?,
        };
        self.keys += u64::from(matches!(part, Some(RangePart::Kv(_))));
        Ok(part)
    }

    async fn advance(&mut self) -> Result<Option<RangePart>, Fault> {
        loop {
            self.check_size()?;
            match self.decoder.next() {
                Ok(Some(part)) => return Ok(Some(part)),
                Ok(None) if self.decoder.is_done() => return self.finish().await,
                Ok(None) => {}
                Err(what) => return Err(self.fault(&Status::internal(what))),
            }
            match self.frame().await? {
                Some(bytes) => self.decoder.feed(&bytes),
                None => {
                    return Err(self.fault(&Status::from_error("the reply is cut short".into())));
                }
            }
        }
    }

    fn check_size(&mut self) -> Result<(), Fault> {
        let limit = self.limit;
        match self.decoder.left() {
            Ok(Some(size)) if size > limit => Err(Fault::too_large(size, limit)),
            Ok(_) => Ok(()),
            Err(what) => Err(self.fault(&Status::internal(what))),
        }
    }

    /// What is left after the message: the status in the trailers.
    async fn finish(&mut self) -> Result<Option<RangePart>, Fault> {
        while self.frame().await?.is_some() {}
        Ok(None)
    }

    /// The next bytes of the body; `None` once its trailers say that all is well.
    async fn frame(&mut self) -> Result<Option<Bytes>, Fault> {
        loop {
            let Some(frame) = by(Instant::now() + self.patience, self.body.frame()).await else {
                return Err(Fault::deadline(&self.wire.endpoint, self.patience, true));
            };
            match frame {
                None => return Ok(None),
                Some(Err(status)) => return Err(self.fault(&status)),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) => return Ok(Some(bytes)),
                    Err(frame) => self.check_trailers(frame.trailers_ref())?,
                },
            }
        }
    }

    fn check_trailers(&self, trailers: Option<&http::HeaderMap>) -> Result<(), Fault> {
        match trailers.and_then(Status::from_header_map) {
            Some(status) if status.code() != Code::Ok => Err(self.fault(&status)),
            _ => Ok(()),
        }
    }

    fn fault(&self, status: &Status) -> Fault {
        Fault::from_status(status, &self.wire.endpoint, true)
    }
}

async fn open(mut wire: Wire, metadata: MetadataMap, frame: Bytes) -> Result<Body, Status> {
    let mut request = http::Request::post(RangeRequest::PATH)
        .body(Body::new(Full::new(frame)))
        .map_err(|e| Status::internal(e.to_string()))?;
    let headers = request.headers_mut();
    *headers = metadata.into_headers();
    headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    headers.insert(http::header::TE, HeaderValue::from_static("trailers"));
    let ready = std::future::poll_fn(|cx| wire.channel.poll_ready(cx)).await;
    ready.map_err(|e| Status::from_error(e.into()))?;
    let response = wire.channel.call(request).await.map_err(|e| Status::from_error(e.into()))?;
    match Status::from_header_map(response.headers()) {
        Some(status) if status.code() != Code::Ok => Err(status),
        _ if !response.status().is_success() => {
            let code = response.status().as_u16();
            Err(Status::unknown(format!("{HTTP_STATUS} {code}")))
        }
        _ => Ok(response.into_body()),
    }
}

/// A message as gRPC frames it: not compressed, its length, itself.
fn frame(request: &RangeRequest) -> Bytes {
    let mut frame = BytesMut::with_capacity(5 + request.encoded_len());
    frame.put_u8(0);
    frame.put_u32(u32::try_from(request.encoded_len()).unwrap_or(u32::MAX));
    // A `BytesMut` grows, so there is always room.
    let _ = request.encode(&mut frame);
    frame.freeze()
}
