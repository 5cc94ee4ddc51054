//! Records of services that stand as long as somebody wants them to: under a lease that is granted
//! anew when it is lost, and put again when somebody deletes them; never against somebody else's.

mod change;
mod health_latch;
mod lease;
mod records;
#[cfg(test)]
mod tests;

pub(crate) use change::{Observer, RegistrationEvent, content, shown};
pub(crate) use health_latch::HealthLatch;
pub(crate) use lease::Term;
pub(crate) use records::Entry;

use super::lease::{is_gone, revoke};
use crate::clock::Moment;
use crate::etcd::proto::{KeyValue, LeaseRevokeRequest};
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::go::quote;
use lease::{RegistrationLease, gone};
use records::{Ownership, PutOutcome, RecordChange, RecordSet};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// The pauses between tries to register again grow from the one to the other.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// The records are not put again sooner than this, against whoever deletes them all the time.
const CALM: Duration = Duration::from_secs(1);

/// One registration: records that come and go together.
pub(crate) struct Registration<'a> {
    etcd: Arc<Session>,
    records: RecordSet,
    term: Term,
    /// Somebody else's records are not replaced, not even at first.
    if_absent: bool,
    hear: Observer<'a>,
    lease: Option<RegistrationLease>,
    /// Our leases of before, as far as they may still be alive.
    former: Vec<i64>,
    /// The last put of all records: its revision, and when it was. `None` before the first.
    put: Option<(i64, Moment)>,
    standing: Standing,
}

/// How it stands with the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// They are not there, or it is not known whether they are; nothing was told of that.
    Absent,
    Stand,
    /// As absent, and told.
    Lost,
}

/// Why the records could not be put.
enum RegistrationError {
    /// Another time it may work.
    Passing(CallError),
    LeaseLost(Failure),
    ForGood(Failure),
}

impl From<CallError> for RegistrationError {
    fn from(fault: CallError) -> Self {
        match fault.kind() {
            Kind::Denied => Self::ForGood(fault.into()),
            _ => Self::Passing(fault),
        }
    }
}

impl<'a> Registration<'a> {
    /// Prepares a registration. Nothing is sent yet.
    pub(crate) fn new(
        etcd: Arc<Session>,
        entries: Vec<Entry>,
        term: Term,
        if_absent: bool,
        hear: Observer<'a>,
    ) -> Self {
        Self {
            etcd,
            records: RecordSet(entries),
            term,
            if_absent,
            hear,
            lease: None,
            former: Vec::new(),
            put: None,
            standing: Standing::Absent,
        }
    }

    /// Registers for the first time. Fails as any call does if that is not possible now.
    pub(crate) async fn begin(&mut self) -> Result<(), Failure> {
        match self.put(None).await {
            Ok(()) => Ok(()),
            Err(RegistrationError::Passing(fault)) => Err(fault.into()),
            Err(RegistrationError::LeaseLost(failure) | RegistrationError::ForGood(failure)) => {
                Err(failure)
            }
        }
    }

    /// Keeps the records up while the gate is open, until that cannot be done any more. When this is
    /// given up they have to be withdrawn.
    pub(crate) async fn keep(&mut self, gate: &mut HealthLatch) -> Failure {
        loop {
            gate.opened(self.hear).await;
            let why = tokio::select! {
                biased;
                why = gate.closed() => why,
                Err(failure) = self.stand() => return failure,
            };
            // What went wrong has been told, and there is nothing else to be done about it.
            let _ = self.withdraw(Some(&why)).await;
        }
    }

    /// Takes the records away, and gives a lease of ours back.
    pub(crate) async fn withdraw(&mut self, why: Option<&str>) -> Result<(), CallError> {
        let stood = std::mem::replace(&mut self.standing, Standing::Absent) == Standing::Stand;
        let done = match &mut self.lease {
            Some(lease) if lease.is_ours() => revoke(&self.etcd, lease.id(), lease.expiry()).await,
            Some(lease) => self.records.delete(&self.etcd, lease).await,
            None => Ok(()),
        };
        if let Some(lease) = self.lease.take_if(|lease| lease.is_ours()) {
            self.former.extend(done.is_err().then(|| lease.id()));
        }
        match &done {
            Err(fault) => (self.hear)(RegistrationEvent::Left(fault)),
            Ok(()) if stood || why.is_some() => (self.hear)(RegistrationEvent::Withdrawn(why)),
            Ok(()) => {}
        }
        done
    }

