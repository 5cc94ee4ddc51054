//! Where a request is tried, and where it is tried again: on another endpoint when the first refuses it
//! or is silent.

use super::manner::CallTraits;
use super::session::{Session, metadata};
use crate::etcd::connect::dial::Wire;
use crate::etcd::connect::select::{Candidates, race};
use crate::etcd::error::call_error::{CallError, Nature};
use crate::etcd::options::Options;
use crate::failure::Kind;
use std::time::Duration;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};
use tonic::metadata::{AsciiMetadataValue, MetadataMap};
use tracing::debug;

/// The pause before a second try, as in etcd's Go client; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// The pause between two tries to reach any endpoint.
const REDIAL_PAUSE: Duration = Duration::from_millis(100);

/// The least time for a try after one that has found no leader.
const LEAST_TIME: Duration = Duration::from_millis(100);

/// When the tries of a request end.
#[derive(Debug, Clone, Copy)]
struct CallLimits {
    /// The latest time for a connection to be made.
    dial: Instant,
    /// The latest time for the answer.
    answer: Instant,
}

impl Session {
    /// Tries something until it is done, each try `within` some time. With `--retry` there are more
    /// tries as long as etcd has not answered anything.
    pub(crate) async fn persist<T>(
        &self,
        manner: CallTraits,
        within: Duration,
        work: impl AsyncFn(Wire, MetadataMap, Instant) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        self.waiting.lock().await.begin();
        let mut last: Option<CallError> = None;
        loop {
            let (limits, is_cut) = self.limits(manner, within, last.is_some()).await;
            let done = self.try_for(manner, limits, &work).await;
            let mut waiting = self.waiting.lock().await;
            let fault = match done {
                Err(fault) if fault.is_out_of_contact() => fault,
                done => {
                    waiting.end();
                    return done;
                }
            };
            let again = manner.repeatable || fault.is_untouched();
            let is_silence = fault.kind() == Kind::Deadline && !fault.is_without_leader();
            let fault = match last.take() {
                // A try that was cut short says less than the one before it.
                Some(earlier) if is_cut && again && is_silence => earlier,
                _ => fault,
            };
            if !again || !waiting.goes_on(&fault.text()).await {
                return Err(fault);
            }
            last = Some(fault);
        }
    }

    /// Returns when the next try ends, and whether that is earlier than without `--retry`: only the
    /// first try has all its time. A write that was sent has it always.
    async fn limits(
        &self,
        manner: CallTraits,
        within: Duration,
        again: bool,
    ) -> (CallLimits, bool) {
        let full = Instant::now() + within;
        let until = self.waiting.lock().await.until().filter(|_| again);
        let dial = until.map_or(full, |until| until.min(full));
        let answer = if manner.repeatable { dial } else { full };
        (CallLimits { dial, answer }, dial < full)
    }

    /// Tries something until it is done, or until trying again would be wrong, useless or too late.
    async fn try_for<T>(
        &self,
        manner: CallTraits,
        limits: CallLimits,
        work: &impl AsyncFn(Wire, MetadataMap, Instant) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let mut route = Candidates::default();
        let mut pause = FIRST_PAUSE;
        let mut renewed = false;
        let mut leaderless = None;
        loop {
            // When no endpoint can be reached, that is the answer: it is not worth waiting for a change.
            let wire = self.wire(&route, limits).await?;
            let (wire, token, done) = self.attempt(manner, wire, limits.answer, work).await;
            let fault = match done {
                Ok(done) => return Ok(done),
                Err(fault) => fault,
            };
            self.part(&wire, &fault, &mut route).await;
            let again = match fault.nature {
                Nature::StaleToken if renewed => false,
                Nature::StaleToken => self.login.lock().await.give_up(token.as_ref()),
                Nature::Learner => self.has_voters(),
                Nature::NotSent => true,
                Nature::NoLeader => {
                    !self.waiting.lock().await.is_on() || !route.is_exhausted(&self.options)
                }
                Nature::NoAnswer | Nature::Unavailable => manner.repeatable,
                Nature::TooLarge | Nature::Answered => false,
            };
            renewed |= fault.nature == Nature::StaleToken;
            // A try that has hardly any time would only hide why the others failed.
            let needed = if fault.is_without_leader() { LEAST_TIME } else { Duration::ZERO };
            if !again || Instant::now() + pause + needed >= limits.answer {
                let is_silence = fault.kind() == Kind::Deadline && !fault.is_without_leader();
                // That there was no leader says more than the silence of a try that was cut short.
                let earlier = leaderless.filter(|_| is_silence && manner.repeatable);
                return Err(earlier.unwrap_or(fault));
            }
            debug!("trying again: {}", fault.text());
            // A member that refused at once has cost no time, and the next may do it.
            if !fault.is_untouched() || route.is_exhausted(&self.options) {
                sleep(pause).await;
            }
            // A lost connection is made anew at once; a member that says that it cannot serve needs time.
            if fault.is_answer() {
                pause = LONGEST_PAUSE.min(pause * 2);
            }
            leaderless = Some(fault).filter(CallError::is_without_leader);
        }
    }

