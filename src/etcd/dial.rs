//! From an endpoint to a connection: name, TCP or socket, TLS, HTTP/2; each failure names its step.

use super::endpoint::{Address, Endpoint};
use super::listening::{Heard, Listening, Stream};
use super::options::Options;
use super::phase::{Phase, Progress};
use super::race::{STAGGER, staggered};
use super::status::{root, without_os_code};
use super::stranger::{NOT_ETCD, Stranger, ask_otherwise};
use super::tls_error::{self, error_in};
use http::Uri;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Instant;
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::watch;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tonic::transport::{Channel, Endpoint as TonicEndpoint};
use tracing::debug;

/// One connection to one endpoint, over which calls go. Cheap to clone. Once it is lost it stays so:
/// the session dials anew, among all its endpoints.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) channel: Channel,
    heard: watch::Receiver<Heard>,
}

impl Wire {
    /// Whether the connection's end has not been seen yet.
    pub(crate) fn is_open(&self) -> bool {
        !matches!(*self.heard.borrow(), Heard::Gone(_))
    }

    /// Whether both are the same connection.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.heard.same_channel(&other.heard)
    }

    /// Waits until the server has said something: until then nothing is known about it, not even
    /// whether it takes our certificate.
    async fn hear(&self) -> Result<(), DialError> {
        let mut heard = self.heard.clone();
        match heard.wait_for(|heard| !matches!(heard, Heard::Nothing)).await.as_deref() {
            Ok(Heard::Gone(cause)) => {
                Err(DialError { phase: Phase::Http2, cause: Arc::clone(cause) })
            }
            _ => Ok(()),
        }
    }
}

/// Why no connection came about.
#[derive(Debug, Clone)]
pub(crate) struct DialError {
    pub(super) phase: Phase,
    cause: Arc<io::Error>,
}

impl DialError {
    fn new(phase: Phase, cause: io::Error) -> Self {
        Self { phase, cause: Arc::new(cause) }
    }

    /// Whether nobody listens there.
    pub(crate) fn is_refused(&self) -> bool {
        matches!(self.cause.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound)
            && self.phase == Phase::Connect
    }

    /// Whether TLS failed; with 1.3 a server may object to our certificate only when it is used.
    pub(super) fn is_about_tls(&self) -> bool {
        self.phase == Phase::Tls || error_in(&self.cause).is_some()
    }

    /// Whether we were connected, and then were not, without a word.
    fn is_hang_up(&self) -> bool {
        let torn = [
            io::ErrorKind::UnexpectedEof,
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::BrokenPipe,
        ];
        self.phase >= Phase::Tls && torn.contains(&self.cause.kind())
    }

    fn stranger(&self) -> Option<Stranger> {
        self.cause.get_ref()?.downcast_ref().copied()
    }

    /// The same, after another look at who is there.
    pub(super) async fn examined(self, endpoint: &Endpoint, options: &Options) -> Self {
        let shown =
            options.tls.as_ref().is_some_and(|tls| tls.client_auth_cert_resolver.has_certs());
        if !shown && error_in(&self.cause).is_some_and(tls_error::is_about_ours) {
            return Self::new(self.phase, tls_error::wants_ours());
        }
        if !self.is_hang_up() {
            return self;
        }
        let stranger = match (endpoint.tls, self.phase) {
            (true, Phase::Http2) if shown => Some(Stranger::LeftOverCertificate),
            (true, Phase::Http2) => Some(Stranger::LeftAfterTls),
            _ => ask_otherwise(endpoint).await,
        };
        match stranger {
            Some(who) => Self::new(self.phase, io::Error::new(io::ErrorKind::InvalidData, who)),
            None => self,
        }
    }

