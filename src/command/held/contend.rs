//! Acquires a lock or a leadership, uses it and releases it.

use super::lease_notes;
use super::options::ResolvedOptions;
use super::resource::{HeldKind, Resource};
use super::run::{HeldCommand, combine};
use super::time_limit::TimeLimit;
use super::waiting::QueueNotes;
use crate::etcd::proto::{KeyValue, RangeResponse};
use crate::etcd::{CallError, Session};
use crate::failure::{self, Failure, Kind};
use crate::go::{LeaseId, quote};
use crate::output::{Format, Output};
use crate::process::Variable;
use crate::process::signals::{Signals, unless_interrupted};
use crate::recipe::{Lease, Mutex};
use crate::reply::{RangeFragment, Show};
use std::ffi::OsString;
use std::future::pending;
use std::num::NonZeroU32;
use std::os::unix::ffi::OsStringExt as _;
use std::sync::Arc;
use std::time::Duration;

/// A client that wants a lock, or the leadership in an election.
#[derive(Debug)]
pub(crate) struct Contender {
    pub(crate) etcd: Arc<Session>,
    pub(crate) resource: Resource,
    pub(crate) value: Vec<u8>,
    /// The largest number of holders, itself included.
    pub(crate) max: NonZeroU32,
    pub(crate) limit: Option<TimeLimit>,
    pub(crate) options: ResolvedOptions,
    /// The command to run while the resource is held. Without one, the key is printed and held
    /// until a signal arrives.
    pub(crate) command: Vec<OsString>,
}

impl Contender {
    /// Grants or borrows the lease of the contender's key. The key is not put yet.
    pub(crate) async fn open(&self, signals: &mut Signals) -> anyhow::Result<Mutex> {
        let etcd = self.etcd.clone();
        let lease = async {
            match self.options.lease {
                Some(id) => Lease::borrow(etcd, id).await,
                None => Ok(Lease::grant(etcd, self.options.ttl).await?),
            }
        };
        let limited = async {
            match TimeLimit::bound(self.limit, lease).await {
                Some(granted) => granted.map_err(anyhow::Error::from),
                None => Err(self.too_late("etcd did not answer the request for a lease").into()),
            }
        };
        let lease = unless_interrupted(signals, limited).await?;
        Ok(Mutex::new(self.etcd.clone(), &self.resource.name, self.max, lease))
    }

    pub(crate) async fn acquire_and_run(
        &self,
        mut mutex: Mutex,
        output: Output<RangeFragment>,
        signals: &mut Signals,
    ) -> anyhow::Result<()> {
        let (lease, mut events) = (mutex.lease().id(), mutex.events());
        let done = self.run(&mut mutex, output, signals);
        let done = events.during(done, |event| lease_notes::report(lease, &event)).await;
        let text = format!("{} was not released; it expires with its lease", quote(mutex.key()));
        let is_late = done.as_ref().is_err_and(|error| failure::kind(error) == Kind::Deadline);
        let released = release(mutex, self.limit.is_some() && is_late).await;
        combine(done.map_err(|error| self.explain_loss(error)), released, &text)
    }

    async fn run(
        &self,
        mutex: &mut Mutex,
        output: Output<RangeFragment>,
        signals: &mut Signals,
    ) -> anyhow::Result<()> {
        let policy = self.options.stop_policy(mutex.lease().ttl())?;
        let reply = unless_interrupted(signals, self.acquire(mutex)).await?;
        let Some((program, arguments)) = self.command.split_first() else {
            let reply = self.shown(reply, output.format());
            return hold(mutex, output, reply, signals).await;
        };
        let command = HeldCommand {
            program,
            arguments,
            on: match self.resource.kind {
                HeldKind::Lock => "lock",
                HeldKind::Leadership => "leadership",
            },
            expiry: mutex.lease().expiry(),
            policy,
            wait_group: self.options.wait_group,
            signal_to: self.options.signal_to,
        };
        let reserve = policy.map(|policy| policy.reserve).unwrap_or_default();
        // Each `async fn` around a future would double its size on the stack.
        command.run(variables(mutex), signals, Box::pin(mutex.lost(reserve))).await
    }

