//! What a connection needs to know: where, with which proof, as whom, and how long to wait.

use super::call::learners::Learners;
use super::endpoint::Endpoint;
use crate::failure::Failure;
use rustls::ClientConfig;
use std::sync::Arc;
use std::time::Duration;
use tonic::metadata::AsciiMetadataValue;

/// Everything a [`super::Session`] is made of.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) endpoints: Vec<Arc<Endpoint>>,
    /// The endpoints are those that members advertise, not those that the user named.
    pub(crate) are_advertised: bool,
    pub(crate) learners: Learners,
    /// Present if any endpoint needs it.
    pub(crate) tls: Option<Arc<ClientConfig>>,
    pub(crate) credentials: Credentials,
    /// Bounds dialing, over all endpoints.
    pub(crate) dial_timeout: Duration,
    /// Dial again until the command timeout when no endpoint can be reached, as Go's client does.
    pub(crate) redial: bool,
    /// Bounds a call that has one answer, and each pause in a large one.
    pub(crate) command_timeout: Duration,
    /// How long to wait for an etcd that does not answer yet; zero: not at all.
    pub(crate) retry: Duration,
    pub(crate) keepalive_time: Duration,
    pub(crate) keepalive_timeout: Duration,
    /// The largest message sent, in bytes.
    pub(crate) max_request_bytes: usize,
    /// The largest message accepted, in bytes.
    pub(crate) max_recv_bytes: usize,
}

impl Options {
    /// For one call in plain text to whoever is there; its caller bounds the time.
    pub(crate) fn for_anyone() -> Self {
        let never = Duration::from_secs(3600);
        Self {
            endpoints: Vec::new(),
            are_advertised: false,
            learners: Learners::default(),
            tls: None,
            credentials: Credentials::Nobody,
            dial_timeout: never,
            redial: false,
            command_timeout: never,
            keepalive_time: never,
            keepalive_timeout: never,
            retry: Duration::ZERO,
            max_request_bytes: usize::MAX,
            max_recv_bytes: usize::MAX,
        }
    }
}

/// Who asks.
#[derive(Clone)]
pub(crate) enum Credentials {
    Nobody,
    User {
        name: String,
        password: String,
    },
    /// A token made elsewhere, sent as it is.
    Token(AsciiMetadataValue),
}

impl Credentials {
    /// A token as it was given.
    pub(crate) fn token(token: &str) -> Result<Self, Failure> {
        let token = sensitive(token).map(Self::Token);
        token.ok_or_else(|| Failure::usage("the token is not printable ASCII"))
    }
}

/// A token for a call's metadata, marked so that nothing logs it; `None` if no header can hold it.
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
            Self::Nobody => f.write_str("Nobody"),
            Self::User { name, .. } => write!(f, "User({name})"),
            Self::Token(_) => f.write_str("Token"),
        }
    }
}
