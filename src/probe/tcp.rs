//! Whether a port accepts connections.

use super::place;
use crate::etcd::{Endpoint, connect};
use std::fmt;

/// Connects, and says nothing.
#[derive(Debug)]
pub(crate) struct Tcp(Endpoint);

impl Tcp {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (host, port) = place(text)?;
        Ok(Self(Endpoint::at(&host, port, false)))
    }

    /// Reads an address of TCP or of a Unix socket.
    pub(super) fn dial(address: &str) -> Result<Self, String> {
        if !address.starts_with("unix:") {
            return Self::parse(address);
        }
        Endpoint::parse(address, false).map(Self).map_err(|failure| failure.to_string())
    }

    pub(super) async fn run(&self) -> Result<(), String> {
        connect(&self.0, None).await.map(drop)
    }
}

impl fmt::Display for Tcp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tcp {}", self.0)
    }
}
