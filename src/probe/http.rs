//! Whether a web server answers with something that is no error.

use crate::etcd::{BoxedStream, Endpoint, Tls, TlsOptions, connect};
use bytes::Bytes;
use http::header::{CONNECTION, HOST, USER_AGENT};
use http::{Request, StatusCode, Uri};
use http_body_util::Empty;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use std::error::Error;
use std::fmt;
use std::pin::pin;

/// Gets a page, of which only the status is read. A redirect counts as an answer and is not followed,
/// as in Kubernetes.
#[derive(Debug)]
pub(crate) struct Http {
    uri: Uri,
    endpoint: Endpoint,
    tls: Option<Tls>,
}

const AGENT: &str = concat!("ectl/", env!("CARGO_PKG_VERSION"));

impl Http {
    /// Reads a URL; for https the CA certificates of the system as well.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let uri: Uri = text.parse().map_err(|error| format!("{error}"))?;
        let (tls, usual) = match uri.scheme_str() {
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
        let endpoint = Endpoint::at(host, uri.port_u16().unwrap_or(usual), tls);
        let tls = tls.then(|| TlsOptions::default().client_config()).transpose();
        Ok(Self { endpoint, tls: tls.map_err(|failure| failure.to_string())?, uri })
    }

    #[cfg(test)]
    pub(super) fn with_tls(self, tls: Tls) -> Self {
        Self { tls: Some(tls), ..self }
    }

    pub(super) async fn run(&self) -> Result<(), String> {
        let connection = connect(&self.endpoint, self.tls.as_ref()).await?;
        let status = self.get(connection).await.map_err(|error| in_words(&error))?;
        if (200..400).contains(&status.as_u16()) { Ok(()) } else { Err(format!("HTTP {status}")) }
    }

    async fn get(&self, connection: BoxedStream) -> Result<StatusCode, hyper::Error> {
        let (mut sender, connection) = handshake(TokioIo::new(connection)).await?;
        let mut answer = pin!(sender.send_request(self.request()));
        let answer = tokio::select! {
            answer = &mut answer => answer,
            // Its end is told to whoever waits for the answer, if that has not come before.
            _ = connection => answer.await,
        };
        answer.map(|answer| answer.status())
    }

    fn request(&self) -> Request<Empty<Bytes>> {
        let mut request = Request::new(Empty::new());
        let target = self.uri.path_and_query().map_or("/", |target| target.as_str());
        *request.uri_mut() = target.parse().unwrap_or_default();
        let headers = request.headers_mut();
        let host = self.uri.authority().and_then(|authority| authority.as_str().parse().ok());
        headers.extend(host.map(|host| (HOST, host)));
        headers.insert(USER_AGENT, http::HeaderValue::from_static(AGENT));
        headers.insert(CONNECTION, http::HeaderValue::from_static("close"));
        request
    }
}

fn in_words(error: &hyper::Error) -> String {
    if error.is_parse() {
        return format!("it does not speak HTTP/1: {error}");
    }
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

impl fmt::Display for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http {}", self.uri)
    }
}
