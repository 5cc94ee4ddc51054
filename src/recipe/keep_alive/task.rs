//! The renewals of one lease, over one stream after the other.

use super::{Grant, KeepAliveState, LeaseLost};
use crate::clock::Moment;
use crate::etcd::proto::{LeaseKeepAliveRequest, LeaseKeepAliveResponse, LeaseTimeToLiveRequest};
use crate::etcd::{CallError, Duplex, Nature, Session};
use crate::failure::{Failure, Kind};
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// The pauses between tries to regain contact grow from the one to the other.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// No answer is called overdue before this, however little time is left.
const LEAST_PATIENCE: Duration = Duration::from_millis(200);

/// The task behind a [`Keeper`](super::Keeper).
pub(crate) struct KeepAliveTask {
    session: Arc<Session>,
    request: LeaseKeepAliveRequest,
    /// What the grant, or the last renewal that was answered, is worth; `None` while nothing is known.
    grant: Option<Grant>,
    /// Why contact is lost; `None` while it is not.
    trouble: Option<CallError>,
    /// A renewal whose answer is overdue. It still counts if it comes before that of the next one.
    overdue: Option<Renewal>,
    pause: Duration,
    tell: UnboundedSender<KeepAliveState>,
}

/// A stream, and when the last renewal was sent over it.
struct Renewal {
    stream: Duplex<LeaseKeepAliveRequest, LeaseKeepAliveResponse>,
    sent: Moment,
}

/// Why a stream of renewals ended.
enum TaskEnd {
    Gone,
    /// The lease expired between two renewals: we did not run.
    Asleep,
    /// etcd no longer takes the token that the stream was opened with; there is another to be had.
    StaleToken,
    /// No answer came in time, and none that says why.
    Overdue(CallError),
    CallError(CallError),
}

impl From<CallError> for TaskEnd {
    fn from(fault: CallError) -> Self {
        Self::CallError(fault)
    }
}

impl KeepAliveTask {
    pub(crate) fn new(
        session: Arc<Session>,
        lease: i64,
        grant: Option<Grant>,
        tell: UnboundedSender<KeepAliveState>,
    ) -> Self {
        Self {
            session,
            request: LeaseKeepAliveRequest { id: lease },
            grant,
            trouble: None,
            overdue: None,
            pause: FIRST_PAUSE,
            tell,
        }
    }

    pub(crate) async fn run(mut self) {
        let loss = loop {
            let Err(end) = self.renew_on_one_stream().await;
            let loss = match end {
                TaskEnd::Gone => Some(LeaseLost::Gone),
                TaskEnd::Asleep => Some(LeaseLost::Expired(asleep())),
                TaskEnd::StaleToken => None,
                TaskEnd::Overdue(fault) | TaskEnd::CallError(fault) => self.recover(fault).await,
            };
            if let Some(loss) = loss {
                break loss;
            }
        };
        self.say(KeepAliveState::Lost(loss));
    }

    async fn renew_on_one_stream(&mut self) -> Result<Infallible, TaskEnd> {
        let (mut renewal, answer) = self.begin().await?;
        let end = match self.renew_over(&mut renewal, answer).await {
            Err(end) => self.leave(&renewal, end).await,
            Ok(never) => match never {},
        };
        if matches!(end, TaskEnd::Overdue(_)) {
            self.overdue = Some(renewal);
        }
        Err(end)
    }

    /// Renews over a new stream, or goes on with the one whose answer is overdue: whichever is
    /// answered first. A proxy may answer late on every stream, a member that is stopped on none.
    async fn begin(&mut self) -> Result<(Renewal, LeaseKeepAliveResponse), TaskEnd> {
        let Some(mut overdue) = self.overdue.take() else { return self.first().await };
        let begun = {
            let mut first = pin!(self.first());
            tokio::select! {
                biased;
                late = overdue.stream.next() => match late {
                    Ok(answer) => return Ok((overdue, answer)),
                    Err(_) => return first.await,
                },
                begun = &mut first => begun,
            }
        };
        if begun.is_err() {
            self.overdue = Some(overdue);
        }
        begun
    }

    /// Opens a stream with a renewal, and waits for the answer.
    async fn first(&mut self) -> Result<(Renewal, LeaseKeepAliveResponse), TaskEnd> {
        let sent = Moment::now();
        let stream = self.session.keep_alive(self.request, self.patience()).await?;
        let mut renewal = Renewal { stream, sent };
        match self.answer(&mut renewal).await {
            Ok(answer) => Ok((renewal, answer)),
            Err(end) => Err(self.leave(&renewal, end).await),
        }
    }

