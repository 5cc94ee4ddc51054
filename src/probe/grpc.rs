//! The gRPC probe: a service is served, by `grpc.health.v1`.

use super::address::host_and_port;
use crate::etcd::{Endpoint, check_grpc_health};
use std::fmt;

#[derive(Debug)]
pub(crate) struct Grpc {
    endpoint: Endpoint,
    service: String,
}

impl Grpc {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (at, service) = text.split_once('/').unwrap_or((text, ""));
        let (host, port) = host_and_port(at)?;
        Ok(Self { endpoint: Endpoint::at(&host, port, false), service: service.to_owned() })
    }

    pub(super) async fn run(&self) -> Result<(), String> {
        check_grpc_health(&self.endpoint, &self.service).await
    }
}

impl fmt::Display for Grpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "grpc {}", self.endpoint)?;
        if self.service.is_empty() { Ok(()) } else { write!(f, "/{}", self.service) }
    }
}
