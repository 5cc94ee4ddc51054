//! The only place that knows tonic: endpoints, TLS, dialing, credentials, calls and streams.

mod call;
mod connect;
mod endpoint;
mod error;
mod key_range;
mod options;
pub(crate) mod proto;
#[cfg(test)]
mod tests;
mod tls;

pub(crate) use call::grpc_health::serves;
#[cfg(test)]
pub(crate) use call::learners::Learners;
pub(crate) use call::range::{FEW, RangeCall, RangeStream};
#[cfg(any(test, fuzzing))]
pub(crate) use call::range_decoder::Decoder;
pub(crate) use call::range_decoder::RangePart;
pub(crate) use call::retry::RetryBudget;
pub(crate) use call::rpc::Rpc;
pub(crate) use call::session::Session;
pub(crate) use call::snapshot::SnapshotStream;
pub(crate) use call::stream::Duplex;
#[cfg(test)]
pub(crate) use call::version::{ClockSkew, ServerVersion};
pub(crate) use connect::discovery::Discovery;
pub(crate) use connect::trace::{ConnectTrace, ServerIdentity, Step, StepError, TlsFacts};
pub(crate) use connect::transport::{BoxedStream, connect};
pub(crate) use endpoint::Endpoint;
pub(crate) use error::call_error::{CallError, Nature};
pub(crate) use error::hints::{NO_QUORUM, way_out_of_alarm};
pub(crate) use error::unreachable::{NAME_ONE, NO_ENDPOINTS};
pub(crate) use key_range::{Range, prefix_end};
pub(crate) use options::{Credentials, Options};
pub(crate) use tls::certificate::Certificate;
pub(crate) use tls::config::{Tls, TlsOptions};
