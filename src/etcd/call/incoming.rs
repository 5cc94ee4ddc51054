//! The body of a response, for decoders that work while it arrives.

use crate::etcd::connect::connection::Connection;
use crate::etcd::error::call_error::CallError;
use crate::etcd::error::status::{HTTP_STATUS, is_local};
use bytes::{BufMut as _, Bytes, BytesMut};
use http::HeaderValue;
use http::uri::PathAndQuery;
use http_body_util::BodyExt as _;
use std::time::Duration;
use tokio::time::timeout;
use tonic::body::Body;
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};
use tower_service::Service as _;

#[derive(Debug)]
pub(crate) struct Incoming {
    body: Body,
    pub(crate) connection: Connection,
}

impl Incoming {
    pub(crate) fn new(body: Body, connection: Connection) -> Self {
        Self { body, connection }
    }

    /// Returns the next bytes; `None` after trailers without an error.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, CallError> {
        loop {
            match self.body.frame().await {
                None => return Ok(None),
                Some(Err(status)) => return Err(self.error(&status)),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) => return Ok(Some(bytes)),
                    Err(frame) => self.check_trailers(frame.trailers_ref())?,
                },
            }
        }
    }

    /// Returns the next bytes as [`Self::next`] does, or fails after `patience`.
    pub(crate) async fn next_within(
        &mut self,
        patience: Duration,
    ) -> Result<Option<Bytes>, CallError> {
        let overdue = CallError::deadline(&self.connection.endpoint, patience, true);
        timeout(patience, self.next()).await.unwrap_or(Err(overdue))
    }

    fn check_trailers(&self, trailers: Option<&http::HeaderMap>) -> Result<(), CallError> {
        match trailers.and_then(Status::from_header_map) {
            Some(status) if status.code() != Code::Ok => Err(self.error(&status)),
            _ => Ok(()),
        }
    }

    pub(crate) fn check_size(
        &self,
        size: Result<Option<u64>, String>,
        limit: u64,
    ) -> Result<(), CallError> {
        match size {
            Ok(Some(size)) if size > limit => Err(CallError::too_large(size, limit)),
            Ok(_) => Ok(()),
            Err(what) => Err(self.malformed(what)),
        }
    }

    pub(crate) fn malformed(&self, what: String) -> CallError {
        self.error(&Status::internal(what))
    }

    pub(crate) fn cut_short(&self, how: &'static str) -> CallError {
        self.error(&Status::from_error(how.into()))
    }

    fn error(&self, status: &Status) -> CallError {
        let endpoint = &self.connection.endpoint;
        match self.connection.fatal_silence() {
            Some(silence) if is_local(status) => CallError::deadline(endpoint, silence, true),
            _ => CallError::from_status(status, endpoint, true),
        }
    }
}

/// Sends a request and returns the body of the response when it begins.
pub(crate) async fn open(
    mut connection: Connection,
    path: &'static str,
    metadata: MetadataMap,
    body: Body,
) -> Result<Body, Status> {
    let mut request = http::Request::new(body);
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = PathAndQuery::from_static(path).into();
    let headers = request.headers_mut();
    *headers = metadata.into_headers();
    headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    headers.insert(http::header::TE, HeaderValue::from_static("trailers"));
    let ready = std::future::poll_fn(|cx| connection.channel.poll_ready(cx)).await;
    ready.map_err(|e| Status::from_error(e.into()))?;
    let response =
        connection.channel.call(request).await.map_err(|e| Status::from_error(e.into()))?;
    match Status::from_header_map(response.headers()) {
        Some(status) if status.code() != Code::Ok => Err(status),
        _ if !response.status().is_success() => {
            let code = response.status().as_u16();
            Err(Status::unknown(format!("{HTTP_STATUS} {code}")))
        }
        _ => Ok(response.into_body()),
    }
}

/// Encodes a message with the prefix of gRPC: not compressed, and its length.
pub(crate) fn frame(message: &impl prost::Message) -> Bytes {
    let size = message.encoded_len();
    let mut frame = BytesMut::with_capacity(5 + size);
    frame.put_u8(0);
    frame.put_u32(u32::try_from(size).unwrap_or(u32::MAX));
    // A `BytesMut` grows, so there is always room.
    let _ = message.encode(&mut frame);
    frame.freeze()
}
