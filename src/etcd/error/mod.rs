//! TODO

pub(crate) mod call_error;
pub(crate) mod dial_error;
pub(crate) mod explain;
pub(crate) mod hints;
pub(crate) mod key_access;
pub(crate) mod status;
pub(crate) mod unreachable;
