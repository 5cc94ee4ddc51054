//! Identifies a server that is not etcd, or is etcd with the other scheme.

use crate::etcd::endpoint::Endpoint;
use std::error::Error;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WrongPeer {
    /// TLS at an endpoint without TLS.
    Tls,
    /// HTTP/2 without TLS at an endpoint with TLS.
    Plain,
    Http1,
    Unknown,
    ClosedAfterTls,
    /// Closed after the TLS handshake, in which the client sent a certificate.
    ClosedAfterCertificate,
}

impl fmt::Display for WrongPeer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tls => "the server requires TLS",
            Self::Plain => "the server does not use TLS",
            Self::Http1 => "the server speaks HTTP/1, not gRPC",
            Self::Unknown => "the server does not speak HTTP/2",
            Self::ClosedAfterTls | Self::ClosedAfterCertificate => {
                "the server closed the connection after the TLS handshake"
            }
        })
    }
}

impl Error for WrongPeer {}

impl WrongPeer {
    pub(crate) fn hint(self, endpoint: &Endpoint) -> String {
        match self {
            Self::Tls => format!("use {}, with --cacert for its CA", endpoint.with_scheme(true)),
            Self::Plain => format!("use {}", endpoint.with_scheme(false)),
            Self::Http1 | Self::Unknown => NOT_ETCD.to_owned(),
            Self::ClosedAfterTls => "see the server's log".to_owned(),
            Self::ClosedAfterCertificate => {
                "the client certificate (--cert) may be revoked: see the server's log".to_owned()
            }
        }
    }
}

pub(crate) const NOT_ETCD: &str =
    "is this etcd's client port, and does the proxy in front of it support gRPC?";

/// The size of a frame's header in HTTP/2. A server begins with a SETTINGS frame.
pub(crate) const FRAME_HEADER: usize = 9;

/// Returns whether the first bytes of a server are those of HTTP/2; false while they are too few to decide.
pub(crate) fn classify(opening: &[u8]) -> Result<bool, WrongPeer> {
    match opening {
        [b'H', b'T', b'T', b'P', b'/', ..] => Err(WrongPeer::Http1),
        // A TLS record with an alert, of any version.
        [0x15, 0x03, _, ..] => Err(WrongPeer::Tls),
        [_, _, _, 0x04, _, 0, 0, 0, 0] => Ok(true),
        opening if opening.len() < FRAME_HEADER => Ok(false),
        _ => Err(WrongPeer::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::{WrongPeer, classify};

    #[test]
    fn http2_server_begins_with_settings() {
        let settings = [0, 0, 6, 4, 0, 0, 0, 0, 0];
        assert_eq!(classify(&settings), Ok(true));
        assert_eq!(classify(&settings[..8]), Ok(false));
        assert_eq!(classify(&[]), Ok(false));
    }

    #[test]
    fn other_protocols_are_known_by_their_first_bytes() {
        assert_eq!(classify(b"HTTP/1.1 "), Err(WrongPeer::Http1));
        assert_eq!(classify(&[0x15, 3, 1, 0, 2, 2, 70]), Err(WrongPeer::Tls));
        assert_eq!(classify(b"SSH-2.0-O"), Err(WrongPeer::Unknown));
        let on_a_stream = [0, 0, 6, 4, 0, 0, 0, 0, 1];
        assert_eq!(classify(&on_a_stream), Err(WrongPeer::Unknown));
    }
}
