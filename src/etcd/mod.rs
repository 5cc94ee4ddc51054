//! The only place that knows tonic: endpoints, TLS, dialing, credentials, calls and streams.

mod access;
mod advice;
mod approach;
mod attempts;
mod bare;
mod bytes_codec;
mod certificate;
mod channel;
mod dial;
mod dial_error;
mod discovery;
mod endpoint;
mod explain;
mod fault;
mod greeting;
mod grpc_health;
mod learners;
mod listening;
mod login;
mod manner;
mod metrics;
mod options;
mod phase;
pub(crate) mod proto;
mod race;
mod range;
mod range_decoder;
mod rpc;
mod session;
mod snapshot;
mod srv;
mod status;
mod stranger;
mod stream;
#[cfg(test)]
mod tests;
mod tls;
mod tls_error;
mod unreachable;
mod unverified;
mod waiting;
mod x509;

pub(crate) use advice::{NO_QUORUM, way_out_of_alarm};
pub(crate) use approach::{Approach, Identity, Obstacle, Step, TlsFacts};
pub(crate) use bare::{Connection, connect};
pub(crate) use certificate::Certificate;
pub(crate) use discovery::Discovery;
pub(crate) use endpoint::Endpoint;
pub(crate) use fault::{Fault, Nature};
#[cfg(test)]
pub(crate) use greeting::{Greeting, Skew};
pub(crate) use grpc_health::serves;
pub(crate) use learners::Learners;
pub(crate) use options::{Credentials, Options};
pub(crate) use range::RangeStream;
#[cfg(any(test, fuzzing))]
pub(crate) use range_decoder::Decoder;
pub(crate) use range_decoder::RangePart;
pub(crate) use rpc::Rpc;
pub(crate) use session::Session;
pub(crate) use snapshot::SnapshotStream;
pub(crate) use stream::Duplex;
pub(crate) use tls::{Tls, TlsOptions};
pub(crate) use unreachable::{NAME_ONE, NO_ENDPOINTS};
pub(crate) use waiting::Waiting;
