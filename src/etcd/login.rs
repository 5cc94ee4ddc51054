//! The token that says who we are: given, or fetched for a user and password, and fetched again when
//! etcd no longer takes it.

use super::dial::Wire;
use super::fault::Fault;
use super::options::Credentials;
use super::proto::AuthenticateRequest;
use super::race::by;
use super::rpc::Rpc as _;
use super::session::Session;
use crate::failure::Failure;
use http::uri::PathAndQuery;
use tokio::time::Instant;
use tonic::metadata::AsciiMetadataValue;
use tonic::{Request, Status};
use tonic_prost::ProstCodec;

/// How far logging in has come.
#[derive(Debug)]
pub(super) enum Login {
    /// Nobody, or etcd has authentication turned off.
    Unneeded,
    /// A user whose password has not been shown yet.
    Due(AuthenticateRequest),
    Done {
        token: AsciiMetadataValue,
        again: Option<AuthenticateRequest>,
    },
    /// A token was given that no HTTP header can hold.
    Impossible,
}

impl Login {
    pub(super) fn new(credentials: &Credentials) -> Self {
        match credentials {
            Credentials::Nobody => Self::Unneeded,
            Credentials::User { name, password } => {
                Self::Due(AuthenticateRequest { name: name.clone(), password: password.clone() })
            }
            Credentials::Token(token) => match sensitive(token) {
                Some(token) => Self::Done { token, again: None },
                None => Self::Impossible,
            },
        }
    }

    /// Forgets the token, if another can be had.
    pub(super) fn forget(&mut self) -> bool {
        match std::mem::replace(self, Self::Unneeded) {
            Self::Done { again: Some(request), .. } => {
                *self = Self::Due(request);
                true
            }
            other => {
                *self = other;
                false
            }
        }
    }

    /// The token for the next call; logs in if that is due.
    pub(super) async fn token(
        &mut self,
        session: &Session,
        wire: &Wire,
        deadline: Instant,
    ) -> Result<Option<AsciiMetadataValue>, Fault> {
        if let Self::Due(request) = self {
            let request = request.clone();
            *self = authenticate(session, wire, deadline, request).await?;
        }
        match self {
            Self::Done { token, .. } => Ok(Some(token.clone())),
            Self::Impossible => {
                Err(Fault::local(Failure::usage("the token is not printable ASCII")))
            }
            Self::Unneeded | Self::Due(_) => Ok(None),
        }
    }
}

async fn authenticate(
    session: &Session,
    wire: &Wire,
    deadline: Instant,
    request: AuthenticateRequest,
) -> Result<Login, Fault> {
    let mut grpc = session.grpc(wire.channel.clone());
    let message = Request::new(request.clone());
    let answer = by(deadline, async {
        grpc.ready().await.map_err(|e| Status::from_error(e.into()))?;
        let path = PathAndQuery::from_static(AuthenticateRequest::PATH);
        grpc.unary(
            message,
            path,
            ProstCodec::<AuthenticateRequest, super::proto::AuthenticateResponse>::default(),
        )
        .await
    });
    match answer.await {
        // A user was named, but etcd wants none: go on without, as etcdctl does.
        Some(Err(status)) if status.message().contains("authentication is not enabled") => {
            Ok(Login::Unneeded)
        }
        answer => {
            let reply = session.judge(wire, answer, true)?.into_inner();
            let token = sensitive(&reply.token).ok_or_else(|| {
                Fault::local(Failure::new(
                    crate::failure::Kind::Denied,
                    "etcd sent an unusable token",
                ))
            })?;
            Ok(Login::Done { token, again: Some(request) })
        }
    }
}

fn sensitive(token: &str) -> Option<AsciiMetadataValue> {
    let mut token = AsciiMetadataValue::try_from(token).ok()?;
    token.set_sensitive(true);
    Some(token)
}
