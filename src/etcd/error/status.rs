//! Reading a gRPC status: is it etcd's word or the connection's end, and what does it mean?

use super::call_error::Nature;
use super::dial_error::dial_error;
use crate::failure::Kind;
use std::error::Error;
use tonic::{Code, Status};

/// Whether a status was made here: one that the server sent has no source.
pub(crate) fn is_ours(status: &Status) -> bool {
    status.source().is_some()
}

/// What is known about the request.
pub(crate) fn nature(status: &Status) -> Nature {
    if let Some(source) = status.source() {
        return if dial_error(source).is_some() { Nature::NotSent } else { Nature::NoAnswer };
    }
    if is_stale_token(status.message()) {
        return Nature::StaleToken;
    }
    match (status.code(), status.message()) {
        // etcd says so before it looks at the request, as FailedPrecondition from 3.6 on.
        (_, "etcdserver: rpc not supported for learner") => Nature::Learner,
        (Code::Unavailable, "etcdserver: no leader") => Nature::NoLeader,
        (Code::Unavailable, _) => Nature::Unavailable,
        _ => Nature::Answered,
    }
}

/// The words of etcd's servers, 3.4 to 3.7, for a token that a new login would mend
/// (etcd's `client/v3/retry_interceptor.go` and `rpctypes/error.go`).
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

/// What etcd says when there was no leader in time, or not the same for long enough.
const TIMES: [&str; 3] = ["request timed out", "no leader", "leader changed"];

/// The exit code that etcd's answer deserves.
pub(crate) fn kind(status: &Status) -> Kind {
    let message = status.message();
    match status.code() {
        Code::PermissionDenied | Code::Unauthenticated => Kind::Denied,
        Code::DeadlineExceeded => Kind::Deadline,
        _ if TIMES.iter().any(|known| message.contains(known)) => Kind::Deadline,
        _ if message.contains("authentication failed")
            || message.contains("permission denied")
            || is_stale_token(message) =>
        {
            Kind::Denied
        }
        _ => Kind::Refused,
    }
}

/// The answer of a server that does not know gRPC: what it was. tonic tells of it in these words.
pub(crate) fn not_grpc(status: &Status) -> Option<String> {
    let message = status.message();
    let mapped = message.strip_prefix(HTTP_STATUS).map(str::trim);
    let page = message.contains("invalid compression flag").then(|| {
        let (_, status) = message.rsplit_once("with status: ").unwrap_or_default();
        status.split(' ').next().unwrap_or_default()
    });
    let code: http::StatusCode = mapped.or(page)?.parse().unwrap_or_default();
    Some(if code.is_success() {
        "it answered with something that is not gRPC".to_owned()
    } else {
        format!("it answered with the HTTP status {code}, not with gRPC")
    })
}

/// What a failed HTTP status is told with, where there is no status of gRPC's.
pub(crate) const HTTP_STATUS: &str = "grpc-status header missing, mapped from HTTP status code";

/// The size and the limit in tonic's complaint about an answer.
pub(crate) fn oversize(status: &Status) -> Option<(u64, u64)> {
    let rest = status.message().strip_prefix("Error, decoded message length too large: found ")?;
    let (size, rest) = rest.split_once(" bytes, the limit is: ")?;
    let (limit, _) = rest.split_once(' ')?;
    Some((size.parse().ok()?, limit.parse().ok()?))
}

/// etcd's own text where there is one, else gRPC's as Go writes it.
pub(crate) fn text(status: &Status) -> String {
    if status.message().starts_with("etcdserver: ") {
        return status.message().to_owned();
    }
    format!("rpc error: code = {} desc = {}", go_name(status.code()), status.message())
}

/// The innermost reason for the end of a connection.
pub(crate) fn cause(status: &Status) -> String {
    match status.source() {
        Some(source) => without_os_code(&root(source).to_string()),
        None => status.message().to_owned(),
    }
}

/// The last error of a chain: the one that names the cause.
pub(crate) fn root<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut root = error;
    while let Some(source) = root.source() {
        root = source;
    }
    root
}

/// `Connection refused (os error 111)` as people say it: `connection refused`.
pub(crate) fn without_os_code(text: &str) -> String {
    let text = text.split(" (os error").next().unwrap_or(text);
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// The names of gRPC's codes in Go, as etcdctl prints them.
fn go_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "Canceled",
        Code::Unknown => "Unknown",
        Code::InvalidArgument => "InvalidArgument",
        Code::DeadlineExceeded => "DeadlineExceeded",
        Code::NotFound => "NotFound",
        Code::AlreadyExists => "AlreadyExists",
        Code::PermissionDenied => "PermissionDenied",
        Code::ResourceExhausted => "ResourceExhausted",
        Code::FailedPrecondition => "FailedPrecondition",
        Code::Aborted => "Aborted",
        Code::OutOfRange => "OutOfRange",
        Code::Unimplemented => "Unimplemented",
        Code::Internal => "Internal",
        Code::Unavailable => "Unavailable",
        Code::DataLoss => "DataLoss",
        Code::Unauthenticated => "Unauthenticated",
    }
}

#[cfg(test)]
mod tests {
    use super::{kind, nature, text, without_os_code};
    use crate::etcd::error::call_error::Nature;
    use crate::failure::Kind;
    use tonic::{Code, Status};

    #[test]
    fn etcds_own_text_stands_alone() {
        let status = Status::new(Code::PermissionDenied, "etcdserver: permission denied");
        assert_eq!(text(&status), "etcdserver: permission denied");
        assert_eq!(kind(&status), Kind::Denied);
        assert_eq!(
            text(&Status::new(Code::Unimplemented, "unknown method X")),
            "rpc error: code = Unimplemented desc = unknown method X"
        );
    }

    #[test]
    fn natures() {
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

    #[test]
    fn causes_read_like_words() {
        assert_eq!(without_os_code("Connection refused (os error 111)"), "connection refused");
        assert_eq!(without_os_code(""), "");
    }
}
