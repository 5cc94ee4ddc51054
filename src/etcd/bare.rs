//! Connections for what is not gRPC: metrics, and the probes of other servers.

use super::dial::{handshake, tcp};
use super::endpoint::{Address, Endpoint};
use super::listening::Stream;
use super::status::without_os_code;
use super::tls::Tls;
use std::sync::Arc;
use tokio::net::UnixStream;

/// A connection over which nothing has been said yet.
pub(crate) type Connection = Box<dyn Stream>;

/// Connects, and shakes hands if the endpoint wants TLS. Fails with the cause in words. The caller
/// bounds the time.
pub(crate) async fn connect(endpoint: &Endpoint, tls: Option<&Tls>) -> Result<Connection, String> {
    let stream: Connection = match &endpoint.address {
        Address::Tcp { host, port } => {
            Box::new(tcp(host, *port).await.map_err(|error| error.to_string())?)
        }
        Address::Unix { path } => {
            let stream = UnixStream::connect(path).await;
            Box::new(stream.map_err(|error| without_os_code(&error.to_string()))?)
        }
    };
    let Some(tls) = tls.filter(|_| endpoint.tls) else { return Ok(stream) };
    let mut config = tls.as_ref().clone();
    config.alpn_protocols.clear();
    let stream = handshake(endpoint, &Arc::new(config), stream).await;
    stream.map_err(|error| error.to_string())
}