    /// What to do about it.
    pub(super) fn hint(&self, endpoint: &Endpoint) -> Option<String> {
        if let Some(stranger) = self.stranger() {
            return Some(stranger.hint(endpoint));
        }
        if let Some(error) = error_in(&self.cause) {
            return tls_error::hint(error, endpoint);
        }
        let hint = match (self.phase, self.cause.kind()) {
            (Phase::Name, _) => "check the name, and whether this machine can reach its DNS",
            _ if self.is_refused() => NOBODY,
            (Phase::Connect, io::ErrorKind::PermissionDenied) => {
                "the mode of the socket's file says who may use it"
            }
            (Phase::Connect, io::ErrorKind::NotConnected) => return None,
            (Phase::Connect, _) => "check the address, the network, and the firewalls on the way",
            _ if self.is_hang_up() => NOT_ETCD,
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

/// What to look at when nobody answers.
const NOBODY: &str = "is etcd running there? --endpoints or ETCDCTL_ENDPOINTS says where to look";

impl fmt::Display for DialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = error_in(&self.cause) {
            return f.write_str(&tls_error::explain(error));
        }
        if self.is_hang_up() {
            // Whether it is seen as an end or as a reset is a matter of chance.
            let when = if self.phase == Phase::Tls { " during the TLS handshake" } else { "" };
            return write!(f, "it closed the connection{when}");
        }
        let text = without_os_code(&self.cause.to_string());
        match self.phase {
            Phase::Name => {
                let prefix = "failed to lookup address information: ";
                f.write_str(&without_os_code(text.strip_prefix(prefix).unwrap_or(&text)))
            }
            Phase::Tls if self.stranger().is_none() => write!(f, "TLS: {text}"),
            _ => f.write_str(&text),
        }
    }
}

impl std::error::Error for DialError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.cause.as_ref())
    }
}

/// Dials one endpoint, and waits for the server's first words. The caller bounds the time.
pub(crate) async fn dial(
    endpoint: Arc<Endpoint>,
    options: Arc<Options>,
    progress: Progress,
) -> Result<Wire, DialError> {
    debug!("{endpoint}: dialing");
    let started = Instant::now();
    match open(&endpoint, &options, progress).await {
        Ok(wire) => {
            debug!("{endpoint}: HTTP/2 is open after {:.1?}", started.elapsed());
            Ok(wire)
        }
        Err(error) => {
            let error = error.examined(&endpoint, &options).await;
            debug!(
                "{endpoint}: {} failed after {:.1?}: {error}",
                error.phase.name(),
                started.elapsed()
            );
            Err(error)
        }
    }
}

async fn open(
    endpoint: &Arc<Endpoint>,
    options: &Options,
    progress: Progress,
) -> Result<Wire, DialError> {
    let (tell, heard) = watch::channel(Heard::Nothing);
    let connector = Connector {
        endpoint: Arc::clone(endpoint),
        tls: options.tls.clone(),
        tell,
        progress,
        used: Arc::default(),
    };
    let channel = target(endpoint)
        .map_err(|e| DialError::new(Phase::Connect, e))?
        .http2_keep_alive_interval(options.keepalive_time)
        .keep_alive_timeout(options.keepalive_timeout)
        .keep_alive_while_idle(false)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .connect_with_connector(connector)
        .await
        .map_err(|error| cause_of(&error))?;
    let wire = Wire { endpoint: Arc::clone(endpoint), channel, heard };
    wire.hear().await?;
    Ok(wire)
}

/// Larger than HTTP/2's 64 KiB, so that a large range flows without a pause at every window.
const STREAM_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 2 << 20;

/// Finds our own error in the chain that tonic wraps around it.
pub(crate) fn dial_error<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> Option<&'a DialError> {
    std::iter::successors(Some(error), |e| e.source()).find_map(|e| e.downcast_ref())
}

fn cause_of(error: &tonic::transport::Error) -> DialError {
    match dial_error(error) {
        Some(error) => error.clone(),
        None => DialError::new(Phase::Http2, io::Error::other(root(error).to_string())),
    }
}

/// What tonic is told of the endpoint: only what ends up in `:scheme` and `:authority`.
fn target(endpoint: &Endpoint) -> io::Result<TonicEndpoint> {
    let scheme = if endpoint.tls { "https" } else { "http" };
    let uri = format!("{scheme}://{}", endpoint.authority())
        .parse::<Uri>()
        .or_else(|_| format!("{scheme}://localhost").parse())
        .map_err(io::Error::other)?;
    Ok(TonicEndpoint::from(uri))
}

