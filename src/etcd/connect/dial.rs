//! Dialing one endpoint: transport, TLS, HTTP/2.

use super::connection::Connection;
use super::dial_error::{DialError, cause_of};
use super::examine::examined;
use super::phase::Phase;
use super::preface::{PeerState, PrefaceStream};
use super::pulse::Pulse;
use super::trace::{ConnectProgress, Step, StepError};
use super::transport::open_with_tls;
use crate::etcd::endpoint::Endpoint;
use crate::etcd::options::Options;
use crate::etcd::tls::config::Tls;
use http::Uri;
use hyper_util::rt::TokioIo;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Instant;
use tokio::sync::watch;
use tonic::transport::Endpoint as TonicEndpoint;
use tracing::debug;

/// Windows larger than HTTP/2's 64 KiB, so that a large range flows without a pause at every window.
const STREAM_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 2 << 20;

/// Dials one endpoint and waits for the server's first frame. The caller bounds the time.
pub(crate) async fn dial(
    endpoint: Arc<Endpoint>,
    options: Arc<Options>,
    progress: ConnectProgress,
) -> Result<Connection, DialError> {
    debug!("{endpoint}: dialing");
    let started = Instant::now();
    let error = match connect(&endpoint, &options, &progress).await {
        Ok(connection) => {
            debug!("{endpoint}: HTTP/2 is open after {:.1?}", started.elapsed());
            return Ok(connection);
        }
        Err(error) => examined(error, &endpoint, &options).await,
    };
    let (phase, took) = (error.phase.name(), started.elapsed());
    debug!("{endpoint}: {phase} failed after {took:.1?}: {error}");
    // With TLS 1.3 a server may refuse the client's certificate after the handshake.
    let phase = if error.is_about_tls() { Phase::Tls } else { error.phase };
    progress.fail(phase, || StepError::of_dialing(&error, &endpoint));
    Err(error)
}

async fn connect(
    endpoint: &Arc<Endpoint>,
    options: &Options,
    progress: &ConnectProgress,
) -> Result<Connection, DialError> {
    let (sender, peer) = watch::channel(PeerState::Silent);
    let pulse = Arc::new(Pulse::new());
    let connector = Connector {
        endpoint: Arc::clone(endpoint),
        tls: options.tls.clone(),
        peer: sender,
        pulse: Arc::clone(&pulse),
        progress: progress.clone(),
        used: Arc::default(),
    };
    let channel = tonic_endpoint(endpoint)
        .map_err(|e| DialError::new(Phase::Connect, e))?
        .http2_keep_alive_interval(options.keepalive_time)
        .keep_alive_timeout(options.keepalive_timeout)
        .keep_alive_while_idle(false)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .connect_with_connector(connector)
        .await
        .map_err(|error| cause_of(&error))?;
    let patience = options.keepalive_time.saturating_add(options.keepalive_timeout);
    let connection = Connection::new(Arc::clone(endpoint), channel.into(), peer, pulse, patience);
    connection.wait_for_preface().await?;
    progress.reach(Phase::Http2, |trace, took| trace.http2 = Step::Done { found: (), took });
    Ok(connection)
}

/// Returns the endpoint as tonic needs it: only for `:scheme` and `:authority`.
fn tonic_endpoint(endpoint: &Endpoint) -> io::Result<TonicEndpoint> {
    let scheme = if endpoint.tls { "https" } else { "http" };
    let uri = format!("{scheme}://{}", endpoint.authority())
        .parse::<Uri>()
        .or_else(|_| format!("{scheme}://localhost").parse())
        .map_err(io::Error::other)?;
    Ok(TonicEndpoint::from(uri))
}

/// The connector of tonic's channel. tonic would also use it to reconnect, to the same endpoint and with
/// a request in hand; the session chooses better where to go next.
#[derive(Clone)]
struct Connector {
    endpoint: Arc<Endpoint>,
    tls: Option<Tls>,
    peer: watch::Sender<PeerState>,
    pulse: Arc<Pulse>,
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
        let stream = open_with_tls(&self.endpoint, self.tls.as_ref(), &self.progress).await?;
        Ok(PrefaceStream::new(stream, self.peer, self.pulse))
    }
}
