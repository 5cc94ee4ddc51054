//! The lease that records stand under: our own, or one that somebody lends us.

use super::{Observer, RegistrationEvent};
use crate::clock::Moment;
use crate::etcd::proto::LeaseGrantRequest;
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::go::LeaseId;
use crate::recipe::keep_alive::{Grant, KeepAlive, KeepAliveState, LeaseLost};
use std::sync::Arc;
use std::time::Duration;

/// What lease records are to stand under.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Term {
    /// One that is granted for so many seconds, and again when it is lost.
    Own { ttl: i64 },
    /// One that is another's. When it is lost, that is the end.
    Borrowed { lease: i64 },
}

/// A lease that is kept alive.
#[derive(Debug)]
pub(crate) struct RegistrationLease {
    id: i64,
    is_ours: bool,
    keeper: KeepAlive,
    /// It lives until then at least, as far as that is known.
    expiry: Moment,
}

impl RegistrationLease {
    pub(crate) async fn begin(etcd: &Arc<Session>, term: Term) -> Result<Self, CallError> {
        let sent = Moment::now();
        match term {
            Term::Borrowed { lease: id } => {
                let keeper = KeepAlive::start(etcd.clone(), id);
                Ok(Self { id, is_ours: false, keeper, expiry: sent.after(Duration::MAX) })
            }
            Term::Own { ttl } => {
                let granted = etcd.call(LeaseGrantRequest { ttl, id: 0 }).await?;
                let ttl = Duration::from_secs(u64::try_from(granted.ttl).unwrap_or(0));
                let grant = Grant { sent, ttl };
                let keeper = KeepAlive::start_granted(etcd.clone(), granted.id, grant);
                Ok(Self { id: granted.id, is_ours: true, keeper, expiry: grant.expiry() })
            }
        }
    }

    pub(crate) fn id(&self) -> i64 {
        self.id
    }

    pub(crate) fn is_ours(&self) -> bool {
        self.is_ours
    }

    /// Waits until it is lost, and tells how it stands meanwhile. Nothing is forgotten if the wait is
    /// given up.
    pub(crate) async fn lost(&mut self, hear: Observer<'_>) -> Failure {
        let lease = LeaseId(self.id);
        loop {
            match self.keeper.next().await {
                Some(
                    KeepAliveState::Renewed { expiry, .. } | KeepAliveState::SeenAlive { expiry },
                ) => {
                    self.expiry = expiry;
                }
                Some(KeepAliveState::OutOfContact { cause, left }) => {
                    hear(RegistrationEvent::OutOfContact { cause: &cause, left });
                }
                Some(KeepAliveState::Regained) => hear(RegistrationEvent::InContact),
                Some(KeepAliveState::Lost(LeaseLost::Gone)) | None => return gone(self.id),
                Some(KeepAliveState::Lost(
                    LeaseLost::Expired(failure) | LeaseLost::Unknown(failure),
                )) => {
                    return failure.reworded(|why| format!("lease {lease} was not renewed: {why}"));
                }
            }
        }
    }

    /// It lives until then at least.
    pub(crate) fn expiry(&self) -> Moment {
        self.expiry
    }
}

/// etcd says that there is no such lease.
pub(crate) fn gone(id: i64) -> Failure {
    let text = format!("lease {} was revoked, or has expired", LeaseId(id));
    Failure::new(Kind::Lost, text)
}
