//! Connections for what is not gRPC: metrics, and the probes of other servers.

use super::dial::{self, handshake, resolve, unix};
use super::preface::IoStream;
use crate::etcd::endpoint::{Address, Endpoint};
use crate::etcd::error::dial_error::DialError;
use crate::etcd::tls::config::Tls;
use std::sync::Arc;

/// A connection over which nothing has been said yet.
pub(crate) type BoxedStream = Box<dyn IoStream>;

/// Connects, and shakes hands if the endpoint wants TLS. Fails with the cause in words. The caller
/// bounds the time.
pub(crate) async fn connect(endpoint: &Endpoint, tls: Option<&Tls>) -> Result<BoxedStream, String> {
    reach(endpoint, tls).await.map_err(|error| error.to_string())
}

async fn reach(endpoint: &Endpoint, tls: Option<&Tls>) -> Result<BoxedStream, DialError> {
    let stream: BoxedStream = match &endpoint.address {
        Address::Tcp { host, port } => {
            let addresses = resolve(host, *port).await?;
            Box::new(dial::connect(host, addresses).await?)
        }
        Address::Unix { path } => Box::new(unix(path).await?),
    };
    let Some(tls) = tls.filter(|_| endpoint.tls) else { return Ok(stream) };
    let mut config = tls.as_ref().clone();
    config.alpn_protocols.clear();
    Ok(Box::new(handshake(endpoint, &Arc::new(config), stream).await?))
}
