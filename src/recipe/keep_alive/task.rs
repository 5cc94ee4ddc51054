//! The renewals of one lease, over one stream after the other.

use super::grant::Grant;
use super::state::{KeepAliveEvent, LeaseLost};
use crate::clock::{Backoff, Moment};
use crate::etcd::proto::{LeaseKeepAliveRequest, LeaseKeepAliveResponse, LeaseTimeToLiveRequest};
use crate::etcd::{CallError, Duplex, Nature, Session};
use crate::failure::{Failure, Kind};
use crate::recipe::events::EventSender;
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

const BACKOFF: Backoff = Backoff::new(Duration::from_millis(25), Duration::from_millis(500));

/// The shortest time after which an answer is overdue, however little time is left.
const MIN_PATIENCE: Duration = Duration::from_millis(200);

pub(super) struct KeepAliveTask {
    session: Arc<Session>,
    request: LeaseKeepAliveRequest,
    /// The grant, or the last answered renewal; `None` while nothing is known.
    grant: Option<Grant>,
    trouble: Option<CallError>,
    /// A renewal whose answer is overdue. The answer still counts if it comes before the next one.
    overdue: Option<Renewal>,
    backoff: Backoff,
    events: EventSender<KeepAliveEvent>,
}

struct Renewal {
    stream: Duplex<LeaseKeepAliveRequest, LeaseKeepAliveResponse>,
    sent: Moment,
}

enum TaskEnd {
    Gone,
    /// The lease expired between two renewals, because this process did not run.
    Suspended,
    /// etcd no longer accepts the token that the stream was opened with; a new login may help.
    StaleToken,
    Overdue(CallError),
    CallError(CallError),
}

impl From<CallError> for TaskEnd {
    fn from(fault: CallError) -> Self {
        Self::CallError(fault)
    }
}

impl KeepAliveTask {
    pub(super) fn new(
        session: Arc<Session>,
        lease: i64,
        grant: Option<Grant>,
        events: EventSender<KeepAliveEvent>,
    ) -> Self {
        Self {
            session,
            request: LeaseKeepAliveRequest { id: lease },
            grant,
            trouble: None,
            overdue: None,
            backoff: BACKOFF,
            events,
        }
    }

    pub(super) async fn run(mut self) {
        let loss = loop {
            let Err(end) = self.renew_on_one_stream().await;
            let loss = match end {
                TaskEnd::Gone => Some(LeaseLost::Gone),
                TaskEnd::Suspended => Some(LeaseLost::Expired(suspended())),
                TaskEnd::StaleToken => None,
                TaskEnd::Overdue(fault) | TaskEnd::CallError(fault) => self.recover(fault).await,
            };
            if let Some(loss) = loss {
                break loss;
            }
        };
        self.events.send(KeepAliveEvent::Lost(loss));
    }

    async fn renew_on_one_stream(&mut self) -> Result<Infallible, TaskEnd> {
        let (mut renewal, answer) = self.begin().await?;
        let end = match self.renew_over(&mut renewal, answer).await {
            Err(end) => self.abandon(&renewal, end).await,
            Ok(never) => match never {},
        };
        if matches!(end, TaskEnd::Overdue(_)) {
            self.overdue = Some(renewal);
        }
        Err(end)
    }

