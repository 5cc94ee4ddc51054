//! Who we are to etcd: the options that say so, and which of them counts.

use crate::etcd::Credentials;
use crate::failure::Failure;
use crate::input::{Secret, Source};
use crate::output;
use crate::settings::sources::{Origin, Sources};
use clap::Args;
use std::cell::OnceCell;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _};

/// The options that say who we are.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct AuthFlags {
    /// User name, or name:password; else asks for it
    #[arg(long = "user", global = true, hide = true, value_name = "NAME[:PASSWORD]")]
    login_user: Option<Secret>,
    /// Password, visible to all here; --user is the name then
    #[arg(long = "password", global = true, hide = true, value_name = "PASSWORD")]
    login_password: Option<Secret>,
    /// File whose first line is the password; - is stdin
    #[arg(long, global = true, hide = true, value_name = "FILE")]
    password_file: Option<OsString>,
    /// Command for sh whose first line of output is the password
    #[arg(long, global = true, hide = true, value_name = "COMMAND")]
    password_command: Option<Secret>,
    /// Token to send, instead of a user and password
    #[arg(long, global = true, hide = true, value_name = "TOKEN")]
    auth_jwt_token: Option<Secret>,
    /// File whose first line is that token; - is stdin
    #[arg(long, global = true, hide = true, value_name = "FILE")]
    token_file: Option<OsString>,
}

impl AuthFlags {
    /// Two of these at once would leave open which is meant. What etcdctl takes together we take.
    fn check(&self) -> Result<(), Failure> {
        let (password, file, command) = (
            ("--password", self.login_password.is_some()),
            ("--password-file", self.password_file.is_some()),
            ("--password-command", self.password_command.is_some()),
        );
        let user = ("--user", is_said(self.login_user.as_ref()));
        let token = ("--auth-jwt-token", self.auth_jwt_token.is_some());
        let token_file = ("--token-file", self.token_file.is_some());
        for ((one, is_given), (other, other_is_given)) in [
            (password, file),
            (password, command),
            (file, command),
            (token, token_file),
            (user, token_file),
        ] {
            if is_given && other_is_given {
                return Err(Failure::usage(format!("{one} and {other} exclude each other")));
            }
        }
        Ok(())
    }

    /// What everybody on this machine can read in the list of processes, and what to use instead.
    fn exposed(&self) -> Option<&'static str> {
        let user = self.login_user.as_ref().and_then(|user| user.reveal().split_once(':'));
        if is_said(self.login_password.as_ref())
            || user.is_some_and(|(_, password)| !password.is_empty())
        {
            Some(
                "a password on the command line can be seen by everyone on this machine; --password-file and --password-command hide it",
            )
        } else if is_said(self.auth_jwt_token.as_ref()) {
            Some(
                "a token on the command line can be seen by everyone on this machine; --token-file hides it",
            )
        } else {
            None
        }
    }
}

fn is_said(secret: Option<&Secret>) -> bool {
    secret.is_some_and(|secret| !secret.reveal().is_empty())
}

/// Who we are.
#[derive(Debug)]
pub(crate) struct Auth {
    login: AuthMethod,
    exposed: Option<&'static str>,
    credentials: OnceCell<Credentials>,
}

#[derive(Debug)]
enum AuthMethod {
    Nobody,
    Token(Source),
    User { name: String, password: Source },
}

/// A value and who gave it.
type Supplied<T> = Option<(Origin, T)>;

