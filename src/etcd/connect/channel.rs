//! tonic's channel, without the one response header that makes tonic panic.

use http::{HeaderMap, Request, Response};
use http_body_util::BodyExt as _;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use tonic::body::Body;
use tonic::transport::{self, Error};

/// The header that tonic takes for base64 without a check. Neither etcd nor ectl uses it.
const DETAILS: &str = "grpc-status-details-bin";

#[derive(Debug, Clone)]
pub(crate) struct Channel(transport::Channel);

impl From<transport::Channel> for Channel {
    fn from(channel: transport::Channel) -> Self {
        Self(channel)
    }
}

impl tower_service::Service<Request<Body>> for Channel {
    type Response = Response<Body>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let response = self.0.call(request);
        Box::pin(async move { response.await.map(without_details) })
    }
}

fn without_details(mut response: Response<Body>) -> Response<Body> {
    // The status of a call is in the headers of a response without a body, else in the trailers.
    response.headers_mut().remove(DETAILS);
    response.map(|body| {
        Body::new(body.map_frame(|mut frame| {
            frame.trailers_mut().and_then(|trailers: &mut HeaderMap| trailers.remove(DETAILS));
            frame
        }))
    })
}
