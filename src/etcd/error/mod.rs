//! Errors of calls: what etcd's statuses mean, in which words they are reported, and which hints are given.

pub(crate) mod call_error;
pub(crate) mod hints;
pub(crate) mod refusal;
pub(crate) mod status;
pub(crate) mod unreachable;
