//! The way to an endpoint, one step at a time, each with what was found there: name, connection, TLS,
//! HTTP/2, and what the server says of itself to anyone.

use super::dial::{connect, dial, handshake, resolve, unix};
use super::phase::{ConnectProgress, Phase};
use super::preface::IoStream;
use super::select::by;
use crate::etcd::call::metrics::fetch;
use crate::etcd::call::session::Session;
use crate::etcd::call::version::{ServerVersion, greeting};
use crate::etcd::endpoint::{Address, Endpoint};
use crate::etcd::error::call_error::CallError;
use crate::etcd::error::dial_error::DialError;
use crate::etcd::error::unreachable::silence;
use crate::etcd::options::Credentials;
use crate::etcd::tls::certificate::Certificate;
use crate::failure::Kind;
use rustls::{ClientConfig, ClientConnection};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::client::TlsStream;

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Step<T> {
    /// One before it failed.
    #[default]
    NotReached,
    Done {
        found: T,
        took: Duration,
    },
    Failed(StepError),
}

/// Why a step failed.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct StepError {
    pub(crate) cause: String,
    pub(crate) remedy: Option<String>,
    /// Whether all that is missing is the right to see it.
    pub(crate) denied: bool,
}

/// The steps before anything is asked of etcd.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ConnectTrace {
    /// The addresses of its name; none of a socket in the file system.
    pub(crate) name: Step<Vec<IpAddr>>,
    /// Where we are connected to.
    pub(crate) connect: Step<String>,
    /// `None`: it is not used.
    pub(crate) tls: Step<Option<TlsFacts>>,
    pub(crate) http2: Step<()>,
    pub(crate) greeting: Step<ServerVersion>,
}

/// What a handshake has shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct TlsFacts {
    pub(crate) protocol: String,
    /// The server's certificate, and those of authorities that it sent with it.
    pub(crate) chain: Vec<Certificate>,
    /// The same of ours, if we have one.
    pub(crate) ours: Vec<Certificate>,
}

/// As whom etcd takes us.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ServerIdentity {
    /// We did not say who we are, and need not.
    Anonymous,
    /// We did, and need not.
    NotAsked(String),
    User(String),
    Token,
}

impl<T> Step<T> {
    /// What was found, if the step was taken.
    pub(crate) fn found(&self) -> Option<&T> {
        match self {
            Self::Done { found, .. } => Some(found),
            Self::NotReached | Self::Failed(_) => None,
        }
    }

    /// Why it was not, if it was tried.
    pub(crate) fn obstacle(&self) -> Option<&StepError> {
        match self {
            Self::Failed(obstacle) => Some(obstacle),
            Self::NotReached | Self::Done { .. } => None,
        }
    }

    /// Takes the step of a call, which must be over by the deadline.
    pub(crate) async fn call(
        limit: Duration,
        deadline: Instant,
        work: impl Future<Output = Result<T, CallError>>,
    ) -> Self {
        let started = Instant::now();
        match timeout_at(deadline, work).await {
            Ok(Ok(found)) => Self::Done { found, took: started.elapsed() },
            Ok(Err(fault)) => Self::Failed(StepError {
                cause: fault.cause(),
                remedy: fault.advice().map(str::to_owned),
                denied: fault.kind() == Kind::Denied || fault.text().contains("permission denied"),
            }),
            Err(_) => Self::Failed(StepError::silence(Phase::Call, limit)),
        }
    }
}

impl StepError {
    fn silence(phase: Phase, limit: Duration) -> Self {
        let (cause, remedy) = silence(phase, limit);
        Self { cause, remedy: Some(remedy.to_owned()), denied: false }
    }

    fn on_the_way(error: &DialError, endpoint: &Endpoint) -> Self {
        Self { cause: error.to_string(), remedy: error.hint(endpoint), denied: false }
    }
}

impl Session {
    /// Goes to the session's endpoint as far as it gets, within the time for dialing.
    pub(crate) async fn approach(&self) -> ConnectTrace {
        let mut approach = ConnectTrace::default();
        if let Some(endpoint) = self.options.endpoints.first() {
            let patience = self.options.dial_timeout;
            let limit = self.options.command_timeout;
            let limit = if patience.is_zero() { limit } else { patience.min(limit) };
            let walk = Tracer { session: self, endpoint, limit, deadline: Instant::now() + limit };
            // Where it ended is in the approach.
            let _ = walk.go(&mut approach).await;
        }
        approach
    }

    /// As whom etcd has taken us, after a call that succeeded.
    pub(crate) async fn identity(&self) -> ServerIdentity {
        let has_token = self.login.lock().await.has_token();
        match &self.options.credentials {
            Credentials::Nobody => ServerIdentity::Anonymous,
            Credentials::Token(_) => ServerIdentity::Token,
            Credentials::User { name, .. } if has_token => ServerIdentity::User(name.clone()),
            Credentials::User { name, .. } => ServerIdentity::NotAsked(name.clone()),
        }
    }
}

struct Tracer<'a> {
    session: &'a Session,
    endpoint: &'a Arc<Endpoint>,
    limit: Duration,
    deadline: Instant,
}

