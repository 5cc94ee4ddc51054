//! The options of a session: endpoints, TLS, credentials, timeouts and limits.

use super::endpoint::Endpoint;
use super::learners::Learners;
use super::tls::config::Tls;
use crate::failure::{Failure, Kind};
use crate::go::quote;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tonic::metadata::AsciiMetadataValue;

#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) endpoints: Vec<Arc<Endpoint>>,
    /// The endpoints were advertised by members, not given by the user.
    pub(crate) are_advertised: bool,
    pub(crate) learners: Learners,
    /// Present if any endpoint uses TLS.
    pub(crate) tls: Option<Tls>,
    pub(crate) credentials: Credentials,
    /// The limit for dialing, over all endpoints; zero means no limit.
    pub(crate) dial_timeout: Duration,
    /// Dial until the command timeout while no endpoint can be reached, as Go's client does.
    pub(crate) redial: bool,
    /// The limit for a unary call, and for each pause in a long response.
    pub(crate) command_timeout: Duration,
    pub(crate) retry: Duration,
    pub(crate) keepalive_time: Duration,
    pub(crate) keepalive_timeout: Duration,
    pub(crate) max_request_bytes: usize,
    pub(crate) max_recv_bytes: usize,
    /// The name of the context in force, for errors.
    pub(crate) context: String,
    /// The prefix of all keys: put before those that are sent, taken off those that are received. Empty for
    /// none.
    pub(crate) namespace: Bytes,
    /// Refuse every call that is not a read.
    pub(crate) read_only: bool,
}

impl Options {
    /// Returns options for one call without TLS or credentials, whose time the caller bounds.
    pub(crate) fn plaintext() -> Self {
        let never = Duration::from_secs(3600);
        Self {
            endpoints: Vec::new(),
            are_advertised: false,
            learners: Learners::default(),
            tls: None,
            credentials: Credentials::Anonymous,
            dial_timeout: never,
            redial: false,
            command_timeout: never,
            keepalive_time: never,
            keepalive_timeout: never,
            retry: Duration::ZERO,
            max_request_bytes: usize::MAX,
            max_recv_bytes: usize::MAX,
            context: String::new(),
            namespace: Bytes::new(),
            read_only: false,
        }
    }

    /// Refuses what concerns more than keys, under a context with a prefix. `call` names it: `KV/Compact`, or
    /// a command.
    pub(crate) fn refuse_in_namespace(&self, call: &str) -> Result<(), Failure> {
        if self.namespace.is_empty() {
            return Ok(());
        }
        let (context, prefix) = (&self.context, quote(&self.namespace));
        let text = format!(
            "context {context} does not allow {call}: it is limited to keys below {prefix}"
        );
        Err(Failure::new(Kind::Denied, text)
            .hint("use a context without a prefix, or --context '' and --endpoints"))
    }

    /// Refuses a write under a read-only context. `call` names it: `KV/Put`, or a command.
    pub(crate) fn refuse_if_read_only(&self, call: &str) -> Result<(), Failure> {
        if !self.read_only {
            return Ok(());
        }
        let text = format!("context {} does not allow {call}: it is read-only", self.context);
        Err(Failure::new(Kind::Denied, text)
            .hint("use another context, or --context '' and --endpoints"))
    }
}

#[derive(Clone)]
pub(crate) enum Credentials {
    Anonymous,
    User {
        name: String,
        password: String,
    },
    /// A given token, sent as it is.
    Token(AsciiMetadataValue),
}

impl Credentials {
    pub(crate) fn token(token: &str) -> Result<Self, Failure> {
        let token = sensitive(token).map(Self::Token);
        token.ok_or_else(|| Failure::usage("the token is not printable ASCII"))
    }
}

/// Returns a token for metadata, marked as sensitive for logs; `None` if no header can hold it.
pub(crate) fn sensitive(token: &str) -> Option<AsciiMetadataValue> {
    if !token.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return None;
    }
    let mut token = AsciiMetadataValue::try_from(token).ok()?;
    token.set_sensitive(true);
    Some(token)
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Anonymous => f.write_str("Anonymous"),
            Self::User { name, .. } => write!(f, "User({name})"),
            Self::Token(_) => f.write_str("Token"),
        }
    }
}
