//! A session as in etcd's Go packages: a lease, kept alive while it is used and, if it is our own,
//! revoked at the end.

use super::keep_alive::{Grant, KeepAlive, KeepAliveState, LeaseLost};
use crate::clock::Moment;
use crate::etcd::proto::{LeaseGrantRequest, LeaseRevokeRequest, LeaseTimeToLiveRequest};
use crate::etcd::{CallError, Nature, Refusal, Session};
use crate::failure::{Failure, Kind};
use crate::go::LeaseId;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;

/// The pause between two tries of what has to be done in the end.
const PAUSE: Duration = Duration::from_millis(250);

/// When a request in the end takes long: when a cluster has noticed that its leader is gone.
const LONG: Duration = Duration::from_millis(1500);

/// Hears of a lease's changes of state.
pub(crate) type Tell = fn(i64, &KeepAliveState);

/// A lease that is ours, or was lent to us.
#[derive(Debug)]
pub(crate) struct Lease {
    etcd: Arc<Session>,
    id: i64,
    /// As etcd granted it.
    ttl: Duration,
    borrowed: bool,
    /// The lease lives until then at least.
    expiry: watch::Sender<Moment>,
    keeper: KeepAlive,
    tell: Tell,
    /// Why it is not being renewed, if it is not.
    trouble: Option<String>,
}

impl Lease {
    pub(crate) async fn grant(etcd: Arc<Session>, ttl: i64, tell: Tell) -> Result<Self, CallError> {
        let sent = Moment::now();
        let granted = etcd.call(LeaseGrantRequest { ttl, id: 0 }).await?;
        let ttl = seconds(granted.ttl);
        Ok(Self::keep(etcd, granted.id, ttl, Grant { sent, ttl }, tell))
    }

    /// Keeps alive a lease that somebody else was granted, and will revoke.
    pub(crate) async fn borrow(etcd: Arc<Session>, id: i64, tell: Tell) -> Result<Self, Failure> {
        let sent = Moment::now();
        let state = etcd.call(LeaseTimeToLiveRequest { id, keys: false }).await?;
        if state.ttl <= 0 {
            let text = format!("lease {} not found or already expired", LeaseId(id));
            return Err(Failure::new(Kind::Lost, text));
        }
        let grant = Grant { sent, ttl: seconds(state.ttl) };
        let lease = Self::keep(etcd, id, seconds(state.granted_ttl), grant, tell);
        Ok(Self { borrowed: true, ..lease })
    }

    fn keep(etcd: Arc<Session>, id: i64, ttl: Duration, grant: Grant, tell: Tell) -> Self {
        let keeper = KeepAlive::start_granted(etcd.clone(), id, grant);
        let (expiry, _) = watch::channel(grant.expiry());
        Self { etcd, id, ttl, borrowed: false, expiry, keeper, tell, trouble: None }
    }

    pub(crate) fn id(&self) -> i64 {
        self.id
    }

    pub(crate) fn ttl(&self) -> Duration {
        self.ttl
    }

    pub(crate) fn is_borrowed(&self) -> bool {
        self.borrowed
    }

    /// The moment until which the lease lives at least. It moves with each renewal while somebody waits
    /// for the lease's loss.
    pub(crate) fn expiry(&self) -> watch::Receiver<Moment> {
        self.expiry.subscribe()
    }

    /// Waits until the lease is lost, or may be lost when `reserve` has passed. Nothing is forgotten
    /// if the wait is given up.
    pub(crate) async fn lost(&mut self, reserve: Duration) -> LeaseLost {
        loop {
            let last = self.expiry.borrow().before(reserve);
            let Some(state) = last.bound(self.keeper.next()).await else {
                return LeaseLost::Expired(self.not_renewed());
            };
            match state {
                Some(KeepAliveState::Lost(loss)) => return loss,
                Some(state) => self.note(&state),
                None => return LeaseLost::Gone,
            }
        }
    }

