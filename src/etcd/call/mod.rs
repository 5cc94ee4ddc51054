//! TODO

pub(crate) mod attempts;
pub(crate) mod bytes_codec;
pub(crate) mod grpc_health;
pub(crate) mod incoming;
pub(crate) mod learners;
pub(crate) mod login;
pub(crate) mod manner;
pub(crate) mod metrics;
pub(crate) mod protobuf;
pub(crate) mod range;
pub(crate) mod range_decoder;
pub(crate) mod range_order;
pub(crate) mod retry;
pub(crate) mod rpc;
pub(crate) mod session;
pub(crate) mod snapshot;
pub(crate) mod stream;
pub(crate) mod version;
pub(crate) mod watch_decoder;
