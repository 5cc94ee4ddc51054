//! Why a call failed, as far as it matters to what is done next.

use super::endpoint::Endpoint;
use super::race::Loss;
use super::status::{self, without_os_code};
use crate::failure::{Failure, Kind};
use std::io;
use std::time::Duration;

/// A failed call: what to tell people, and what to do about it.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) nature: Nature,
    failure: Failure,
}

/// What is known about a request that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    /// It never left: no endpoint could be reached.
    NotSent,
    /// It may have arrived: the connection broke, or time was up.
    NoAnswer,
    /// etcd could not serve it now (no leader, too busy) and may later.
    Unavailable,
    /// The token was refused; a new one may be accepted.
    StaleToken,
    /// etcd answered: no.
    Answered,
}

impl Fault {
    /// All endpoints failed.
    pub(crate) fn unreachable(losses: &[Loss], waited: Duration) -> Self {
        let silent = losses.iter().all(|(_, error)| error.is_none());
        let kind = if silent { Kind::Deadline } else { Kind::Unreachable };
        let message = match losses {
            [] => "etcdclient: no available endpoints".to_owned(),
            [(endpoint, _)] => {
                format!("cannot reach etcd at {endpoint}: {}", why(losses.first(), waited))
            }
            losses => {
                let mut text = format!("cannot reach etcd at any of {} endpoints", losses.len());
                for loss in losses {
                    text.push_str(&format!("\n  {}: {}", loss.0, why(Some(loss), waited)));
                }
                text
            }
        };
        let mut failure = Failure::new(kind, message);
        if let Some(hint) = hint(losses) {
            failure = failure.hint(hint);
        }
        Self { nature: Nature::NotSent, failure }
    }

    /// The deadline passed on an open connection.
    pub(crate) fn deadline(endpoint: &Endpoint, waited: Duration, repeatable: bool) -> Self {
        let waited = humantime::format_duration(waited);
        Self::no_answer(
            Kind::Deadline,
            &format!("{endpoint} did not answer within {waited}"),
            repeatable,
        )
    }

    /// What a gRPC status says: etcd's answer, or the end of the connection.
    pub(crate) fn from_status(
        status: &tonic::Status,
        endpoint: &Endpoint,
        repeatable: bool,
    ) -> Self {
        let nature = status::nature(status);
        match nature {
            Nature::NotSent | Nature::NoAnswer => {
                let cause = format!("lost the connection to {endpoint}: {}", status::cause(status));
                let mut fault = Self::no_answer(Kind::Unreachable, &cause, repeatable);
                fault.nature = nature;
                fault
            }
            nature => {
                Self { nature, failure: Failure::new(status::kind(status), status::text(status)) }
            }
        }
    }

    /// The reason etcd gave for canceling a watch: a gRPC status as Go prints it, or plain words.
    pub(crate) fn canceled(reason: &str) -> Self {
        let nature = status::nature(&tonic::Status::unknown(reason));
        let kind = match status::kind(&tonic::Status::unknown(reason)) {
            Kind::Denied => Kind::Denied,
            _ => Kind::Ended,
        };
        Self { nature, failure: Failure::new(kind, format!("watch was canceled ({reason})")) }
    }

    fn no_answer(kind: Kind, what: &str, repeatable: bool) -> Self {
        let failure = if repeatable {
            Failure::new(kind, what)
        } else {
            Failure::new(Kind::Deadline, format!("outcome unknown: {what}"))
                .hint("the request was sent; look whether it took effect before sending it again")
        };
        Self { nature: Nature::NoAnswer, failure }
    }

    /// Bad input that only the connection layer could see.
    pub(crate) fn local(failure: Failure) -> Self {
        Self { nature: Nature::Answered, failure }
    }

    /// The same, with etcdctl's words around it: `failed to grant lease (…)`.
    pub(crate) fn while_trying(self, what: &str) -> Failure {
        let Self { failure, .. } = self;
        failure.reworded(|text| format!("{what} ({text})"))
    }

    /// etcd's text, or ours.
    pub(crate) fn text(&self) -> String {
        self.failure.to_string()
    }

    pub(crate) fn kind(&self) -> Kind {
        self.failure.kind()
    }

    /// Whether contact is lost, as against etcd having said no.
    pub(crate) fn is_out_of_contact(&self) -> bool {
        matches!(self.nature, Nature::NotSent | Nature::NoAnswer | Nature::Unavailable)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        fault.failure
    }
}

impl From<Fault> for anyhow::Error {
    fn from(fault: Fault) -> Self {
        fault.failure.into()
    }
}

fn why(loss: Option<&Loss>, waited: Duration) -> String {
    match loss {
        Some((_, Some(error))) => without_os_code(&error.cause.to_string()),
        _ => format!("no answer within {}", humantime::format_duration(waited)),
    }
}

fn hint(losses: &[Loss]) -> Option<String> {
    let refused = |(_, error): &Loss| {
        error.as_ref().is_some_and(|e| e.cause.kind() == io::ErrorKind::ConnectionRefused)
    };
    if losses.is_empty() {
        return Some("name one with --endpoints or ETCDCTL_ENDPOINTS".to_owned());
    }
    losses.iter().all(refused).then(|| {
        "is etcd running there? --endpoints or ETCDCTL_ENDPOINTS says where to look".to_owned()
    })
}
