//! A lease that is kept alive, like a session of etcd's Go client.

use super::events::{EventSender, Events, events};
use super::keep_alive::{Grant, KeepAlive, KeepAliveEvent, LeaseLost};
use super::retry::{clean_up, is_lease_not_found};
use crate::clock::Moment;
use crate::etcd::proto::{LeaseGrantRequest, LeaseRevokeRequest, LeaseTimeToLiveRequest};
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::go::LeaseId;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A lease that is renewed until this is dropped.
#[derive(Debug)]
pub(crate) struct Lease {
    etcd: Arc<Session>,
    id: i64,
    /// As etcd granted it; zero if that was not asked for.
    ttl: Duration,
    origin: LeaseOrigin,
    expiry: watch::Sender<Moment>,
    keep_alive: KeepAlive,
    events: Option<EventSender<KeepAliveEvent>>,
    trouble: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LeaseOrigin {
    /// Granted here, and revoked at the end.
    Owned,
    /// Granted elsewhere, and never revoked here.
    Borrowed,
}

impl Lease {
    pub(crate) async fn grant(etcd: Arc<Session>, ttl: i64) -> Result<Self, CallError> {
        let sent = Moment::now();
        let granted = etcd.call(LeaseGrantRequest { ttl, id: 0 }).await?;
        let grant = Grant { sent, ttl: seconds(granted.ttl) };
        Ok(Self::new(etcd, granted.id, LeaseOrigin::Owned, grant.ttl, Some(grant)))
    }

    /// Keeps alive a lease that was granted elsewhere. Fails if etcd does not have it.
    pub(crate) async fn borrow(etcd: Arc<Session>, id: i64) -> Result<Self, Failure> {
        let sent = Moment::now();
        let state = etcd.call(LeaseTimeToLiveRequest { id, keys: false }).await?;
        if state.ttl <= 0 {
            let text = format!("lease {} not found or already expired", LeaseId(id));
            return Err(Failure::new(Kind::Lost, text));
        }
        let (ttl, grant) = (seconds(state.granted_ttl), Grant { sent, ttl: seconds(state.ttl) });
        Ok(Self::new(etcd, id, LeaseOrigin::Borrowed, ttl, Some(grant)))
    }

    /// Keeps alive a lease that was granted elsewhere, without asking for it first.
    pub(crate) fn adopt(etcd: Arc<Session>, id: i64) -> Self {
        Self::new(etcd, id, LeaseOrigin::Borrowed, Duration::ZERO, None)
    }

    fn new(
        etcd: Arc<Session>,
        id: i64,
        origin: LeaseOrigin,
        ttl: Duration,
        grant: Option<Grant>,
    ) -> Self {
        let keep_alive = KeepAlive::start(etcd.clone(), id, grant);
        let unknown = || Moment::now().after(Duration::MAX);
        let (expiry, _) = watch::channel(grant.map_or_else(unknown, Grant::expiry));
        Self { etcd, id, ttl, origin, expiry, keep_alive, events: None, trouble: None }
    }

    pub(crate) fn id(&self) -> i64 {
        self.id
    }

    pub(crate) fn ttl(&self) -> Duration {
        self.ttl
    }

    pub(crate) fn is_borrowed(&self) -> bool {
        self.origin == LeaseOrigin::Borrowed
    }

    /// Returns the moment until which the lease lives at least. It moves with each renewal, but only
    /// while [`Self::next`] or [`Self::lost`] is awaited.
    pub(crate) fn expiry(&self) -> watch::Receiver<Moment> {
        self.expiry.subscribe()
    }

    /// Returns the changes of contact that [`Self::lost`] sees from now on.
    pub(crate) fn events(&mut self) -> Events<KeepAliveEvent> {
        let (sender, events) = events();
        self.events = Some(sender);
        events
    }

    /// Waits for the next event of the keep-alive; cancel safe.
    pub(crate) async fn next(&mut self) -> KeepAliveEvent {
        let event = self.keep_alive.next().await;
        let event = event.unwrap_or(KeepAliveEvent::Lost(LeaseLost::Gone));
        match &event {
            KeepAliveEvent::Renewed { expiry, .. } | KeepAliveEvent::SeenAlive { expiry } => {
                _ = self.expiry.send_replace(*expiry);
            }
            KeepAliveEvent::OutOfContact { cause, .. } => self.trouble = Some(cause.clone()),
            KeepAliveEvent::Regained => self.trouble = None,
            KeepAliveEvent::Lost(_) => {}
        }
        event
    }

    /// Waits until the lease is lost, or may be lost when `reserve` has passed; cancel safe.
    pub(crate) async fn lost(&mut self, reserve: Duration) -> LeaseLost {
        loop {
            let last = self.expiry.borrow().before(reserve);
            match last.bound(self.next()).await {
                Some(KeepAliveEvent::Lost(loss)) => return loss,
                Some(event) => _ = self.events.as_ref().map(|events| events.send(event)),
                None => {
                    let why = self.trouble.as_deref().unwrap_or("no answer in time");
                    return LeaseLost::Expired(Failure::new(Kind::Unreachable, why));
                }
            }
        }
    }

    /// Stops the renewals and, if it is an owned lease, revokes it: its keys are deleted with it.
    pub(crate) async fn release(&self) -> Result<(), CallError> {
        let request = LeaseRevokeRequest { id: self.id };
        self.release_with(async || match self.origin {
            LeaseOrigin::Borrowed => Ok(()),
            LeaseOrigin::Owned => match self.etcd.call_idempotent(request).await {
                // It has expired, or a request whose answer was lost has revoked it.
                Err(fault) if is_lease_not_found(&fault) => Ok(()),
                done => done.map(drop),
            },
        })
        .await
    }

    /// Stops the renewals, and does what is left to do before the lease expires.
    pub(crate) async fn release_with(
        &self,
        work: impl AsyncFn() -> Result<(), CallError>,
    ) -> Result<(), CallError> {
        self.keep_alive.stop();
        let expiry = *self.expiry.borrow();
        clean_up(&self.etcd, expiry, work).await
    }
}

fn seconds(ttl: i64) -> Duration {
    Duration::from_secs(u64::try_from(ttl).unwrap_or(0))
}