    fn note(&mut self, state: &KeepAliveState) {
        match state {
            KeepAliveState::Renewed { expiry, .. } | KeepAliveState::SeenAlive { expiry } => {
                _ = self.expiry.send_replace(*expiry);
            }
            KeepAliveState::OutOfContact { cause, .. } => self.trouble = Some(cause.clone()),
            KeepAliveState::Regained => self.trouble = None,
            KeepAliveState::Lost(_) => {}
        }
        (self.tell)(self.id, state);
    }

    fn not_renewed(&self) -> Failure {
        let why = self.trouble.as_deref().unwrap_or("no answer came in time");
        Failure::new(Kind::Unreachable, why)
    }

    /// Revokes the lease, if it is our own: every key attached to it goes with it.
    pub(crate) async fn revoke(self) -> Result<(), CallError> {
        if self.borrowed {
            return Ok(());
        }
        let expiry = *self.expiry.borrow();
        drop(self.keeper);
        revoke(&self.etcd, self.id, expiry).await
    }

    /// Does what has to be done in the end, instead of renewing.
    pub(crate) async fn finish(
        self,
        work: impl AsyncFn() -> Result<(), CallError>,
    ) -> Result<(), CallError> {
        let expiry = *self.expiry.borrow();
        drop(self.keeper);
        in_the_end(&self.etcd, expiry, work).await
    }
}

/// Revokes a lease of ours that lives until then at least.
pub(crate) async fn revoke(etcd: &Session, id: i64, expiry: Moment) -> Result<(), CallError> {
    let work = async || match etcd.call_idempotent(LeaseRevokeRequest { id }).await {
        // It has expired, or a request whose answer was lost has revoked it.
        Err(fault) if is_gone(&fault) => Ok(()),
        done => done.map(drop),
    };
    in_the_end(etcd, expiry, work).await
}

/// Does what has to be done in the end: tries again, but not for ever, and not when the lease that
/// lives until then has done it.
pub(crate) async fn in_the_end(
    etcd: &Session,
    expiry: Moment,
    work: impl AsyncFn() -> Result<(), CallError>,
) -> Result<(), CallError> {
    // A call's own deadline comes first, so that there is a fault to be told.
    let end = expiry.min(Moment::now().after(etcd.options().command_timeout + PAUSE));
    let mut last = None;
    loop {
        match end.bound(insured(&work)).await {
            Some(Ok(())) => return Ok(()),
            Some(Err(fault)) if !may_change(&fault) || end.left() <= PAUSE => return Err(fault),
            Some(Err(fault)) => {
                last = Some(fault);
                sleep(PAUSE).await;
            }
            // What hangs on an expired lease is gone all the same.
            None if expiry.left().is_zero() => return Ok(()),
            None => return Err(last.unwrap_or_else(unanswered)),
        }
    }
}

fn unanswered() -> CallError {
    CallError::local(Failure::new(Kind::Deadline, "etcd did not answer in time"))
}

/// Does what may be done twice, and when it takes long once more beside that. A request that a member
/// has handed to a leader which was just frozen gets no answer, not even from the next leader.
async fn insured(work: &impl AsyncFn() -> Result<(), CallError>) -> Result<(), CallError> {
    let again = async {
        sleep(LONG).await;
        work().await
    };
    tokio::select! {
        biased;
        done = work() => done,
        Ok(()) = again => Ok(()),
    }
}

fn seconds(ttl: i64) -> Duration {
    Duration::from_secs(u64::try_from(ttl).unwrap_or(0))
}

pub(crate) fn is_gone(fault: &CallError) -> bool {
    fault.refusal() == Some(Refusal::LeaseNotFound)
}

fn may_change(fault: &CallError) -> bool {
    matches!(fault.nature, Nature::NoAnswer | Nature::Unavailable)
}

/// Tries until it is done or refused. Whoever waits for that gives up when a lease is lost, and so
/// need not know a deadline.
pub(crate) async fn insist<T>(
    work: impl AsyncFn() -> Result<T, CallError>,
) -> Result<T, CallError> {
    loop {
        match work().await {
            Err(fault) if fault.is_out_of_contact() => sleep(PAUSE).await,
            done => return done,
        }
    }
}
