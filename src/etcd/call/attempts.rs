//! The attempts of a request: whether and when it is sent again.

use super::deadline::CallDeadline;
use super::retry::pause_until;
use super::session::{Session, metadata};
use super::traits::CallTraits;
use crate::etcd::connect::connection::Connection;
use crate::etcd::connect::select::Candidates;
use crate::etcd::error::call_error::CallError;
use crate::etcd::error::status::Nature;
use crate::failure::Kind;
use crate::output::Waiting;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tonic::metadata::{AsciiMetadataValue, MetadataMap};
use tracing::debug;

/// The pause before a second attempt, as in etcd's Go client; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// The least time for an attempt after one that found no leader.
const LEAST_TIME: Duration = Duration::from_millis(100);

#[derive(Debug, Clone, Copy)]
struct CallLimits {
    /// For connecting and logging in.
    dial: CallDeadline,
    answer: CallDeadline,
    /// There will be another attempt if etcd does not answer.
    retries: bool,
}

/// The state of a request between its attempts.
struct Attempts {
    candidates: Candidates,
    pause: Duration,
    /// The token was invalidated once already.
    renewed: bool,
    leaderless: Option<CallError>,
}

impl CallLimits {
    /// Returns the deadlines of the next attempt. A write that is sent keeps its full time, or its outcome
    /// would be unknown sooner.
    fn new(traits: CallTraits, within: Duration, until: Option<Instant>) -> Self {
        let full = CallDeadline::after(within);
        let dial = until.map_or(full, |until| full.min(until));
        let answer = if traits.repeatable { dial } else { full };
        Self { dial, answer, retries: until.is_some() }
    }
}

impl Session {
    /// Does `work` until it succeeds, each time `within` some time. With `--retry`, continues while etcd
    /// does not answer and its time lasts, and notes why.
    pub(crate) async fn with_retry<T>(
        &self,
        traits: CallTraits,
        within: Duration,
        work: impl AsyncFn(Connection, MetadataMap, CallDeadline) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let until = self.retry.lock().await.begin();
        let waiting = Waiting::new("etcd", if until.is_some() { "no answer yet" } else { "" });
        let done = waiting.noting(self.attempts(traits, within, until, &waiting, &work)).await;
        self.retry.lock().await.end();
        done
    }

    async fn attempts<T>(
        &self,
        traits: CallTraits,
        within: Duration,
        until: Option<Instant>,
        waiting: &Waiting,
        work: &impl AsyncFn(Connection, MetadataMap, CallDeadline) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let mut last: Option<CallError> = None;
        loop {
            let limits = CallLimits::new(traits, within, until);
            let is_cut = limits.dial.time < within;
            let error = match self.attempt_until(traits, limits, work).await {
                Err(error) if error.is_out_of_contact() => error,
                done => return done,
            };
            let again = traits.repeatable || error.is_untouched();
            let error = match last.take() {
                // An attempt that was cut short says less than the one before it.
                Some(earlier) if is_cut && again && is_silence(&error) => earlier,
                _ => error,
            };
            let Some(until) = until.filter(|_| again) else { return Err(error) };
            waiting.because(&error.text());
            if !pause_until(until).await {
                return Err(error);
            }
            last = Some(error);
        }
    }

    async fn attempt_until<T>(
        &self,
        traits: CallTraits,
        limits: CallLimits,
        work: &impl AsyncFn(Connection, MetadataMap, CallDeadline) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let mut attempts = Attempts {
            candidates: Candidates::default(),
            pause: FIRST_PAUSE,
            renewed: false,
            leaderless: None,
        };
        loop {
            let connection = self.connection(&attempts.candidates, limits.dial.at).await?;
            let (connection, token, done) = self.attempt(traits, connection, limits, work).await;
            let error = match done {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            self.note_failure(&connection, &error, &mut attempts.candidates).await;
            let again = self.may_repeat(traits, limits, &error, token.as_ref(), &attempts).await;
            attempts.renewed |= error.nature == Nature::StaleToken;
            // An attempt with hardly any time would only hide why the others failed.
            let needed = if error.is_without_leader() { LEAST_TIME } else { Duration::ZERO };
            if !again || Instant::now() + attempts.pause + needed >= limits.dial.at {
                let says_less = is_silence(&error) && traits.repeatable;
                return Err(attempts.leaderless.filter(|_| says_less).unwrap_or(error));
            }
            debug!("trying again: {}", error.text());
            self.pause(&mut attempts, error).await;
        }
    }

    async fn may_repeat(
        &self,
        traits: CallTraits,
        limits: CallLimits,
        error: &CallError,
        token: Option<&AsciiMetadataValue>,
        attempts: &Attempts,
    ) -> bool {
        match error.nature {
            Nature::StaleToken if attempts.renewed => false,
            Nature::StaleToken => self.login.lock().await.invalidate(token),
            Nature::Learner => self.has_voters(),
            Nature::NotSent => true,
            Nature::NoLeader => {
                !limits.retries || !attempts.candidates.are_exhausted(&self.options)
            }
            Nature::NoAnswer | Nature::Unavailable => traits.repeatable,
            Nature::TooLarge | Nature::Answered => false,
        }
    }

    async fn pause(&self, attempts: &mut Attempts, error: CallError) {
        // A member that refused at once has cost no time, and the next may accept.
        if !error.is_untouched() || attempts.candidates.are_exhausted(&self.options) {
            sleep(attempts.pause).await;
        }
        // A lost connection is replaced at once; a member that cannot serve needs time.
        if error.is_answer() {
            attempts.pause = LONGEST_PAUSE.min(attempts.pause * 2);
        }
        attempts.leaderless = Some(error).filter(CallError::is_without_leader);
    }

    /// Logs in if necessary, and does `work`. Returns the connection and the token that were used.
    async fn attempt<T>(
        &self,
        traits: CallTraits,
        connection: Connection,
        limits: CallLimits,
        work: &impl AsyncFn(Connection, MetadataMap, CallDeadline) -> Result<T, CallError>,
    ) -> (Connection, Option<AsciiMetadataValue>, Result<T, CallError>) {
        let (connection, token) = self.log_in(connection, limits.dial).await;
        let token = match token {
            Ok(token) => token,
            Err(error) => return (connection, None, Err(error.at_login())),
        };
        let once = async |connection: Connection| {
            work(connection, metadata(token.as_ref(), traits.needs_leader), limits.answer).await
        };
        let (connection, done) = if let Some(silence) = traits.hedged_after() {
            self.hedged(connection, silence, &once).await
        } else {
            let done = once(connection.clone()).await;
            (connection, done)
        };
        (connection, token, done)
    }
}

/// Returns whether no answer came. A refusal for lack of a leader is an answer, and says more.
fn is_silence(error: &CallError) -> bool {
    error.kind() == Kind::Deadline && !error.is_without_leader()
}
