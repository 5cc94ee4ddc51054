//! Keeps a lease alive: renews it in time, on any endpoint that answers, and says how it stands.

use crate::clock::Moment;
use crate::etcd::proto::{LeaseKeepAliveRequest, LeaseKeepAliveResponse};
use crate::etcd::{Duplex, Fault, Nature, Session};
use crate::failure::{Failure, Kind};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{AbortHandle, spawn_local};

/// The pauses between tries to regain contact grow from the one to the other.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// No answer is called overdue before this, however little time is left.
const LEAST_PATIENCE: Duration = Duration::from_millis(200);

type Renewing = Duplex<LeaseKeepAliveRequest, LeaseKeepAliveResponse>;

/// How a lease stands.
#[derive(Debug)]
pub(crate) enum State {
    /// etcd renewed it, so that it lives until `expiry` at least.
    Renewed { answer: LeaseKeepAliveResponse, expiry: Moment },
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
    /// Begins to renew a lease that somebody else was granted.
    pub(crate) fn start(session: Arc<Session>, lease: i64) -> Self {
        Self::renew(session, lease, None)
    }

    /// Begins to renew a lease that was granted just now.
    pub(crate) fn start_granted(session: Arc<Session>, lease: i64, grant: Grant) -> Self {
        Self::renew(session, lease, Some(grant))
    }

    fn renew(session: Arc<Session>, lease: i64, grant: Option<Grant>) -> Self {
        let (tell, states) = unbounded_channel();
        let renewals = Renewals {
            session,
            request: LeaseKeepAliveRequest { id: lease },
            grant,
            trouble: None,
            pause: FIRST_PAUSE,
            tell,
        };
        Self { states, renewals: spawn_local(renewals.run()).abort_handle() }
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
    /// What the grant, or the last renewal that was answered, is worth; `None` while nothing is known.
    grant: Option<Grant>,
    /// Why contact is lost; `None` while it is not.
    trouble: Option<Fault>,
    pause: Duration,
    tell: UnboundedSender<State>,
}

/// The time that a grant or a renewal has given the lease.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grant {
    /// When it was *sent*: etcd has renewed the lease no earlier, so that it lives until `sent` + `ttl`
    /// at least. When its answer came says nothing.
    pub(crate) sent: Moment,
    /// As etcd granted it, which may be other than what was asked for.
    pub(crate) ttl: Duration,
}

impl Grant {
    pub(crate) fn expiry(self) -> Moment {
        self.sent.after(self.ttl)
    }

    fn left(self) -> Duration {
        self.expiry().left()
    }

    /// When to renew it: two more renewals can fail.
    fn due(self) -> Moment {
        self.sent.after(self.ttl / 3)
    }
}

/// Why a stream of renewals ended.
enum End {
    Gone,
    /// The lease expired between two renewals: we did not run.
    Asleep,
    /// etcd no longer takes the token that the stream was opened with; there is another to be had.
    StaleToken,
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
                End::StaleToken => None,
                End::Fault(fault) => self.recover(fault).await,
            };
            if let Some(loss) = loss {
                break loss;
            }
        };
        self.say(State::Lost(loss));
    }

    async fn renew_on_one_stream(&mut self) -> Result<Infallible, End> {
        let sent = Moment::now();
        let mut stream = self.session.keep_alive(self.request, self.patience()).await?;
        let end = self.renew_over(&mut stream, sent).await;
        if let Err(End::Fault(fault)) = &end
            && fault.nature == Nature::StaleToken
            && self.session.log_out(&stream).await
        {
            return Err(End::StaleToken);
        }
        self.session.leave(&stream).await;
        end
    }

    /// Renews until the stream fails, or the lease is lost.
    async fn renew_over(
        &mut self,
        stream: &mut Renewing,
        mut sent: Moment,
    ) -> Result<Infallible, End> {
        loop {
            let answer = self.answer(stream).await?;
            let grant = self.renewed(sent, answer)?;
            // No answer is due until then: this is where a broken connection shows.
            if let Some(early) = grant.due().bound(stream.next()).await {
                early?;
            }
            if grant.left().is_zero() {
                return Err(End::Asleep);
            }
            sent = Moment::now();
            stream.send(self.request).await;
        }
    }

    async fn answer(&self, stream: &mut Renewing) -> Result<LeaseKeepAliveResponse, Fault> {
        let patience = self.patience();
        let answer = Moment::now().after(patience).bound(stream.next()).await;
        answer.unwrap_or_else(|| Err(stream.overdue(patience)))
    }

    /// How long to wait for an answer: not so long that no time is left to ask elsewhere.
    fn patience(&self) -> Duration {
        let longest = self.session.options().command_timeout;
        match self.grant.map(Grant::left) {
            Some(left) => (left / 3).max(LEAST_PATIENCE).min(left).min(longest),
            None => longest,
        }
    }

    /// Takes in the answer to the renewal sent then.
    fn renewed(&mut self, sent: Moment, answer: LeaseKeepAliveResponse) -> Result<Grant, End> {
        let seconds = u64::try_from(answer.ttl).ok().filter(|seconds| *seconds > 0);
        let grant = Grant { sent, ttl: Duration::from_secs(seconds.ok_or(End::Gone)?) };
        self.grant = Some(grant);
        self.pause = FIRST_PAUSE;
        if self.trouble.take().is_some() {
            self.say(State::Regained);
        }
        self.say(State::Renewed { answer, expiry: grant.expiry() });
        Ok(grant)
    }

    /// Says that contact is lost, and pauses before another try; a loss if there is no time for one.
    async fn recover(&mut self, fault: Fault) -> Option<Loss> {
        let Some(grant) = self.grant else { return Some(Loss::Unknown(fault.into())) };
        match &mut self.trouble {
            None => {
                self.say(State::OutOfContact { cause: fault.text(), left: grant.left() });
                self.trouble = Some(fault);
            }
            // A try that was cut short by the lease's end says less than the one before it.
            Some(trouble) if !grant.left().is_zero() => *trouble = fault,
            Some(_) => {}
        }
        grant.expiry().min(Moment::now().after(self.pause)).wait().await;
        self.pause = LONGEST_PAUSE.min(self.pause * 2);
        if !grant.left().is_zero() {
            return None;
        }
        self.trouble.take().map(|fault| Loss::Expired(fault.into()))
    }

    fn say(&self, state: State) {
        // Nobody listens: the keeper was dropped, and this task ends at its next pause.
        let _ = self.tell.send(state);
    }
}

fn asleep() -> Failure {
    Failure::new(Kind::Lost, "this machine or process was suspended")
}
