//! The TCP probe: a port accepts connections.

use super::address::host_and_port;
use crate::etcd::{Endpoint, http1};
use std::fmt;

/// A probe that connects, and sends nothing.
#[derive(Debug)]
pub(crate) struct Tcp(Endpoint);

impl Tcp {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (host, port) = host_and_port(text)?;
        Ok(Self(Endpoint::at(&host, port, false)))
    }

    /// Parses HOST:PORT or unix:PATH.
    pub(super) fn dial(address: &str) -> Result<Self, String> {
        if !address.starts_with("unix:") {
            return Self::parse(address);
        }
        Endpoint::parse(address, false).map(Self).map_err(|failure| failure.to_string())
    }

    pub(super) async fn run(&self) -> Result<(), String> {
        http1::connect(&self.0, None).await.map(drop)
    }
}

impl fmt::Display for Tcp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tcp {}", self.0)
    }
}
