//! From an endpoint to a connection: name, TCP or socket, TLS, HTTP/2; each failure names its step.

use super::endpoint::{Address, Endpoint};
use super::listening::{Heard, Listening, Stream};
use super::options::Options;
use super::race::{STAGGER, staggered};
use super::status::{root, without_os_code};
use super::tls;
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
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::watch;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tonic::transport::{Channel, Endpoint as TonicEndpoint};

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
    phase: Phase,
    cause: Arc<io::Error>,
}

/// How far dialing came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Name,
    Connect,
    Tls,
    Http2,
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
        self.phase == Phase::Tls || tls::error_in(&self.cause).is_some()
    }

    /// Whether TLS was answered with silence.
    fn is_cut_handshake(&self) -> bool {
        let cut = [io::ErrorKind::UnexpectedEof, io::ErrorKind::ConnectionReset];
        self.phase == Phase::Tls && cut.contains(&self.cause.kind())
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        let tls = tls::error_in(&self.cause).and_then(tls::hint);
        let plain = "does it speak TLS? without, its endpoint is http://";
        let nobody = "is etcd running there? --endpoints or ETCDCTL_ENDPOINTS says where to look";
        tls.or_else(|| self.is_cut_handshake().then_some(plain))
            .or_else(|| self.is_refused().then_some(nobody))
    }
}

impl fmt::Display for DialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = tls::error_in(&self.cause) {
            return f.write_str(&tls::explain(error));
        }
        if self.is_cut_handshake() {
            return f.write_str("it closed the connection during the TLS handshake");
        }
        let text = without_os_code(&self.cause.to_string());
        match self.phase {
            Phase::Name => {
                let prefix = "failed to lookup address information: ";
                f.write_str(&without_os_code(text.strip_prefix(prefix).unwrap_or(&text)))
            }
            Phase::Tls => write!(f, "TLS: {text}"),
            Phase::Connect | Phase::Http2 => f.write_str(&text),
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
) -> Result<Wire, DialError> {
    let (tell, heard) = watch::channel(Heard::Nothing);
    let connector = Connector {
        endpoint: Arc::clone(&endpoint),
        tls: options.tls.clone(),
        tell,
        used: Arc::default(),
    };
    let channel = target(&endpoint)
        .map_err(|e| DialError::new(Phase::Connect, e))?
        .http2_keep_alive_interval(options.keepalive_time)
        .keep_alive_timeout(options.keepalive_timeout)
        .keep_alive_while_idle(false)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .connect_with_connector(connector)
        .await
        .map_err(|error| cause_of(&error))?;
    let wire = Wire { endpoint, channel, heard };
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
            Address::Tcp { host, port } => Box::new(connect(resolve(host, *port).await?).await?),
            Address::Unix { path } => Box::new(unix(path).await?),
        };
        let stream = match &self.tls {
            Some(config) if self.endpoint.tls => {
                Box::new(handshake(&self.endpoint, config, stream).await?)
            }
            _ => stream,
        };
        Ok(Listening::new(stream, self.tell))
    }
}

/// The addresses of a name.
pub(super) async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, DialError> {
    let found = tokio::net::lookup_host((host, port)).await;
    Ok(found.map_err(|e| DialError::new(Phase::Name, e))?.collect())
}

/// Connects to the first of a name's addresses that answers.
pub(super) async fn connect(addresses: Vec<SocketAddr>) -> Result<TcpStream, DialError> {
    let mut last = io::Error::new(io::ErrorKind::InvalidInput, "the name has no address");
    let attempts = addresses.into_iter().map(|address| async move {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    });
    let stream = staggered(attempts, STAGGER, |error| last = error).await;
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
    let handshake = TlsConnector::from(Arc::clone(config)).connect(name, stream);
    handshake.await.map_err(|e| DialError::new(Phase::Tls, e))
}
