//! The token that says who we are: given, or fetched for a user and password, and fetched again when
//! etcd no longer takes it.

use super::manner::SILENCE;
use super::rpc::Rpc as _;
use super::session::{Session, metadata};
use crate::etcd::connect::dial::Wire;
use crate::etcd::connect::select::by;
use crate::etcd::error::call_error::CallError;
use crate::etcd::options::{Credentials, sensitive};
use crate::etcd::proto::{AuthenticateRequest, AuthenticateResponse};
use crate::failure::{Failure, Kind};
use http::uri::PathAndQuery;
use std::fmt;
use tokio::time::Instant;
use tonic::metadata::AsciiMetadataValue;
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;
use tracing::debug;

/// Who we are to etcd, and how far it knows.
pub(crate) struct Login {
    /// The user and password, if that is how we log in.
    request: Option<AuthenticateRequest>,
    state: LoginState,
}

#[derive(Clone)]
enum LoginState {
    /// The password has not been shown yet, or the token was refused.
    Due,
    /// We have no name, or etcd does not ask for one.
    Anonymous,
    Token(AsciiMetadataValue),
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing of what is in here is for a log.
        f.write_str("Login")
    }
}

impl Login {
    pub(crate) fn new(credentials: &Credentials) -> Self {
        match credentials {
            Credentials::Nobody => Self { request: None, state: LoginState::Anonymous },
            Credentials::Token(token) => {
                Self { request: None, state: LoginState::Token(token.clone()) }
            }
            Credentials::User { name, password } => {
                let request =
                    AuthenticateRequest { name: name.clone(), password: password.clone() };
                Self { request: Some(request), state: LoginState::Due }
            }
        }
    }

    /// Gives up the token that a call was refused with. Returns whether the call is worth repeating,
    /// with another token.
    pub(crate) fn give_up(&mut self, refused: Option<&AsciiMetadataValue>) -> bool {
        if self.request.is_none() {
            return false;
        }
        let current = match &self.state {
            LoginState::Token(token) => Some(token),
            LoginState::Due | LoginState::Anonymous => None,
        };
        // If it is another by now, some other call was quicker.
        if current == refused {
            self.state = LoginState::Due;
        }
        true
    }

    /// Whether etcd knows us by a token.
    pub(crate) fn has_token(&self) -> bool {
        matches!(self.state, LoginState::Token(_))
    }

    /// Returns the token for the next call, and the connection to use for it; logs in if that is due.
    pub(crate) async fn token(
        &mut self,
        session: &Session,
        mut wire: Wire,
        deadline: Instant,
    ) -> (Wire, Result<Option<AsciiMetadataValue>, CallError>) {
        if let (LoginState::Due, Some(request)) = (&self.state, &self.request) {
            let once =
                async |wire: Wire| authenticate(session, &wire, deadline, request.clone()).await;
            let (there, state) = session.hedged(wire, SILENCE, &once).await;
            wire = there;
            match state {
                Ok(state) => self.state = state,
                Err(fault) => return (wire, Err(fault)),
            }
        }
        match &self.state {
            LoginState::Token(token) => (wire, Ok(Some(token.clone()))),
            LoginState::Anonymous | LoginState::Due => (wire, Ok(None)),
        }
    }
}

async fn authenticate(
    session: &Session,
    wire: &Wire,
    deadline: Instant,
    request: AuthenticateRequest,
) -> Result<LoginState, CallError> {
    let sent = Instant::now();
    let mut message = Request::new(request);
    *message.metadata_mut() = metadata(None, true);
    let answer: Option<Result<Response<AuthenticateResponse>, Status>> = by(deadline, async {
        let mut grpc = session.grpc(wire).await?;
        let path = PathAndQuery::from_static(AuthenticateRequest::PATH);
        grpc.unary(message, path, ProstCodec::default()).await
    })
    .await;
    match answer {
        // A user was named, but etcd wants none: go on without, as etcdctl does.
        Some(Err(status)) if status.message().contains("authentication is not enabled") => {
            Ok(LoginState::Anonymous)
        }
        answer => {
            debug!("{}: the login is answered after {:.1?}", wire.endpoint, sent.elapsed());
            let reply = session.judge(wire, answer, true)?.into_inner();
            sensitive(&reply.token).map(LoginState::Token).ok_or_else(|| {
                CallError::local(Failure::new(Kind::Denied, "etcd sent an unusable token"))
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Login, LoginState};
    use crate::etcd::options::{Credentials, sensitive};

    fn user() -> Login {
        let (name, password) = ("root".to_owned(), "hunter2".to_owned());
        Login::new(&Credentials::User { name, password })
    }

    #[test]
    fn a_refused_token_is_given_up_once() {
        let mut login = user();
        let (old, new) = (sensitive("old"), sensitive("new"));
        login.state = LoginState::Token(old.clone().unwrap());
        assert!(login.give_up(old.as_ref()));
        assert!(matches!(login.state, LoginState::Due));
        login.state = LoginState::Token(new.clone().unwrap());
        assert!(login.give_up(old.as_ref()), "a call that was slower is repeated");
        assert!(matches!(login.state, LoginState::Token(_)), "with the token that another fetched");
    }

    #[test]
    fn who_went_without_a_name_can_still_log_in() {
        let mut login = user();
        login.state = LoginState::Anonymous;
        assert!(login.give_up(None));
        assert!(matches!(login.state, LoginState::Due));
    }

    #[test]
    fn without_a_password_there_is_no_second_token() {
        assert!(!Login::new(&Credentials::Nobody).give_up(None));
        let mut given = Login::new(&Credentials::token("abc").unwrap());
        assert!(!given.give_up(sensitive("abc").as_ref()));
        assert!(matches!(given.state, LoginState::Token(_)));
    }

    #[test]
    fn nothing_secret_is_shown() {
        assert!(!format!("{:?}", user()).contains("hunter2"));
        assert!(Credentials::token("new\nline").is_err());
        assert!(Credentials::token("\u{e9}").is_err());
    }
}
