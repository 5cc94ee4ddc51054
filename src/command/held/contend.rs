//! Acquires a lock or a leadership, uses it and releases it.

use super::options::ResolvedOptions;
use super::resource::{HeldKind, Resource};
use super::run::{HeldCommand, combine};
use super::{lease_notes, waiting};
use crate::clock::Moment;
use crate::etcd::Session;
use crate::etcd::proto::RangeResponse;
use crate::failure::{Failure, Kind};
use crate::go::{LeaseId, quote};
use crate::output::Output;
use crate::process::Variable;
use crate::process::signals::{Signals, unless_interrupted};
use crate::recipe::{Lease, Mutex};
use crate::reply::{RangeFragment, Show};
use std::ffi::OsString;
use std::future::pending;
use std::os::unix::ffi::OsStringExt as _;
use std::sync::Arc;
use std::time::Duration;

/// A client that wants a lock, or the leadership in an election.
#[derive(Debug)]
pub(crate) struct Contender {
    pub(crate) etcd: Arc<Session>,
    pub(crate) resource: Resource,
    pub(crate) value: Vec<u8>,
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
        let lease = unless_interrupted(signals, lease).await?;
        Ok(Mutex::new(self.etcd.clone(), &self.resource.name, lease))
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
        combine(done.map_err(|error| self.explain_loss(error)), mutex.release().await, &text)
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
        command.run(variables(mutex), signals, mutex.lost(reserve)).await
    }

    async fn acquire(&self, mutex: &mut Mutex) -> anyhow::Result<RangeResponse> {
        let Some(timeout) = self.options.timeout else { return self.queue(mutex).await };
        if let Some(done) = Moment::now().after(timeout).bound(self.queue(mutex)).await {
            return done;
        }
        let Self { resource, .. } = self;
        let why = match mutex.holder().await {
            Ok(Some(oldest)) => resource.held_by(oldest),
            Ok(None) => format!("it {} now", resource.kind.vacant()),
            Err(fault) => fault.text(),
        };
        let (acquired, time) = (resource.kind.acquired(), lease_notes::in_words(timeout));
        let text = format!("{resource} not {acquired} within {time}: {why}");
        Err(Failure::new(Kind::Deadline, text).into())
    }

    async fn queue(&self, mutex: &mut Mutex) -> anyhow::Result<RangeResponse> {
        match mutex.enqueue(&self.value).await? {
            Some(oldest) if self.options.at_once => {
                let text = format!("{} is {}", self.resource, self.resource.held_by(oldest));
                Err(Failure::new(Kind::Unmet, text).into())
            }
            _ => {
                let ahead = mutex.ahead();
                tokio::select! {
                    reply = mutex.wait_turn() => Ok(reply?),
                    never = waiting::report(&self.resource, &ahead) => match never {},
                }
            }
        }
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
