//! tonic's channel, whose answers have been rid of the one header that makes tonic panic.

use http::{HeaderMap, Request, Response};
use http_body_util::BodyExt as _;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use tonic::body::Body;
use tonic::transport::{self, Error};

/// tonic expects base64 in it, whatever the server has sent. etcd does not use it, nor do we.
const DETAILS: &str = "grpc-status-details-bin";

/// Where calls go. Cheap to clone.
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
        let answer = self.0.call(request);
        Box::pin(async move { answer.await.map(sound) })
    }
}

/// The status of a call is in the headers if there is nothing else to say, else in the trailers.
fn sound(mut answer: Response<Body>) -> Response<Body> {
    answer.headers_mut().remove(DETAILS);
    answer.map(|body| {
        Body::new(body.map_frame(|mut frame| {
            frame.trailers_mut().and_then(|trailers: &mut HeaderMap| trailers.remove(DETAILS));
            frame
        }))
    })
}
