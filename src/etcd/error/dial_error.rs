//! Why no connection came about, and what to do about it.

use super::status::{root, without_os_code};
use crate::etcd::connect::peer::{NOT_ETCD, WrongPeer, probe_other_scheme};
use crate::etcd::connect::phase::Phase;
use crate::etcd::endpoint::Endpoint;
use crate::etcd::options::Options;
use crate::etcd::tls::error::{self, error_in};
use std::fmt;
use std::io;
use std::sync::Arc;

/// Why no connection came about.
#[derive(Debug, Clone)]
pub(crate) struct DialError {
    pub(crate) phase: Phase,
    pub(crate) cause: Arc<io::Error>,
}

impl DialError {
    pub(crate) fn new(phase: Phase, cause: io::Error) -> Self {
        Self { phase, cause: Arc::new(cause) }
    }

    /// Whether nobody listens there.
    pub(crate) fn is_refused(&self) -> bool {
        matches!(self.cause.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound)
            && self.phase == Phase::Connect
    }

    /// Whether TLS failed; with 1.3 a server may object to our certificate only when it is used.
    pub(crate) fn is_about_tls(&self) -> bool {
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

    fn stranger(&self) -> Option<WrongPeer> {
        self.cause.get_ref()?.downcast_ref().copied()
    }

    /// The same, after another look at who is there.
    pub(crate) async fn examined(self, endpoint: &Endpoint, options: &Options) -> Self {
        let shown =
            options.tls.as_ref().is_some_and(|tls| tls.client_auth_cert_resolver.has_certs());
        if !shown && error_in(&self.cause).is_some_and(error::is_about_ours) {
            return Self::new(self.phase, error::wants_ours());
        }
        if !self.is_hang_up() {
            return self;
        }
        let stranger = match (endpoint.tls, self.phase) {
            (true, Phase::Http2) if shown => Some(WrongPeer::LeftOverCertificate),
            (true, Phase::Http2) => Some(WrongPeer::LeftAfterTls),
            _ => probe_other_scheme(endpoint).await,
        };
        match stranger {
            Some(who) => Self::new(self.phase, io::Error::new(io::ErrorKind::InvalidData, who)),
            None => self,
        }
    }

    /// What to do about it.
    pub(crate) fn hint(&self, endpoint: &Endpoint) -> Option<String> {
        if let Some(stranger) = self.stranger() {
            return Some(stranger.hint(endpoint));
        }
        if let Some(error) = error_in(&self.cause) {
            return error::hint(error, endpoint);
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
            return f.write_str(&error::explain(error));
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

/// Finds our own error in the chain that tonic wraps around it.
pub(crate) fn dial_error<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> Option<&'a DialError> {
    std::iter::successors(Some(error), |e| e.source()).find_map(|e| e.downcast_ref())
}

pub(crate) fn cause_of(error: &tonic::transport::Error) -> DialError {
    match dial_error(error) {
        Some(error) => error.clone(),
        None => DialError::new(Phase::Http2, io::Error::other(root(error).to_string())),
    }
}
