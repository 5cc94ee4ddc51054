//! Records of services that are kept registered: put again when their lease is lost or another client
//! deletes them, but never against the record of another owner.

mod event;
mod health_latch;
mod lease_source;
mod records;
#[cfg(test)]
mod tests;

pub(crate) use event::{RegistrationEvent, content, shown};
pub(crate) use health_latch::HealthLatch;
pub(crate) use lease_source::LeaseSource;
pub(crate) use records::Entry;

use super::events::{EventSender, Events, events};
use super::lease::Lease;
use super::retry::is_lease_not_found;
use crate::clock::{Backoff, Moment};
use crate::etcd::proto::{KeyValue, LeaseRevokeRequest};
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::go::{LeaseId, quote};
use lease_source::{gone, lost};
use records::{Ownership, PutOutcome, RecordChange, RecordSet};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

const BACKOFF: Backoff = Backoff::new(Duration::from_millis(25), Duration::from_millis(500));

/// Minimum time between two puts, so that a client that deletes in a loop cannot make ectl write in one.
const PUT_INTERVAL: Duration = Duration::from_secs(1);

pub(crate) struct Registration {
    etcd: Arc<Session>,
    records: RecordSet,
    source: LeaseSource,
    /// Records of other owners are not replaced, not even by the first put.
    if_absent: bool,
    events: EventSender<RegistrationEvent>,
    lease: Option<Lease>,
    former_leases: Vec<i64>,
    last_put: Option<(i64, Moment)>,
    /// When the records were deleted after the last put.
    withdrawn: Option<Moment>,
    state: RecordState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RecordState {
    /// Not registered, or unknown; not yet reported.
    Absent,
    Registered,
    Lost,
}

enum RegistrationError {
    Transient(CallError),
    LeaseLost(Failure),
    Final(Failure),
}

impl From<CallError> for RegistrationError {
    fn from(fault: CallError) -> Self {
        match fault.kind() {
            Kind::Denied => Self::Final(fault.into()),
            _ => Self::Transient(fault),
        }
    }
}

impl Registration {
    pub(crate) fn new(
        etcd: Arc<Session>,
        entries: Vec<Entry>,
        source: LeaseSource,
        if_absent: bool,
    ) -> (Self, Events<RegistrationEvent>) {
        let (sender, events) = events();
        let registration = Self {
            etcd,
            records: RecordSet(entries),
            source,
            if_absent,
            events: sender,
            lease: None,
            former_leases: Vec::new(),
            last_put: None,
            withdrawn: None,
            state: RecordState::Absent,
        };
        (registration, events)
    }

    pub(crate) async fn begin(&mut self) -> Result<(), Failure> {
        self.put(None).await.map_err(|error| match error {
            RegistrationError::Transient(fault) => fault.into(),
            RegistrationError::LeaseLost(failure) | RegistrationError::Final(failure) => failure,
        })
    }

    /// Keeps the records registered while the latch is open, until that fails for good. When this future
    /// is dropped the records have to be withdrawn.
    pub(crate) async fn keep(&mut self, latch: &mut HealthLatch) -> Failure {
        loop {
            latch.opened(&self.events).await;
            let why = tokio::select! {
                biased;
                why = latch.closed() => why,
                Err(failure) = self.hold() => return failure,
            };
            // An error has been reported as an event.
            let _ = self.withdraw(Some(&why)).await;
        }
    }

    pub(crate) async fn withdraw(&mut self, why: Option<&str>) -> Result<(), CallError> {
        let before = std::mem::replace(&mut self.state, RecordState::Absent);
        // The lease stays in its place while this may be dropped: another call has to find it.
        let done = match &mut self.lease {
            Some(lease) if !lease.is_borrowed() => lease.release().await,
            Some(lease) => self.records.delete(&self.etcd, lease).await,
            None => Ok(()),
        };
        if let Some(lease) = self.lease.take_if(|lease| !lease.is_borrowed()) {
            self.former_leases.extend(done.is_err().then(|| lease.id()));
        }
        if done.is_ok() {
            self.withdrawn.get_or_insert_with(Moment::now);
        }
        match &done {
            Err(fault) => self.events.send(RegistrationEvent::NotWithdrawn(fault.text())),
            Ok(()) if before == RecordState::Registered || why.is_some() => {
                self.events.send(RegistrationEvent::Withdrawn(why.map(str::to_owned)));
            }
            Ok(()) => {}
        }
        done
    }

    /// Returns the moment at which the records will have been withdrawn for a time; `None` if they were never
    /// put. A record that could not be deleted counts as withdrawn now.
    pub(crate) fn withdrawn_for(&self, time: Duration) -> Option<Moment> {
        self.last_put?;
        Some(self.withdrawn.unwrap_or_else(Moment::now).after(time))
    }

