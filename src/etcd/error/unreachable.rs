//! The error when no endpoint could be reached: the cause at each, and one hint.

use super::call_error::CallError;
use super::status::Nature;
use crate::etcd::connect::phase::Phase;
use crate::etcd::connect::select::Attempt;
use crate::failure::{EndpointError, Failure, Kind};
use std::time::Duration;

pub(crate) const NO_ENDPOINTS: &str = "no endpoint to connect to";
pub(crate) const SET_ENDPOINTS: &str =
    "the list of endpoints is empty: set --endpoints or ETCDCTL_ENDPOINTS";

const ADVERTISED: &str = "the member advertises this URL (--advertise-client-urls), which clients must \
     be able to reach; omit --cluster to use the given endpoints";

impl CallError {
    /// Returns the error of all attempts. Silent endpoints had the time `waited`.
    pub(crate) fn unreachable(
        attempts: &[Attempt],
        waited: Duration,
        are_advertised: bool,
    ) -> Self {
        let mut dialed = attempts.iter().filter(|attempt| !attempt.is_learner).peekable();
        let silent = dialed.peek().is_some() && dialed.all(|attempt| attempt.error.is_none());
        let kind = if silent { Kind::Deadline } else { Kind::Unreachable };
        let errors: Vec<_> =
            attempts.iter().map(|attempt| endpoint_error(attempt, waited)).collect();
        let failure = Failure::new(kind, message(&errors)).at(errors);
        let is_about_the_url = attempts.iter().all(|attempt| phase(attempt) <= Phase::Connect);
        let failure = match hint(attempts) {
            Some(_) if are_advertised && is_about_the_url => failure.hint(ADVERTISED),
            hint => failure.hint_if(hint),
        };
        Self::new(Nature::NotSent, failure)
    }
}

fn message(errors: &[EndpointError]) -> String {
    match errors {
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

fn endpoint_error(attempt: &Attempt, waited: Duration) -> EndpointError {
    let phase = phase(attempt);
    let cause = match &attempt.error {
        _ if attempt.is_learner => "a learner, which does not serve this request".to_owned(),
        Some(error) => error.to_string(),
        None => phase.silence(waited).0,
    };
    EndpointError { endpoint: attempt.endpoint.to_string(), phase: phase.name(), cause }
}

/// Returns the hint that is common to all endpoints, else the one for the endpoints that came furthest,
/// which are most likely the right ones.
fn hint(attempts: &[Attempt]) -> Option<String> {
    let dialed = || attempts.iter().filter(|attempt| !attempt.is_learner);
    let Some(furthest) = dialed().max_by_key(|attempt| phase(attempt)) else {
        return Some(SET_ENDPOINTS.to_owned());
    };
    let hint = hint_of(furthest)?;
    let alike = || dialed().filter(|attempt| hint_of(attempt).as_ref() == Some(&hint));
    if alike().count() == dialed().count() {
        return Some(hint);
    }
    let names: Vec<_> = alike().map(|attempt| attempt.endpoint.to_string()).collect();
    Some(format!("{}: {hint}", names.join(", ")))
}

fn phase(attempt: &Attempt) -> Phase {
    attempt.error.as_ref().map_or_else(|| attempt.progress.phase(), |error| error.phase)
}

fn hint_of(attempt: &Attempt) -> Option<String> {
    match &attempt.error {
        Some(error) => error.hint(&attempt.endpoint),
        None => Some(phase(attempt).silence(Duration::ZERO).1.to_owned()),
    }
}
