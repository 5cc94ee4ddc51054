//! The attempts of a request: whether and when it is sent again.

use super::session::{Session, metadata};
use super::traits::CallTraits;
use crate::etcd::connect::connection::Connection;
use crate::etcd::connect::select::Candidates;
use crate::etcd::error::call_error::CallError;
use crate::etcd::error::status::Nature;
use crate::failure::Kind;
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
    dial: Instant,
    answer: Instant,
}

/// The state of a request between its attempts.
struct Attempts {
    candidates: Candidates,
    pause: Duration,
    /// The token was invalidated once already.
    renewed: bool,
    leaderless: Option<CallError>,
}

impl Session {
    /// Does `work` until it succeeds, each time `within` some time. With `--retry`, continues while etcd
    /// did not answer.
    pub(crate) async fn with_retry<T>(
        &self,
        traits: CallTraits,
        within: Duration,
        work: impl AsyncFn(Connection, MetadataMap, Instant) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        self.retry.lock().await.begin();
        let mut last: Option<CallError> = None;
        loop {
            let (limits, is_cut) = self.limits(traits, within, last.is_some()).await;
            let done = self.attempt_until(traits, limits, &work).await;
            let mut retry = self.retry.lock().await;
            let error = match done {
                Err(error) if error.is_out_of_contact() => error,
                done => {
                    retry.end();
                    return done;
                }
            };
            let again = traits.repeatable || error.is_untouched();
            let error = match last.take() {
                // An attempt that was cut short says less than the one before it.
                Some(earlier) if is_cut && again && is_silence(&error) => earlier,
                _ => error,
            };
            if !again || !retry.wait(&error.text()).await {
                return Err(error);
            }
            last = Some(error);
        }
    }

    /// Returns the deadlines of the next attempt, and whether `--retry` makes them earlier. Only the first
    /// attempt, and a write once it is sent, have the full time.
    async fn limits(
        &self,
        traits: CallTraits,
        within: Duration,
        again: bool,
    ) -> (CallLimits, bool) {
        let full = Instant::now() + within;
        let until = self.retry.lock().await.until().filter(|_| again);
        let dial = until.map_or(full, |until| until.min(full));
        let answer = if traits.repeatable { dial } else { full };
        (CallLimits { dial, answer }, dial < full)
    }

    async fn attempt_until<T>(
        &self,
        traits: CallTraits,
        limits: CallLimits,
        work: &impl AsyncFn(Connection, MetadataMap, Instant) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let mut attempts = Attempts {
            candidates: Candidates::default(),
            pause: FIRST_PAUSE,
            renewed: false,
            leaderless: None,
        };
        loop {
            let connection = self.connection(&attempts.candidates, limits.dial).await?;
            let (connection, token, done) =
                self.attempt(traits, connection, limits.answer, work).await;
            let error = match done {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            self.note_failure(&connection, &error, &mut attempts.candidates).await;
            let again = self.may_repeat(traits, &error, token.as_ref(), &attempts).await;
            attempts.renewed |= error.nature == Nature::StaleToken;
            // An attempt with hardly any time would only hide why the others failed.
            let needed = if error.is_without_leader() { LEAST_TIME } else { Duration::ZERO };
            if !again || Instant::now() + attempts.pause + needed >= limits.answer {
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
                !self.retry.lock().await.is_on()
                    || !attempts.candidates.are_exhausted(&self.options)
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
        deadline: Instant,
        work: &impl AsyncFn(Connection, MetadataMap, Instant) -> Result<T, CallError>,
    ) -> (Connection, Option<AsciiMetadataValue>, Result<T, CallError>) {
        let (connection, token) = self.log_in(connection, deadline).await;
        let token = match token {
            Ok(token) => token,
            Err(error) => return (connection, None, Err(error.at_login())),
        };
        let once = async |connection: Connection| {
            work(connection, metadata(token.as_ref(), traits.needs_leader), deadline).await
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
