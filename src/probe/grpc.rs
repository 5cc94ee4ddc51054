//! Whether a server says that it serves, in `grpc.health.v1`.

use super::place;
use crate::etcd::{Endpoint, serves};
use std::fmt;

/// Asks for one service, or for the server as a whole.
#[derive(Debug)]
pub(crate) struct Grpc {
    endpoint: Endpoint,
    service: String,
}

impl Grpc {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (at, service) = text.split_once('/').unwrap_or((text, ""));
        let (host, port) = place(at)?;
        Ok(Self { endpoint: Endpoint::at(&host, port, false), service: service.to_owned() })
    }

    pub(super) async fn run(&self) -> Result<(), String> {
        serves(&self.endpoint, &self.service).await
    }
}

impl fmt::Display for Grpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "grpc {}", self.endpoint)?;
        if self.service.is_empty() { Ok(()) } else { write!(f, "/{}", self.service) }
    }
}