    async fn stand(&mut self) -> Result<Infallible, Failure> {
        let mut deleted = None;
        loop {
            if self.standing != Standing::Stand {
                self.insist(deleted.take()).await?;
            }
            let disturbance = self.disturbance().await;
            self.standing = Standing::Absent;
            match disturbance {
                Ok(RecordChange::Deleted(key)) => deleted = Some(key),
                Ok(RecordChange::Overwritten | RecordChange::Forgotten) => {}
                Ok(RecordChange::Taken(kv)) => return Err(taken(&kv)),
                Err(trouble) => self.bear(trouble)?,
            }
        }
    }

    /// Puts the records until they stand, or cannot.
    async fn insist(&mut self, deleted: Option<Vec<u8>>) -> Result<(), Failure> {
        if let Some((_, put)) = self.put {
            put.after(CALM).wait().await;
        }
        let mut pause = FIRST_PAUSE;
        while let Err(trouble) = self.put(deleted.as_deref()).await {
            self.bear(trouble)?;
            sleep(pause).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
        Ok(())
    }

    /// Puts the records once, and tells what that changes; `deleted` is the key that was.
    async fn put(&mut self, deleted: Option<&[u8]>) -> Result<(), RegistrationError> {
        let lease = match &mut self.lease {
            Some(lease) => lease,
            none => none.insert(RegistrationLease::begin(&self.etcd, self.term).await?),
        };
        let id = lease.id();
        let claim = Ownership {
            lease: id,
            former: &self.former,
            replace: self.put.is_none() && !self.if_absent,
            reclaim: self.put.is_some(),
        };
        let put = tokio::select! {
            biased;
            put = self.records.put(&self.etcd, &claim) => put,
            loss = lease.lost(self.hear) => return Err(RegistrationError::LeaseLost(loss)),
        };
        let PutOutcome { revision, replaced } = match put {
            Ok(Ok(put)) => put,
            Ok(Err(kv)) => return Err(RegistrationError::ForGood(taken(&kv))),
            Err(fault) if is_gone(&fault) => return Err(RegistrationError::LeaseLost(gone(id))),
            Err(fault) => return Err(fault.into()),
        };
        let again = self.put.replace((revision, Moment::now())).is_some();
        self.release().await;
        let before = std::mem::replace(&mut self.standing, Standing::Stand);
        replaced.iter().for_each(|kv| (self.hear)(RegistrationEvent::Replaced(kv)));
        (self.hear)(match deleted {
            Some(key) if before != Standing::Lost => RegistrationEvent::Restored(key),
            _ => RegistrationEvent::Registered { lease: id, revision, again },
        });
        Ok(())
    }

    /// Waits until something is wrong with the records.
    async fn disturbance(&mut self) -> Result<RecordChange, RegistrationError> {
        let Self { etcd, records, lease: Some(lease), put: Some((revision, _)), .. } = self else {
            return Ok(RecordChange::Forgotten);
        };
        let id = lease.id();
        tokio::select! {
            biased;
            loss = lease.lost(self.hear) => Err(RegistrationError::LeaseLost(loss)),
            found = records.disturbance(etcd, *revision, id) => Ok(found?),
        }
    }

    /// Goes on in spite of that, if it is possible.
    fn bear(&mut self, trouble: RegistrationError) -> Result<(), Failure> {
        match trouble {
            RegistrationError::ForGood(failure) => return Err(failure),
            RegistrationError::Passing(fault) => self.mourn(&fault.text()),
            RegistrationError::LeaseLost(failure) => match self.lease.take() {
                Some(lease) if !lease.is_ours() => return Err(failure.of_kind(Kind::Lost)),
                lease => {
                    self.former.extend(lease.map(|lease| lease.id()));
                    self.mourn(&failure.to_string());
                }
            },
        }
        Ok(())
    }

    /// Tells that the records do not stand, once.
    fn mourn(&mut self, why: &str) {
        if self.standing != Standing::Lost {
            self.standing = Standing::Lost;
            (self.hear)(RegistrationEvent::Lost(why));
        }
    }

    /// Revokes the leases of before, which nothing depends on any more.
    async fn release(&mut self) {
        for id in std::mem::take(&mut self.former) {
            // If that does not work, it expires.
            let _ = self.etcd.call(LeaseRevokeRequest { id }).await;
        }
    }
}

fn taken(kv: &KeyValue) -> Failure {
    let key = quote(&kv.key);
    Failure::new(Kind::Unmet, format!("{} is not ours: {}", key.trim_matches('"'), shown(kv)))
}
