//! The HTTP probe: a web server answers without an error.

use crate::etcd::{Endpoint, Tls, TlsOptions, http1};
use http::Uri;
use std::fmt;

/// A GET of which only the status is read. A redirect counts as an answer and is not followed, as in
/// Kubernetes.
#[derive(Debug)]
pub(crate) struct Http {
    uri: Uri,
    endpoint: Endpoint,
    tls: Option<Tls>,
}

impl Http {
    /// Parses a URL. For https, loads the CA certificates of the system too.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let uri: Uri = text.parse().map_err(|error| format!("{error}"))?;
        let (tls, default_port) = match uri.scheme_str() {
            Some("http") => (false, 80),
            Some("https") => (true, 443),
            _ => return Err("expected http://… or https://…".to_owned()),
        };
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err("a user or a password is not supported".to_owned());
        }
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        if host.is_empty() {
            return Err("expected a host".to_owned());
        }
        let endpoint = Endpoint::at(host, uri.port_u16().unwrap_or(default_port), tls);
        let tls = tls.then(|| TlsOptions::default().client_config()).transpose();
        Ok(Self { endpoint, tls: tls.map_err(|failure| failure.to_string())?, uri })
    }

    #[cfg(test)]
    pub(super) fn with_tls(self, tls: Tls) -> Self {
        Self { tls: Some(tls), ..self }
    }

    pub(super) async fn run(&self) -> Result<(), String> {
        let host = self.uri.authority().map_or("", |authority| authority.as_str());
        let target = self.uri.path_and_query().map_or("/", |target| target.as_str());
        let answer =
            http1::get(&self.endpoint, self.tls.as_ref(), host, target, async |r| r.status());
        let status = answer.await?;
        if (200..400).contains(&status.as_u16()) { Ok(()) } else { Err(status.to_string()) }
    }
}

impl fmt::Display for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GET {}", self.uri)
    }
}
