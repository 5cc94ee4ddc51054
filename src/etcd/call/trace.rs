//! Diagnosis of a session's endpoint, for `doctor`.

use super::session::Session;
use crate::etcd::connect::dial::dial;
use crate::etcd::connect::http1::fetch;
use crate::etcd::connect::trace::{ConnectProgress, ConnectTrace, Step, StepError};
use crate::etcd::connect::version::{self, ServerVersion};
use crate::etcd::endpoint::Endpoint;
use crate::etcd::options::Credentials;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, timeout_at};

/// The identity under which etcd accepted calls.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ServerIdentity {
    /// No credentials were given, and none were needed.
    Anonymous,
    /// The credentials of this user were not needed.
    NotAsked(String),
    User(String),
    Token,
}

impl Session {
    /// Connects to the session's endpoint once more, as far as that succeeds within the dial timeout, and
    /// fetches the server's version.
    pub(crate) async fn trace(&self) -> ConnectTrace {
        let Some(endpoint) = self.options.endpoints.first() else {
            return ConnectTrace::default();
        };
        let (dial_timeout, limit) = (self.options.dial_timeout, self.options.command_timeout);
        let limit = if dial_timeout.is_zero() { limit } else { dial_timeout.min(limit) };
        let deadline = Instant::now() + limit;
        let progress = ConnectProgress::traced();
        let dialed = dial(Arc::clone(endpoint), Arc::clone(&self.options), progress.clone());
        if timeout_at(deadline, dialed).await.is_err() {
            let phase = progress.phase();
            progress.fail(phase, || StepError::silence(phase, limit));
        }
        let mut trace = progress.into_trace();
        if trace.http2.found().is_some() {
            trace.version = self.server_version(endpoint, limit, deadline).await;
        }
        trace
    }

    /// Fetches `/version`, which unlike etcd's calls needs no permission and comes with a date.
    async fn server_version(
        &self,
        endpoint: &Endpoint,
        limit: Duration,
        deadline: Instant,
    ) -> Step<ServerVersion> {
        let error = |cause| StepError { cause, ..StepError::default() };
        let fetched = async {
            let before = SystemTime::now();
            let page = fetch(endpoint, self.options.tls.as_ref(), "/version").await;
            let page =
                page.map_err(|cause| error(format!("cannot read /version over HTTP/1: {cause}")))?;
            version::parse(&page.text, page.date, before, SystemTime::now())
                .ok_or_else(|| error("no version of etcd at /version".to_owned()))
        };
        Step::call(limit, deadline, fetched).await
    }

    pub(crate) async fn identity(&self) -> ServerIdentity {
        let has_token = self.login.lock().await.token().is_some();
        match &self.options.credentials {
            Credentials::Anonymous => ServerIdentity::Anonymous,
            Credentials::Token(_) => ServerIdentity::Token,
            Credentials::User { name, .. } if has_token => ServerIdentity::User(name.clone()),
            Credentials::User { name, .. } => ServerIdentity::NotAsked(name.clone()),
        }
    }
}
