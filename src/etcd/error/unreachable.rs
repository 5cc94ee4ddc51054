//! What people are told when no endpoint could be reached: each cause, and one piece of advice.

use super::call_error::in_words;
use super::hints::NO_ANSWER;
use crate::etcd::connect::phase::Phase;
use crate::etcd::connect::select::Attempt;
use crate::failure::{EndpointError, Failure, Kind};
use std::time::Duration;

/// The failure of all attempts, the silent ones among which were given so much time.
pub(crate) fn failure(attempts: &[Attempt], waited: Duration, are_advertised: bool) -> Failure {
    let mut tried = attempts.iter().filter(|attempt| !attempt.is_learner).peekable();
    let silent = tried.peek().is_some() && tried.all(|attempt| attempt.error.is_none());
    let kind = if silent { Kind::Deadline } else { Kind::Unreachable };
    let troubles: Vec<_> = attempts.iter().map(|attempt| trouble(attempt, waited)).collect();
    let failure = Failure::new(kind, message(&troubles)).at(troubles);
    let is_about_the_url = attempts.iter().all(|attempt| phase(attempt) <= Phase::Connect);
    match hint(attempts) {
        Some(_) if are_advertised && is_about_the_url => failure.hint(ADVERTISED),
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// What is said where the list of endpoints is empty, and what to do.
pub(crate) const NO_ENDPOINTS: &str = "there is no endpoint to connect to";
pub(crate) const NAME_ONE: &str =
    "the list of endpoints is empty: name one with --endpoints or ETCDCTL_ENDPOINTS";

/// What to do about an endpoint that a member named, and not the user.
const ADVERTISED: &str = "the member advertises this URL (--advertise-client-urls): it has to be one \
     that clients reach; without --cluster the endpoints that were given are asked";

fn message(troubles: &[EndpointError]) -> String {
    match troubles {
        [] => NO_ENDPOINTS.to_owned(),
        [EndpointError { endpoint, cause, .. }] => {
            format!("cannot reach etcd at {endpoint}: {cause}")
        }
        all => {
            let text = format!("cannot reach etcd at any of {} endpoints", all.len());
            all.iter().fold(text, |text, EndpointError { endpoint, cause, .. }| {
                format!("{text}\n  {endpoint}: {cause}")
            })
        }
    }
}

fn trouble(attempt: &Attempt, waited: Duration) -> EndpointError {
    let phase = phase(attempt);
    let cause = match &attempt.error {
        _ if attempt.is_learner => "it is a learner, which does not serve this".to_owned(),
        Some(error) => error.to_string(),
        None => silence(phase, waited).0,
    };
    EndpointError { endpoint: attempt.endpoint.to_string(), phase: phase.name(), cause }
}

/// Returns the advice for all endpoints alike, else for those that were approached furthest: most likely
/// they are the right ones.
fn hint(attempts: &[Attempt]) -> Option<String> {
    let tried = || attempts.iter().filter(|attempt| !attempt.is_learner);
    let Some(furthest) = tried().max_by_key(|attempt| phase(attempt)) else {
        return Some(NAME_ONE.to_owned());
    };
    let hint = advice(furthest)?;
    let alike = || tried().filter(|attempt| advice(attempt).as_ref() == Some(&hint));
    if alike().count() == tried().count() {
        return Some(hint);
    }
    let names: Vec<_> = alike().map(|attempt| attempt.endpoint.to_string()).collect();
    Some(format!("{}: {hint}", names.join(", ")))
}

fn phase(attempt: &Attempt) -> Phase {
    attempt.error.as_ref().map_or_else(|| attempt.progress.phase(), |error| error.phase)
}

fn advice(attempt: &Attempt) -> Option<String> {
    match &attempt.error {
        Some(error) => error.hint(&attempt.endpoint),
        None => Some(silence(phase(attempt), Duration::ZERO).1.to_owned()),
    }
}

/// What is said of an endpoint that was silent in some phase until time was up, and what to do.
pub(crate) fn silence(phase: Phase, waited: Duration) -> (String, &'static str) {
    const NOBODY_SPEAKS: &str =
        "its port is open, but nobody speaks: is it stopped, overloaded, or no etcd?";
    let (what, hint) = match phase {
        Phase::Name => (
            "its name was not found out within",
            "does this machine's DNS answer? an address needs none",
        ),
        Phase::Connect => {
            ("no connection within", "check the address, the network, and the firewalls on the way")
        }
        Phase::Tls => ("no answer to the TLS handshake within", NOBODY_SPEAKS),
        Phase::Http2 => ("no answer within", NOBODY_SPEAKS),
        Phase::Login | Phase::Call => ("no answer within", NO_ANSWER),
    };
    (format!("{what} {}", in_words(waited)), hint)
}
