//! Which of several endpoints to use: a random one that answers, and the next if it does not.

use super::dial::{DialError, Wire, dial};
use super::endpoint::Endpoint;
use super::options::Options;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout_at};

/// How long an endpoint may take before the next one is tried beside it (RFC 8305 has 250 ms).
const STAGGER: Duration = Duration::from_millis(250);

/// An endpoint and why it could not be used; `None`: it was still silent when time was up.
pub(crate) type Loss = (Arc<Endpoint>, Option<DialError>);

/// Connects to the first endpoint that answers. Endpoints are started in random order, each when the
/// one before has failed or is slow. Fails when all have failed, at the latest at the deadline.
pub(crate) async fn race(options: &Arc<Options>, deadline: Instant) -> Result<Wire, Vec<Loss>> {
    let mut waiting = shuffled(&options.endpoints);
    let mut running = JoinSet::new();
    let mut losses: Vec<Loss> = Vec::new();
    let alone = options.endpoints.len() == 1;
    let mut start_next = Instant::now();
    while !waiting.is_empty() || !running.is_empty() {
        tokio::select! {
            biased;
            Some(finished) = running.join_next() => match finished {
                Ok((_, Ok(wire))) => return Ok(wire),
                Ok((endpoint, Err(error))) => {
                    losses.push((endpoint, Some(error)));
                    start_next = Instant::now();
                }
                // A task is only ever cancelled, and that with the whole race.
                Err(_) => {}
            },
            () = sleep_until(start_next), if !waiting.is_empty() => {
                if let Some(endpoint) = waiting.pop() {
                    running.spawn(attempt(endpoint, Arc::clone(options), alone));
                }
                start_next = Instant::now() + STAGGER.min(options.dial_timeout / 4);
            }
            () = sleep_until(deadline) => break,
        }
    }
    Err(complete(&options.endpoints, losses))
}

async fn attempt(
    endpoint: Arc<Endpoint>,
    options: Arc<Options>,
    alone: bool,
) -> (Arc<Endpoint>, Result<Wire, DialError>) {
    let wire = dial(Arc::clone(&endpoint), options).await;
    if let Ok(wire) = &wire
        && !alone
    {
        wire.hear().await;
    }
    (endpoint, wire)
}

/// The losses in the order in which the user gave the endpoints.
fn complete(endpoints: &[Arc<Endpoint>], mut losses: Vec<Loss>) -> Vec<Loss> {
    endpoints
        .iter()
        .map(|endpoint| match losses.iter().position(|(lost, _)| lost == endpoint) {
            Some(index) => losses.swap_remove(index),
            None => (Arc::clone(endpoint), None),
        })
        .collect()
}

fn shuffled(endpoints: &[Arc<Endpoint>]) -> Vec<Arc<Endpoint>> {
    // The standard library seeds its hash maps from the system's randomness: enough to spread load.
    let chance = || std::hash::RandomState::new().build_hasher().finish();
    let mut drawn: Vec<_> =
        endpoints.iter().map(|endpoint| (chance(), Arc::clone(endpoint))).collect();
    drawn.sort_by_key(|(lot, _)| *lot);
    drawn.into_iter().map(|(_, endpoint)| endpoint).collect()
}

/// Bounds `work` by `deadline`.
pub(crate) async fn by<T>(deadline: Instant, work: impl Future<Output = T>) -> Option<T> {
    timeout_at(deadline, work).await.ok()
}
