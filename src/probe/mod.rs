//! Health checks of a service: single probes, and the changes of its health.

mod address;
mod exec;
mod grpc;
mod health;
mod http;
mod rise_fall;
mod tcp;
#[cfg(test)]
mod tests;

pub(crate) use health::{Health, Schedule};
pub(crate) use rise_fall::{HealthChange, RiseFallCounts};

use exec::Exec;
use grpc::Grpc;
use http::Http;
use std::ffi::OsStr;
use std::fmt;
use std::time::Duration;
use tcp::Tcp;
use tokio::time::timeout;

#[derive(Debug)]
pub(crate) enum Probe {
    Tcp(Tcp),
    Http(Http),
    Exec(Exec),
    Grpc(Grpc),
}

impl Probe {
    pub(crate) fn tcp(at: &str) -> Result<Self, String> {
        Tcp::parse(at).map(Self::Tcp)
    }

    /// Checks that an address of a gRPC server, HOST:PORT or unix:PATH, accepts connections.
    pub(crate) fn dial(address: &str) -> Result<Self, String> {
        Tcp::dial(address).map(Self::Tcp)
    }

    /// Checks that a GET of this URL is answered with a status from 200 to 399.
    pub(crate) fn http(url: &str) -> Result<Self, String> {
        Http::parse(url).map(Self::Http)
    }

    pub(crate) fn exec(command: &OsStr) -> Self {
        Self::Exec(Exec::new(command))
    }

    /// Checks that HOST:PORT[/SERVICE] serves, by `grpc.health.v1`.
    pub(crate) fn grpc(at: &str) -> Result<Self, String> {
        Grpc::parse(at).map(Self::Grpc)
    }

    /// Runs the probe once. Fails with the cause in words.
    pub(crate) async fn run(&self, patience: Duration) -> Result<(), String> {
        let probed = async {
            match self {
                Self::Tcp(tcp) => tcp.run().await,
                Self::Http(http) => http.run().await,
                Self::Exec(exec) => exec.run().await,
                Self::Grpc(grpc) => grpc.run().await,
            }
        };
        let Ok(result) = timeout(patience, probed).await else {
            let time = humantime::format_duration(patience);
            return Err(match self {
                Self::Exec(_) => format!("still running after {time}"),
                _ => format!("no answer within {time}"),
            });
        };
        result
    }
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(tcp) => tcp.fmt(f),
            Self::Http(http) => http.fmt(f),
            Self::Exec(exec) => exec.fmt(f),
            Self::Grpc(grpc) => grpc.fmt(f),
        }
    }
}
