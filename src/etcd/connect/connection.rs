//! An open connection to one endpoint.

use super::channel::Channel;
use super::dial_error::DialError;
use super::phase::Phase;
use super::preface::PeerState;
use super::pulse::Pulse;
use crate::etcd::endpoint::Endpoint;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// One connection to one endpoint. Cheap to clone. A lost connection is not reopened: the session dials
/// anew, among all its endpoints.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) channel: Channel,
    peer: watch::Receiver<PeerState>,
    pulse: Arc<Pulse>,
    /// The silence after which HTTP/2's keepalive closes the connection.
    patience: Duration,
    lacks_range_stream: Arc<AtomicBool>,
}

impl Connection {
    pub(super) fn new(
        endpoint: Arc<Endpoint>,
        channel: Channel,
        peer: watch::Receiver<PeerState>,
        pulse: Arc<Pulse>,
        patience: Duration,
    ) -> Self {
        let lacks_range_stream = Arc::default();
        Self { endpoint, channel, peer, pulse, patience, lacks_range_stream }
    }

    /// Returns how long the peer was silent if HTTP/2's keepalive has closed the connection for that. The errors
    /// of its streams do not tell.
    pub(crate) fn fatal_silence(&self) -> Option<Duration> {
        Some(self.pulse.silent_since()).filter(|silence| *silence >= self.patience)
    }

    /// Returns false once the server has refused `RangeStream` as unknown.
    pub(crate) fn may_stream_ranges(&self) -> bool {
        !self.lacks_range_stream.load(Ordering::Relaxed)
    }

    pub(crate) fn cannot_stream_ranges(&self) {
        self.lacks_range_stream.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_open(&self) -> bool {
        !matches!(*self.peer.borrow(), PeerState::Closed(_))
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        self.peer.same_channel(&other.peer)
    }

    /// Waits until the peer has been silent for `limit`, although `ask` has sent a request meanwhile. Cancel safe.
    pub(crate) async fn silence(&self, limit: Duration, ask: impl Fn()) {
        self.pulse.silence(limit, ask).await;
    }

    /// Waits for the server's first frame. Before it, not even the client certificate is known to be
    /// accepted.
    pub(super) async fn wait_for_preface(&self) -> Result<(), DialError> {
        let mut peer = self.peer.clone();
        match peer.wait_for(|state| !matches!(state, PeerState::Silent)).await.as_deref() {
            Ok(PeerState::Closed(cause)) => {
                Err(DialError { phase: Phase::Http2, cause: Arc::clone(cause) })
            }
            _ => Ok(()),
        }
    }
}
