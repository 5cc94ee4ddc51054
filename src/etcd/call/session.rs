//! A session with etcd: one connection at a time to one of several endpoints, and calls with a deadline.

use super::bytes_codec::BytesCodec;
use super::deadline::CallDeadline;
use super::login::Login;
use super::namespace::Namespace;
use super::retry::RetryBudget;
use super::rpc::Rpc;
use super::traits::CallTraits;
use crate::etcd::connect::channel::Channel;
use crate::etcd::connect::connection::Connection;
use crate::etcd::error::call_error::CallError;
use crate::etcd::options::Options;
use crate::failure::{Failure, Kind};
use bytes::Bytes;
use http::uri::PathAndQuery;
use prost::Message as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};
use tonic::client::Grpc;
use tonic::metadata::{AsciiMetadataValue, MetadataMap};
use tonic::{Request, Response, Status};
use tracing::debug;

/// Added to the deadline that is sent to the server, so that the local one comes first.
const SERVER_GRACE: Duration = Duration::from_millis(250);

/// The version of the API, sent with every call as etcdctl 3.7 does.
const CLIENT_API_VERSION: &str = "3.7";

/// A session with etcd. Dials at the first call.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) options: Arc<Options>,
    pub(super) connection: Mutex<Option<Connection>>,
    pub(super) login: Mutex<Login>,
    pub(super) retry: Mutex<RetryBudget>,
    pub(super) namespace: Namespace,
}

impl Session {
    pub(crate) fn new(options: Options) -> Self {
        let login = Mutex::new(Login::new(&options.credentials));
        let retry = Mutex::new(RetryBudget::new(options.retry));
        let namespace = Namespace::new(options.namespace.clone());
        Self { options: Arc::new(options), connection: Mutex::default(), login, retry, namespace }
    }

    /// Returns a session with one endpoint under the same options, but without `--retry`.
    pub(crate) fn with_endpoint(options: &Options, endpoint: Arc<crate::etcd::Endpoint>) -> Self {
        let retry = Duration::ZERO;
        Self::new(Options { endpoints: vec![endpoint], retry, ..options.clone() })
    }

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// Connects and logs in before the first call, so that a command which reads stdin or waits reports an
    /// unreachable endpoint at once.
    pub(crate) async fn connect(&self) -> Result<(), CallError> {
        let within = self.options.command_timeout;
        self.with_retry(CallTraits::LOCAL_READ, within, async |_, _, _| Ok(())).await
    }

    /// Sends a request and returns the response, within the command timeout. Repeats the request, on
    /// another endpoint if there is one, when it was certainly not executed; a read also without an answer.
    pub(crate) async fn call<R: Rpc>(&self, request: R) -> Result<R::Reply, CallError> {
        self.call_as(request, R::REPEATABLE, &self.namespace).await
    }

    /// Sends an idempotent write, which is repeated and hedged like a read.
    pub(crate) async fn call_idempotent<R: Rpc>(&self, request: R) -> Result<R::Reply, CallError> {
        self.call_as(request, true, &self.namespace).await
    }

    pub(super) async fn call_as<R: Rpc>(
        &self,
        mut request: R,
        repeatable: bool,
        namespace: &Namespace,
    ) -> Result<R::Reply, CallError> {
        if !request.is_read() {
            self.options.refuse_if_read_only(R::NAME).map_err(CallError::local)?;
        }
        request.enter(namespace, &self.options).map_err(CallError::local)?;
        let needs_leader = request.needs_leader();
        let traits = CallTraits { repeatable, needs_leader, may_take_long: false };
        let sent = self.send(R::PATH, traits, request.encode_to_vec().into());
        // Boxed because it is large, and part of the future of every caller.
        let reply = Box::pin(sent).await?;
        let reply = R::Reply::decode(reply).map_err(|error| error.to_string());
        let relative = reply.and_then(|mut reply| {
            R::leave(&mut reply, namespace)?;
            Ok(reply)
        });
        relative.map_err(|error| {
            let text = format!("cannot decode etcd's response: {error}");
            CallError::local(Failure::new(Kind::Refused, text))
        })
    }

    async fn send(
        &self,
        path: &'static str,
        traits: CallTraits,
        request: Bytes,
    ) -> Result<Bytes, CallError> {
        self.check_size(request.len())?;
        let within = self.options.command_timeout;
        let done = self.with_retry(traits, within, async |connection, metadata, deadline| {
            let mut message = Request::new(request.clone());
            *message.metadata_mut() = metadata;
            message
                .set_timeout(deadline.at.saturating_duration_since(Instant::now()) + SERVER_GRACE);
            let answer = timeout_at(deadline.at, async {
                let mut grpc = self.grpc(&connection).await?;
                grpc.unary(message, PathAndQuery::from_static(path), BytesCodec).await
            });
            let sent = Instant::now();
            let done = self.outcome(&connection, answer.await, deadline, traits.repeatable);
            let done = done.map(Response::into_inner);
            log_call(path, &connection, request.len(), sent, &done);
            done
        });
        match done.await {
            Ok(reply) => Ok(reply),
            Err(error) => Err(self.explained(error, path, &request).await),
        }
    }

    pub(super) fn outcome<T>(
        &self,
        connection: &Connection,
        answer: Result<Result<T, Status>, Elapsed>,
        deadline: CallDeadline,
        repeatable: bool,
    ) -> Result<T, CallError> {
        let endpoint = &connection.endpoint;
        match answer {
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(status)) => Err(CallError::from_status(&status, endpoint, repeatable)),
            Err(_) => Err(CallError::deadline(endpoint, deadline.time, repeatable)),
        }
    }

    pub(crate) fn deadline(&self) -> Instant {
        Instant::now() + self.options.command_timeout
    }

    pub(super) async fn grpc(&self, connection: &Connection) -> Result<Grpc<Channel>, Status> {
        // The size of requests is checked before.
        let mut grpc = Grpc::new(connection.channel.clone())
            .max_decoding_message_size(self.options.max_recv_bytes)
            .max_encoding_message_size(usize::MAX);
        grpc.ready().await.map_err(|e| Status::from_error(e.into()))?;
        Ok(grpc)
    }

    fn check_size(&self, size: usize) -> Result<(), CallError> {
        let limit = self.options.max_request_bytes;
        if size <= limit {
            return Ok(());
        }
        let message = format!("the request has {size} bytes, more than the limit of {limit}");
        Err(CallError::local(Failure::new(Kind::Refused, message).hint(
            "raise the limit with --max-request-bytes; etcd's own limit is 1.5 MiB by default",
        )))
    }
}

fn log_call(
    path: &str,
    connection: &Connection,
    size: usize,
    sent: Instant,
    done: &Result<Bytes, CallError>,
) {
    let (endpoint, took) = (&connection.endpoint, sent.elapsed());
    match done {
        Ok(reply) => {
            let got = reply.len();
            debug!("{endpoint}: {path} of {size} bytes, answered with {got} after {took:.1?}");
        }
        Err(error) => {
            debug!("{endpoint}: {path} of {size} bytes failed after {took:.1?}: {}", error.cause());
        }
    }
}

/// Returns the metadata of a call. With `hasleader`, a member without a leader refuses before it looks at
/// the request.
pub(super) fn metadata(token: Option<&AsciiMetadataValue>, needs_leader: bool) -> MetadataMap {
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
