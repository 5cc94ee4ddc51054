//! Why a call failed, as far as it matters to what is done next.

use super::hints::{NO_ANSWER, way_out};
use super::{status, unreachable};
use crate::etcd::connect::peer::NOT_ETCD;
use crate::etcd::connect::phase::Phase;
use crate::etcd::connect::select::Attempt;
use crate::etcd::endpoint::Endpoint;
use crate::failure::{EndpointError, Failure, Kind};
use crate::output::counted;
use std::time::Duration;

/// A failed call: what to tell people, and what to do about it.
#[derive(Debug)]
pub(crate) struct CallError {
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
    /// etcd could not serve it now and may later.
    Unavailable,
    /// The member has no leader, and did nothing of what was asked.
    NoLeader,
    /// The member is a learner, which does not serve this, and did nothing of what was asked.
    Learner,
    /// The token was refused; a new one may be accepted.
    StaleToken,
    /// The answer is larger than we may take, and would be another time.
    TooLarge,
    /// etcd answered: no.
    Answered,
}

impl CallError {
    /// All endpoints failed.
    pub(crate) fn unreachable(
        attempts: &[Attempt],
        waited: Duration,
        are_advertised: bool,
    ) -> Self {
        let failure = unreachable::failure(attempts, waited, are_advertised);
        Self { nature: Nature::NotSent, failure }
    }

    /// The deadline passed on an open connection.
    pub(crate) fn deadline(endpoint: &Endpoint, waited: Duration, repeatable: bool) -> Self {
        let waited = in_words(waited);
        let what = format!("{endpoint} did not answer within {waited}");
        let fault = Self::no_answer(Kind::Deadline, &what, repeatable);
        let fault = if repeatable { fault.hint(NO_ANSWER) } else { fault };
        fault.at(endpoint, format!("no answer within {waited}"))
    }

    /// What a gRPC status says: etcd's answer, or the end of the connection.
    pub(crate) fn from_status(
        status: &tonic::Status,
        endpoint: &Endpoint,
        repeatable: bool,
    ) -> Self {
        if let Some((size, limit)) = status::oversize(status) {
            return Self::too_large(size, limit);
        }
        if let Some(cause) = status::not_grpc(status) {
            return Self::from_stranger(endpoint, cause, repeatable);
        }
        let nature = status::nature(status);
        match nature {
            Nature::NotSent | Nature::NoAnswer => {
                let cause = status::cause(status);
                let what = format!("lost the connection to {endpoint}: {cause}");
                let fault = Self::no_answer(Kind::Unreachable, &what, repeatable);
                Self { nature, ..fault }.at(endpoint, cause)
            }
            nature => {
                let kind = status::kind(status);
                let failure = Failure::new(kind, status::text(status));
                let unknown = kind == Kind::Deadline && nature != Nature::NoLeader && !repeatable;
                let failure = if unknown {
                    failure.hint(LOOK_FIRST)
                } else {
                    with_way_out(failure, status.message())
                };
                let cause = match nature {
                    Nature::NoLeader => NO_LEADER.to_owned(),
                    _ => failure.to_string(),
                };
                Self { nature, failure }.at(endpoint, cause)
            }
        }
    }

    /// An answer, but not etcd's. What stands before an etcd may have handed the request on to it.
    fn from_stranger(endpoint: &Endpoint, cause: String, repeatable: bool) -> Self {
        let what = format!("no answer of etcd's from {endpoint}: {cause}");
        let fault = Self::no_answer(Kind::Unreachable, &what, repeatable);
        let failure = if repeatable { fault.failure.hint(NOT_ETCD) } else { fault.failure };
        Self { nature: Nature::Answered, failure }.at(endpoint, cause)
    }

    /// The reason etcd gave for canceling a watch: a gRPC status as Go prints it, or plain words.
    pub(crate) fn canceled(reason: &str) -> Self {
        let nature = status::nature(&tonic::Status::unknown(reason));
        let kind = match status::kind(&tonic::Status::unknown(reason)) {
            Kind::Denied => Kind::Denied,
            _ => Kind::Ended,
        };
        let failure = Failure::new(kind, format!("watch was canceled ({reason})"));
        Self { nature, failure: with_way_out(failure, reason) }
    }

    /// An answer has more bytes than we are allowed to take; in Go's words.
    pub(crate) fn too_large(size: u64, limit: u64) -> Self {
        let go =
            "rpc error: code = ResourceExhausted desc = grpc: received message larger than max";
        let failure = Failure::new(Kind::Refused, format!("{go} ({size} vs. {limit})"));
        Self { nature: Nature::TooLarge, failure: failure.hint("--max-recv-bytes is our limit") }
    }

    fn no_answer(kind: Kind, what: &str, repeatable: bool) -> Self {
        let failure = if repeatable {
            Failure::new(kind, what)
        } else {
            Failure::new(Kind::Deadline, format!("outcome unknown: {what}")).hint(LOOK_FIRST)
        };
        Self { nature: Nature::NoAnswer, failure }
    }

