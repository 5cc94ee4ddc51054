//! The steps to an endpoint, each with its result: name, connection, TLS, HTTP/2, and the server's version.

use super::dial_error::DialError;
use super::phase::Phase;
use super::version::ServerVersion;
use crate::etcd::endpoint::Endpoint;
use crate::etcd::tls::certificate::Certificate;
use rustls::{ClientConfig, ClientConnection};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::timeout_at;

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Step<T> {
    /// An earlier step failed.
    #[default]
    NotReached,
    Done {
        found: T,
        took: Duration,
    },
    Failed(StepError),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct StepError {
    pub(crate) cause: String,
    pub(crate) remedy: Option<String>,
    /// The step only lacks a permission.
    pub(crate) denied: bool,
}

/// The steps before any call.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ConnectTrace {
    /// The addresses of the endpoint's name; none for a Unix socket.
    pub(crate) name: Step<Vec<IpAddr>>,
    /// The address or path of the connection.
    pub(crate) connect: Step<String>,
    /// `None` without TLS.
    pub(crate) tls: Step<Option<TlsFacts>>,
    pub(crate) http2: Step<()>,
    pub(crate) version: Step<ServerVersion>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct TlsFacts {
    pub(crate) protocol: String,
    /// The server's certificate, followed by those of authorities that it sent.
    pub(crate) chain: Vec<Certificate>,
    /// The client's certificate, if there is one, followed by those of authorities.
    pub(crate) client_chain: Vec<Certificate>,
}

impl<T> Step<T> {
    pub(crate) fn found(&self) -> Option<&T> {
        match self {
            Self::Done { found, .. } => Some(found),
            Self::NotReached | Self::Failed(_) => None,
        }
    }

    pub(crate) fn error(&self) -> Option<&StepError> {
        match self {
            Self::Failed(error) => Some(error),
            Self::NotReached | Self::Done { .. } => None,
        }
    }

    /// Takes the step of a call, which must end by the deadline, `limit` after its beginning.
    pub(crate) async fn call<E: Into<StepError>>(
        limit: Duration,
        deadline: tokio::time::Instant,
        work: impl Future<Output = Result<T, E>>,
    ) -> Self {
        let started = Instant::now();
        match timeout_at(deadline, work).await {
            Ok(Ok(found)) => Self::Done { found, took: started.elapsed() },
            Ok(Err(error)) => Self::Failed(error.into()),
            Err(_) => Self::Failed(StepError::silence(Phase::Call, limit)),
        }
    }
}

impl StepError {
    pub(crate) fn silence(phase: Phase, limit: Duration) -> Self {
        let (cause, remedy) = phase.silence(limit);
        Self { cause, remedy: Some(remedy.to_owned()), denied: false }
    }

    pub(super) fn of_dialing(error: &DialError, endpoint: &Endpoint) -> Self {
        Self { cause: error.to_string(), remedy: error.hint(endpoint), denied: false }
    }
}

impl TlsFacts {
    pub(super) fn read(config: &ClientConfig, connection: &ClientConnection) -> Self {
        let protocol = connection.protocol_version().and_then(|version| version.as_str());
        let chain = connection.peer_certificates().unwrap_or_default();
        let client = config.client_auth_cert_resolver.resolve(&[], &[]);
        let client_chain = client.as_ref().map(|key| key.cert.as_slice()).unwrap_or_default();
        Self {
            protocol: protocol.unwrap_or_default().replace("TLSv1_", "TLS 1."),
            chain: chain.iter().filter_map(Certificate::read).collect(),
            client_chain: client_chain.iter().filter_map(Certificate::read).collect(),
        }
    }
}

/// The progress of an attempt to connect, shared with the caller that waits for it.
#[derive(Debug, Clone)]
pub(crate) struct ConnectProgress(Arc<Mutex<DialProgress>>);

#[derive(Debug)]
struct DialProgress {
    phase: Phase,
    since: Instant,
    /// Kept only for a caller that asks for it: it is filled by reading certificates.
    trace: Option<ConnectTrace>,
}

impl Default for ConnectProgress {
    fn default() -> Self {
        Self::new(None)
    }
}

impl ConnectProgress {
    pub(crate) fn traced() -> Self {
        Self::new(Some(ConnectTrace::default()))
    }

    fn new(trace: Option<ConnectTrace>) -> Self {
        Self(Arc::new(Mutex::new(DialProgress {
            phase: Phase::Name,
            since: Instant::now(),
            trace,
        })))
    }

    pub(crate) fn phase(&self) -> Phase {
        self.lock().phase
    }

    /// Ends a phase and begins the `next`. `note` adds the result and its time to the trace, if one is
    /// kept.
    pub(super) fn reach(&self, next: Phase, note: impl FnOnce(&mut ConnectTrace, Duration)) {
        let mut progress = self.lock();
        let took = progress.since.elapsed();
        if let Some(trace) = &mut progress.trace {
            note(trace, took);
        }
        (progress.phase, progress.since) = (next, Instant::now());
    }

    pub(crate) fn fail(&self, phase: Phase, error: impl FnOnce() -> StepError) {
        let mut progress = self.lock();
        let Some(trace) = &mut progress.trace else { return };
        match phase {
            Phase::Name => trace.name = Step::Failed(error()),
            Phase::Connect => trace.connect = Step::Failed(error()),
            Phase::Tls => trace.tls = Step::Failed(error()),
            Phase::Http2 | Phase::Login | Phase::Call => trace.http2 = Step::Failed(error()),
        }
    }

    pub(crate) fn into_trace(self) -> ConnectTrace {
        self.lock().trace.take().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, DialProgress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
