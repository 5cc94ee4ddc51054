//! What `lock` and `elect` share: a bid for what only one can have, from the first call to the last.

mod attend;
mod hold;
mod holders;
pub(crate) mod lease_notes;
mod options;
pub(crate) mod run;
mod waiting;

pub(crate) use hold::print;
pub(crate) use holders::show;
pub(crate) use options::HoldOptions;

use crate::clock::Moment;
use crate::etcd::Session;
use crate::etcd::proto::{KeyValue, RangeResponse};
use crate::failure::{Failure, Kind};
use crate::go::quote;
use crate::output::Output;
use crate::process::signals::{Signals, unless_interrupted};
use crate::recipe::{Lease, Mutex};
use crate::reply::{Place, RangeFragment};
use options::ResolvedOptions;
use run::combine;
use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

/// What a bid is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeldKind {
    Lock,
    Leadership,
}

/// A bid for a lock or for the leadership in an election.
#[derive(Debug)]
pub(crate) struct Contender {
    pub(crate) etcd: Arc<Session>,
    pub(crate) prize: HeldKind,
    pub(crate) name: Vec<u8>,
    pub(crate) value: Vec<u8>,
    pub(crate) terms: ResolvedOptions,
    /// What to run when it is ours; without it the key is printed, and held.
    pub(crate) command: Vec<OsString>,
}

impl Contender {
    /// Sees to a lease for it.
    pub(crate) async fn open(&self, signals: &mut Signals) -> anyhow::Result<Mutex> {
        let etcd = self.etcd.clone();
        let lease = async {
            match self.terms.lease {
                Some(id) => Lease::borrow(etcd, id).await,
                None => Ok(Lease::grant(etcd, self.terms.ttl).await?),
            }
        };
        let lease = unless_interrupted(signals, lease).await?;
        Ok(Mutex::new(self.etcd.clone(), &self.name, lease))
    }

    /// Waits for the prize, makes use of it and gives it up.
    pub(crate) async fn pursue(
        &self,
        mut claim: Mutex,
        output: Output<RangeFragment>,
        signals: &mut Signals,
    ) -> anyhow::Result<()> {
        let (lease, mut events) = (claim.lease().id(), claim.events());
        let done = async {
            let patience = self.terms.patience(claim.lease().ttl())?;
            let acquired = self.acquire(&mut claim);
            let reply = unless_interrupted(signals, acquired).await?;
            match self.command.split_first() {
                None => hold::hold(&mut claim, output, reply, signals).await,
                Some(command) => attend::attend(self, &mut claim, command, patience, signals).await,
            }
        };
        let done = events.during(done, |event| lease_notes::tell(lease, &event)).await;
        let done = done.map_err(|error| self.on_loss(error));
        leave(claim, done).await
    }

    async fn acquire(&self, claim: &mut Mutex) -> anyhow::Result<RangeResponse> {
        let Some(timeout) = self.terms.timeout else { return self.queue(claim).await };
        if let Some(done) = Moment::now().after(timeout).bound(self.queue(claim)).await {
            return done;
        }
        let why = match claim.holder().await {
            Ok(Some(first)) => self.taken(first),
            Ok(None) => "nobody has it".to_owned(),
            Err(fault) => fault.text(),
        };
        let (acquired, time) = (self.prize.acquired(), lease_notes::in_words(timeout));
        let text = format!("{self} not {acquired} within {time}: {why}");
        Err(Failure::new(Kind::Deadline, text).into())
    }

    async fn queue(&self, claim: &mut Mutex) -> anyhow::Result<RangeResponse> {
        let first = claim.enqueue(&self.value).await?;
        match first {
            Some(first) if self.terms.at_once => {
                let text = format!("{self} is {}", self.taken(first));
                Err(Failure::new(Kind::Unmet, text).into())
            }
            _ => {
                let ahead = claim.ahead();
                tokio::select! {
                    reply = claim.wait_turn() => Ok(reply?),
                    never = waiting::report(self, &ahead) => match never {},
                }
            }
        }
    }

    /// Who has what we want.
    fn taken(&self, first: KeyValue) -> String {
        format!("{} {}", self.prize.taken_by(), self.place(first))
    }

    /// The place of a key in the queue.
    fn place(&self, kv: KeyValue) -> Place {
        let prefix = [&*self.name, b"/"].concat();
        Place { noun: self.prize.noun(), prefix, kv, left: None }
    }

    /// Says first what it means that the claim is lost, if that is the error.
    fn on_loss(&self, error: anyhow::Error) -> anyhow::Error {
        match error.downcast::<Failure>() {
            Ok(failure) if failure.kind() == Kind::Lost => {
                failure.reworded(|why| format!("{}: {why}", self.loss())).into()
            }
            Ok(failure) => failure.into(),
            Err(error) => error,
        }
    }

    fn loss(&self) -> String {
        match self.prize {
            HeldKind::Lock => format!("{self} is lost"),
            // etcdctl's words.
            HeldKind::Leadership => "elect: session expired".to_owned(),
        }
    }
}

impl fmt::Display for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.prize.noun(), String::from_utf8_lossy(&self.name))
    }
}

impl HeldKind {
    fn noun(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Leadership => "election",
        }
    }

    fn acquired(self) -> &'static str {
        match self {
            Self::Lock => "acquired",
            Self::Leadership => "won",
        }
    }

    fn taken_by(self) -> &'static str {
        match self {
            Self::Lock => "held by",
            Self::Leadership => "led by",
        }
    }
}

/// Gives the claim up, and says so if that did not work; the work itself may have been done.
async fn leave(claim: Mutex, done: anyhow::Result<()>) -> anyhow::Result<()> {
    let key = quote(claim.key());
    let text = format!("{key} is not released, and goes when its lease expires");
    combine(done, claim.release().await, &text)
}
