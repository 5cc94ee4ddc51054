//! Errors of connecting, with hints.

use super::peer::{NOT_ETCD, WrongPeer};
use super::phase::Phase;
use crate::etcd::endpoint::Endpoint;
use crate::etcd::tls::error as tls_error;
use crate::failure::os_cause;
use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

/// The cause of a failed connection attempt.
#[derive(Debug, Clone)]
pub(crate) struct DialError {
    pub(crate) phase: Phase,
    pub(crate) cause: Arc<io::Error>,
}

const NOT_RUNNING: &str =
    "is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to use another address";

impl DialError {
    pub(crate) fn new(phase: Phase, cause: io::Error) -> Self {
        Self { phase, cause: Arc::new(cause) }
    }

    fn is_refused(&self) -> bool {
        matches!(self.cause.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound)
            && self.phase == Phase::Connect
    }

    pub(super) fn is_about_tls(&self) -> bool {
        self.phase == Phase::Tls || tls_error::error_in(&self.cause).is_some()
    }

    /// Returns whether the server closed an open connection without a message.
    pub(super) fn is_hang_up(&self) -> bool {
        let torn = [
            io::ErrorKind::UnexpectedEof,
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::BrokenPipe,
        ];
        self.phase >= Phase::Tls && torn.contains(&self.cause.kind())
    }

    fn wrong_peer(&self) -> Option<WrongPeer> {
        self.cause.get_ref()?.downcast_ref().copied()
    }

    pub(crate) fn hint(&self, endpoint: &Endpoint) -> Option<String> {
        if let Some(peer) = self.wrong_peer() {
            return Some(peer.hint(endpoint));
        }
        if let Some(error) = tls_error::error_in(&self.cause) {
            let without_http2 = tls_error::is_without_http2(error).then(|| NOT_ETCD.to_owned());
            return without_http2.or_else(|| tls_error::hint(error, endpoint));
        }
        let hint = match (self.phase, self.cause.kind()) {
            (Phase::Name, _) => "check the name and this machine's DNS",
            _ if self.is_refused() => NOT_RUNNING,
            (Phase::Connect, io::ErrorKind::PermissionDenied) => {
                "check the permissions of the socket file"
            }
            (Phase::Connect, io::ErrorKind::NotConnected) => return None,
            (Phase::Connect, _) => "check the address, the network and the firewalls",
            _ if self.is_hang_up() => NOT_ETCD,
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

impl fmt::Display for DialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = tls_error::error_in(&self.cause) {
            return f.write_str(&tls_error::explain(error));
        }
        if self.is_hang_up() {
            // Whether it is seen as an end or as a reset is a matter of chance.
            let when = if self.phase == Phase::Tls { " during the TLS handshake" } else { "" };
            return write!(f, "the server closed the connection{when}");
        }
        let text = os_cause(&self.cause.to_string());
        match self.phase {
            Phase::Name => {
                let prefix = "failed to lookup address information: ";
                f.write_str(&os_cause(text.strip_prefix(prefix).unwrap_or(&text)))
            }
            Phase::Tls if self.wrong_peer().is_none() => write!(f, "TLS: {text}"),
            _ => f.write_str(&text),
        }
    }
}

impl Error for DialError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.cause.as_ref())
    }
}

/// Finds a [`DialError`] in the chain that tonic wraps around it.
pub(crate) fn dial_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a DialError> {
    std::iter::successors(Some(error), |&e| e.source()).find_map(|e| e.downcast_ref())
}

pub(super) fn cause_of(error: &tonic::transport::Error) -> DialError {
    match dial_error(error) {
        Some(error) => error.clone(),
        None => DialError::new(Phase::Http2, io::Error::other(root(error).to_string())),
    }
}

/// Returns the last error of a chain, which is the most specific.
pub(crate) fn root<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut root = error;
    while let Some(source) = root.source() {
        root = source;
    }
    root
}
