//! What people are told when no endpoint could be reached: each cause, and one piece of advice.

use super::fault::in_words;
use super::phase::Phase;
use super::race::Attempt;
use crate::failure::{Failure, Kind, Trouble};
use std::time::Duration;

/// The failure of all attempts, the silent ones among which were given so much time.
pub(super) fn failure(attempts: &[Attempt], waited: Duration) -> Failure {
    let silent = !attempts.is_empty() && attempts.iter().all(|attempt| attempt.error.is_none());
    let kind = if silent { Kind::Deadline } else { Kind::Unreachable };
    let troubles: Vec<_> = attempts.iter().map(|attempt| trouble(attempt, waited)).collect();
    let failure = Failure::new(kind, message(&troubles)).at(troubles);
    match hint(attempts) {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

fn message(troubles: &[Trouble]) -> String {
    match troubles {
        [] => "etcdclient: no available endpoints".to_owned(),
        [Trouble { endpoint, cause, .. }] => format!("cannot reach etcd at {endpoint}: {cause}"),
        all => {
            let text = format!("cannot reach etcd at any of {} endpoints", all.len());
            all.iter().fold(text, |text, Trouble { endpoint, cause, .. }| {
                format!("{text}\n  {endpoint}: {cause}")
            })
        }
    }
}

fn trouble(attempt: &Attempt, waited: Duration) -> Trouble {
    let waited = in_words(waited);
    let (phase, cause) = match &attempt.error {
        Some(error) => (error.phase, error.to_string()),
        None => match attempt.progress.phase() {
            Phase::Name => (Phase::Name, format!("its name was not found out within {waited}")),
            Phase::Connect => (Phase::Connect, format!("no connection within {waited}")),
            Phase::Tls => (Phase::Tls, format!("no answer to the TLS handshake within {waited}")),
            phase => (phase, format!("no answer within {waited}")),
        },
    };
    Trouble { endpoint: attempt.endpoint.to_string(), phase: phase.name(), cause }
}

/// The advice for all endpoints alike, else for the one with which we came furthest: most likely it
/// is the right one.
fn hint(attempts: &[Attempt]) -> Option<String> {
    let Some(furthest) = attempts.iter().max_by_key(|attempt| phase(attempt)) else {
        return Some("name one with --endpoints or ETCDCTL_ENDPOINTS".to_owned());
    };
    let hint = advice(furthest)?;
    if attempts.iter().all(|attempt| advice(attempt).as_ref() == Some(&hint)) {
        return Some(hint);
    }
    Some(format!("{}: {hint}", furthest.endpoint))
}

fn phase(attempt: &Attempt) -> Phase {
    attempt.error.as_ref().map_or_else(|| attempt.progress.phase(), |error| error.phase)
}

fn advice(attempt: &Attempt) -> Option<String> {
    match &attempt.error {
        Some(error) => error.hint(&attempt.endpoint),
        None => Some(silence(attempt.progress.phase()).to_owned()),
    }
}

/// What to do about an endpoint that was silent until time was up.
fn silence(phase: Phase) -> &'static str {
    match phase {
        Phase::Name => "does this machine's DNS answer? an address needs none",
        Phase::Connect => "check the address, the network, and the firewalls on the way",
        _ => "its port is open, but nobody speaks: is it stopped, overloaded, or no etcd?",
    }
}
