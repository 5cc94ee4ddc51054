//! From an endpoint to a connection: name, TCP or socket, TLS, HTTP/2; each failure names its step.

use super::channel::Channel;
use super::phase::{ConnectProgress, Phase};
use super::preface::{IoStream, PeerState, PrefaceStream};
use super::select::{STAGGER, happy_eyeballs};
use crate::etcd::endpoint::{Address, Endpoint};
use crate::etcd::error::dial_error::{DialError, cause_of};
use crate::etcd::options::Options;
use http::Uri;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
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
use tonic::transport::Endpoint as TonicEndpoint;
use tracing::debug;

/// One connection to one endpoint, over which calls go. Cheap to clone. Once it is lost it stays so:
/// the session dials anew, among all its endpoints.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) channel: Channel,
    heard: watch::Receiver<PeerState>,
    /// The server has said that it does not know `RangeStream`.
    lacks_range_stream: Arc<AtomicBool>,
}

impl Wire {
    /// Returns false once the server has said that it does not know `RangeStream`.
    pub(crate) fn may_stream_ranges(&self) -> bool {
        !self.lacks_range_stream.load(Ordering::Relaxed)
    }

    pub(crate) fn cannot_stream_ranges(&self) {
        self.lacks_range_stream.store(true, Ordering::Relaxed);
    }

    /// Whether the connection's end has not been seen yet.
    pub(crate) fn is_open(&self) -> bool {
        !matches!(*self.heard.borrow(), PeerState::Gone(_))
    }

    /// Whether both are the same connection.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.heard.same_channel(&other.heard)
    }

    /// Waits until the server has said something: until then nothing is known about it, not even
    /// whether it takes our certificate.
    async fn hear(&self) -> Result<(), DialError> {
        let mut heard = self.heard.clone();
        match heard.wait_for(|heard| !matches!(heard, PeerState::Nothing)).await.as_deref() {
            Ok(PeerState::Gone(cause)) => {
                Err(DialError { phase: Phase::Http2, cause: Arc::clone(cause) })
            }
            _ => Ok(()),
        }
    }
}

/// Dials one endpoint, and waits for the server's first words. The caller bounds the time.
pub(crate) async fn dial(
    endpoint: Arc<Endpoint>,
    options: Arc<Options>,
    progress: ConnectProgress,
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
    progress: ConnectProgress,
) -> Result<Wire, DialError> {
    let (tell, heard) = watch::channel(PeerState::Nothing);
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
    let wire = Wire {
        endpoint: Arc::clone(endpoint),
        channel: channel.into(),
        heard,
        lacks_range_stream: Arc::default(),
    };
    wire.hear().await?;
    Ok(wire)
}

/// Larger than HTTP/2's 64 KiB, so that a large range flows without a pause at every window.
const STREAM_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 2 << 20;

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
    tell: watch::Sender<PeerState>,
    progress: ConnectProgress,
    used: Arc<AtomicBool>,
}

impl tower_service::Service<Uri> for Connector {
    type Response = TokioIo<PrefaceStream>;
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
    async fn connect(self) -> Result<PrefaceStream, DialError> {
        if self.used.swap(true, Ordering::Relaxed) {
            let lost = io::Error::new(io::ErrorKind::NotConnected, "the connection was lost");
            return Err(DialError::new(Phase::Connect, lost));
        }
        let stream: Box<dyn IoStream> = match &self.endpoint.address {
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
        Ok(PrefaceStream::new(stream, self.tell))
    }
}

/// The addresses of a name.
pub(crate) async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, DialError> {
    let started = Instant::now();
    let found = tokio::net::lookup_host((host, port)).await;
    let addresses: Vec<_> = found.map_err(|e| DialError::new(Phase::Name, e))?.collect();
    debug!("{host}: found at {addresses:?} after {:.1?}", started.elapsed());
    Ok(addresses)
}

/// Connects to the first of a name's addresses that answers.
pub(crate) async fn connect(
    host: &str,
    addresses: Vec<SocketAddr>,
) -> Result<TcpStream, DialError> {
    let mut last = io::Error::new(io::ErrorKind::InvalidInput, "the name has no address");
    let started = Instant::now();
    let attempts = addresses.into_iter().map(|address| async move {
        let stream = TcpStream::connect(address).await?;
        if is_to_itself(&stream) {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        stream.set_nodelay(true)?;
        Ok(stream)
    });
    let stream = happy_eyeballs(attempts, STAGGER, |error| last = error).await;
    if let Some(Ok(address)) = stream.as_ref().map(TcpStream::peer_addr) {
        debug!("{host}: connected to {address} after {:.1?}", started.elapsed());
    }
    stream.ok_or_else(|| DialError::new(Phase::Connect, last))
}

pub(crate) async fn unix(path: &str) -> Result<UnixStream, DialError> {
    UnixStream::connect(path).await.map_err(|e| DialError::new(Phase::Connect, e))
}

/// Whether nobody is there but we: a connection to a port that nobody listens at may be made from that
/// same port, if it is one that the system makes connections from.
fn is_to_itself(stream: &TcpStream) -> bool {
    matches!((stream.local_addr(), stream.peer_addr()), (Ok(here), Ok(there)) if here == there)
}

pub(crate) async fn handshake(
    endpoint: &Endpoint,
    config: &Arc<ClientConfig>,
    stream: Box<dyn IoStream>,
) -> Result<TlsStream<Box<dyn IoStream>>, DialError> {
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

#[cfg(test)]
mod tests {
    use super::is_to_itself;
    use tokio::net::{TcpListener, TcpSocket, TcpStream};

    #[tokio::test]
    async fn a_connection_to_itself_is_none() {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let own = socket.local_addr().unwrap();
        assert!(is_to_itself(&socket.connect(own).await.unwrap()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = listener.local_addr().unwrap();
        assert!(!is_to_itself(&TcpStream::connect(there).await.unwrap()));
    }
}
