//! Records of services that stand as long as somebody wants them to: under a lease that is granted
//! anew when it is lost, and put again when somebody deletes them; never against somebody else's.

mod gate;
mod lease;
mod records;

pub(crate) use gate::{Gate, Verdict};
pub(crate) use lease::Term;
pub(crate) use records::Entry;

use super::clock::Moment;
use super::naming::Record;
use super::session::{is_gone, revoke};
use crate::etcd::proto::{KeyValue, LeaseRevokeRequest};
use crate::etcd::{Fault, Session};
use crate::failure::{Failure, Kind};
use crate::output::quote;
use crate::reply::LeaseName;
use lease::{Lease, gone};
use records::{Claim, Disturbance, Put, Records};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_local;
use tokio::time::sleep;

/// The pauses between tries to register again grow from the one to the other.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// A record is not put more often than this against somebody who deletes it.
const CALM: Duration = Duration::from_secs(1);

/// What has changed, to be told.
#[derive(Debug)]
pub(crate) enum Change<'a> {
    /// What they stand for is not well yet, and so they are not put.
    NotYet(&'a str),
    /// Another record stood there, and ours has taken its place.
    Replaced(&'a KeyValue),
    /// The records stand.
    Registered {
        lease: i64,
        revision: i64,
        again: bool,
    },
    /// The lease is not being renewed; it lives for another `left`.
    OutOfContact {
        cause: &'a str,
        left: Duration,
    },
    InContact,
    /// The records are gone, or cannot be put. It is tried until they stand.
    Lost(&'a str),
    /// Somebody deleted this key, and it is back.
    Restored(&'a [u8]),
    /// The records were taken away: what they stand for is not well, or it is the end.
    Withdrawn(Option<&'a str>),
    /// That did not work. They go when their lease expires.
    Left(&'a Fault),
}

/// Hears of changes.
pub(crate) type Hear<'a> = &'a dyn Fn(Change<'_>);

/// One registration: records that come and go together.
pub(crate) struct Registration<'a> {
    etcd: Arc<Session>,
    records: Records,
    term: Term,
    /// Somebody else's records are not replaced, not even at first.
    if_absent: bool,
    hear: Hear<'a>,
    lease: Option<Lease>,
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
enum Trouble {
    /// Another time it may work.
    Passing(Fault),
    LeaseLost(Failure),
    ForGood(Failure),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
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
        hear: Hear<'a>,
    ) -> Self {
        Self {
            etcd,
            records: Records(entries),
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
            Err(Trouble::Passing(fault)) => Err(fault.into()),
            Err(Trouble::LeaseLost(failure) | Trouble::ForGood(failure)) => Err(failure),
        }
    }

    /// Keeps the records up while the gate is open, until that cannot be done any more. When this is
    /// given up they have to be withdrawn.
    pub(crate) async fn keep(&mut self, gate: &mut Gate) -> Failure {
        loop {
            gate.opened(self.hear).await;
            let why = tokio::select! {
                biased;
                why = gate.closed() => why,
                failure = self.stand() => return failure,
            };
            // What went wrong has been told, and there is nothing else to be done about it.
            let _ = self.withdraw(Some(&why)).await;
        }
    }

    /// Takes the records away, and gives a lease of ours back.
    pub(crate) async fn withdraw(&mut self, why: Option<&str>) -> Result<(), Fault> {
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
            Err(fault) => (self.hear)(Change::Left(fault)),
            Ok(()) if stood || why.is_some() => (self.hear)(Change::Withdrawn(why)),
            Ok(()) => {}
        }
        done
    }

    async fn stand(&mut self) -> Failure {
        let mut deleted = None;
        loop {
            if self.standing != Standing::Stand
                && let Err(failure) = self.insist(deleted.take()).await
            {
                return failure;
            }
            match self.disturbance().await {
                Ok(Disturbance::Deleted(key)) => deleted = Some(key),
                Ok(Disturbance::Forgotten) => {}
                Ok(Disturbance::Taken(kv)) => return self.taken(&kv),
                Err(Trouble::LeaseLost(failure)) => {
                    if let Err(failure) = self.lose(failure) {
                        return failure;
                    }
                }
                Err(Trouble::ForGood(failure)) => return failure,
                Err(Trouble::Passing(fault)) => {
                    self.mourn(&fault.text());
                    sleep(LONGEST_PAUSE).await;
                }
            }
            if self.standing == Standing::Stand {
                self.standing = Standing::Absent;
            }
        }
    }

    /// Puts the records until they stand, or cannot.
    async fn insist(&mut self, mut deleted: Option<Vec<u8>>) -> Result<(), Failure> {
        if let (Some(_), Some((_, put))) = (&deleted, self.put) {
            put.after(CALM).wait().await;
        }
        let mut pause = FIRST_PAUSE;
        loop {
            match self.put(deleted.as_deref()).await {
                Ok(()) => return Ok(()),
                Err(Trouble::ForGood(failure)) => return Err(failure),
                Err(Trouble::Passing(fault)) => self.mourn(&fault.text()),
                Err(Trouble::LeaseLost(failure)) => {
                    deleted = None;
                    self.lose(failure)?;
                }
            }
            sleep(pause).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }

    /// Puts the records once, and tells what that changes; `deleted` is the key that was.
    async fn put(&mut self, deleted: Option<&[u8]>) -> Result<(), Trouble> {
        let lease = match &mut self.lease {
            Some(lease) => lease,
            none => none.insert(Lease::begin(&self.etcd, self.term).await?),
        };
        let id = lease.id();
        let claim = Claim {
            lease: id,
            former: &self.former,
            replace: self.put.is_none() && !self.if_absent,
        };
        let put = tokio::select! {
            biased;
            put = self.records.put(&self.etcd, &claim) => put,
            loss = lease.lost(self.hear) => return Err(Trouble::LeaseLost(loss)),
        };
        let Put { revision, replaced } = match put {
            Ok(Ok(put)) => put,
            Ok(Err(kv)) => return Err(Trouble::ForGood(self.taken(&kv))),
            Err(fault) if is_gone(&fault) => return Err(Trouble::LeaseLost(gone(id))),
            Err(fault) => return Err(fault.into()),
        };
        let again = self.put.replace((revision, Moment::now())).is_some();
        self.standing = Standing::Stand;
        replaced.iter().for_each(|kv| (self.hear)(Change::Replaced(kv)));
        (self.hear)(match deleted {
            Some(key) => Change::Restored(key),
            None => Change::Registered { lease: id, revision, again },
        });
        self.release();
        Ok(())
    }

    /// Waits until something is wrong with the records.
    async fn disturbance(&mut self) -> Result<Disturbance, Trouble> {
        let Self { etcd, records, lease: Some(lease), put: Some((revision, _)), .. } = self else {
            return Ok(Disturbance::Forgotten);
        };
        let id = lease.id();
        tokio::select! {
            biased;
            loss = lease.lost(self.hear) => Err(Trouble::LeaseLost(loss)),
            found = records.disturbance(etcd, *revision, id) => Ok(found?),
        }
    }

    /// Goes on without the lease, if it was ours.
    fn lose(&mut self, failure: Failure) -> Result<(), Failure> {
        match self.lease.take() {
            Some(lease) if !lease.is_ours() => Err(failure.of_kind(Kind::Lost)),
            lease => {
                self.former.extend(lease.map(|lease| lease.id()));
                self.mourn(&failure.to_string());
                Ok(())
            }
        }
    }

    /// Tells that the records do not stand, once.
    fn mourn(&mut self, why: &str) {
        if self.standing != Standing::Lost {
            self.standing = Standing::Lost;
            (self.hear)(Change::Lost(why));
        }
    }

    /// Revokes the leases of before, which nothing depends on any more. If that does not work, they
    /// expire.
    fn release(&mut self) {
        for id in std::mem::take(&mut self.former) {
            let etcd = self.etcd.clone();
            spawn_local(async move { etcd.call(LeaseRevokeRequest { id }).await });
        }
    }

    fn taken(&mut self, kv: &KeyValue) -> Failure {
        self.standing = Standing::Absent;
        Failure::new(
            Kind::Unmet,
            format!("{} is not ours: {}", String::from_utf8_lossy(&kv.key), shown(kv)),
        )
    }
}

/// What stands under a key, in words.
pub(crate) fn shown(kv: &KeyValue) -> String {
    let what = match Record::decode(&kv.value) {
        Ok(record) => format!("Addr {}", quote(record.address.as_bytes())),
        Err(_) => "something that is no record".to_owned(),
    };
    let lease = match kv.lease {
        0 => "no lease".to_owned(),
        id => format!("lease {}", LeaseName(id)),
    };
    format!("{what} ({lease}, since revision {})", kv.mod_revision)
}

#[cfg(test)]
mod tests;
