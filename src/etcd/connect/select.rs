//! Which of several endpoints to use: a random one that answers, and the next if it does not.

use super::dial::{Wire, dial};
use super::phase::ConnectProgress;
use crate::etcd::endpoint::Endpoint;
use crate::etcd::error::dial_error::DialError;
use crate::etcd::options::Options;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};

/// How long one may take before the next is tried beside it. Short, for a connection that turns out not
/// to be needed costs little.
pub(crate) const STAGGER: Duration = Duration::from_millis(40);

/// An attempt to use an endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) progress: ConnectProgress,
    /// Why it failed; `None`: it was still silent when time was up.
    pub(crate) error: Option<DialError>,
    /// A learner, which was not tried because it would refuse.
    pub(crate) is_learner: bool,
}

impl Attempt {
    fn at(endpoint: &Arc<Endpoint>) -> Self {
        let endpoint = Arc::clone(endpoint);
        Self { endpoint, progress: ConnectProgress::default(), error: None, is_learner: false }
    }
}

/// Which of the endpoints a request may take, and which of them last.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    /// Those where it failed: they are dialed after the others.
    left: Vec<Arc<Endpoint>>,
    /// One that is not dialed.
    except: Option<Arc<Endpoint>>,
    /// A learner has refused the request, and all others would.
    voters_only: bool,
}

impl Candidates {
    /// Returns the route to any voter but the one at this endpoint.
    pub(crate) fn without(endpoint: &Arc<Endpoint>) -> Self {
        Self { except: Some(Arc::clone(endpoint)), voters_only: true, ..Self::default() }
    }

    /// Notes that the request failed at an endpoint.
    pub(crate) fn leave(&mut self, endpoint: &Arc<Endpoint>) {
        if !self.left.contains(endpoint) {
            self.left.push(Arc::clone(endpoint));
        }
    }

    /// Leaves out all learners from now on.
    pub(crate) fn take_voters(&mut self) {
        self.voters_only = true;
    }

    /// Reports whether the request has failed at every endpoint that it may take.
    pub(crate) fn is_exhausted(&self, options: &Options) -> bool {
        let mut open = options.endpoints.iter().filter(|endpoint| {
            !(self.left.contains(endpoint)
                || self.voters_only && options.learners.contains(endpoint))
        });
        open.next().is_none()
    }
}

/// Connects to the first endpoint that answers, out of all in random order; to a member that is known to
/// be a learner only when no other answers. Fails as soon as all have failed, at the latest at the
/// deadline; with the attempts in the order of the endpoints.
pub(crate) async fn race(
    options: &Arc<Options>,
    route: &Candidates,
    deadline: Instant,
) -> Result<Wire, Vec<Attempt>> {
    let taken =
        options.endpoints.iter().filter(|&endpoint| Some(endpoint) != route.except.as_ref());
    let mut attempts: Vec<_> = taken.map(Attempt::at).collect();
    let is_learner = |attempt: &Attempt| options.learners.contains(&attempt.endpoint);
    let (learners, voters): (Vec<_>, Vec<_>) =
        attempts.iter().cloned().enumerate().partition(|(_, attempt)| is_learner(attempt));
    let now = Instant::now();
    let time = deadline.saturating_duration_since(now);
    let half = if learners.is_empty() || route.voters_only { time } else { time / 2 };
    if let Some(wire) = heat(options, route, voters, now + half, &mut attempts).await {
        return Ok(wire);
    }
    if route.voters_only {
        for attempt in attempts.iter_mut().filter(|attempt| is_learner(attempt)) {
            attempt.is_learner = true;
        }
        return Err(attempts);
    }
    let wire = heat(options, route, learners, deadline, &mut attempts).await;
    wire.ok_or(attempts)
}

