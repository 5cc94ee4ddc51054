//! The meaning of a gRPC status: etcd's answer, or the end of the connection.

use super::refusal::Refusal;
use crate::etcd::connect::dial_error::{dial_error, root};
use crate::failure::{Kind, os_cause};
use std::error::Error;
use tonic::{Code, Status};

/// The state of a request that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    /// Not sent: no endpoint could be reached.
    NotSent,
    /// Sent, but the connection broke or the deadline passed. It may have been executed.
    NoAnswer,
    /// etcd could not serve it now and may later.
    Unavailable,
    /// Not executed: the member has no leader.
    NoLeader,
    /// Not executed: the member is a learner.
    Learner,
    /// The token was refused; a new one may be accepted.
    StaleToken,
    /// The response is larger than allowed, and would be again.
    TooLarge,
    Answered,
}

/// Returns whether a status was made locally: one from the server has no source.
pub(crate) fn is_local(status: &Status) -> bool {
    status.source().is_some()
}

pub(crate) fn nature(status: &Status) -> Nature {
    if let Some(source) = status.source() {
        return if dial_error(source).is_some() { Nature::NotSent } else { Nature::NoAnswer };
    }
    if is_stale_token(status.message()) {
        return Nature::StaleToken;
    }
    match (status.code(), status.message()) {
        // Checked before the request is executed; the code is FailedPrecondition from 3.6 on.
        (_, "etcdserver: rpc not supported for learner") => Nature::Learner,
        (Code::Unavailable, "etcdserver: no leader") => Nature::NoLeader,
        (Code::Unavailable, _) => Nature::Unavailable,
        _ => Nature::Answered,
    }
}

/// Returns whether a new login would help, by the texts of etcd 3.4 to 3.7 (etcd's
/// `client/v3/retry_interceptor.go` and `rpctypes/error.go`).
fn is_stale_token(message: &str) -> bool {
    [
        "etcdserver: invalid auth token",
        "etcdserver: revision of auth store is old",
        "auth: revision in header is old",
        "etcdserver: user name is empty",
    ]
    .iter()
    .any(|known| message.contains(known))
}

/// Texts of etcd when there was no leader in time, or not the same for long enough.
const TIMEOUTS: [&str; 3] = ["request timed out", "no leader", "leader changed"];

/// Returns the kind of failure, which decides the exit code.
pub(crate) fn kind(status: &Status) -> Kind {
    let message = status.message();
    match status.code() {
        Code::PermissionDenied | Code::Unauthenticated => Kind::Denied,
        Code::DeadlineExceeded => Kind::Deadline,
        _ if TIMEOUTS.iter().any(|known| message.contains(known)) => Kind::Deadline,
        _ if message.contains("authentication failed")
            || Refusal::of(message) == Some(Refusal::PermissionDenied)
            || is_stale_token(message) =>
        {
            Kind::Denied
        }
        _ => Kind::Refused,
    }
}

/// Returns the cause if the server does not speak gRPC, which tonic reports in these words.
pub(crate) fn not_grpc(status: &Status) -> Option<String> {
    let message = status.message();
    let mapped = message.strip_prefix(HTTP_STATUS).map(str::trim);
    let page = message.contains("invalid compression flag").then(|| {
        let (_, status) = message.rsplit_once("with status: ").unwrap_or_default();
        status.split(' ').next().unwrap_or_default()
    });
    let code: http::StatusCode = mapped.or(page)?.parse().unwrap_or_default();
    Some(if code.is_success() {
        "the response is not gRPC".to_owned()
    } else {
        format!("HTTP status {code} instead of a gRPC response")
    })
}

/// tonic's text for a failed HTTP status without a status of gRPC.
pub(crate) const HTTP_STATUS: &str = "grpc-status header missing, mapped from HTTP status code";

/// Returns size and limit from tonic's error about a response that is too large.
pub(crate) fn oversize(status: &Status) -> Option<(u64, u64)> {
    let rest = status.message().strip_prefix("Error, decoded message length too large: found ")?;
    let (size, rest) = rest.split_once(" bytes, the limit is: ")?;
    let (limit, _) = rest.split_once(' ')?;
    Some((size.parse().ok()?, limit.parse().ok()?))
}

/// Returns etcd's text if there is one, else the status as Go prints it.
pub(crate) fn text(status: &Status) -> String {
    if status.message().starts_with("etcdserver: ") {
        return status.message().to_owned();
    }
    format!("rpc error: code = {} desc = {}", go_name(status.code()), status.message())
}

pub(crate) fn cause(status: &Status) -> String {
    match status.source() {
        Some(source) => os_cause(&root(source).to_string()),
        None => status.message().to_owned(),
    }
}

/// Returns the name of a gRPC code in Go, as etcdctl prints it.
fn go_name(code: Code) -> String {
    match code {
        Code::Ok => "OK".to_owned(),
        Code::Cancelled => "Canceled".to_owned(),
        code => format!("{code:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Nature, kind, nature, text};
    use crate::failure::Kind;
    use tonic::{Code, Status};

    #[test]
    fn text_of_etcd_has_no_prefix() {
        let status = Status::new(Code::PermissionDenied, "etcdserver: permission denied");
        assert_eq!(text(&status), "etcdserver: permission denied");
        assert_eq!(kind(&status), Kind::Denied);
        assert_eq!(
            text(&Status::new(Code::Unimplemented, "unknown method X")),
            "rpc error: code = Unimplemented desc = unknown method X"
        );
    }

    #[test]
    fn nature_follows_code_and_text() {
        let server = |code, message: &str| nature(&Status::new(code, message));
        assert_eq!(server(Code::Unavailable, "etcdserver: no leader"), Nature::NoLeader);
        assert_eq!(server(Code::Unavailable, "etcdserver: leader changed"), Nature::Unavailable);
        for code in [Code::Unavailable, Code::FailedPrecondition] {
            let learner = "etcdserver: rpc not supported for learner";
            assert_eq!(server(code, learner), Nature::Learner);
        }
        assert_eq!(server(Code::Unknown, "auth: revision in header is old"), Nature::StaleToken);
        assert_eq!(
            server(Code::NotFound, "etcdserver: requested lease not found"),
            Nature::Answered
        );
        let torn = Status::from_error(std::io::Error::other("broken pipe").into());
        assert_eq!(nature(&torn), Nature::NoAnswer);
    }
}
