//! Byte streams to an endpoint: name lookup, TCP or Unix socket, TLS handshake.

use super::dial_error::DialError;
use super::phase::Phase;
use super::trace::{ConnectProgress, Step, TlsFacts};
use crate::etcd::endpoint::{Address, Endpoint};
use crate::etcd::tls::config::Tls;
use rustls::pki_types::ServerName;
use std::io;
use std::iter::once;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tracing::debug;

pub(crate) trait IoStream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> IoStream for T {}

pub(crate) type BoxedStream = Box<dyn IoStream>;

/// The time after which the next address or endpoint is tried beside one that is slow. Short, because an
/// unneeded connection costs little.
pub(super) const STAGGER: Duration = Duration::from_millis(40);

pub(super) async fn open(
    endpoint: &Endpoint,
    progress: &ConnectProgress,
) -> Result<BoxedStream, DialError> {
    progress.reach(Phase::Name, |_, _| {});
    match &endpoint.address {
        Address::Tcp { host, port } => {
            let addresses = resolve(host, *port).await?;
            progress.reach(Phase::Connect, |trace, took| {
                let found = addresses.iter().map(SocketAddr::ip).collect();
                // An address is not looked up.
                let is_name = host.parse::<IpAddr>().is_err();
                let took = if is_name { took } else { Duration::ZERO };
                trace.name = Step::Done { found, took };
            });
            let stream = connect(host, addresses).await?;
            progress.reach(Phase::Tls, |trace, took| {
                let peer = stream.peer_addr().map(|address| address.to_string());
                trace.connect = Step::Done { found: peer.unwrap_or_default(), took };
            });
            Ok(Box::new(stream))
        }
        Address::Unix { path } => {
            progress.reach(Phase::Connect, |trace, _| {
                trace.name = Step::Done { found: Vec::new(), took: Duration::ZERO };
            });
            let stream = UnixStream::connect(path);
            let stream = stream.await.map_err(|e| DialError::new(Phase::Connect, e))?;
            progress.reach(Phase::Tls, |trace, took| {
                trace.connect = Step::Done { found: path.clone(), took };
            });
            Ok(Box::new(stream))
        }
    }
}

/// Connects to an endpoint, with a handshake if it uses TLS.
pub(super) async fn open_with_tls(
    endpoint: &Endpoint,
    tls: Option<&Tls>,
    progress: &ConnectProgress,
) -> Result<BoxedStream, DialError> {
    let stream = open(endpoint, progress).await?;
    let Some(config) = tls.filter(|_| endpoint.tls) else {
        progress.reach(Phase::Http2, |trace, _| {
            trace.tls = Step::Done { found: None, took: Duration::ZERO };
        });
        return Ok(stream);
    };
    let stream = handshake(endpoint, config, stream).await?;
    progress.reach(Phase::Http2, |trace, took| {
        let facts = TlsFacts::read(config, stream.get_ref().1);
        trace.tls = Step::Done { found: Some(facts), took };
    });
    Ok(Box::new(stream))
}

async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, DialError> {
    let started = Instant::now();
    let found = tokio::net::lookup_host((host, port)).await;
    let addresses: Vec<_> = found.map_err(|e| DialError::new(Phase::Name, e))?.collect();
    debug!("{host}: found at {addresses:?} after {:.1?}", started.elapsed());
    Ok(addresses)
}