    async fn hold(&mut self) -> Result<Infallible, Failure> {
        let mut deleted = None;
        loop {
            if self.state != RecordState::Registered {
                self.put_until_done(deleted.take()).await?;
            }
            let change = self.next_change().await;
            self.state = RecordState::Absent;
            match change {
                Ok(RecordChange::Deleted(key)) => deleted = Some(key),
                Ok(RecordChange::Overwritten | RecordChange::Compacted) => {}
                Ok(RecordChange::Taken(kv)) => return Err(self.taken(&kv)),
                Err(error) => self.handle(error)?,
            }
        }
    }

    async fn put_until_done(&mut self, deleted: Option<Vec<u8>>) -> Result<(), Failure> {
        if let Some((_, put)) = self.last_put {
            put.after(PUT_INTERVAL).wait().await;
        }
        let mut backoff = BACKOFF;
        while let Err(error) = self.put(deleted.as_deref()).await {
            self.handle(error)?;
            backoff.pause().await;
        }
        Ok(())
    }

    /// Puts the records once, and reports the changes; `deleted` is the key that another client deleted.
    async fn put(&mut self, deleted: Option<&[u8]>) -> Result<(), RegistrationError> {
        let lease = match &mut self.lease {
            Some(lease) => lease,
            none => none.insert(self.source.open(&self.etcd).await?),
        };
        let id = lease.id();
        let owner = Ownership {
            lease: id,
            former: &self.former_leases,
            replace: self.last_put.is_none() && !self.if_absent,
            reclaim: self.last_put.is_some(),
        };
        let put = tokio::select! {
            biased;
            put = self.records.put(&self.etcd, &owner) => put,
            loss = lost(lease, &self.events) => return Err(RegistrationError::LeaseLost(loss)),
        };
        let PutOutcome { revision, replaced } = match put {
            Ok(Ok(put)) => put,
            Ok(Err(kv)) => return Err(RegistrationError::Final(self.taken(&kv))),
            Err(fault) if is_lease_not_found(&fault) => {
                return Err(RegistrationError::LeaseLost(gone(id)));
            }
            Err(fault) => return Err(fault.into()),
        };
        let again = self.last_put.replace((revision, Moment::now())).is_some();
        self.withdrawn = None;
        self.revoke_former_leases().await;
        let before = std::mem::replace(&mut self.state, RecordState::Registered);
        replaced.into_iter().for_each(|kv| self.events.send(RegistrationEvent::Replaced(kv)));
        self.events.send(match deleted {
            Some(key) if before != RecordState::Lost => RegistrationEvent::Restored(key.to_vec()),
            _ => RegistrationEvent::Registered { lease: id, revision, again },
        });
        Ok(())
    }

    async fn next_change(&mut self) -> Result<RecordChange, RegistrationError> {
        let Self { etcd, records, lease: Some(lease), last_put: Some((revision, _)), .. } = self
        else {
            return Ok(RecordChange::Compacted);
        };
        let (id, ttl) = (lease.id(), lease.ttl());
        tokio::select! {
            biased;
            loss = lost(lease, &self.events) => Err(RegistrationError::LeaseLost(loss)),
            change = records.next_change(etcd, *revision, id, ttl) => Ok(change?),
        }
    }

    /// Reports an error, and prepares for another attempt if one is possible.
    fn handle(&mut self, error: RegistrationError) -> Result<(), Failure> {
        match error {
            RegistrationError::Final(failure) => return Err(failure),
            RegistrationError::Transient(fault) => self.report_lost(fault.text()),
            RegistrationError::LeaseLost(failure) => match self.lease.take() {
                Some(lease) if lease.is_borrowed() => return Err(failure.of_kind(Kind::Lost)),
                lease => {
                    self.former_leases.extend(lease.map(|lease| lease.id()));
                    self.report_lost(failure.to_string());
                }
            },
        }
        Ok(())
    }

    fn report_lost(&mut self, why: String) {
        if self.state != RecordState::Lost {
            self.state = RecordState::Lost;
            self.events.send(RegistrationEvent::Lost(why));
        }
    }

    /// Returns the failure of a registration whose record another owner has put.
    fn taken(&self, kv: &KeyValue) -> Failure {
        let key = quote(&kv.key);
        let key = key.trim_matches('"');
        if self.last_put.is_none() {
            return Failure::new(Kind::Unmet, format!("{key} is taken: {}", shown(kv)))
                .hint("without --if-absent the record is taken over");
        }
        let (owner, hint) = match kv.lease {
            0 => ("was overwritten".to_owned(), "the new record has no lease"),
            id => (
                format!("was taken over by lease {}", LeaseId(id)),
                "another registration of the address took the record; --if-absent there refuses that",
            ),
        };
        let text = format!("{key} {owner}: {}, since revision {}", content(kv), kv.mod_revision);
        Failure::new(Kind::Unmet, text).hint(hint)
    }

    async fn revoke_former_leases(&mut self) {
        for id in std::mem::take(&mut self.former_leases) {
            // A lease that cannot be revoked expires.
            let _ = self.etcd.call(LeaseRevokeRequest { id }).await;
        }
    }
}
