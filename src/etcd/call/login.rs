//! The state of a login: a token that is given, or fetched for a user and password and renewed when etcd
//! no longer accepts it.

use crate::etcd::options::Credentials;
use crate::etcd::proto::AuthenticateRequest;
use std::fmt;
use tonic::metadata::AsciiMetadataValue;

/// The credentials of a session, and the token that they gave.
pub(crate) struct Login {
    request: Option<AuthenticateRequest>,
    state: LoginState,
}

enum LoginState {
    /// Not logged in yet, or the token was refused.
    Due,
    /// There are no credentials, or etcd does not ask for them.
    Anonymous,
    Token(AsciiMetadataValue),
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The contents are secret.
        f.write_str("Login")
    }
}

impl Login {
    pub(crate) fn new(credentials: &Credentials) -> Self {
        let (request, state) = match credentials {
            Credentials::Anonymous => (None, LoginState::Anonymous),
            Credentials::Token(token) => (None, LoginState::Token(token.clone())),
            Credentials::User { name, password } => {
                let (name, password) = (name.clone(), password.clone());
                (Some(AuthenticateRequest { name, password }), LoginState::Due)
            }
        };
        Self { request, state }
    }

    pub(crate) fn due(&self) -> Option<AuthenticateRequest> {
        self.request.clone().filter(|_| matches!(self.state, LoginState::Due))
    }

    /// Stores the result of a login: a token, or none where etcd asks for none.
    pub(crate) fn complete(&mut self, token: Option<AsciiMetadataValue>) {
        self.state = token.map_or(LoginState::Anonymous, LoginState::Token);
    }

    /// Invalidates the token that a call was refused with. Returns whether the call is worth repeating.
    pub(crate) fn invalidate(&mut self, refused: Option<&AsciiMetadataValue>) -> bool {
        if self.request.is_none() {
            return false;
        }
        // If the token is another by now, another call was quicker.
        if self.token().as_ref() == refused {
            self.state = LoginState::Due;
        }
        true
    }

    pub(crate) fn token(&self) -> Option<AsciiMetadataValue> {
        match &self.state {
            LoginState::Token(token) => Some(token.clone()),
            LoginState::Due | LoginState::Anonymous => None,
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
    fn refused_token_is_invalidated_once() {
        let mut login = user();
        let (old, new) = (sensitive("old"), sensitive("new"));
        login.state = LoginState::Token(old.clone().unwrap());
        assert!(login.invalidate(old.as_ref()));
        assert!(matches!(login.state, LoginState::Due));
        login.state = LoginState::Token(new.clone().unwrap());
        assert!(login.invalidate(old.as_ref()), "a slower call is repeated");
        assert!(matches!(login.state, LoginState::Token(_)), "with the token of another call");
    }

    #[test]
    fn anonymous_session_can_still_log_in() {
        let mut login = user();
        login.state = LoginState::Anonymous;
        assert!(login.invalidate(None));
        assert!(matches!(login.state, LoginState::Due));
    }

    #[test]
    fn without_a_password_there_is_no_second_token() {
        assert!(!Login::new(&Credentials::Anonymous).invalidate(None));
        let mut given = Login::new(&Credentials::token("abc").unwrap());
        assert!(!given.invalidate(sensitive("abc").as_ref()));
        assert!(matches!(given.state, LoginState::Token(_)));
    }

    #[test]
    fn debug_output_has_no_secrets() {
        assert!(!format!("{:?}", user()).contains("hunter2"));
        assert!(Credentials::token("new\nline").is_err());
        assert!(Credentials::token("\u{e9}").is_err());
    }
}
