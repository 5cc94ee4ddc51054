//! A session with etcd: one connection at a time out of several endpoints, calls with a deadline,
//! reads that survive the loss of a member.

use super::bytes_codec::BytesCodec;
use super::login::Login;
use super::manner::CallTraits;
use super::retry::RetryBudget;
use super::rpc::Rpc;
use crate::etcd::connect::channel::Channel;
use crate::etcd::connect::dial::Wire;
use crate::etcd::connect::select::by;
use crate::etcd::error::call_error::CallError;
use crate::etcd::options::Options;
use crate::failure::{Failure, Kind};
use bytes::Bytes;
use http::uri::PathAndQuery;
use prost::Message as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;
use tonic::client::Grpc;
use tonic::metadata::{AsciiMetadataValue, MetadataMap};
use tonic::{Request, Response, Status};
use tracing::debug;

/// The server is told our deadline with this much added, so that ours comes first.
const SERVER_GRACE: Duration = Duration::from_millis(250);

/// The API version we speak, sent with every call as etcdctl 3.7 does.
const CLIENT_API_VERSION: &str = "3.7";

/// Calls to etcd. Nothing is dialled before the first one.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) options: Arc<Options>,
    pub(crate) wire: Mutex<Option<Wire>>,
    pub(crate) login: Mutex<Login>,
    pub(crate) waiting: Mutex<RetryBudget>,
}

impl Session {
    pub(crate) fn new(options: Options) -> Self {
        let login = Mutex::new(Login::new(&options.credentials));
        let waiting = Mutex::new(RetryBudget::new(options.retry));
        Self { options: Arc::new(options), wire: Mutex::default(), login, waiting }
    }

    /// A session with one of the endpoints, under the same options; to learn of that one, and now.
    pub(crate) fn with_endpoint(options: &Options, endpoint: Arc<crate::etcd::Endpoint>) -> Self {
        let retry = Duration::ZERO;
        Self::new(Options { endpoints: vec![endpoint], retry, ..options.clone() })
    }

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// Connects and logs in now instead of at the first call: so that a command which first reads
    /// stdin, or waits, finds out about a dead endpoint at once.
    pub(crate) async fn connect(&self) -> Result<(), CallError> {
        let within = self.options.command_timeout;
        self.persist(CallTraits::LOCAL_READ, within, async |_, _, _| Ok(())).await
    }

    /// Sends one request and returns its answer, within the command timeout. It is repeated, on another
    /// endpoint if there is one, when it surely was not executed; a read also when it got no answer.
    pub(crate) async fn call<R: Rpc>(&self, request: R) -> Result<R::Reply, CallError> {
        self.call_as(request, R::REPEATABLE).await
    }

    /// Sends a write that changes nothing when it is executed again. So it is repeated like a read,
    /// and sent to another endpoint too when the first is slow.
    pub(crate) async fn call_idempotent<R: Rpc>(&self, request: R) -> Result<R::Reply, CallError> {
        self.call_as(request, true).await
    }

    async fn call_as<R: Rpc>(&self, request: R, repeatable: bool) -> Result<R::Reply, CallError> {
        let needs_leader = request.needs_leader();
        let manner = CallTraits { repeatable, needs_leader, may_take_long: false };
        let sent = self.send(R::PATH, manner, request.encode_to_vec().into());
        // On the heap, for it is large, and would be within whatever does calls among other things.
        let reply = Box::pin(sent).await?;
        R::Reply::decode(reply).map_err(|error| {
            let text = format!("etcd's answer cannot be read: {error}");
            CallError::local(Failure::new(Kind::Refused, text))
        })
    }

    async fn send(
        &self,
        path: &'static str,
        manner: CallTraits,
        request: Bytes,
    ) -> Result<Bytes, CallError> {
        self.check_size(request.len())?;
        let within = self.options.command_timeout;
        let done = self.persist(manner, within, async |wire, metadata, deadline| {
            let mut message = Request::new(request.clone());
            *message.metadata_mut() = metadata;
            message.set_timeout(deadline.saturating_duration_since(Instant::now()) + SERVER_GRACE);
            let answer = by(deadline, async {
                let mut grpc = self.grpc(&wire).await?;
                grpc.unary(message, PathAndQuery::from_static(path), BytesCodec).await
            });
            let sent = Instant::now();
            let done = self.judge(&wire, answer.await, manner.repeatable).map(Response::into_inner);
            log_call(path, &wire, request.len(), sent, &done);
            done
        });
        match done.await {
            Ok(reply) => Ok(reply),
            Err(fault) => Err(self.explained(fault, path, &request).await),
        }
    }

    /// Turns the outcome of a bounded call into a reply or a fault.
    pub(crate) fn judge<T>(
        &self,
        wire: &Wire,
        answer: Option<Result<T, Status>>,
        repeatable: bool,
    ) -> Result<T, CallError> {
        match answer {
            Some(Ok(reply)) => Ok(reply),
            Some(Err(status)) => Err(CallError::from_status(&status, &wire.endpoint, repeatable)),
            None => {
                Err(CallError::deadline(&wire.endpoint, self.options.command_timeout, repeatable))
            }
        }
    }

    pub(crate) fn deadline(&self) -> Instant {
        Instant::now() + self.options.command_timeout
    }

    /// A client on this connection, which is ready for a call.
    pub(crate) async fn grpc(&self, wire: &Wire) -> Result<Grpc<Channel>, Status> {
        // The size of what is sent was checked before; etcd's answers have no natural bound.
        let mut grpc = Grpc::new(wire.channel.clone())
            .max_decoding_message_size(self.options.max_recv_bytes)
            .max_encoding_message_size(usize::MAX);
        grpc.ready().await.map_err(|e| Status::from_error(e.into()))?;
        Ok(grpc)
    }

    pub(crate) fn check_size(&self, size: usize) -> Result<(), CallError> {
        let limit = self.options.max_request_bytes;
        if size <= limit {
            return Ok(());
        }
        let message = format!("the request has {size} bytes, and {limit} are allowed");
        Err(CallError::local(Failure::new(Kind::Refused, message).hint(
            "--max-request-bytes raises our limit; etcd's own is 1.5 MiB (--max-request-bytes there)",
        )))
    }
}

/// Tells how a call went.
fn log_call(path: &str, wire: &Wire, size: usize, sent: Instant, done: &Result<Bytes, CallError>) {
    let (endpoint, took) = (&wire.endpoint, sent.elapsed());
    match done {
        Ok(reply) => {
            let got = reply.len();
            debug!("{endpoint}: {path} of {size} bytes, answered with {got} after {took:.1?}");
        }
        Err(fault) => {
            debug!("{endpoint}: {path} of {size} bytes failed after {took:.1?}: {}", fault.cause());
        }
    }
}

/// Returns what goes with a call. A member without a leader refuses what needs one at once, before it
/// has looked at the request.
pub(crate) fn metadata(token: Option<&AsciiMetadataValue>, needs_leader: bool) -> MetadataMap {
    let mut metadata = MetadataMap::new();
    let version = AsciiMetadataValue::from_static(CLIENT_API_VERSION);
    metadata.insert("client-api-version", version);
    if let Some(token) = token {
        metadata.insert("token", token.clone());
    }
    if needs_leader {
        metadata.insert("hasleader", AsciiMetadataValue::from_static("true"));
    }
    metadata
}
