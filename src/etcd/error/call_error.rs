//! The error of a call, with what callers need to act on it.

use super::hints::hint_for;
use super::refusal::Refusal;
use super::status::{self, Nature};
use crate::etcd::connect::peer::NOT_ETCD;
use crate::etcd::connect::phase::{NO_ANSWER, Phase, rounded};
use crate::etcd::connect::trace::StepError;
use crate::etcd::endpoint::Endpoint;
use crate::failure::{EndpointError, Failure, Kind};
use crate::output::counted;
use std::time::Duration;

#[derive(Debug)]
pub(crate) struct CallError {
    pub(crate) nature: Nature,
    failure: Failure,
}

/// The cause when a member refuses what needs the agreement of the cluster.
pub(crate) const NO_LEADER: &str = "the member has no leader";

const CHECK_FIRST: &str = "the request was sent: check whether it took effect before retrying";

impl CallError {
    pub(crate) fn new(nature: Nature, failure: Failure) -> Self {
        Self { nature, failure }
    }

    /// Returns the error of a deadline that passed on an open connection.
    pub(crate) fn deadline(endpoint: &Endpoint, waited: Duration, repeatable: bool) -> Self {
        let waited = rounded(waited);
        let what = format!("{endpoint} did not answer within {waited}");
        let error = Self::no_answer(Kind::Deadline, &what, repeatable);
        let error = if repeatable { error.hint(NO_ANSWER) } else { error };
        error.at(endpoint, format!("no answer within {waited}"))
    }

    pub(crate) fn from_status(
        status: &tonic::Status,
        endpoint: &Endpoint,
        repeatable: bool,
    ) -> Self {
        if let Some((size, limit)) = status::oversize(status) {
            return Self::too_large(size, limit);
        }
        if let Some(cause) = status::not_grpc(status) {
            return Self::from_wrong_peer(endpoint, cause, repeatable);
        }
        let nature = status::nature(status);
        match nature {
            Nature::NotSent | Nature::NoAnswer => {
                let cause = status::cause(status);
                let what = format!("lost the connection to {endpoint}: {cause}");
                let error = Self::no_answer(Kind::Unreachable, &what, repeatable);
                Self { nature, ..error }.at(endpoint, cause)
            }
            nature => {
                let kind = status::kind(status);
                let failure = Failure::new(kind, status::text(status));
                let unknown = kind == Kind::Deadline && nature != Nature::NoLeader && !repeatable;
                let hint = if unknown { Some(CHECK_FIRST) } else { hint_for(status.message()) };
                let cause = match nature {
                    Nature::NoLeader => NO_LEADER.to_owned(),
                    _ => failure.to_string(),
                };
                Self::new(nature, failure.hint_if(hint.map(str::to_owned))).at(endpoint, cause)
            }
        }
    }

    /// Returns the error of a response that is not etcd's. A proxy may have passed the request on.
    fn from_wrong_peer(endpoint: &Endpoint, cause: String, repeatable: bool) -> Self {
        let what = format!("{endpoint} is not etcd: {cause}");
        let error = Self::no_answer(Kind::Unreachable, &what, repeatable);
        let error = if repeatable { error.hint(NOT_ETCD) } else { error };
        Self { nature: Nature::Answered, ..error }.at(endpoint, cause)
    }

    /// Returns the error of a canceled watch. The reason is a gRPC status as Go prints it, or plain words.
    pub(crate) fn canceled(reason: &str) -> Self {
        let status = tonic::Status::unknown(reason);
        let kind = match status::kind(&status) {
            Kind::Denied => Kind::Denied,
            _ => Kind::Ended,
        };
        let failure = Failure::new(kind, format!("watch was canceled ({reason})"));
        let hint = hint_for(reason).map(str::to_owned);
        Self::new(status::nature(&status), failure.hint_if(hint))
    }

    /// Returns the error of a response above the limit, in the words of Go's client.
    pub(crate) fn too_large(size: u64, limit: u64) -> Self {
        let go =
            "rpc error: code = ResourceExhausted desc = grpc: received message larger than max";
        let failure = Failure::new(Kind::Refused, format!("{go} ({size} vs. {limit})"));
        Self::new(Nature::TooLarge, failure.hint("raise the limit with --max-recv-bytes"))
    }

    fn no_answer(kind: Kind, what: &str, repeatable: bool) -> Self {
        let failure = if repeatable {
            Failure::new(kind, what)
        } else {
            Failure::new(Kind::Deadline, format!("outcome unknown: {what}")).hint(CHECK_FIRST)
        };
        Self::new(Nature::NoAnswer, failure)
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { failure: self.failure.hint(hint), ..self }
    }

