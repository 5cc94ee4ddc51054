//! Health checks of any gRPC server, by `grpc.health.v1`.

use super::bytes_codec::BytesCodec;
use crate::etcd::connect::dial::dial;
use crate::etcd::connect::trace::ConnectProgress;
use crate::etcd::endpoint::Endpoint;
use crate::etcd::error::status;
use crate::etcd::options::Options;
use http::uri::PathAndQuery;
use prost::Message as _;
use std::sync::Arc;
use tonic::client::Grpc;
use tonic::{Code, Request, Status};

const CHECK: &str = "/grpc.health.v1.Health/Check";

#[derive(Clone, PartialEq, prost::Message)]
struct HealthCheckRequest {
    #[prost(string, tag = "1")]
    service: String,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
struct HealthCheckResponse {
    #[prost(enumeration = "ServingStatus", tag = "1")]
    status: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, prost::Enumeration)]
enum ServingStatus {
    Unknown = 0,
    Serving = 1,
    NotServing = 2,
    ServiceUnknown = 3,
}

/// Checks that a service is served, or the server as a whole if the name is empty. Fails with the cause in
/// words. The caller bounds the time.
pub(crate) async fn check_grpc_health(endpoint: &Endpoint, service: &str) -> Result<(), String> {
    let options = Arc::new(Options::plaintext());
    let connection = dial(Arc::new(endpoint.clone()), options, ConnectProgress::default())
        .await
        .map_err(|error| error.to_string())?;
    let answer = async {
        let mut grpc = Grpc::new(connection.channel);
        grpc.ready().await.map_err(|error| Status::from_error(error.into()))?;
        let request = HealthCheckRequest { service: service.to_owned() }.encode_to_vec();
        let request = Request::new(request.into());
        grpc.unary(request, PathAndQuery::from_static(CHECK), BytesCodec).await
    };
    let reply = answer.await.map_err(|status| explain(&status, service))?.into_inner();
    let reply = HealthCheckResponse::decode(reply).map_err(|error| error.to_string())?;
    match reply.status() {
        ServingStatus::Serving => Ok(()),
        ServingStatus::NotServing => Err("NOT_SERVING".to_owned()),
        ServingStatus::ServiceUnknown => Err(unknown(service)),
        ServingStatus::Unknown => Err("UNKNOWN".to_owned()),
    }
}

fn explain(answer: &Status, service: &str) -> String {
    match answer.code() {
        _ if status::is_local(answer) => status::cause(answer),
        Code::NotFound => unknown(service),
        Code::Unimplemented => "the server does not support grpc.health.v1".to_owned(),
        _ => status::text(answer),
    }
}

fn unknown(service: &str) -> String {
    format!("unknown service {service:?}")
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, check_grpc_health};
    use h2::server;
    use http::{HeaderMap, Response};
    use tokio::net::TcpListener;

    /// Checks a server that answers with a message or a status. Returns the result and the request.
    async fn check(answer: Result<&'static [u8], &str>) -> (Result<(), String>, Vec<u8>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = Endpoint::at("127.0.0.1", listener.local_addr().unwrap().port(), false);
        let server = async {
            let (stream, _) = listener.accept().await.unwrap();
            let mut connection = server::handshake(stream).await.unwrap();
            let (mut request, mut respond) = connection.accept().await.unwrap().unwrap();
            assert_eq!(request.uri().path(), "/grpc.health.v1.Health/Check");
            let asked = tokio::select! {
                asked = request.body_mut().data() => asked.unwrap().unwrap(),
                _ = connection.accept() => panic!("the client hung up"),
            };
            let response = Response::builder().header("content-type", "application/grpc");
            let mut body = respond.send_response(response.body(()).unwrap(), false).unwrap();
            if let Ok(message) = answer {
                body.send_data(message.into(), false).unwrap();
            }
            let mut trailers = HeaderMap::new();
            trailers.insert("grpc-status", answer.err().unwrap_or("0").parse().unwrap());
            body.send_trailers(trailers).unwrap();
            while connection.accept().await.is_some() {}
            asked.to_vec()
        };
        tokio::join!(check_grpc_health(&endpoint, "a.B"), server)
    }

    #[tokio::test]
    async fn only_serving_is_healthy() {
        for (answer, expected) in [
            (Ok(&b"\0\0\0\0\x02\x08\x01"[..]), Ok(())),
            (Ok(b"\0\0\0\0\x02\x08\x02"), Err("NOT_SERVING")),
            (Ok(b"\0\0\0\0\x02\x08\x03"), Err("unknown service \"a.B\"")),
            (Ok(b"\0\0\0\0\x02\x08\x09"), Err("UNKNOWN")),
            (Ok(b"\0\0\0\0\0"), Err("UNKNOWN")),
            (Err("5"), Err("unknown service \"a.B\"")),
            (Err("12"), Err("the server does not support grpc.health.v1")),
            (Err("7"), Err("rpc error: code = PermissionDenied desc = ")),
        ] {
            let (found, asked) = check(answer).await;
            assert_eq!(found, expected.map_err(str::to_owned), "{answer:?}");
            assert_eq!(asked, b"\0\0\0\0\x05\x0a\x03a.B");
        }
    }
}
