//! The events of a keep-alive.

use crate::clock::Moment;
use crate::etcd::proto::LeaseKeepAliveResponse;
use crate::failure::Failure;
use std::time::Duration;

#[derive(Debug)]
pub(crate) enum KeepAliveEvent {
    /// etcd renewed the lease, which lives until `expiry` at least.
    Renewed {
        answer: LeaseKeepAliveResponse,
        expiry: Moment,
    },
    /// A renewal is not answered yet, but etcd says that the lease lives until `expiry`.
    SeenAlive {
        expiry: Moment,
    },
    /// A renewal failed. It is retried while the lease lives, for another `left`.
    OutOfContact {
        cause: String,
        left: Duration,
    },
    Regained,
    Lost(LeaseLost),
}

#[derive(Debug)]
pub(crate) enum LeaseLost {
    /// etcd has no such lease: it expired, was revoked, or was never granted.
    Gone,
    /// The lease was not renewed within its TTL. etcd may still have it, but could not be asked.
    Expired(Failure),
    /// The first renewal failed: nothing is known about the lease.
    Unknown(Failure),
}
