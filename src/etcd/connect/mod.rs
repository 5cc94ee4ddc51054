//! From an endpoint to a connection: discovery, name, TCP or socket, TLS, HTTP/2, and the choice among
//! several endpoints.

pub(crate) mod channel;
pub(crate) mod connection;
pub(crate) mod dial;
pub(crate) mod dial_error;
pub(crate) mod discovery;
pub(crate) mod examine;
pub(crate) mod http1;
pub(crate) mod peer;
pub(crate) mod phase;
pub(crate) mod preface;
pub(crate) mod pulse;
pub(crate) mod select;
pub(crate) mod srv;
pub(crate) mod trace;
pub(crate) mod transport;
pub(crate) mod version;
