//! The only place that knows tonic: endpoints, TLS, dialing, credentials, calls and streams.

mod dial;
mod discovery;
mod endpoint;
mod fault;
mod login;
mod options;
pub(crate) mod proto;
mod race;
mod range;
mod range_decoder;
mod rpc;
mod session;
mod srv;
mod status;
mod stream;
mod tls;

pub(crate) use discovery::Discovery;
pub(crate) use endpoint::Endpoint;
pub(crate) use fault::{Fault, Nature};
pub(crate) use options::{Credentials, Options};
pub(crate) use range::RangeStream;
pub(crate) use range_decoder::RangePart;
pub(crate) use session::Session;
pub(crate) use stream::Duplex;
pub(crate) use tls::TlsOptions;
