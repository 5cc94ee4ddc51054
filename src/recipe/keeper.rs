//! Keeps a lease alive: renews it in time, on any endpoint that answers, and says how it stands.

use super::clock::Moment;
use crate::etcd::proto::{LeaseKeepAliveRequest, LeaseKeepAliveResponse};
use crate::etcd::{Fault, Nature, Session};
use crate::failure::{Failure, Kind};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;

/// The pauses between tries to regain contact grow from the one to the other.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// No answer is called overdue before this, however little time is left.
const LEAST_PATIENCE: Duration = Duration::from_millis(200);

/// How a lease stands.
#[derive(Debug)]
pub(crate) enum State {
    /// etcd renewed it.
    Renewed(LeaseKeepAliveResponse),
    /// A renewal failed. The lease lives for another `left`, and so long others are tried.
    OutOfContact { cause: String, left: Duration },
    /// Renewals are answered again.
    Regained,
    /// It is lost: the last state.
    Lost(Loss),
}

/// How a lease was lost.
#[derive(Debug)]
pub(crate) enum Loss {
    /// etcd says that there is no such lease: expired, revoked, or never granted.
    Gone,
    /// It was not renewed for as long as it lives. etcd may know better, but nobody could ask.
    Expired(Failure),
    /// It could not be renewed even once: nothing is known about it.
    Unknown(Failure),
}

/// Renews a lease until dropped, whether or not anybody asks for its state: whoever waits for
/// something else meanwhile does not lose it.
#[derive(Debug)]
pub(crate) struct Keeper {
    states: UnboundedReceiver<State>,
    renewals: AbortHandle,
}

impl Keeper {
    /// Begins to renew a lease.
    pub(crate) fn start(session: Arc<Session>, lease: i64) -> Self {
        let (tell, states) = unbounded_channel();
        let patience = session.options().command_timeout;
        let renewals = Renewals {
            session,
            request: LeaseKeepAliveRequest { id: lease },
            patience,
            deadline: Moment::now().after(patience),
            ttl: None,
            in_contact: true,
            pause: FIRST_PAUSE,
            tell,
        };
        Self { states, renewals: tokio::spawn(renewals.run()).abort_handle() }
    }

    /// The next state; `None` after [`State::Lost`]. Nothing is lost if the wait for it is given up.
    pub(crate) async fn next(&mut self) -> Option<State> {
        self.states.recv().await
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.renewals.abort();
    }
}

/// The task behind a [`Keeper`].
struct Renewals {
    session: Arc<Session>,
    request: LeaseKeepAliveRequest,
    /// The longest wait for an answer.
    patience: Duration,
    /// When the lease has expired: counted from when the last renewal that was answered was *sent*,
    /// because etcd may have renewed it no later. Before the first: when to stop trying.
    deadline: Moment,
    /// How long a renewal lasts, as etcd granted it; `None` before the first.
    ttl: Option<Duration>,
    in_contact: bool,
    pause: Duration,
    tell: UnboundedSender<State>,
}

/// Why a stream of renewals ended.
enum End {
    Gone,
    /// The deadline passed between two renewals: we did not run.
    Asleep,
    Fault(Fault),
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Renewals {
    async fn run(mut self) {
        let loss = loop {
            let Err(end) = self.renew_on_one_stream().await;
            let loss = match end {
                End::Gone => Some(Loss::Gone),
                End::Asleep => Some(Loss::Expired(asleep())),
                End::Fault(fault) => self.recover(fault).await,
            };
            if let Some(loss) = loss {
                break loss;
            }
        };
        self.say(State::Lost(loss));
    }

    async fn renew_on_one_stream(&mut self) -> Result<Infallible, End> {
        let mut sent = Moment::now();
        let mut limit = self.limit();
        let left = self.deadline.left();
        let mut stream = self.session.keep_alive(self.request, left, limit).await?;
        loop {
            let answer = Moment::now().after(limit).bound(stream.next()).await;
            let answer = answer.ok_or_else(|| stream.overdue(limit))??;
            let due = self.renewed(sent, answer)?;
            // No answer is due until then: this is where a broken connection shows.
            if let Some(early) = due.bound(stream.next()).await {
                early?;
            }
            if self.deadline.left().is_zero() {
                return Err(End::Asleep);
            }
            sent = Moment::now();
            limit = self.limit();
            stream.send(self.request).await;
        }
    }

    /// How long to wait for the next answer: not so long that no time is left to ask elsewhere.
    fn limit(&self) -> Duration {
        let left = self.deadline.left();
        match self.ttl {
            Some(_) => (left / 3).max(LEAST_PATIENCE).min(left).min(self.patience),
            None => left,
        }
    }

    /// Takes in the answer to the renewal sent then. Returns when the next one is due.
    fn renewed(&mut self, sent: Moment, answer: LeaseKeepAliveResponse) -> Result<Moment, End> {
        let ttl = u64::try_from(answer.ttl).ok().filter(|seconds| *seconds > 0);
        let ttl = Duration::from_secs(ttl.ok_or(End::Gone)?);
        self.deadline = sent.after(ttl);
        self.ttl = Some(ttl);
        self.pause = FIRST_PAUSE;
        if !std::mem::replace(&mut self.in_contact, true) {
            self.say(State::Regained);
        }
        self.say(State::Renewed(answer));
        Ok(sent.after(ttl / 3))
    }

    /// Makes ready for another try, and pauses before it; a loss if there is none to make.
    async fn recover(&mut self, fault: Fault) -> Option<Loss> {
        let mended = self.session.mend(&fault).await;
        let never_renewed = self.ttl.is_none();
        // With nothing to keep yet, what will not work in a moment either is better said at once.
        if never_renewed && (!mended || fault.nature == Nature::NotSent) {
            return Some(Loss::Unknown(fault.into()));
        }
        let left = self.deadline.left();
        if !never_renewed && !left.is_zero() && std::mem::replace(&mut self.in_contact, false) {
            self.say(State::OutOfContact { cause: fault.text(), left });
        }
        self.deadline.min(Moment::now().after(self.pause)).wait().await;
        self.pause = LONGEST_PAUSE.min(self.pause * 2);
        if !self.deadline.left().is_zero() {
            return None;
        }
        let how = if never_renewed { Loss::Unknown } else { Loss::Expired };
        Some(how(fault.into()))
    }

    fn say(&self, state: State) {
        // Nobody listens: the keeper was dropped, and this task ends at its next pause.
        let _ = self.tell.send(state);
    }
}

fn asleep() -> Failure {
    Failure::new(Kind::Lost, "this machine or process was suspended")
}