/// What tonic calls to connect. It would also call it to connect again, to the same endpoint and
/// with a request in hand; the session knows better where to go next.
#[derive(Clone)]
struct Connector {
    endpoint: Arc<Endpoint>,
    tls: Option<Arc<ClientConfig>>,
    tell: watch::Sender<Heard>,
    progress: Progress,
    used: Arc<AtomicBool>,
}

impl tower_service::Service<Uri> for Connector {
    type Response = TokioIo<Listening>;
    type Error = DialError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, DialError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), DialError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let connector = self.clone();
        Box::pin(async move { connector.connect().await.map(TokioIo::new) })
    }
}

impl Connector {
    async fn connect(self) -> Result<Listening, DialError> {
        if self.used.swap(true, Ordering::Relaxed) {
            let lost = io::Error::new(io::ErrorKind::NotConnected, "the connection was lost");
            return Err(DialError::new(Phase::Connect, lost));
        }
        let stream: Box<dyn Stream> = match &self.endpoint.address {
            Address::Tcp { host, port } => {
                let addresses = resolve(host, *port).await?;
                self.progress.reach(Phase::Connect);
                Box::new(connect(host, addresses).await?)
            }
            Address::Unix { path } => {
                self.progress.reach(Phase::Connect);
                Box::new(unix(path).await?)
            }
        };
        let stream = match &self.tls {
            Some(config) if self.endpoint.tls => {
                self.progress.reach(Phase::Tls);
                Box::new(handshake(&self.endpoint, config, stream).await?)
            }
            _ => stream,
        };
        self.progress.reach(Phase::Http2);
        Ok(Listening::new(stream, self.tell))
    }
}

/// The addresses of a name.
pub(super) async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, DialError> {
    let started = Instant::now();
    let found = tokio::net::lookup_host((host, port)).await;
    let addresses: Vec<_> = found.map_err(|e| DialError::new(Phase::Name, e))?.collect();
    debug!("{host}: found at {addresses:?} after {:.1?}", started.elapsed());
    Ok(addresses)
}

/// Connects to the first of a name's addresses that answers.
pub(super) async fn connect(
    host: &str,
    addresses: Vec<SocketAddr>,
) -> Result<TcpStream, DialError> {
    let mut last = io::Error::new(io::ErrorKind::InvalidInput, "the name has no address");
    let started = Instant::now();
    let attempts = addresses.into_iter().map(|address| async move {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    });
    let stream = staggered(attempts, STAGGER, |error| last = error).await;
    if let Some(Ok(address)) = stream.as_ref().map(TcpStream::peer_addr) {
        debug!("{host}: connected to {address} after {:.1?}", started.elapsed());
    }
    stream.ok_or_else(|| DialError::new(Phase::Connect, last))
}

pub(super) async fn unix(path: &str) -> Result<UnixStream, DialError> {
    UnixStream::connect(path).await.map_err(|e| DialError::new(Phase::Connect, e))
}

pub(super) async fn handshake(
    endpoint: &Endpoint,
    config: &Arc<ClientConfig>,
    stream: Box<dyn Stream>,
) -> Result<TlsStream<Box<dyn Stream>>, DialError> {
    let name = ServerName::try_from(endpoint.server_name().to_owned())
        .map_err(|e| DialError::new(Phase::Tls, io::Error::new(io::ErrorKind::InvalidInput, e)))?;
    let started = Instant::now();
    let stream = TlsConnector::from(Arc::clone(config))
        .connect(name, stream)
        .await
        .map_err(|e| DialError::new(Phase::Tls, e))?;
    if let Some(version) = stream.get_ref().1.protocol_version() {
        debug!("{endpoint}: {version:?} is agreed after {:.1?}", started.elapsed());
    }
    Ok(stream)
}
