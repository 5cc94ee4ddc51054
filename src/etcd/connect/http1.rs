//! GET over HTTP/1, for pages that are not gRPC: `/metrics`, `/version`, and the health checks of other
//! services.

use super::trace::ConnectProgress;
use super::transport::{BoxedStream, open_with_tls};
use crate::etcd::endpoint::Endpoint;
use crate::etcd::tls::config::Tls;
use bytes::Bytes;
use http::header::{CONNECTION, DATE, HOST, HeaderValue, USER_AGENT};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use std::error::Error;
use std::pin::pin;
use std::sync::Arc;
use std::time::SystemTime;

const USER_AGENT_NAME: &str = concat!("ectl/", env!("CARGO_PKG_VERSION"));

const LARGEST_PAGE: usize = 16 << 20;

#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) date: Option<SystemTime>,
    pub(crate) text: String,
}

/// Fetches a page of etcd. The caller bounds the time.
pub(crate) async fn fetch(
    endpoint: &Endpoint,
    tls: Option<&Tls>,
    path: &str,
) -> Result<Page, String> {
    let read = async |response: Response<Incoming>| -> Result<Page, Box<dyn Error + Send + Sync>> {
        let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
        let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
        let body = Limited::new(response.into_body(), LARGEST_PAGE).collect().await?.to_bytes();
        Ok(Page { date, text: String::from_utf8_lossy(&body).into_owned() })
    };
    get(endpoint, tls, &endpoint.authority(), path, read).await?.map_err(|error| explain(&*error))
}

/// Sends a GET and hands the response to `read` while the connection is served. Does not follow
/// redirects. The caller bounds the time.
pub(crate) async fn get<T>(
    endpoint: &Endpoint,
    tls: Option<&Tls>,
    host: &str,
    target: &str,
    read: impl AsyncFnOnce(Response<Incoming>) -> T,
) -> Result<T, String> {
    let stream = connect(endpoint, tls).await?;
    let exchange = async {
        let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
        let request = sender.send_request(request(host, target));
        let mut answer = pin!(async { Ok(read(request.await?).await) });
        tokio::select! {
            answer = &mut answer => answer,
            // The sender reports why the connection ended, unless the answer came first.
            _ = connection => answer.await,
        }
    };
    exchange.await.map_err(|error: hyper::Error| explain(&error))
}

/// Opens a connection, with TLS if the endpoint uses it. Fails with the cause in words. The caller bounds
/// the time.
pub(crate) async fn connect(endpoint: &Endpoint, tls: Option<&Tls>) -> Result<BoxedStream, String> {
    let tls = tls.filter(|_| endpoint.tls).map(|tls| {
        let mut config = tls.as_ref().clone();
        // etcd would choose HTTP/2.
        config.alpn_protocols.clear();
        Arc::new(config)
    });
    let opened = open_with_tls(endpoint, tls.as_ref(), &ConnectProgress::default()).await;
    opened.map_err(|error| error.to_string())
}

fn request(host: &str, target: &str) -> Request<Empty<Bytes>> {
    let mut request = Request::new(Empty::new());
    *request.uri_mut() = target.parse().unwrap_or_default();
    let headers = request.headers_mut();
    headers.extend(host.parse().ok().map(|host| (HOST, host)));
    headers.insert(USER_AGENT, HeaderValue::from_static(USER_AGENT_NAME));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    request
}

fn explain(error: &(dyn Error + 'static)) -> String {
    let hyper = error.downcast_ref::<hyper::Error>();
    if hyper.is_some_and(hyper::Error::is_parse) {
        return format!("the server does not speak HTTP/1: {error}");
    }
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