/// Races for some of the endpoints. Why one failed is noted among all attempts.
async fn heat(
    options: &Arc<Options>,
    route: &Candidates,
    entrants: Vec<(usize, Attempt)>,
    deadline: Instant,
    attempts: &mut [Attempt],
) -> Option<Wire> {
    let dial = |(n, attempt): (usize, Attempt)| {
        let options = Arc::clone(options);
        async move { dial(attempt.endpoint, options, attempt.progress).await.map_err(|e| (n, e)) }
    };
    // Every endpoint gets its turn in time, however many there are.
    let time = deadline.saturating_duration_since(Instant::now());
    let turns = u32::try_from(entrants.len()).unwrap_or(u32::MAX).saturating_add(1);
    let mut entrants = shuffled(entrants.into_iter());
    entrants.sort_by_key(|(_, attempt)| route.left.contains(&attempt.endpoint));
    let raced =
        happy_eyeballs(entrants.into_iter().map(dial), STAGGER.min(time / turns), |(n, error)| {
            if let Some(attempt) = attempts.get_mut(n) {
                attempt.error = Some(error);
            }
        });
    by(deadline, raced).await.flatten()
}

/// Starts attempts one after the other, each when one before has failed or is slow, until one
/// succeeds. Those that failed are handed to `lost`, those still under way are given up.
pub(crate) async fn happy_eyeballs<F, T, E>(
    attempts: impl Iterator<Item = F>,
    pause: Duration,
    mut lost: impl FnMut(E),
) -> Option<T>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut waiting = attempts.peekable();
    let mut running = JoinSet::new();
    while waiting.peek().is_some() || !running.is_empty() {
        if let Some(attempt) = waiting.next() {
            running.spawn(attempt);
        }
        let pause = if waiting.peek().is_some() { pause } else { Duration::MAX };
        match timeout(pause, running.join_next()).await {
            Ok(Some(Ok(Ok(won)))) => return Some(won),
            Ok(Some(Ok(Err(error)))) => lost(error),
            // Slow; a task is only ever cancelled with all others.
            _ => {}
        }
    }
    None
}

fn shuffled<T>(items: impl Iterator<Item = T>) -> Vec<T> {
    // The standard library seeds its hash maps from the system's randomness: enough to spread load.
    let chance = || std::hash::RandomState::new().build_hasher().finish();
    let mut drawn: Vec<_> = items.map(|item| (chance(), item)).collect();
    drawn.sort_by_key(|(lot, _)| *lot);
    drawn.into_iter().map(|(_, item)| item).collect()
}

/// Bounds `work` by `deadline`.
pub(crate) async fn by<T>(deadline: Instant, work: impl Future<Output = T>) -> Option<T> {
    timeout_at(deadline, work).await.ok()
}

#[cfg(test)]
mod tests {
    use super::happy_eyeballs;
    use std::future::{pending, ready};
    use std::time::Duration;
    use tokio::time::Instant;

    type Attempt = std::pin::Pin<Box<dyn Future<Output = Result<u8, u8>> + Send>>;

    fn fails(n: u8) -> Attempt {
        Box::pin(ready(Err(n)))
    }

    async fn run(attempts: Vec<Attempt>) -> (Option<u8>, Vec<u8>, Duration) {
        let started = Instant::now();
        let mut lost = Vec::new();
        let pause = Duration::from_millis(250);
        let won = happy_eyeballs(attempts.into_iter(), pause, |n| lost.push(n)).await;
        (won, lost, started.elapsed())
    }

    #[tokio::test(flavor = "current_thread")]
    async fn all_that_fail_are_told_at_once() {
        let (won, lost, time) = run(vec![fails(1), fails(2), fails(3)]).await;
        assert_eq!((won, lost), (None, vec![1, 2, 3]));
        assert!(time < Duration::from_millis(200));
        assert_eq!(run(Vec::new()).await.0, None);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn the_silent_are_passed_and_the_first_to_answer_wins() {
        let (won, lost, time) =
            run(vec![Box::pin(pending()), fails(2), Box::pin(ready(Ok(3))), fails(4)]).await;
        assert_eq!((won, lost), (Some(3), vec![2]));
        assert!(time >= Duration::from_millis(250));
    }
}