    /// Logs in if that is due, and does the work. Returns where, and with which token.
    async fn attempt<T>(
        &self,
        manner: CallTraits,
        wire: Wire,
        deadline: Instant,
        work: &impl AsyncFn(Wire, MetadataMap, Instant) -> Result<T, CallError>,
    ) -> (Wire, Option<AsciiMetadataValue>, Result<T, CallError>) {
        let (wire, token) = self.login.lock().await.token(self, wire, deadline).await;
        let token = match token {
            Ok(token) => token,
            Err(fault) => return (wire, None, Err(fault.at_login())),
        };
        let once = async |wire: Wire| {
            work(wire, metadata(token.as_ref(), manner.needs_leader), deadline).await
        };
        let (wire, done) = if let Some(silence) = manner.hedged_after() {
            self.hedged(wire, silence, &once).await
        } else {
            let done = once(wire.clone()).await;
            (wire, done)
        };
        (wire, token, done)
    }

    /// Does something that may be done twice on one connection, and when that takes long on another
    /// endpoint beside it. The first outcome counts; its connection is the session's from then on.
    pub(crate) async fn hedged<T>(
        &self,
        wire: Wire,
        silence: Duration,
        once: &impl AsyncFn(Wire) -> Result<T, CallError>,
    ) -> (Wire, Result<T, CallError>) {
        if self.options.endpoints.len() < 2 {
            let done = once(wire.clone()).await;
            return (wire, done);
        }
        tokio::select! {
            biased;
            done = once(wire.clone()) => (wire, done),
            (other, done) = Box::pin(self.elsewhere(&wire, silence, once)) => {
                debug!("{}: silent; {} was quicker", wire.endpoint, other.endpoint);
                self.hang_up(&wire).await;
                self.wire.lock().await.get_or_insert_with(|| other.clone());
                (other, done)
            }
        }
    }

    /// Does it on another endpoint after a while. Ends only with an answer: until then the first
    /// connection may still bring one.
    async fn elsewhere<T>(
        &self,
        slow: &Wire,
        silence: Duration,
        once: &impl AsyncFn(Wire) -> Result<T, CallError>,
    ) -> (Wire, Result<T, CallError>) {
        let route = Candidates::without(&slow.endpoint);
        loop {
            sleep(silence).await;
            let patience = Instant::now() + self.options.command_timeout;
            let Ok(wire) = race(&self.options, &route, patience).await else { continue };
            match once(wire.clone()).await {
                Err(fault) if fault.is_out_of_contact() => {}
                Err(fault) if fault.nature == Nature::Learner => {
                    self.options.learners.note(&wire.endpoint);
                }
                done => return (wire, done),
            }
        }
    }

    /// Draws the consequences of a failure: where not to go next, and which connection not to keep.
    async fn part(&self, wire: &Wire, fault: &CallError, route: &mut Candidates) {
        let is_learner = fault.nature == Nature::Learner;
        if is_learner {
            self.options.learners.note(&wire.endpoint);
            route.take_voters();
        }
        if is_learner || fault.is_out_of_contact() {
            route.leave(&wire.endpoint);
            // A lone member that says why it cannot serve now is asked again over the same connection.
            if !fault.is_answer() || self.options.endpoints.len() > 1 {
                self.hang_up(wire).await;
            }
        }
    }

    /// Reports whether any endpoint may be a voter.
    fn has_voters(&self) -> bool {
        let Options { endpoints, learners, .. } = &*self.options;
        endpoints.iter().any(|endpoint| !learners.contains(endpoint))
    }

    /// The connection in use, or a new one.
    async fn wire(&self, route: &Candidates, limits: CallLimits) -> Result<Wire, CallError> {
        let mut slot = self.wire.lock().await;
        if let Some(wire) = &*slot {
            // The socket was not read while other work ran: its end may be waiting there.
            yield_now().await;
            yield_now().await;
            if wire.is_open() {
                return Ok(wire.clone());
            }
        }
        let wire = if self.options.redial && !self.options.endpoints.is_empty() {
            self.redial(route, limits.dial).await?
        } else {
            self.dial(route, limits.dial).await?
        };
        Ok(slot.insert(wire).clone())
    }

    /// Dials until an endpoint answers, as Go's client does.
    async fn redial(&self, route: &Candidates, deadline: Instant) -> Result<Wire, CallError> {
        let mut last = None;
        loop {
            let fault = match self.dial(route, deadline).await {
                Ok(wire) => return Ok(wire),
                // A try that was cut short by the deadline says less than the one before it.
                Err(fault) => last.take().filter(|_| Instant::now() >= deadline).unwrap_or(fault),
            };
            if Instant::now() + REDIAL_PAUSE >= deadline {
                return Err(fault.after_redialing());
            }
            debug!("dialing again: {}", fault.text());
            sleep(REDIAL_PAUSE).await;
            last = Some(fault);
        }
    }

    async fn dial(&self, route: &Candidates, deadline: Instant) -> Result<Wire, CallError> {
        let started = Instant::now();
        let patience = self.options.dial_timeout;
        // As in Go: no time at all means any time.
        let deadline = if patience.is_zero() { deadline } else { deadline.min(started + patience) };
        race(&self.options, route, deadline).await.map_err(|attempts| {
            let waited = deadline.saturating_duration_since(started);
            CallError::unreachable(&attempts, waited, self.options.are_advertised)
        })
    }

    /// Lets go of a connection, so that the next call makes another.
    pub(crate) async fn hang_up(&self, wire: &Wire) {
        self.wire.lock().await.take_if(|current| current.is(wire));
    }
}
