//! The choice among several endpoints: a random one that answers.

use super::connection::Connection;
use super::dial::dial;
use super::dial_error::DialError;
use super::trace::ConnectProgress;
use super::transport::{STAGGER, happy_eyeballs};
use crate::etcd::endpoint::Endpoint;
use crate::etcd::options::Options;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Arc;
use tokio::time::{Instant, timeout_at};

#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) progress: ConnectProgress,
    /// `None` if the endpoint was still silent at the deadline.
    pub(crate) error: Option<DialError>,
    /// The endpoint is a learner, and was not dialed because it would refuse the request.
    pub(crate) is_learner: bool,
}

impl Attempt {
    fn at(endpoint: &Arc<Endpoint>) -> Self {
        let endpoint = Arc::clone(endpoint);
        Self { endpoint, progress: ConnectProgress::default(), error: None, is_learner: false }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Candidates {
    /// Endpoints at which the request failed; they are dialed last.
    failed: Vec<Arc<Endpoint>>,
    except: Option<Arc<Endpoint>>,
    /// A learner has refused the request, and all others would.
    voters_only: bool,
}

impl Candidates {
    /// Returns all voters but the one at this endpoint.
    pub(crate) fn voters_except(endpoint: &Arc<Endpoint>) -> Self {
        Self { except: Some(Arc::clone(endpoint)), voters_only: true, ..Self::default() }
    }

    pub(crate) fn add_failed(&mut self, endpoint: &Arc<Endpoint>) {
        if !self.failed.contains(endpoint) {
            self.failed.push(Arc::clone(endpoint));
        }
    }

    pub(crate) fn exclude_learners(&mut self) {
        self.voters_only = true;
    }

    /// Returns whether the request has failed at every endpoint that it may use.
    pub(crate) fn are_exhausted(&self, options: &Options) -> bool {
        options.endpoints.iter().all(|endpoint| {
            self.failed.contains(endpoint)
                || self.voters_only && options.learners.contains(endpoint)
        })
    }
}

/// Connects to the first of the candidates that answers. The order is random; known learners are dialed
/// only when no other member answers. Fails when all have failed or at the deadline, with the attempts in
/// the order of the endpoints.
pub(crate) async fn connect_any(
    options: &Arc<Options>,
    candidates: &Candidates,
    deadline: Instant,
) -> Result<Connection, Vec<Attempt>> {
    let allowed =
        options.endpoints.iter().filter(|&endpoint| Some(endpoint) != candidates.except.as_ref());
    let mut attempts: Vec<_> = allowed.map(Attempt::at).collect();
    let is_learner = |attempt: &Attempt| options.learners.contains(&attempt.endpoint);
    let (learners, voters): (Vec<_>, Vec<_>) =
        attempts.iter().cloned().enumerate().partition(|(_, attempt)| is_learner(attempt));
    let now = Instant::now();
    let time = deadline.saturating_duration_since(now);
    let half = if learners.is_empty() || candidates.voters_only { time } else { time / 2 };
    let found = race(options, candidates, voters, now + half, &mut attempts).await;
    if let Some(connection) = found {
        return Ok(connection);
    }
    if candidates.voters_only {
        for attempt in attempts.iter_mut().filter(|attempt| is_learner(attempt)) {
            attempt.is_learner = true;
        }
        return Err(attempts);
    }
    let found = race(options, candidates, learners, deadline, &mut attempts).await;
    found.ok_or(attempts)
}

/// Connects to the first of some endpoints that answers. Stores each error among all attempts.
async fn race(
    options: &Arc<Options>,
    candidates: &Candidates,
    entrants: Vec<(usize, Attempt)>,
    deadline: Instant,
    attempts: &mut [Attempt],
) -> Option<Connection> {
    let dial = |(n, attempt): (usize, Attempt)| {
        let options = Arc::clone(options);
        async move { dial(attempt.endpoint, options, attempt.progress).await.map_err(|e| (n, e)) }
    };
    // Every endpoint gets its turn in time, however many there are.
    let time = deadline.saturating_duration_since(Instant::now());
    let turns = u32::try_from(entrants.len()).unwrap_or(u32::MAX).saturating_add(1);
    let mut entrants = shuffled(entrants.into_iter());
    entrants.sort_by_key(|(_, attempt)| candidates.failed.contains(&attempt.endpoint));
    let raced =
        happy_eyeballs(entrants.into_iter().map(dial), STAGGER.min(time / turns), |(n, error)| {
            if let Some(attempt) = attempts.get_mut(n) {
                attempt.error = Some(error);
            }
        });
    timeout_at(deadline, raced).await.ok().flatten()
}

fn shuffled<T>(items: impl Iterator<Item = T>) -> Vec<T> {
    // The standard library seeds its hash maps from the system's randomness: enough to spread load.
    let random = || std::hash::RandomState::new().build_hasher().finish();
    let mut drawn: Vec<_> = items.map(|item| (random(), item)).collect();
    drawn.sort_by_key(|(lot, _)| *lot);
    drawn.into_iter().map(|(_, item)| item).collect()
}
