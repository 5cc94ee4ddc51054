//! From an endpoint to a connection: name, TCP or socket, TLS, HTTP/2; each failure names its step.

use super::endpoint::{Address, Endpoint};
use super::options::Options;
use http::Uri;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::watch;
use tokio_rustls::TlsConnector;
use tonic::transport::{Channel, Endpoint as TonicEndpoint};

/// A connection to one endpoint, over which calls go. Cheap to clone. It dials again by itself when
/// it broke and is used again.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) channel: Channel,
    heard: watch::Receiver<bool>,
}

impl Wire {
    /// Waits until the server has said something: a listening port alone may belong to a process
    /// that is stopped.
    pub(crate) async fn hear(&self) {
        let mut heard = self.heard.clone();
        // An error means that the connection is gone; the first call will tell why.
        let _ = heard.wait_for(|heard| *heard).await;
    }
}

/// Why no connection came about.
#[derive(Debug, Clone)]
pub(crate) struct DialError {
    pub(crate) phase: Phase,
    pub(crate) cause: Arc<io::Error>,
}

/// How far dialing came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Name,
    Connect,
    Tls,
    Http2,
}

impl fmt::Display for DialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.cause)
    }
}

impl std::error::Error for DialError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.cause.as_ref())
    }
}

/// Dials one endpoint. The caller bounds the time.
pub(crate) async fn dial(
    endpoint: Arc<Endpoint>,
    options: Arc<Options>,
) -> Result<Wire, DialError> {
    let (tell, heard) = watch::channel(false);
    let connector = Connector { endpoint: Arc::clone(&endpoint), tls: options.tls.clone(), tell };
    let target = target(&endpoint).map_err(|e| failed(Phase::Connect, e))?;
    let channel = target
        .http2_keep_alive_interval(options.keepalive_time)
        .keep_alive_timeout(options.keepalive_timeout)
        .keep_alive_while_idle(false)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .connect_with_connector(connector)
        .await
        .map_err(|error| cause_of(&error))?;
    Ok(Wire { endpoint, channel, heard })
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
        None => failed(Phase::Http2, io::Error::other(super::status::root(error).to_string())),
    }
}

fn failed(phase: Phase, cause: io::Error) -> DialError {
    DialError { phase, cause: Arc::new(cause) }
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

/// What tonic calls to connect, and to connect again.
#[derive(Clone)]
struct Connector {
    endpoint: Arc<Endpoint>,
    tls: Option<Arc<ClientConfig>>,
    tell: watch::Sender<bool>,
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
        let stream: Box<dyn Stream> = match &self.endpoint.address {
            Address::Tcp { host, port } => Box::new(tcp(host, *port).await?),
            Address::Unix { path } => {
                Box::new(UnixStream::connect(path).await.map_err(|e| failed(Phase::Connect, e))?)
            }
        };
        let stream = match &self.tls {
            Some(config) if self.endpoint.tls => handshake(&self.endpoint, config, stream).await?,
            _ => stream,
        };
        Ok(Listening { stream, tell: self.tell })
    }
}

async fn tcp(host: &str, port: u16) -> Result<TcpStream, DialError> {
    let addresses: Vec<_> =
        tokio::net::lookup_host((host, port)).await.map_err(|e| failed(Phase::Name, e))?.collect();
    let mut last =
        failed(Phase::Name, io::Error::new(io::ErrorKind::NotFound, "name has no address"));
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                stream.set_nodelay(true).map_err(|e| failed(Phase::Connect, e))?;
                return Ok(stream);
            }
            Err(e) => last = failed(Phase::Connect, e),
        }
    }
    Err(last)
}

async fn handshake(
    endpoint: &Endpoint,
    config: &Arc<ClientConfig>,
    stream: Box<dyn Stream>,
) -> Result<Box<dyn Stream>, DialError> {
    let name = ServerName::try_from(endpoint.server_name().to_owned())
        .map_err(|e| failed(Phase::Tls, io::Error::new(io::ErrorKind::InvalidInput, e)))?;
    let stream = TlsConnector::from(Arc::clone(config))
        .connect(name, stream)
        .await
        .map_err(|e| failed(Phase::Tls, e))?;
    Ok(Box::new(stream))
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A stream that tells when the first byte has come in.
struct Listening {
    stream: Box<dyn Stream>,
    tell: watch::Sender<bool>,
}

impl AsyncRead for Listening {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before && !*self.tell.borrow() {
            self.tell.send_replace(true);
        }
        polled
    }
}

impl AsyncWrite for Listening {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
