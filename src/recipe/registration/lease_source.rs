//! The lease of a registration, and its loss.

use super::event::RegistrationEvent;
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::go::LeaseId;
use crate::recipe::events::EventSender;
use crate::recipe::keep_alive::{KeepAliveEvent, LeaseLost};
use crate::recipe::lease::Lease;
use std::sync::Arc;

#[derive(Debug, Clone, Copy)]
pub(crate) enum LeaseSource {
    /// A lease with this TTL in seconds, granted again when it is lost.
    Grant { ttl: i64 },
    /// A lease granted elsewhere. Losing it ends the registration.
    Borrow { id: i64 },
}

impl LeaseSource {
    pub(super) async fn open(self, etcd: &Arc<Session>) -> Result<Lease, CallError> {
        match self {
            Self::Borrow { id } => Ok(Lease::adopt(etcd.clone(), id)),
            Self::Grant { ttl } => Lease::grant(etcd.clone(), ttl).await,
        }
    }
}

/// Waits until the lease is lost, and reports changes of contact; cancel safe.
pub(super) async fn lost(lease: &mut Lease, events: &EventSender<RegistrationEvent>) -> Failure {
    loop {
        match lease.next().await {
            KeepAliveEvent::Renewed { .. } | KeepAliveEvent::SeenAlive { .. } => {}
            KeepAliveEvent::OutOfContact { cause, left } => {
                events.send(RegistrationEvent::OutOfContact { cause, left });
            }
            KeepAliveEvent::Regained => events.send(RegistrationEvent::InContact),
            KeepAliveEvent::Lost(LeaseLost::Gone) => return gone(lease.id()),
            KeepAliveEvent::Lost(LeaseLost::Expired(failure) | LeaseLost::Unknown(failure)) => {
                let id = LeaseId(lease.id());
                return failure.reworded(|why| format!("lease {id} was not renewed: {why}"));
            }
        }
    }
}

pub(super) fn gone(lease: i64) -> Failure {
    let text = format!("lease {} was revoked, or has expired", LeaseId(lease));
    Failure::new(Kind::Lost, text)
}
