//! A session as in etcd's Go packages: a lease of our own, kept alive while it is used and revoked at
//! the end.

use super::clock::Moment;
use super::keeper::{Grant, Keeper, Loss, State};
use crate::etcd::proto::{LeaseGrantRequest, LeaseGrantResponse, LeaseRevokeRequest};
use crate::etcd::{Fault, Nature, Session};
use crate::failure::{Failure, Kind};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// The pause between two tries of what has to be done in the end.
const PAUSE: Duration = Duration::from_millis(250);

/// Hears of a lease's changes of state.
pub(crate) type Tell = fn(i64, &State);

/// A lease that is ours alone.
#[derive(Debug)]
pub(crate) struct OwnLease {
    etcd: Arc<Session>,
    id: i64,
    /// As etcd granted it, in seconds.
    ttl: i64,
    /// The lease lives until then at least.
    expiry: Moment,
    keeper: Keeper,
    tell: Tell,
    /// Why it is not being renewed, if it is not.
    trouble: Option<String>,
}

impl OwnLease {
    pub(crate) async fn grant(etcd: Arc<Session>, ttl: i64, tell: Tell) -> Result<Self, Fault> {
        let sent = Moment::now();
        let granted = etcd.call(LeaseGrantRequest { ttl, id: 0 }).await?;
        let LeaseGrantResponse { id, ttl, .. } = granted;
        let grant = Grant { sent, ttl: Duration::from_secs(u64::try_from(ttl).unwrap_or(0)) };
        let keeper = Keeper::start_granted(etcd.clone(), id, grant);
        Ok(Self { etcd, id, ttl, expiry: grant.expiry(), keeper, tell, trouble: None })
    }

    /// Renews a lease of somebody who renews it too: the session around us, which revokes it. So we
    /// know for ourselves how long it lives.
    pub(crate) async fn share(etcd: Arc<Session>, id: i64, tell: Tell) -> Result<Self, Loss> {
        let mut keeper = Keeper::start(etcd.clone(), id);
        loop {
            match keeper.next().await {
                Some(State::Renewed { answer, expiry }) => {
                    return Ok(Self {
                        etcd,
                        id,
                        ttl: answer.ttl,
                        expiry,
                        keeper,
                        tell,
                        trouble: None,
                    });
                }
                Some(State::Lost(loss)) => return Err(loss),
                Some(State::OutOfContact { .. } | State::Regained) => {}
                None => return Err(Loss::Gone),
            }
        }
    }

    pub(crate) fn id(&self) -> i64 {
        self.id
    }

    /// How many seconds it lives without being renewed.
    pub(crate) fn ttl(&self) -> i64 {
        self.ttl
    }

    /// Waits until the lease is lost, or may be lost when `reserve` has passed. Nothing is forgotten
    /// if the wait is given up.
    pub(crate) async fn lost(&mut self, reserve: Duration) -> Loss {
        loop {
            let last = self.expiry.before(reserve);
            let Some(state) = last.bound(self.keeper.next()).await else {
                return Loss::Expired(self.not_renewed());
            };
            match state {
                Some(State::Lost(loss)) => return loss,
                Some(state) => self.note(&state),
                None => return Loss::Gone,
            }
        }
    }

    fn note(&mut self, state: &State) {
        match state {
            State::Renewed { expiry, .. } => self.expiry = *expiry,
            State::OutOfContact { cause, .. } => self.trouble = Some(cause.clone()),
            State::Regained => self.trouble = None,
            State::Lost(_) => {}
        }
        (self.tell)(self.id, state);
    }

    fn not_renewed(&self) -> Failure {
        let why = self.trouble.as_deref().unwrap_or("no answer came in time");
        Failure::new(Kind::Unreachable, why)
    }

    /// Revokes the lease: every key attached to it goes with it. It tries again, as long as the lease
    /// may live but not for ever, while somebody is there who may do it later.
    pub(crate) async fn revoke(self) -> Result<(), Fault> {
        drop(self.keeper);
        revoke(&self.etcd, self.id, self.expiry).await
    }
}

/// Revokes a lease of ours that lives until then at least.
pub(super) async fn revoke(etcd: &Session, id: i64, expiry: Moment) -> Result<(), Fault> {
    let work = async || etcd.call(LeaseRevokeRequest { id }).await.map(drop);
    match in_the_end(etcd, expiry, work).await {
        Err(fault) if is_gone(&fault) => Ok(()),
        done => done,
    }
}

/// Does what has to be done in the end: tries again, but not for ever, and not when the lease that
/// lives until then has done it.
pub(super) async fn in_the_end(
    etcd: &Session,
    expiry: Moment,
    work: impl AsyncFn() -> Result<(), Fault>,
) -> Result<(), Fault> {
    let end = expiry.min(Moment::now().after(etcd.options().command_timeout));
    loop {
        match end.bound(work()).await {
            Some(Err(fault)) if !may_change(&fault) || end.left() < PAUSE => return Err(fault),
            Some(Err(_)) => sleep(PAUSE).await,
            // Time is up: if it was the lease's, it is gone all the same.
            Some(Ok(())) | None => return Ok(()),
        }
    }
}

pub(super) fn is_gone(fault: &Fault) -> bool {
    fault.text() == "etcdserver: requested lease not found"
}

fn may_change(fault: &Fault) -> bool {
    matches!(fault.nature, Nature::NoAnswer | Nature::Unavailable)
}

/// Tries until it is done or refused. Whoever waits for that gives up when a lease is lost, and so
/// need not know a deadline.
pub(super) async fn insist<T>(work: impl AsyncFn() -> Result<T, Fault>) -> Result<T, Fault> {
    loop {
        match work().await {
            Err(fault) if fault.is_out_of_contact() => sleep(PAUSE).await,
            done => return done,
        }
    }
}