    /// Renews on a new stream, or on the one whose answer is overdue: whichever is answered first. A
    /// proxy may answer late on every stream, a stopped member on none.
    async fn begin(&mut self) -> Result<(Renewal, LeaseKeepAliveResponse), TaskEnd> {
        let Some(mut overdue) = self.overdue.take() else { return self.first_renewal().await };
        let begun = {
            let mut first = pin!(self.first_renewal());
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

    async fn first_renewal(&mut self) -> Result<(Renewal, LeaseKeepAliveResponse), TaskEnd> {
        let sent = Moment::now();
        let stream = self.session.keep_alive(self.request, self.patience()).await?;
        let mut renewal = Renewal { stream, sent };
        match self.answer(&mut renewal).await {
            Ok(answer) => Ok((renewal, answer)),
            Err(end) => Err(self.abandon(&renewal, end).await),
        }
    }

    /// Abandons the connection of a failed stream, or only the token if that is to blame.
    async fn abandon(&self, Renewal { stream, .. }: &Renewal, end: TaskEnd) -> TaskEnd {
        if let TaskEnd::CallError(fault) = &end
            && fault.nature == Nature::StaleToken
            && self.session.invalidate_token(stream).await
        {
            return TaskEnd::StaleToken;
        }
        self.session.abandon(stream).await;
        end
    }

    async fn renew_over(
        &mut self,
        renewal: &mut Renewal,
        mut answer: LeaseKeepAliveResponse,
    ) -> Result<Infallible, TaskEnd> {
        loop {
            let grant = self.renewed(renewal.sent, answer)?;
            // No answer is expected until then, but a broken connection is noticed here.
            if let Some(early) = grant.due(Moment::now()).bound(renewal.stream.next()).await {
                early?;
            }
            if self.grant.is_none_or(|known| known.left().is_zero()) {
                return Err(TaskEnd::Suspended);
            }
            renewal.sent = Moment::now();
            renewal.stream.send(self.request).await;
            answer = self.answer(renewal).await?;
        }
    }

    /// Waits for the answer to a renewal. etcd's grpc-proxy answers only with its own next renewal:
    /// while an answer is late, etcd is asked how long the lease lives.
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
                seen = overdue.bound(self.look_up()) => seen.flatten(),
            };
            if let Some(grant) = seen {
                self.grant = Some(grant);
                self.events.send(KeepAliveEvent::SeenAlive { expiry: grant.expiry() });
                continue;
            }
            return match overdue.bound(renewal.stream.next()).await {
                Some(answer) => Ok(answer?),
                None => Err(TaskEnd::Overdue(renewal.stream.overdue(patience))),
            };
        }
    }

    /// Asks etcd how long the lease lives; returns that if it is longer than known.
    async fn look_up(&self) -> Option<Grant> {
        let (sent, known) = (Moment::now(), self.grant?);
        let request = LeaseTimeToLiveRequest { id: self.request.id, keys: false };
        let ttl = u64::try_from(self.session.call(request).await.ok()?.ttl).ok()?;
        let seen = Grant { sent, ttl: Duration::from_secs(ttl) };
        (seen.expiry() > known.expiry()).then_some(seen)
    }

    /// Returns how long to wait for an answer: short enough to leave time for another endpoint.
    fn patience(&self) -> Duration {
        let longest = self.session.options().command_timeout;
        match self.grant.map(Grant::left) {
            Some(left) => (left / 3).max(MIN_PATIENCE).min(left).min(longest),
            None => longest,
        }
    }

    fn renewed(&mut self, sent: Moment, answer: LeaseKeepAliveResponse) -> Result<Grant, TaskEnd> {
        let seconds = u64::try_from(answer.ttl).ok().filter(|seconds| *seconds > 0);
        let grant = Grant { sent, ttl: Duration::from_secs(seconds.ok_or(TaskEnd::Gone)?) };
        // A lookup may have shown meanwhile that the lease lives longer.
        let known = self.grant.filter(|known| known.expiry() > grant.expiry()).unwrap_or(grant);
        self.grant = Some(known);
        self.backoff = BACKOFF;
        if self.trouble.take().is_some() {
            self.events.send(KeepAliveEvent::Regained);
        }
        self.events.send(KeepAliveEvent::Renewed { answer, expiry: known.expiry() });
        Ok(grant)
    }

    /// Reports that contact is lost, and pauses. Returns the loss of the lease if no time is left.
    async fn recover(&mut self, fault: CallError) -> Option<LeaseLost> {
        let Some(grant) = self.grant else { return Some(LeaseLost::Unknown(fault.into())) };
        match &mut self.trouble {
            None => {
                let (cause, left) = (fault.text(), grant.left());
                self.events.send(KeepAliveEvent::OutOfContact { cause, left });
                self.trouble = Some(fault);
            }
            // An attempt that was cut short by the lease's end says less than the one before it.
            Some(trouble) if !grant.left().is_zero() => *trouble = fault,
            Some(_) => {}
        }
        grant.expiry().min(Moment::now().after(self.backoff.advance())).wait().await;
        if !grant.left().is_zero() {
            return None;
        }
        self.trouble.take().map(|fault| LeaseLost::Expired(fault.into()))
    }
}

fn suspended() -> Failure {
    Failure::new(Kind::Lost, "this machine or process was suspended")
}