    /// Returns the error of a request that was refused before it was sent.
    pub(crate) fn local(failure: Failure) -> Self {
        Self::new(Nature::Answered, failure)
    }

    fn at(self, endpoint: &Endpoint, cause: String) -> Self {
        let (endpoint, phase) = (endpoint.to_string(), Phase::Call.name());
        Self { failure: self.failure.at([EndpointError { endpoint, phase, cause }]), ..self }
    }

    pub(crate) fn at_login(self) -> Self {
        let is_lost = self.is_out_of_contact() && !self.is_without_leader();
        let failure = self.failure.in_phase(Phase::Login.name());
        Self::new(if is_lost { Nature::NotSent } else { self.nature }, failure)
    }

    /// Prefixes the text with etcdctl's for dialing until the deadline.
    pub(crate) fn after_redialing(self) -> Self {
        self.reworded(|text| format!("context deadline exceeded: {text}"))
    }

    /// Says of a revision that was compacted after its first keys were read that it can be read again. Other
    /// errors stay as they are.
    pub(crate) fn compacted_meanwhile(self) -> Self {
        if !self.is_compacted() {
            return self;
        }
        let failure = self.failure.of_kind(Kind::Ended);
        let hint = "the revision was compacted while it was read: run the command again";
        Self { failure: failure.hint(hint), ..self }
    }

    pub(crate) fn in_mid_reply(self, keys: u64) -> Self {
        let keys = counted(keys, "key", "keys");
        self.reworded(|text| format!("the reply is incomplete: it ended after {keys}: {text}"))
    }

    fn reworded(self, words: impl FnOnce(String) -> String) -> Self {
        Self { failure: self.failure.reworded(words), ..self }
    }

    /// Wraps the text in etcdctl's words: `failed to grant lease (…)`.
    pub(crate) fn while_trying(self, what: &str) -> Failure {
        self.failure.reworded(|text| format!("{what} ({text})"))
    }

    pub(crate) fn text(&self) -> String {
        self.failure.to_string()
    }

    /// Returns how far the call came at the first endpoint, as a stable word.
    pub(crate) fn phase(&self) -> &'static str {
        self.failure.endpoints().first().map_or(Phase::Call.name(), |error| error.phase)
    }

    /// Returns the cause without the endpoint; of several endpoints, each with its cause.
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

    pub(crate) fn advice(&self) -> Option<&str> {
        self.failure.advice()
    }

    pub(crate) fn kind(&self) -> Kind {
        self.failure.kind()
    }

    /// Returns what etcd refused, if it did and callers act on it.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        if self.is_answer() { Refusal::of(&self.text()) } else { None }
    }

    pub(crate) fn is_compacted(&self) -> bool {
        self.refusal() == Some(Refusal::Compacted)
    }

    /// Returns whether the request was certainly not executed.
    pub(crate) fn is_untouched(&self) -> bool {
        matches!(self.nature, Nature::NotSent | Nature::NoLeader | Nature::Learner)
    }

    /// Returns whether a member has answered that the member has no leader, as all do after the loss of the quorum
    /// or right after the start of a cluster.
    pub(crate) fn is_without_leader(&self) -> bool {
        self.nature == Nature::NoLeader
    }

    /// Returns whether a member answered, over a connection that can be used again.
    pub(crate) fn is_answer(&self) -> bool {
        !matches!(self.nature, Nature::NotSent | Nature::NoAnswer)
    }

    /// Returns whether etcd could not be reached or could not serve, as against a refusal.
    pub(crate) fn is_out_of_contact(&self) -> bool {
        use Nature::{NoAnswer, NoLeader, NotSent, Unavailable};
        matches!(self.nature, NotSent | NoAnswer | Unavailable | NoLeader)
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        error.failure
    }
}

impl From<CallError> for anyhow::Error {
    fn from(error: CallError) -> Self {
        error.failure.into()
    }
}

impl From<CallError> for StepError {
    fn from(error: CallError) -> Self {
        Self {
            cause: error.cause(),
            remedy: error.advice().map(str::to_owned),
            denied: error.kind() == Kind::Denied,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CallError;
    use crate::etcd::Endpoint;
    use crate::failure::Failure;
    use tonic::{Code, Status};

    #[test]
    fn timeout_of_etcd_leaves_the_outcome_of_a_write_unknown() {
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
