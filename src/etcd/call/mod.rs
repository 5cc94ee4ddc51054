//! Sessions and calls: login, retries, unary calls, ranges, streams and snapshots.

pub(crate) mod attempts;
pub(crate) mod authenticate;
pub(crate) mod bytes_codec;
pub(crate) mod connections;
mod deadline;
pub(crate) mod explain;
pub(crate) mod grpc_health;
pub(crate) mod hedge;
pub(crate) mod incoming;
pub(crate) mod key_access;
pub(crate) mod lease_reach;
pub(crate) mod login;
pub(crate) mod metrics;
pub(crate) mod namespace;
pub(crate) mod namespaced;
pub(crate) mod protobuf;
pub(crate) mod range;
pub(crate) mod range_decoder;
pub(crate) mod range_order;
pub(crate) mod retry;
pub(crate) mod rpc;
pub(crate) mod session;
pub(crate) mod snapshot;
pub(crate) mod stream;
pub(crate) mod trace;
pub(crate) mod traits;
pub(crate) mod watch_decoder;
