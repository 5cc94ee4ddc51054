//! A second look at a server that closed the connection: what it is, if not the expected etcd.

use super::dial_error::DialError;
use super::peer::{FRAME_HEADER, WrongPeer, classify};
use super::phase::Phase;
use super::trace::ConnectProgress;
use super::transport::open;
use crate::etcd::endpoint::Endpoint;
use crate::etcd::options::Options;
use crate::etcd::tls::error as tls_error;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

/// A TLS record with a malformed greeting, which a TLS server answers with an alert.
const TLS_GREETING: &[u8] = &[0x16, 0x03, 0x01, 0x00, 0x04, 0x01, 0x00, 0x00, 0x00];
/// The opening of an HTTP/2 client: the preface, and empty settings.
const HTTP2_GREETING: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// The time for the reply to a greeting. A running server replies at once.
const PATIENCE: Duration = Duration::from_millis(500);

/// Returns the error with a more specific cause, where one can be found.
pub(super) async fn examined(
    error: DialError,
    endpoint: &Endpoint,
    options: &Options,
) -> DialError {
    let has_certificate =
        options.tls.as_ref().is_some_and(|tls| tls.client_auth_cert_resolver.has_certs());
    // Some servers send this alert when no certificate was given.
    if !has_certificate
        && tls_error::error_in(&error.cause).is_some_and(tls_error::is_bad_certificate)
    {
        return DialError::new(error.phase, tls_error::certificate_required());
    }
    if !error.is_hang_up() {
        return error;
    }
    let peer = match (endpoint.tls, error.phase) {
        (true, Phase::Http2) if has_certificate => Some(WrongPeer::ClosedAfterCertificate),
        (true, Phase::Http2) => Some(WrongPeer::ClosedAfterTls),
        _ => probe_other_scheme(endpoint).await,
    };
    match peer {
        Some(peer) => DialError::new(error.phase, io::Error::new(io::ErrorKind::InvalidData, peer)),
        None => error,
    }
}

/// Connects again with the other scheme: without TLS in place of with it, and the reverse.
async fn probe_other_scheme(endpoint: &Endpoint) -> Option<WrongPeer> {
    let greeting = if endpoint.tls { HTTP2_GREETING } else { TLS_GREETING };
    let opening = timeout(PATIENCE, probe(endpoint, greeting)).await.ok()??;
    match (endpoint.tls, classify(&opening)) {
        (true, Ok(true)) => Some(WrongPeer::Plain),
        (true, Err(WrongPeer::Http1)) => Some(WrongPeer::Http1),
        (false, Err(WrongPeer::Tls)) => Some(WrongPeer::Tls),
        _ => None,
    }
}

async fn probe(endpoint: &Endpoint, greeting: &[u8]) -> Option<Vec<u8>> {
    let mut stream = open(endpoint, &ConnectProgress::default()).await.ok()?;
    stream.write_all(greeting).await.ok()?;
    let mut opening = Vec::new();
    // What came before the server closed the connection counts, however it closed it.
    let _ = stream.take(FRAME_HEADER as u64).read_to_end(&mut opening).await;
    Some(opening)
}