    async fn acquire(&self, mutex: &mut Mutex) -> anyhow::Result<RangeResponse> {
        if let Some(done) = TimeLimit::bound(self.limit, self.queue(mutex)).await {
            return done;
        }
        let why = match TimeLimit::aftermath(mutex.holders_ahead()).await {
            Some(Ok(held)) => match held.first().map(|first| self.resource.place(first.clone())) {
                Some(place) => self.resource.held_by(place, held.len()),
                None => format!("it {} now", self.resource.kind.vacant()),
            },
            Some(Err(fault)) => fault.text(),
            None => "etcd does not answer".to_owned(),
        };
        Err(self.too_late(&why).into())
    }

    fn too_late(&self, why: &str) -> Failure {
        match self.limit {
            Some(limit) => limit.failure(&self.resource, why),
            None => Failure::new(Kind::Deadline, why),
        }
    }

    async fn queue(&self, mutex: &mut Mutex) -> anyhow::Result<RangeResponse> {
        let Some(first) = mutex.enqueue(&self.value).await? else {
            return Ok(mutex.wait_turn().await?);
        };
        if self.options.at_once {
            self.refuse_if_held(mutex, &first).await?;
        }
        let waiting = QueueNotes::new(&self.etcd, &self.resource, self.max);
        let report = waiting.report(&first, mutex.ahead());
        tokio::select! {
            reply = mutex.wait_turn() => Ok(reply?),
            never = report => match never {},
        }
    }

    /// Fails unless there is room beside the holders; `first` is the first contender in the queue.
    async fn refuse_if_held(&self, mutex: &Mutex, first: &KeyValue) -> anyhow::Result<()> {
        let held = match self.max == NonZeroU32::MIN {
            true => 1,
            false => mutex.holders_ahead().await?.len(),
        };
        if held == 0 {
            return Ok(());
        }
        let place = self.resource.place(first.clone());
        let advice = place.advice();
        let text = format!("{} is {}", self.resource, self.resource.held_by(place, held));
        Err(Failure::new(Kind::Unmet, text).hint_if(advice).into())
    }

    /// Returns the contender's key as it is printed. The value of a lock is left out of the formats of
    /// etcdctl, in which it is empty.
    fn shown(&self, mut reply: RangeResponse, format: Format) -> RangeResponse {
        let is_etcdctls = !matches!(format, Format::Jsonl | Format::Table);
        if self.resource.kind == HeldKind::Lock && is_etcdctls {
            reply.kvs.iter_mut().for_each(|kv| kv.value.clear());
        }
        reply
    }

    /// Prefixes the text of an error with the loss of the resource, if that is its kind.
    fn explain_loss(&self, error: anyhow::Error) -> anyhow::Error {
        match error.downcast::<Failure>() {
            Ok(failure) if failure.kind() == Kind::Lost => {
                let lost = match self.resource.kind {
                    HeldKind::Lock => format!("{} is lost", self.resource),
                    // etcdctl's words.
                    HeldKind::Leadership => "elect: session expired".to_owned(),
                };
                failure.reworded(|why| format!("{lost}: {why}")).into()
            }
            Ok(failure) => failure.into(),
            Err(error) => error,
        }
    }
}

/// Deletes the contender's key; after a time limit only if etcd answers soon.
async fn release(mutex: Mutex, is_late: bool) -> Result<(), CallError> {
    match is_late {
        true => TimeLimit::aftermath(mutex.release()).await.unwrap_or_else(|| {
            let text = "etcd did not answer in time";
            Err(CallError::local(Failure::new(Kind::Deadline, text)))
        }),
        false => mutex.release().await,
    }
}

/// Prints the contender's key, and holds it until a signal arrives.
async fn hold(
    mutex: &mut Mutex,
    output: Output<RangeFragment>,
    reply: RangeResponse,
    signals: &mut Signals,
) -> anyhow::Result<()> {
    let printed = async {
        output.print_off_thread(RangeFragment::all(reply, Show::KeyAndValue)).await?;
        pending::<anyhow::Result<()>>().await
    };
    tokio::select! {
        biased;
        _ = signals.next() => Ok(()),
        failure = mutex.lost(Duration::ZERO) => Err(failure.into()),
        failed = printed => failed,
    }
}

fn variables(mutex: &Mutex) -> [Variable; 3] {
    [
        ("ETCD_LOCK_KEY", Some(OsString::from_vec(mutex.key().to_vec()))),
        ("ETCD_LOCK_REV", Some(mutex.revision().to_string().into())),
        ("ETCD_LOCK_LEASE", Some(LeaseId(mutex.lease().id()).to_string().into())),
    ]
}