    /// The same, with what to do about it.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { failure: self.failure.hint(hint), ..self }
    }

    /// Bad input that only the connection layer could see.
    pub(crate) fn local(failure: Failure) -> Self {
        Self { nature: Nature::Answered, failure }
    }

    /// Where it happened, in the phase in which requests are answered.
    fn at(self, endpoint: &Endpoint, cause: String) -> Self {
        let phase = Phase::Call.name();
        let trouble = EndpointError { endpoint: endpoint.to_string(), phase, cause };
        Self { failure: self.failure.at([trouble]), ..self }
    }

    /// The same, known to have happened at the login, before the request itself was sent.
    pub(crate) fn at_login(self) -> Self {
        let is_lost = self.is_out_of_contact() && !self.is_without_leader();
        let failure = self.failure.in_phase(Phase::Login.name());
        Self { nature: if is_lost { Nature::NotSent } else { self.nature }, failure }
    }

    /// Returns the same fault in the words that etcdctl has for it, with the cause behind them.
    pub(crate) fn after_redialing(self) -> Self {
        let failure = self.failure.reworded(|text| format!("context deadline exceeded: {text}"));
        Self { failure, ..self }
    }

    /// The same, after so many keys of a reply had been handed on.
    pub(crate) fn in_mid_reply(self, keys: u64) -> Self {
        let failure = self.failure.reworded(|text| {
            format!(
                "the reply is incomplete, it broke off after {}: {text}",
                counted(keys, "key", "keys")
            )
        });
        Self { failure, ..self }
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

    /// How far it had come at the (first) endpoint: `name`, `connect`, `tls`, `http2`, `login` or `call`.
    pub(crate) fn phase(&self) -> &'static str {
        self.failure.endpoints().first().map_or(Phase::Call.name(), |trouble| trouble.phase)
    }

    /// Why, in one line for where the endpoint stands already; of several each with its own.
    pub(crate) fn cause(&self) -> String {
        match self.failure.endpoints() {
            [] => self.text(),
            [EndpointError { cause, .. }] => cause.clone(),
            all => {
                let each = all
                    .iter()
                    .map(|EndpointError { endpoint, cause, .. }| format!("{endpoint}: {cause}"));
                each.collect::<Vec<_>>().join("; ")
            }
        }
    }

    /// What to do about it.
    pub(crate) fn advice(&self) -> Option<&str> {
        self.failure.advice()
    }

    pub(crate) fn kind(&self) -> Kind {
        self.failure.kind()
    }

    /// Returns whether etcd surely has done nothing of what was asked.
    pub(crate) fn is_untouched(&self) -> bool {
        matches!(self.nature, Nature::NotSent | Nature::NoLeader | Nature::Learner)
    }

    /// Returns whether a member has said that it has no leader; a cluster that has lost its quorum, or
    /// has just been started, consists of such members.
    pub(crate) fn is_without_leader(&self) -> bool {
        self.nature == Nature::NoLeader
    }

    /// Returns whether a member answered, over a connection that can be used again.
    pub(crate) fn is_answer(&self) -> bool {
        !matches!(self.nature, Nature::NotSent | Nature::NoAnswer)
    }

    /// Whether contact is lost, as against etcd having said no.
    pub(crate) fn is_out_of_contact(&self) -> bool {
        use Nature::{NoAnswer, NoLeader, NotSent, Unavailable};
        matches!(self.nature, NotSent | NoAnswer | Unavailable | NoLeader)
    }
}

impl From<CallError> for Failure {
    fn from(fault: CallError) -> Self {
        fault.failure
    }
}

impl From<CallError> for anyhow::Error {
    fn from(fault: CallError) -> Self {
        fault.failure.into()
    }
}

fn with_way_out(failure: Failure, text: &str) -> Failure {
    match way_out(text) {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// Why a member serves nothing that takes the agreement of the cluster.
pub(crate) const NO_LEADER: &str = "it has no leader";

/// What to do when a write got no answer.
const LOOK_FIRST: &str =
    "the request was sent; look whether it took effect before sending it again";

/// A time as people write it: in milliseconds, above a tenth of a second in hundredths.
pub(crate) fn in_words(time: Duration) -> String {
    let step = if time < Duration::from_millis(100) { 1 } else { 10 };
    let steps = (time.as_micros() + step * 500) / (step * 1000);
    let millis = u64::try_from(steps * step).unwrap_or(u64::MAX);
    // What is left of less than half a millisecond would be nothing.
    let rounded = if millis == 0 { time } else { Duration::from_millis(millis) };
    humantime::format_duration(rounded).to_string()
}

#[cfg(test)]
mod tests {
    use super::{CallError, in_words};
    use crate::etcd::Endpoint;
    use crate::failure::Failure;
    use std::time::Duration;
    use tonic::{Code, Status};

    #[test]
    fn times_are_rounded() {
        assert_eq!(in_words(Duration::from_nanos(1_999_873_120)), "2s");
        assert_eq!(in_words(Duration::from_micros(1_500)), "2ms");
        assert_eq!(in_words(Duration::from_millis(599)), "600ms");
        assert_eq!(in_words(Duration::from_nanos(1)), "1ns");
        assert_eq!(in_words(Duration::ZERO), "0s");
        assert!(!in_words(Duration::MAX).is_empty());
        assert!(!in_words(Duration::from_secs(1 << 40)).is_empty());
    }

    #[test]
    fn etcds_own_timeout_leaves_a_write_in_doubt_too() {
        let endpoint = Endpoint::parse("h:1", false).unwrap();
        let status = Status::new(Code::Unavailable, "etcdserver: request timed out");
        let read: Failure = CallError::from_status(&status, &endpoint, true).into();
        let write: Failure = CallError::from_status(&status, &endpoint, false).into();
        assert_eq!((read.kind().code(), write.kind().code()), (124, 124));
        assert_eq!(write.to_string(), "etcdserver: request timed out");
        assert!(!format!("{read:?}").contains("took effect"));
        assert!(format!("{write:?}").contains("took effect"));
    }
}