impl Tracer<'_> {
    /// Ends at the first step that fails.
    async fn go(&self, seen: &mut ConnectTrace) -> Option<()> {
        let stream: Box<dyn IoStream> = match &self.endpoint.address {
            Address::Tcp { host, port } => {
                let addresses = self
                    .step(Phase::Name, &mut seen.name, resolve(host, *port), |found| ips(found))
                    .await?;
                let reached = |stream: &tokio::net::TcpStream| {
                    stream.peer_addr().map(|address| address.to_string()).unwrap_or_default()
                };
                let connected = connect(host, addresses);
                Box::new(self.step(Phase::Connect, &mut seen.connect, connected, reached).await?)
            }
            Address::Unix { path } => {
                seen.name = Step::Done { found: Vec::new(), took: Duration::ZERO };
                let connected = unix(path);
                Box::new(
                    self.step(Phase::Connect, &mut seen.connect, connected, |_| path.clone())
                        .await?,
                )
            }
        };
        self.tls(&mut seen.tls, stream).await?;
        let http2 = dial(
            Arc::clone(self.endpoint),
            Arc::clone(&self.session.options),
            ConnectProgress::default(),
        );
        let http2 = async { http2.await.map_err(|error| (error.is_about_tls(), error)) };
        match by(self.deadline, self.timed(http2)).await {
            Some((Ok(_), took)) => seen.http2 = Step::Done { found: (), took },
            Some((Err((true, error)), _)) => {
                seen.tls = Step::Failed(self.obstacle(&error));
                return None;
            }
            Some((Err((false, error)), _)) => seen.http2 = Step::Failed(self.obstacle(&error)),
            None => seen.http2 = Step::Failed(StepError::silence(Phase::Http2, self.limit)),
        }
        seen.http2.found()?;
        seen.greeting = self.greeting().await;
        Some(())
    }

    /// Takes a step, notes what came of it, and hands on what the next one needs.
    async fn step<T, F>(
        &self,
        phase: Phase,
        step: &mut Step<F>,
        work: impl Future<Output = Result<T, DialError>>,
        fact: impl FnOnce(&T) -> F,
    ) -> Option<T> {
        match by(self.deadline, self.timed(work)).await {
            Some((Ok(done), took)) => {
                *step = Step::Done { found: fact(&done), took };
                return Some(done);
            }
            Some((Err(error), _)) => *step = Step::Failed(self.obstacle(&error)),
            None => *step = Step::Failed(StepError::silence(phase, self.limit)),
        }
        None
    }

    fn obstacle(&self, error: &DialError) -> StepError {
        StepError::on_the_way(error, self.endpoint)
    }

    async fn timed<T>(&self, work: impl Future<Output = T>) -> (T, Duration) {
        let started = Instant::now();
        let done = work.await;
        (done, started.elapsed())
    }

    async fn tls(
        &self,
        step: &mut Step<Option<TlsFacts>>,
        stream: Box<dyn IoStream>,
    ) -> Option<()> {
        let config = self.session.options.tls.as_ref().filter(|_| self.endpoint.tls);
        let Some(config) = config else {
            *step = Step::Done { found: None, took: Duration::ZERO };
            return Some(());
        };
        let shaken = async {
            match handshake(self.endpoint, config, stream).await {
                Err(error) => Err(error.examined(self.endpoint, &self.session.options).await),
                done => done,
            }
        };
        let facts = |stream: &TlsStream<_>| Some(shown(config, stream.get_ref().1));
        self.step(Phase::Tls, step, shaken, facts).await.map(drop)
    }

    /// Asked in HTTP/1: unlike etcd's calls it needs no rights, and the answer bears a date.
    async fn greeting(&self) -> Step<ServerVersion> {
        let before = SystemTime::now();
        let asked = fetch(self.endpoint, &self.session.options, "/version");
        let answer = by(self.deadline, self.timed(asked)).await;
        match answer {
            Some((Ok(answer), took)) => match greeting(&answer, before, SystemTime::now()) {
                Some(found) => Step::Done { found, took },
                None => Step::Failed(StepError {
                    cause: "it does not serve /version".to_owned(),
                    ..StepError::default()
                }),
            },
            Some((Err(error), _)) => Step::Failed(unserved(&error)),
            None => Step::Failed(StepError::silence(Phase::Call, self.limit)),
        }
    }
}

fn unserved(error: &io::Error) -> StepError {
    let cause = format!("it does not serve /version in HTTP/1 ({error})");
    StepError { cause, ..StepError::default() }
}

fn ips(addresses: &[SocketAddr]) -> Vec<IpAddr> {
    addresses.iter().map(SocketAddr::ip).collect()
}

fn shown(config: &ClientConfig, connection: &ClientConnection) -> TlsFacts {
    let protocol = connection.protocol_version().and_then(|version| version.as_str());
    let chain = connection.peer_certificates().unwrap_or_default();
    let ours = config.client_auth_cert_resolver.resolve(&[], &[]);
    let ours = ours.as_ref().map(|ours| ours.cert.as_slice()).unwrap_or_default();
    TlsFacts {
        protocol: protocol.unwrap_or_default().replace("TLSv1_", "TLS 1."),
        chain: chain.iter().filter_map(Certificate::read).collect(),
        ours: ours.iter().filter_map(Certificate::read).collect(),
    }
}
