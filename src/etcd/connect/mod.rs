//! TODO

pub(crate) mod channel;
pub(crate) mod dial;
pub(crate) mod discovery;
pub(crate) mod peer;
pub(crate) mod phase;
pub(crate) mod preface;
pub(crate) mod select;
pub(crate) mod srv;
pub(crate) mod trace;
pub(crate) mod transport;
