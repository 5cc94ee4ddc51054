//! A range read as it arrives: the reply is decoded key by key out of the frames of the body, so that
//! a million keys need no more memory than one.

use super::incoming::{Incoming, frame, open};
use super::manner::CallTraits;
use super::range_decoder::{Decoder, RangePart};
use super::rpc::Rpc as _;
use super::session::Session;
use crate::etcd::connect::dial::Wire;
use crate::etcd::connect::select::by;
use crate::etcd::error::call_error::{CallError, Nature};
use crate::etcd::proto::RangeRequest;
use bytes::Bytes;
use http_body_util::Full;
use prost::Message as _;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tonic::body::Body;
use tonic::metadata::MetadataMap;
use tracing::debug;

/// The call that a range is asked for with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RangeCall {
    /// `Range`: the server makes the whole reply before it sends any of it.
    Whole,
    /// `RangeStream`, since etcd 3.7: the server sends the keys in chunks.
    Stream,
    /// `RangeStream`, or `Range` where the server does not know it.
    Either,
}

/// What servers before 3.7, and some proxies, say of a call they do not know.
const UNIMPLEMENTED: &str = "rpc error: code = Unimplemented ";
const UNKNOWN_METHOD: &str = "unknown method RangeStream";
const NEEDED: &str = "RangeStream came with etcd 3.7; without --stream any server will do";
const RANGE_STREAM: &str = "/etcdserverpb.KV/RangeStream";

/// The parts of one range's reply: keys, an end, and the header before them all. Out of a
/// `RangeStream` it comes just before the end.
#[derive(Debug)]
pub(crate) struct RangeStream {
    incoming: Incoming,
    decoder: Decoder,
    patience: Duration,
    /// The largest message accepted, in bytes.
    limit: u64,
    /// Parts that have come in and were not handed on; at least one has to be there before the request
    /// counts as answered.
    pub(crate) ahead: VecDeque<RangePart>,
    /// The header was handed on before the server sent it.
    pub(crate) has_header: bool,
    /// How many keys have been handed on.
    keys: u64,
}

impl Session {
    /// Asks for a range and hands its reply out in parts. Up to the first part the request is
    /// repeated like any read. The reply has no deadline as a whole, each pause in it has.
    pub(crate) async fn range(&self, request: RangeRequest) -> Result<RangeStream, CallError> {
        self.range_by(RangeCall::Whole, request).await
    }

    /// Asks for a range, as [`Self::range`] does, with the given call.
    pub(crate) async fn range_by(
        &self,
        call: RangeCall,
        request: RangeRequest,
    ) -> Result<RangeStream, CallError> {
        let frame = frame(&request);
        let needs_leader = request.needs_leader();
        let manner =
            CallTraits { repeatable: true, needs_leader, may_take_long: is_long(&request) };
        let done =
            self.persist(manner, self.options.command_timeout, async |wire, metadata, deadline| {
                let streams = match call {
                    RangeCall::Whole => false,
                    RangeCall::Stream => true,
                    RangeCall::Either => wire.may_stream_ranges(),
                };
                let begin = |streams, metadata| {
                    self.begin_range(streams, wire.clone(), metadata, frame.clone(), deadline)
                };
                match begin(streams, metadata.clone()).await {
                    // A learner refuses every stream, and serves a serializable range.
                    Err(fault)
                        if call == RangeCall::Either
                            && (is_unimplemented(&fault) || fault.nature == Nature::Learner) =>
                    {
                        wire.cannot_stream_ranges();
                        begin(false, metadata).await
                    }
                    done => done,
                }
            });
        match done.await {
            Ok(stream) => Ok(stream),
            Err(fault) if call == RangeCall::Stream && is_unknown(&fault) => {
                Err(fault.hint(NEEDED))
            }
            Err(fault) => {
                Err(self.explained(fault, RangeRequest::PATH, &request.encode_to_vec()).await)
            }
        }
    }

    async fn begin_range(
        &self,
        streams: bool,
        wire: Wire,
        metadata: MetadataMap,
        frame: Bytes,
        deadline: Instant,
    ) -> Result<RangeStream, CallError> {
        let path = if streams { RANGE_STREAM } else { RangeRequest::PATH };
        let (sent, endpoint) = (Instant::now(), Arc::clone(&wire.endpoint));
        let opening = open(wire.clone(), path, metadata, Body::new(Full::new(frame)));
        let body = self.judge(&wire, by(deadline, opening).await, true)?;
        let patience = self.options.command_timeout;
        let mut stream = RangeStream {
            incoming: Incoming::new(body, wire),
            decoder: Decoder::new(streams),
            patience,
            limit: self.options.max_recv_bytes as u64,
            ahead: VecDeque::new(),
            has_header: false,
            keys: 0,
        };
        // Over TLS etcd answers first and refuses then. Boxed: all that read hold this future.
        let silence = || Err(CallError::deadline(&endpoint, patience, true));
        let first = by(deadline, Box::pin(stream.advance())).await.unwrap_or_else(silence)?;
        stream.ahead.extend(first);
        debug!("{endpoint}: {path} begins to answer after {:.1?}", sent.elapsed());
        Ok(stream)
    }
}

impl RangeStream {
    /// The next part; `None` after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<RangePart>, CallError> {
        let part = match self.ahead.pop_front() {
            Some(part) => Some(part),
            None => self.advance().await.map_err(|fault| self.broken_off(fault))?,
        };
        self.keys += u64::from(matches!(part, Some(RangePart::Kv(_))));
        Ok(part)
    }

    /// The next part that comes in.
    pub(crate) async fn advance(&mut self) -> Result<Option<RangePart>, CallError> {
        loop {
            self.incoming.check_size(self.decoder.left(), self.limit)?;
            match self.decoder.next() {
                Ok(Some(RangePart::Header(_))) if self.has_header => continue,
                Ok(Some(part)) => return Ok(Some(part)),
                Ok(None) if self.decoder.is_done() => return self.finish().await,
                Ok(None) => {}
                Err(what) => return Err(self.incoming.garbled(what)),
            }
            match self.incoming.next_within(self.patience).await? {
                Some(bytes) => self.decoder.feed(&bytes),
                None if self.decoder.finish() => {}
                None => return Err(self.incoming.cut_short("the reply is cut short")),
            }
        }
    }

    /// What is left after the message: the status in the trailers.
    async fn finish(&mut self) -> Result<Option<RangePart>, CallError> {
        while !self.decoder.streams() && self.incoming.next_within(self.patience).await?.is_some() {
        }
        Ok(None)
    }

    fn broken_off(&self, fault: CallError) -> CallError {
        let compacted = self.decoder.streams() && fault.is_compacted();
        let fault = fault.in_mid_reply(self.keys);
        if compacted {
            fault.hint("with --stream=false no compaction comes in between")
        } else {
            fault
        }
    }
}

/// The most keys that the server has together in no time: a range with this limit is no long one.
pub(crate) const FEW: i64 = 1000;

/// Returns whether a range may have so many keys that it takes the server long to begin.
fn is_long(request: &RangeRequest) -> bool {
    !request.range_end.is_empty() && !request.count_only && !(1..=FEW).contains(&request.limit)
}

fn is_unimplemented(fault: &CallError) -> bool {
    fault.text().starts_with(UNIMPLEMENTED)
}

fn is_unknown(fault: &CallError) -> bool {
    is_unimplemented(fault) && fault.text().contains(UNKNOWN_METHOD)
}
