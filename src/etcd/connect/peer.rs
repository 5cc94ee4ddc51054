//! Who is at the other end, when it is not an etcd as we expected it: told by its first bytes, or by
//! what it says when spoken to in the other language.

use super::dial::{connect, resolve, unix};
use super::preface::{FRAME_HEADER, IoStream};
use crate::etcd::endpoint::{Address, Endpoint};
use std::fmt;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

/// What is odd about a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WrongPeer {
    /// It speaks TLS where we did not.
    Tls,
    /// It speaks HTTP/2 without TLS where we spoke TLS.
    Plain,
    Http1,
    Unknown,
    /// TLS was fine, and then it left without a word.
    LeftAfterTls,
    /// The same, after we had shown a certificate.
    LeftOverCertificate,
}

impl fmt::Display for WrongPeer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tls => "it speaks TLS, not plain HTTP",
            Self::Plain => "it speaks plain HTTP, not TLS",
            Self::Http1 => "it speaks HTTP/1, not gRPC",
            Self::Unknown => "it does not speak HTTP/2",
            Self::LeftAfterTls | Self::LeftOverCertificate => {
                "it closed the connection after the TLS handshake"
            }
        })
    }
}

impl std::error::Error for WrongPeer {}

impl WrongPeer {
    /// What to do about it.
    pub(crate) fn hint(self, endpoint: &Endpoint) -> String {
        match self {
            Self::Tls => format!("name it {}; --cacert is for its CA", endpoint.spelled(true)),
            Self::Plain => format!("name it {}", endpoint.spelled(false)),
            Self::Http1 | Self::Unknown => NOT_ETCD.to_owned(),
            Self::LeftAfterTls => "its log may tell why".to_owned(),
            Self::LeftOverCertificate => {
                "it may have revoked our certificate (--cert): its log tells".to_owned()
            }
        }
    }
}

/// What to look at when somebody answers who is not etcd.
pub(crate) const NOT_ETCD: &str =
    "is this etcd's port for clients, and does what stands before it pass gRPC on?";

/// Whether an HTTP/2 server has opened like this; not known before its first frame's header is whole.
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

/// A record of TLS with a greeting that no server takes for one: it answers with an alert.
const TLS_GREETING: &[u8] = &[0x16, 0x03, 0x01, 0x00, 0x04, 0x01, 0x00, 0x00, 0x00];
/// The opening of an HTTP/2 client: the preface, and settings without any.
const HTTP2_GREETING: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// The answer of somebody who is there comes at once.
const PATIENCE: Duration = Duration::from_millis(500);

/// Speaks once more to a server that hung up without a word, with the other scheme.
pub(crate) async fn probe_other_scheme(endpoint: &Endpoint) -> Option<WrongPeer> {
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
    let mut stream: Box<dyn IoStream> = match &endpoint.address {
        Address::Tcp { host, port } => {
            Box::new(connect(host, resolve(host, *port).await.ok()?).await.ok()?)
        }
        Address::Unix { path } => Box::new(unix(path).await.ok()?),
    };
    stream.write_all(greeting).await.ok()?;
    let mut opening = Vec::new();
    // What came before the other side hung up counts, however it did.
    let _ = stream.take(FRAME_HEADER as u64).read_to_end(&mut opening).await;
    Some(opening)
}

#[cfg(test)]
mod tests {
    use super::{WrongPeer, classify};

    #[test]
    fn an_http2_server_opens_with_its_settings() {
        let settings = [0, 0, 6, 4, 0, 0, 0, 0, 0];
        assert_eq!(classify(&settings), Ok(true));
        assert_eq!(classify(&settings[..8]), Ok(false));
        assert_eq!(classify(&[]), Ok(false));
    }

    #[test]
    fn others_are_told_by_their_first_bytes() {
        assert_eq!(classify(b"HTTP/1.1 "), Err(WrongPeer::Http1));
        assert_eq!(classify(&[0x15, 3, 1, 0, 2, 2, 70]), Err(WrongPeer::Tls));
        assert_eq!(classify(b"SSH-2.0-O"), Err(WrongPeer::Unknown));
        let on_a_stream = [0, 0, 6, 4, 0, 0, 0, 0, 1];
        assert_eq!(classify(&on_a_stream), Err(WrongPeer::Unknown));
    }
}
