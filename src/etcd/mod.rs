//! The client of etcd: endpoints, TLS, dialing, credentials, calls and streams. Only this folder uses
//! tonic.

mod call;
mod connect;
mod endpoint;
mod error;
mod key_range;
mod learners;
mod options;
pub(crate) mod proto;
#[cfg(test)]
mod tests;
mod tls;

pub(crate) use call::grpc_health::check_grpc_health;
pub(crate) use call::range::{FEW, RangeCall, RangeStream};
#[cfg(any(test, fuzzing))]
pub(crate) use call::range_decoder::Decoder;
pub(crate) use call::range_decoder::RangePart;
pub(crate) use call::retry::{RetryBudget, pause_until};
pub(crate) use call::rpc::Rpc;
pub(crate) use call::session::Session;
pub(crate) use call::snapshot::SnapshotStream;
pub(crate) use call::stream::Duplex;
pub(crate) use call::trace::ServerIdentity;
pub(crate) use connect::discovery::Discovery;
pub(crate) use connect::http1;
pub(crate) use connect::trace::{ConnectTrace, Step, StepError, TlsFacts};
#[cfg(test)]
pub(crate) use connect::version::{ClockSkew, ServerVersion};
pub(crate) use endpoint::Endpoint;
pub(crate) use error::call_error::CallError;
pub(crate) use error::hints::{NO_QUORUM, alarm_hint};
pub(crate) use error::refusal::Refusal;
pub(crate) use error::status::Nature;
pub(crate) use error::unreachable::{NO_ENDPOINTS, SET_ENDPOINTS};
pub(crate) use key_range::{Range, prefix_end};
#[cfg(test)]
pub(crate) use learners::Learners;
pub(crate) use options::{Credentials, Options};
pub(crate) use tls::certificate::Certificate;
pub(crate) use tls::config::{Tls, TlsOptions};
