//! The health of any server that speaks gRPC, as `grpc.health.v1` has it.

use super::bytes_codec::BytesCodec;
use super::dial::dial;
use super::endpoint::Endpoint;
use super::options::Options;
use super::status;
use http::uri::PathAndQuery;
use prost::Message as _;
use std::sync::Arc;
use tonic::client::Grpc;
use tonic::{Code, Request, Status};

const CHECK: &str = "/grpc.health.v1.Health/Check";

/// `grpc.health.v1.HealthCheckRequest`.
#[derive(Clone, PartialEq, prost::Message)]
struct HealthCheckRequest {
    #[prost(string, tag = "1")]
    service: String,
}

/// `grpc.health.v1.HealthCheckResponse`.
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

/// Asks whether a service is served, or, if its name is empty, whether the server serves at all. Fails
/// with the cause in words. The caller bounds the time.
pub(crate) async fn serves(endpoint: &Endpoint, service: &str) -> Result<(), String> {
    let options = Arc::new(Options::for_anyone());
    let wire =
        dial(Arc::new(endpoint.clone()), options).await.map_err(|error| error.to_string())?;
    let answer = async {
        let mut grpc = Grpc::new(wire.channel);
        grpc.ready().await.map_err(|error| Status::from_error(error.into()))?;
        let request = HealthCheckRequest { service: service.to_owned() }.encode_to_vec();
        let request = Request::new(request.into());
        grpc.unary(request, PathAndQuery::from_static(CHECK), BytesCodec).await
    };
    let reply = answer.await.map_err(|status| in_words(&status, service))?.into_inner();
    let reply = HealthCheckResponse::decode(reply).map_err(|error| error.to_string())?;
    match reply.status() {
        ServingStatus::Serving => Ok(()),
        ServingStatus::NotServing => Err("NOT_SERVING".to_owned()),
        ServingStatus::ServiceUnknown => Err(unknown(service)),
        ServingStatus::Unknown => Err("UNKNOWN".to_owned()),
    }
}

fn in_words(answer: &Status, service: &str) -> String {
    match answer.code() {
        _ if status::is_ours(answer) => status::cause(answer),
        Code::NotFound => unknown(service),
        Code::Unimplemented => "it does not offer grpc.health.v1".to_owned(),
        _ => status::text(answer),
    }
}

fn unknown(service: &str) -> String {
    format!("it knows no service {service:?}")
}
