//! Whether a service lives: probes that ask it, and a verdict on what they find.

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

use ::http::uri::Authority;
use exec::Exec;
use grpc::Grpc;
use http::Http;
use std::ffi::OsStr;
use std::fmt;
use std::time::Duration;
use tcp::Tcp;
use tokio::time::timeout;

/// One way to ask a service whether it lives.
#[derive(Debug)]
pub(crate) enum Probe {
    Tcp(Tcp),
    Http(Http),
    Exec(Exec),
    Grpc(Grpc),
}

impl Probe {
    /// Whether HOST:PORT accepts connections.
    pub(crate) fn tcp(at: &str) -> Result<Self, String> {
        Tcp::parse(at).map(Self::Tcp)
    }

    /// Whether an address that gRPC clients dial, HOST:PORT or unix:PATH, accepts connections.
    pub(crate) fn dial(address: &str) -> Result<Self, String> {
        Tcp::dial(address).map(Self::Tcp)
    }

    /// Whether a GET of this URL is answered with a status from 200 to 399.
    pub(crate) fn http(url: &str) -> Result<Self, String> {
        Http::parse(url).map(Self::Http)
    }

    /// Whether this command of a shell exits with 0.
    pub(crate) fn exec(command: &OsStr) -> Self {
        Self::Exec(Exec::new(command))
    }

    /// Whether HOST:PORT[/SERVICE] says that it serves.
    pub(crate) fn grpc(at: &str) -> Result<Self, String> {
        Grpc::parse(at).map(Self::Grpc)
    }

    /// Asks once. Fails with the cause in words.
    pub(crate) async fn run(&self, patience: Duration) -> Result<(), String> {
        let asked = async {
            match self {
                Self::Tcp(tcp) => tcp.run().await,
                Self::Http(http) => http.run().await,
                Self::Exec(exec) => exec.run().await,
                Self::Grpc(grpc) => grpc.run().await,
            }
        };
        let Ok(result) = timeout(patience, asked).await else {
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

/// The host and the port of HOST:PORT; both have to be there.
fn place(text: &str) -> Result<(String, u16), String> {
    let authority = text.parse::<Authority>().ok().filter(|_| !text.contains('@'));
    let place = authority.and_then(|authority| {
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        Some((host, authority.port_u16()?)).filter(|(host, _)| !host.is_empty())
    });
    place.ok_or_else(|| "expected HOST:PORT".to_owned())
}