/// Connects to the first of a name's addresses that answers.
async fn connect(host: &str, addresses: Vec<SocketAddr>) -> Result<TcpStream, DialError> {
    let mut last = io::Error::new(io::ErrorKind::InvalidInput, "the name has no address");
    let started = Instant::now();
    let attempts = addresses.into_iter().map(|address| async move {
        let stream = TcpStream::connect(address).await?;
        if is_self_connected(&stream) {
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

/// Returns whether a stream is connected to itself: a connection to an unused port of the ephemeral range
/// may be made from that same port.
fn is_self_connected(stream: &TcpStream) -> bool {
    matches!((stream.local_addr(), stream.peer_addr()), (Ok(here), Ok(there)) if here == there)
}

async fn handshake(
    endpoint: &Endpoint,
    config: &Tls,
    stream: BoxedStream,
) -> Result<TlsStream<BoxedStream>, DialError> {
    let name = ServerName::try_from(endpoint.server_name().to_owned())
        .map_err(|e| DialError::new(Phase::Tls, io::Error::new(io::ErrorKind::InvalidInput, e)))?;
    let started = Instant::now();
    let stream = TlsConnector::from(Arc::clone(config))
        .connect(name, stream)
        .await
        .map_err(|e| DialError::new(Phase::Tls, e))?;
    if let Some(version) = stream.get_ref().1.protocol_version() {
        debug!("{endpoint}: {version:?} negotiated after {:.1?}", started.elapsed());
    }
    Ok(stream)
}

/// Starts attempts one after the other, each when an earlier one has failed or is slow, until one succeeds
/// (RFC 8305). Passes each error to `failed`; drops the attempts that are still running.
pub(super) async fn happy_eyeballs<F, T, E>(
    attempts: impl Iterator<Item = F>,
    pause: Duration,
    mut failed: impl FnMut(E),
) -> Option<T>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    // Boxed: each would be part of the future of every caller.
    let mut others = attempts.map(Box::pin).peekable();
    let first = others.next()?;
    if others.peek().is_none() {
        return first.await.map_err(failed).ok();
    }
    let mut waiting = once(first).chain(others).peekable();
    let mut running = JoinSet::new();
    while waiting.peek().is_some() || !running.is_empty() {
        if let Some(attempt) = waiting.next() {
            running.spawn(attempt);
        }
        let pause = if waiting.peek().is_some() { pause } else { Duration::MAX };
        match timeout(pause, running.join_next()).await {
            Ok(Some(Ok(Ok(won)))) => return Some(won),
            Ok(Some(Ok(Err(error)))) => failed(error),
            // Slow; a task is only ever cancelled with all others.
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{happy_eyeballs, is_self_connected};
    use std::future::{pending, ready};
    use std::time::{Duration, Instant};
    use tokio::net::{TcpListener, TcpSocket, TcpStream};

    type Attempt = std::pin::Pin<Box<dyn Future<Output = Result<u8, u8>> + Send>>;

    fn fails(n: u8) -> Attempt {
        Box::pin(ready(Err(n)))
    }

    async fn run(attempts: Vec<Attempt>) -> (Option<u8>, Vec<u8>, Duration) {
        let started = Instant::now();
        let mut failed = Vec::new();
        let pause = Duration::from_millis(250);
        let won = happy_eyeballs(attempts.into_iter(), pause, |n| failed.push(n)).await;
        (won, failed, started.elapsed())
    }

    #[tokio::test(flavor = "current_thread")]
    async fn failures_are_reported_without_a_pause() {
        let (won, failed, time) = run(vec![fails(1), fails(2), fails(3)]).await;
        assert_eq!((won, failed), (None, vec![1, 2, 3]));
        assert!(time < Duration::from_millis(200));
        assert_eq!(run(Vec::new()).await.0, None);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn silent_attempts_are_passed_and_the_first_answer_wins() {
        let (won, failed, time) =
            run(vec![Box::pin(pending()), fails(2), Box::pin(ready(Ok(3))), fails(4)]).await;
        assert_eq!((won, failed), (Some(3), vec![2]));
        assert!(time >= Duration::from_millis(250));
    }

    #[tokio::test]
    async fn connection_to_itself_is_detected() {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let own = socket.local_addr().unwrap();
        assert!(is_self_connected(&socket.connect(own).await.unwrap()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = listener.local_addr().unwrap();
        assert!(!is_self_connected(&TcpStream::connect(there).await.unwrap()));
    }
}
