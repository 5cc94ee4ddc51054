//! A session with etcd: one connection at a time out of several endpoints, calls with a deadline,
//! reads that survive the loss of a member.

use super::bytes_codec::BytesCodec;
use super::channel::Channel;
use super::dial::Wire;
use super::fault::{Fault, Nature};
use super::login::Login;
use super::options::Options;
use super::race::{by, race};
use super::rpc::Rpc;
use super::waiting::Waiting;
use crate::failure::{Failure, Kind};
use bytes::Bytes;
use http::uri::PathAndQuery;
use prost::Message as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};
use tonic::client::Grpc;
use tonic::metadata::{AsciiMetadataValue, MetadataMap};
use tonic::{Request, Response, Status};
use tracing::debug;

/// The pause between two tries of a read, as in etcd's Go client.
const RETRY_PAUSE: Duration = Duration::from_millis(25);

/// The pause between two tries to reach any endpoint.
const REDIAL_PAUSE: Duration = Duration::from_millis(100);

/// The server is told our deadline with this much added, so that ours comes first.
const SERVER_GRACE: Duration = Duration::from_millis(250);

/// The API version we speak, sent with every call as etcdctl 3.7 does.
const CLIENT_API_VERSION: &str = "3.7";

/// Calls to etcd. Nothing is dialled before the first one.
#[derive(Debug)]
pub(crate) struct Session {
    pub(super) options: Arc<Options>,
    wire: Mutex<Option<Wire>>,
    pub(super) login: Mutex<Login>,
    waiting: Mutex<Waiting>,
}

impl Session {
    pub(crate) fn new(options: Options) -> Self {
        let login = Mutex::new(Login::new(&options.credentials));
        let waiting = Mutex::new(Waiting::new(options.retry));
        Self { options: Arc::new(options), wire: Mutex::default(), login, waiting }
    }

    /// A session with one of the endpoints, under the same options; to learn of that one, and now.
    pub(crate) fn with_endpoint(options: &Options, endpoint: Arc<super::Endpoint>) -> Self {
        let retry = Duration::ZERO;
        Self::new(Options { endpoints: vec![endpoint], retry, ..options.clone() })
    }

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// Connects and logs in now instead of at the first call: so that a command which first reads
    /// stdin, or waits, finds out about a dead endpoint at once.
    pub(crate) async fn connect(&self) -> Result<(), Fault> {
        self.persist(true, self.options.command_timeout, async |_, _, _| Ok(())).await
    }

    /// Sends one request and returns its answer, within the command timeout. Reads are repeated, on
    /// another endpoint if there is one, while they get no answer; writes only if they surely were
    /// not sent.
    pub(crate) async fn call<R: Rpc>(&self, request: R) -> Result<R::Reply, Fault> {
        let sent = self.send(R::PATH, R::REPEATABLE, request.encode_to_vec().into());
        // On the heap, for it is large, and would be within whatever does calls among other things.
        let reply = Box::pin(sent).await?;
        R::Reply::decode(reply).map_err(|error| {
            let text = format!("etcd's answer cannot be read: {error}");
            Fault::local(Failure::new(Kind::Refused, text))
        })
    }

    async fn send(
        &self,
        path: &'static str,
        repeatable: bool,
        request: Bytes,
    ) -> Result<Bytes, Fault> {
        self.check_size(request.len())?;
        let within = self.options.command_timeout;
        let done = self.persist(repeatable, within, async |wire, metadata, deadline| {
            let mut message = Request::new(request.clone());
            *message.metadata_mut() = metadata;
            message.set_timeout(deadline.saturating_duration_since(Instant::now()) + SERVER_GRACE);
            let answer = by(deadline, async {
                let mut grpc = self.grpc(&wire).await?;
                grpc.unary(message, PathAndQuery::from_static(path), BytesCodec).await
            });
            let sent = Instant::now();
            let done = self.judge(&wire, answer.await, repeatable).map(Response::into_inner);
            log_call(path, &wire, request.len(), sent, &done);
            done
        });
        match done.await {
            Ok(reply) => Ok(reply),
            Err(fault) => Err(self.explained(fault, path, &request).await),
        }
    }

    /// Tries something until it is done, each try `within` some time. As long as etcd has not answered
    /// anything, and the user wants to wait for it, there are more of them.
    pub(super) async fn persist<T>(
        &self,
        repeatable: bool,
        within: Duration,
        work: impl AsyncFn(Wire, MetadataMap, Instant) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        loop {
            let done = self.try_for(repeatable, Instant::now() + within, &work).await;
            let mut waiting = self.waiting.lock().await;
            match &done {
                Err(fault) if fault.is_out_of_contact() => {
                    let again = repeatable || fault.is_untouched();
                    if again && waiting.goes_on(&fault.text()).await {
                        continue;
                    }
                }
                _ => waiting.end(),
            }
            return done;
        }
    }