impl Auth {
    /// A flag beats a variable; of one origin a password beats a file with it, and that a command.
    pub(crate) fn settle(proofs: AuthFlags, from: &mut Sources) -> Result<Self, Failure> {
        proofs.check()?;
        let exposed = proofs.exposed();
        let user = from.text("USER", reveal(proofs.login_user), name_only)?;
        // Scripts write `--user "$NAME"`, and leave the variable empty where nobody logs in.
        let user = user.filter(|user| !user.is_empty());
        let user = user.map(|user| (from.origin("USER"), user));
        let password = secret(from, "PASSWORD", proofs.login_password, Source::Here)?;
        let file = file(from, "PASSWORD_FILE", proofs.password_file)?;
        let command = secret(from, "PASSWORD_COMMAND", proofs.password_command, Source::Command)?;
        let token = secret(from, "AUTH_JWT_TOKEN", proofs.auth_jwt_token, Source::Here)?;
        let token_file = self::file(from, "TOKEN_FILE", proofs.token_file)?;
        let ours_is_a_flag =
            [&file, &command].into_iter().flatten().any(|(o, _)| *o == Origin::Flag);
        let login = match (first([token, token_file]), user) {
            (Some((_, token @ Source::Here(_))), _) => AuthMethod::Token(token),
            (Some((origin, token)), user) if user.as_ref().is_none_or(|(u, _)| origin <= *u) => {
                AuthMethod::Token(token)
            }
            (_, Some(user)) => by_password(user, first([password, file, command])),
            (_, None) if ours_is_a_flag => {
                return Err(Failure::usage("a password is given, and no user: --user is missing"));
            }
            (_, None) => AuthMethod::Nobody,
        };
        Ok(Self { login, exposed, credentials: OnceCell::new() })
    }

    /// Before a command reads anything else from stdin.
    pub(crate) fn take_stdin(&self) -> Result<(), Failure> {
        match &self.login {
            AuthMethod::Token(Source::Stdin) | AuthMethod::User { password: Source::Stdin, .. } => {
                self.credentials().map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Tells people who show a secret how not to.
    pub(crate) fn advise(&self) {
        if let Some(advice) = self.exposed.filter(|_| io::stderr().is_terminal()) {
            output::hint(advice);
        }
    }

    /// Fetches what proves it; asks for a missing password. Once, however often it is needed.
    pub(crate) fn credentials(&self) -> Result<Credentials, Failure> {
        if let Some(known) = self.credentials.get() {
            return Ok(known.clone());
        }
        let credentials = match &self.login {
            AuthMethod::Nobody => Credentials::Anonymous,
            AuthMethod::Token(source) => Credentials::token(source.read("token")?.reveal().trim())?,
            AuthMethod::User { name, password } => Credentials::User {
                name: name.clone(),
                password: password.read("password")?.reveal().to_owned(),
            },
        };
        Ok(self.credentials.get_or_init(|| credentials).clone())
    }
}

/// A user may bring the password behind a colon; otherwise, and if a password is given elsewhere,
/// all of it is the name.
fn by_password((user_from, user): (Origin, String), password: Supplied<Source>) -> AuthMethod {
    let outranked = |(from, source): &(Origin, Source)| {
        user_from < *from && !matches!(source, Source::Here(_)) && user.contains(':')
    };
    match (password.filter(|given| !outranked(given)), user.split_once(':')) {
        (Some((_, password)), _) => AuthMethod::User { name: user, password },
        (None, Some((name, password))) => AuthMethod::User {
            name: name.to_owned(),
            password: Source::Here(password.to_owned().into()),
        },
        (None, None) => AuthMethod::User { name: user, password: Source::Asking },
    }
}

/// The one whose origin comes first; the first of those with the same.
fn first<const N: usize>(given: [Supplied<Source>; N]) -> Supplied<Source> {
    given.into_iter().flatten().min_by_key(|(origin, _)| *origin)
}

fn secret(
    from: &mut Sources,
    name: &'static str,
    flag: Option<Secret>,
    source: impl Fn(Secret) -> Source,
) -> Result<Supplied<Source>, Failure> {
    let text = from.text(name, reveal(flag), |_| "***".to_owned())?;
    Ok(text.map(|text| (from.origin(name), source(text.into()))))
}

fn file(
    from: &mut Sources,
    name: &'static str,
    flag: Option<OsString>,
) -> Result<Supplied<Source>, Failure> {
    let path = from.file(name, flag)?;
    Ok(path.map(|path| (from.origin(name), Source::file(path.into()))))
}

fn reveal(secret: Option<Secret>) -> Option<String> {
    secret.map(|secret| secret.reveal().to_owned())
}

/// A user as it may be shown: what follows the first colon may be a password.
fn name_only(user: &str) -> String {
    match user.split_once(':') {
        Some((name, _)) => format!("{name}:***"),
        None => user.to_owned(),
    }
}