    /// Leaves the connection of a stream that failed, or only the token if that is to blame.
    async fn leave(&self, Renewal { stream, .. }: &Renewal, end: TaskEnd) -> TaskEnd {
        if let TaskEnd::CallError(fault) = &end
            && fault.nature == Nature::StaleToken
            && self.session.invalidate_token(stream).await
        {
            return TaskEnd::StaleToken;
        }
        self.session.abandon(stream).await;
        end
    }

    /// Renews until the stream fails, or the lease is lost.
    async fn renew_over(
        &mut self,
        renewal: &mut Renewal,
        mut answer: LeaseKeepAliveResponse,
    ) -> Result<Infallible, TaskEnd> {
        loop {
            let grant = self.renewed(renewal.sent, answer)?;
            // No answer is due until then: this is where a broken connection shows.
            if let Some(early) = grant.due(Moment::now()).bound(renewal.stream.next()).await {
                early?;
            }
            if self.grant.is_none_or(|known| known.left().is_zero()) {
                return Err(TaskEnd::Asleep);
            }
            renewal.sent = Moment::now();
            renewal.stream.send(self.request).await;
            answer = self.answer(renewal).await?;
        }
    }

    /// Waits for the answer to a renewal. etcd's grpc-proxy answers only when it has renewed the lease
    /// the next time: while an answer is late, etcd is asked how long the lease lives.
    async fn answer(&mut self, renewal: &mut Renewal) -> Result<LeaseKeepAliveResponse, TaskEnd> {
        loop {
            let (asked, patience) = (Moment::now(), self.patience());
            let (late, overdue) = (asked.after(patience / 4), asked.after(patience));
            if let Some(answer) = late.bound(renewal.stream.next()).await {
                return Ok(answer?);
            }
            let seen = tokio::select! {
                biased;
                answer = renewal.stream.next() => return Ok(answer?),
                seen = overdue.bound(self.look()) => seen.flatten(),
            };
            if let Some(grant) = seen {
                self.grant = Some(grant);
                self.say(KeepAliveState::SeenAlive { expiry: grant.expiry() });
                continue;
            }
            return match overdue.bound(renewal.stream.next()).await {
                Some(answer) => Ok(answer?),
                None => Err(TaskEnd::Overdue(renewal.stream.overdue(patience))),
            };
        }
    }

    /// What etcd says that the lease is worth, if that is more than is known.
    async fn look(&self) -> Option<Grant> {
        let (sent, known) = (Moment::now(), self.grant?);
        let request = LeaseTimeToLiveRequest { id: self.request.id, keys: false };
        let ttl = u64::try_from(self.session.call(request).await.ok()?.ttl).ok()?;
        let seen = Grant { sent, ttl: Duration::from_secs(ttl) };
        (seen.expiry() > known.expiry()).then_some(seen)
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
    fn renewed(&mut self, sent: Moment, answer: LeaseKeepAliveResponse) -> Result<Grant, TaskEnd> {
        let seconds = u64::try_from(answer.ttl).ok().filter(|seconds| *seconds > 0);
        let grant = Grant { sent, ttl: Duration::from_secs(seconds.ok_or(TaskEnd::Gone)?) };
        // etcd may have said meanwhile that the lease lives longer.
        let known = self.grant.filter(|known| known.expiry() > grant.expiry()).unwrap_or(grant);
        self.grant = Some(known);
        self.pause = FIRST_PAUSE;
        if self.trouble.take().is_some() {
            self.say(KeepAliveState::Regained);
        }
        self.say(KeepAliveState::Renewed { answer, expiry: known.expiry() });
        Ok(grant)
    }

    /// Says that contact is lost, and pauses before another try; a loss if there is no time for one.
    async fn recover(&mut self, fault: CallError) -> Option<LeaseLost> {
        let Some(grant) = self.grant else { return Some(LeaseLost::Unknown(fault.into())) };
        match &mut self.trouble {
            None => {
                self.say(KeepAliveState::OutOfContact { cause: fault.text(), left: grant.left() });
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
        self.trouble.take().map(|fault| LeaseLost::Expired(fault.into()))
    }

    fn say(&self, state: KeepAliveState) {
        // Nobody listens: the keeper was dropped, and this task ends at its next pause.
        let _ = self.tell.send(state);
    }
}

fn asleep() -> Failure {
    Failure::new(Kind::Lost, "this machine or process was suspended")
}