    /// Tries something until it is done, or until trying again would be wrong, useless or too late.
    async fn try_for<T>(
        &self,
        repeatable: bool,
        deadline: Instant,
        work: &impl AsyncFn(Wire, MetadataMap, Instant) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut renewed = false;
        loop {
            // When no endpoint can be reached, that is the answer: nobody waits for it to change.
            let wire = self.wire(deadline).await?;
            let mut token = None;
            let attempt = async {
                token = self.token(&wire, deadline).await.map_err(Fault::at_login)?;
                let metadata = self.metadata(token.as_ref()).await;
                work(wire.clone(), metadata, deadline).await
            };
            let fault = match attempt.await {
                Ok(done) => return Ok(done),
                Err(fault) => fault,
            };
            if fault.is_out_of_contact() {
                self.hang_up(&wire).await;
            }
            let again = match fault.nature {
                Nature::StaleToken if renewed => false,
                Nature::StaleToken => self.login.lock().await.give_up(token.as_ref()),
                Nature::NotSent => true,
                Nature::NoAnswer | Nature::Unavailable => repeatable,
                Nature::TooLarge | Nature::Answered => false,
            };
            renewed |= fault.nature == Nature::StaleToken;
            if !again || Instant::now() + RETRY_PAUSE >= deadline {
                return Err(fault);
            }
            debug!("trying again: {}", fault.text());
            sleep(RETRY_PAUSE).await;
        }
    }

    /// What goes with a call. While we wait for a cluster its members say at once that they have no
    /// leader, before they have looked at the request.
    async fn metadata(&self, token: Option<&AsciiMetadataValue>) -> MetadataMap {
        let mut metadata = metadata(token);
        if self.waiting.lock().await.is_on() {
            metadata.insert("hasleader", AsciiMetadataValue::from_static("true"));
        }
        metadata
    }

    /// Turns the outcome of a bounded call into a reply or a fault.
    pub(super) fn judge<T>(
        &self,
        wire: &Wire,
        answer: Option<Result<T, Status>>,
        repeatable: bool,
    ) -> Result<T, Fault> {
        match answer {
            Some(Ok(reply)) => Ok(reply),
            Some(Err(status)) => Err(Fault::from_status(&status, &wire.endpoint, repeatable)),
            None => Err(Fault::deadline(&wire.endpoint, self.options.command_timeout, repeatable)),
        }
    }

    pub(super) fn deadline(&self) -> Instant {
        Instant::now() + self.options.command_timeout
    }

    /// A client on this connection, which is ready for a call.
    pub(super) async fn grpc(&self, wire: &Wire) -> Result<Grpc<Channel>, Status> {
        // The size of what is sent was checked before; etcd's answers have no natural bound.
        let mut grpc = Grpc::new(wire.channel.clone())
            .max_decoding_message_size(self.options.max_recv_bytes)
            .max_encoding_message_size(usize::MAX);
        grpc.ready().await.map_err(|e| Status::from_error(e.into()))?;
        Ok(grpc)
    }

    pub(super) fn check_size(&self, size: usize) -> Result<(), Fault> {
        let limit = self.options.max_request_bytes;
        if size <= limit {
            return Ok(());
        }
        let message = format!("the request has {size} bytes, and {limit} are allowed");
        Err(Fault::local(Failure::new(Kind::Refused, message).hint(
            "--max-request-bytes raises our limit; etcd's own is 1.5 MiB (--max-request-bytes there)",
        )))
    }

    /// The connection in use, or a new one.
    async fn wire(&self, deadline: Instant) -> Result<Wire, Fault> {
        let mut slot = self.wire.lock().await;
        if let Some(wire) = &*slot {
            // While we did something else nobody looked at the socket: its end may be waiting there.
            yield_now().await;
            yield_now().await;
            if wire.is_open() {
                return Ok(wire.clone());
            }
        }
        let wire = if self.options.redial && !self.options.endpoints.is_empty() {
            self.redial(deadline).await?
        } else {
            self.dial(deadline).await?
        };
        Ok(slot.insert(wire).clone())
    }

    /// Dials until an endpoint answers, as Go's client does.
    async fn redial(&self, deadline: Instant) -> Result<Wire, Fault> {
        let mut last = None;
        loop {
            let fault = match self.dial(deadline).await {
                Ok(wire) => return Ok(wire),
                // A try that was cut short by the deadline says less than the one before it.
                Err(fault) => last.take().filter(|_| Instant::now() >= deadline).unwrap_or(fault),
            };
            if Instant::now() + REDIAL_PAUSE >= deadline {
                return Err(fault.after_redialing());
            }
            debug!("dialing again: {}", fault.text());
            sleep(REDIAL_PAUSE).await;
            last = Some(fault);
        }
    }

    async fn dial(&self, deadline: Instant) -> Result<Wire, Fault> {
        let started = Instant::now();
        let patience = self.options.dial_timeout;
        // As in Go: no time at all means any time.
        let dial_deadline =
            if patience.is_zero() { deadline } else { deadline.min(started + patience) };
        race(&self.options, dial_deadline).await.map_err(|attempts| {
            Fault::unreachable(&attempts, dial_deadline.saturating_duration_since(started))
        })
    }

    async fn token(
        &self,
        wire: &Wire,
        deadline: Instant,
    ) -> Result<Option<AsciiMetadataValue>, Fault> {
        self.login.lock().await.token(self, wire, deadline).await
    }

    /// Lets go of a connection, so that the next call makes another.
    pub(super) async fn hang_up(&self, wire: &Wire) {
        self.wire.lock().await.take_if(|current| current.is(wire));
    }
}

/// Tells how a call went.
fn log_call(path: &str, wire: &Wire, size: usize, sent: Instant, done: &Result<Bytes, Fault>) {
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

/// What goes with every call.
pub(super) fn metadata(token: Option<&AsciiMetadataValue>) -> MetadataMap {
    let mut metadata = MetadataMap::new();
    let version = AsciiMetadataValue::from_static(CLIENT_API_VERSION);
    metadata.insert("client-api-version", version);
    if let Some(token) = token {
        metadata.insert("token", token.clone());
    }
    metadata
}
