//! Ranges, read as they arrive: the response is decoded key by key, so that a million keys need no more
//! memory than one.

use super::deadline::CallDeadline;
use super::incoming::{Incoming, frame, open};
use super::namespace::Namespace;
use super::range_decoder::{Decoder, RangePart};
use super::rpc::Rpc as _;
use super::session::Session;
use super::traits::CallTraits;
use crate::etcd::connect::connection::Connection;
use crate::etcd::error::call_error::CallError;
use crate::etcd::error::status::Nature;
use crate::etcd::proto::RangeRequest;
use bytes::Bytes;
use http_body_util::Full;
use prost::Message as _;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use tonic::body::Body;
use tonic::metadata::MetadataMap;
use tracing::debug;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RangeCall {
    /// `Range`: the server builds the whole response before it sends any of it.
    Whole,
    /// `RangeStream`, since etcd 3.7: the server sends the keys in chunks.
    Stream,
    /// `RangeStream`, or `Range` where the server does not know it.
    Either,
}

/// The error of servers before 3.7, and of some proxies, for an unknown call.
const UNIMPLEMENTED: &str = "rpc error: code = Unimplemented ";
const UNKNOWN_METHOD: &str = "unknown method RangeStream";
const NEEDED: &str = "RangeStream needs etcd 3.7; omit --stream to use any server";
const RANGE_STREAM: &str = "/etcdserverpb.KV/RangeStream";

/// The parts of a range's response: the header, the keys, and an end. In that of a `RangeStream` the
/// header comes just before the end.
#[derive(Debug)]
pub(crate) struct RangeStream {
    incoming: Incoming,
    decoder: Decoder,
    patience: Duration,
    limit: u64,
    /// Parts that were received and not returned yet. The request counts as answered with the first one.
    pub(super) buffered: VecDeque<RangePart>,
    /// The header was returned before the server sent it.
    pub(super) has_header: bool,
    keys: u64,
    namespace: Namespace,
}

impl Session {
    /// Fetches a range in parts. Until the first part, the request is repeated like any read. Not the
    /// whole response has a deadline, but each pause in it.
    pub(crate) async fn range(&self, request: RangeRequest) -> Result<RangeStream, CallError> {
        self.range_by(RangeCall::Whole, request).await
    }

    /// Fetches a range, as [`Self::range`] does, with the given call.
    pub(crate) async fn range_by(
        &self,
        call: RangeCall,
        mut request: RangeRequest,
    ) -> Result<RangeStream, CallError> {
        self.namespace.enter(&mut request).map_err(CallError::local)?;
        let frame = frame(&request);
        let traits = CallTraits {
            repeatable: true,
            needs_leader: request.needs_leader(),
            may_take_long: is_long(&request),
        };
        let within = self.options.command_timeout;
        let done = self.with_retry(traits, within, async |connection, metadata, deadline| {
            let streams = match call {
                RangeCall::Whole => false,
                RangeCall::Stream => true,
                RangeCall::Either => connection.may_stream_ranges(),
            };
            let begin = |streams, metadata| {
                self.begin_range(streams, connection.clone(), metadata, frame.clone(), deadline)
            };
            match begin(streams, metadata.clone()).await {
                Err(error) if call == RangeCall::Either && error.refuses_streams() => {
                    connection.cannot_stream_ranges();
                    begin(false, metadata).await
                }
                done => done,
            }
        });
        match done.await {
            Ok(stream) => Ok(stream),
            Err(error) if call == RangeCall::Stream && is_unknown(&error) => {
                Err(error.hint(NEEDED))
            }
            Err(error) => {
                Err(self.explained(error, RangeRequest::PATH, &request.encode_to_vec()).await)
            }
        }
    }

    async fn begin_range(
        &self,
        streams: bool,
        connection: Connection,
        metadata: MetadataMap,
        frame: Bytes,
        deadline: CallDeadline,
    ) -> Result<RangeStream, CallError> {
        let path = if streams { RANGE_STREAM } else { RangeRequest::PATH };
        let (sent, endpoint) = (Instant::now(), Arc::clone(&connection.endpoint));
        let opening = open(connection.clone(), path, metadata, Body::new(Full::new(frame)));
        let body =
            self.outcome(&connection, timeout_at(deadline.at, opening).await, deadline, true)?;
        let patience = self.options.command_timeout;
        let mut stream = RangeStream {
            incoming: Incoming::new(body, connection),
            decoder: Decoder::new(streams),
            patience,
            limit: self.options.max_recv_bytes as u64,
            buffered: VecDeque::new(),
            has_header: false,
            keys: 0,
            namespace: self.namespace.clone(),
        };
        // Over TLS etcd sends headers before a refusal. Boxed because it is part of every reader's future.
        let first = timeout_at(deadline.at, Box::pin(stream.receive())).await;
        let first =
            first.unwrap_or_else(|_| Err(CallError::deadline(&endpoint, deadline.time, true)))?;
        stream.buffered.extend(first);
        debug!("{endpoint}: {path} first bytes after {:.1?}", sent.elapsed());
        Ok(stream)
    }
}

impl RangeStream {
    pub(crate) async fn next(&mut self) -> Result<Option<RangePart>, CallError> {
        let part = match self.buffered.pop_front() {
            Some(part) => Some(part),
            None => self.receive().await.map_err(|error| self.broken_off(error))?,
        };
        self.keys += u64::from(matches!(part, Some(RangePart::Kv(_))));
        Ok(part)
    }

    pub(super) async fn receive(&mut self) -> Result<Option<RangePart>, CallError> {
        loop {
            self.incoming.check_size(self.decoder.remaining(), self.limit)?;
            match self.decoder.next() {
                Ok(Some(RangePart::Header(_))) if self.has_header => continue,
                Ok(Some(mut part)) => {
                    let left = self.namespace.leave(&mut part);
                    return left.map(|()| Some(part)).map_err(|what| self.incoming.malformed(what));
                }
                Ok(None) if self.decoder.is_done() => return self.finish().await,
                Ok(None) => {}
                Err(what) => return Err(self.incoming.malformed(what)),
            }
            match self.incoming.next_within(self.patience).await? {
                Some(bytes) => self.decoder.feed(&bytes),
                None if self.decoder.finish() => {}
                None => return Err(self.incoming.cut_short("the response was cut off")),
            }
        }
    }

    async fn finish(&mut self) -> Result<Option<RangePart>, CallError> {
        while !self.decoder.streams() && self.incoming.next_within(self.patience).await?.is_some() {
        }
        Ok(None)
    }

    fn broken_off(&self, error: CallError) -> CallError {
        let error = if self.decoder.streams() { error.compacted_meanwhile() } else { error };
        error.in_mid_reply(self.keys)
    }
}

/// The number of keys that a server collects at once. A range with this limit is short.
pub(crate) const FEW: i64 = 1000;

/// Returns whether a range may have enough keys to delay the beginning of the response.
fn is_long(request: &RangeRequest) -> bool {
    !request.range_end.is_empty() && !request.count_only && !(1..=FEW).contains(&request.limit)
}

impl CallError {
    /// Returns whether Range may work instead of `RangeStream`. A learner refuses every stream, and serves a
    /// serializable range.
    pub(crate) fn refuses_streams(&self) -> bool {
        is_unimplemented(self) || self.nature == Nature::Learner
    }
}

fn is_unimplemented(error: &CallError) -> bool {
    error.text().starts_with(UNIMPLEMENTED)
}

fn is_unknown(error: &CallError) -> bool {
    is_unimplemented(error) && error.text().contains(UNKNOWN_METHOD)
}
