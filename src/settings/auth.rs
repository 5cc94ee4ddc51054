//! Authentication to etcd: its options, and which of them counts.

use crate::etcd::Credentials;
use crate::failure::Failure;
use crate::input::{Secret, Source};
use crate::output;
use crate::settings::setting::Setting;
use crate::settings::sources::{Origin, Sources};
use crate::settings::table;
use clap::Args;
use std::cell::OnceCell;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _};

/// What lets a client log in, and so must not go to another cluster.
pub(super) const SECRETS: [&Setting; 3] =
    [&table::PASSWORD_FILE, &table::PASSWORD_COMMAND, &table::TOKEN_FILE];

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct AuthFlags {
    /// User name (asks for the password), or name:password
    #[arg(long = "user", value_name = "NAME[:PASSWORD]")]
    login_user: Option<Secret>,
    /// Password for --user; visible in the process list
    #[arg(long = "password", value_name = "PASSWORD")]
    login_password: Option<Secret>,
    /// File whose first line is the password; - for stdin
    #[arg(long, value_name = "FILE")]
    password_file: Option<OsString>,
    /// Shell command whose first output line is the password
    #[arg(long, value_name = "COMMAND")]
    password_command: Option<Secret>,
    /// Token to send instead of a user and password
    #[arg(long, value_name = "TOKEN")]
    auth_jwt_token: Option<Secret>,
    /// File whose first line is the token; - for stdin
    #[arg(long, value_name = "FILE")]
    token_file: Option<OsString>,
}

impl AuthFlags {
    /// Refuses combinations that are ambiguous, except those that etcdctl accepts.
    fn check(&self) -> Result<(), Failure> {
        let (password, file, command) = (
            ("--password", self.login_password.is_some()),
            ("--password-file", self.password_file.is_some()),
            ("--password-command", self.password_command.is_some()),
        );
        let user = ("--user", is_given(self.login_user.as_ref()));
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
                return Err(Failure::usage(format!("{one} cannot be combined with {other}")));
            }
        }
        Ok(())
    }

    /// Returns the advice for a secret that any user of this machine can see in the process list.
    fn exposed(&self) -> Option<&'static str> {
        let user = self.login_user.as_ref().and_then(|user| user.reveal().split_once(':'));
        if is_given(self.login_password.as_ref())
            || user.is_some_and(|(_, password)| !password.is_empty())
        {
            Some(
                "the password is visible in the process list; use --password-file or --password-command to hide it",
            )
        } else if is_given(self.auth_jwt_token.as_ref()) {
            Some("the token is visible in the process list; use --token-file to hide it")
        } else {
            None
        }
    }
}

fn is_given(secret: Option<&Secret>) -> bool {
    secret.is_some_and(|secret| !secret.reveal().is_empty())
}

#[derive(Debug)]
pub(crate) struct Auth {
    method: AuthMethod,
    exposed: Option<&'static str>,
    credentials: OnceCell<Credentials>,
}

#[derive(Debug)]
enum AuthMethod {
    Anonymous,
    Token(Source),
    User { name: String, password: Source },
}

/// A value with its origin, if it was given.
type Supplied<T> = Option<(Origin, T)>;

impl Auth {
    /// Picks the method. A flag wins over a variable, and that over the context; of the same origin a password wins over a file,
    /// and a file over a command.
    pub(super) fn resolve(flags: &AuthFlags, from: &mut Sources) -> Result<Self, Failure> {
        flags.check()?;
        let exposed = flags.exposed();
        let user = supplied(from, &table::USER, flags.login_user.as_ref())?;
        forget_other_user(user.as_ref(), from);
        // Scripts write `--user "$NAME"`, with an empty variable for no login.
        let user = user.filter(|(_, user)| !user.is_empty());
        let here = |text: String| Source::Here(text.into());
        let password = secret(from, &table::PASSWORD, flags.login_password.as_ref(), here)?;
        let file = file(from, &table::PASSWORD_FILE, flags.password_file.clone())?;
        let command =
            secret(from, &table::PASSWORD_COMMAND, flags.password_command.as_ref(), |text| {
                Source::Command(text.into())
            })?;
        let token = secret(from, &table::AUTH_JWT_TOKEN, flags.auth_jwt_token.as_ref(), here)?;
        let token_file = self::file(from, &table::TOKEN_FILE, flags.token_file.clone())?;
        let is_flag = |source: &Supplied<Source>| matches!(source, Some((Origin::Flag, _)));
        let needs_user = match () {
            () if is_flag(&file) => Some("--password-file"),
            () if is_flag(&command) => Some("--password-command"),
            () => None,
        };
        let method = match (first([token, token_file]), user) {
            (Some((_, token @ Source::Here(_))), _) => AuthMethod::Token(token),
            (Some((origin, token)), user) if user.as_ref().is_none_or(|(u, _)| origin <= *u) => {
                AuthMethod::Token(token)
            }
            (_, Some(user)) => by_password(user, first([password, file, command])),
            (_, None) => match needs_user {
                Some(option) => return Err(Failure::usage(format!("{option} needs --user"))),
                None => AuthMethod::Anonymous,
            },
        };
        Ok(Self { method, exposed, credentials: OnceCell::new() })
    }

    pub(super) fn read_stdin(&self) -> Result<(), Failure> {
        match &self.method {
            AuthMethod::Token(Source::Stdin) | AuthMethod::User { password: Source::Stdin, .. } => {
                self.credentials().map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Returns whether the credentials are known without a person, stdin or a command.
    pub(super) fn is_unattended(&self) -> bool {
        match &self.method {
            AuthMethod::Anonymous => true,
            AuthMethod::Token(source) | AuthMethod::User { password: source, .. } => {
                matches!(source, Source::Here(_) | Source::File(_))
            }
        }
    }

    pub(super) fn warn_if_exposed(&self) {
        if let Some(advice) = self.exposed.filter(|_| io::stderr().is_terminal()) {
            output::hint(advice);
        }
    }

    /// Returns the credentials. The first call reads or asks for the secret.
    pub(super) fn credentials(&self) -> Result<Credentials, Failure> {
        if let Some(known) = self.credentials.get() {
            return Ok(known.clone());
        }
        let credentials = match &self.method {
            AuthMethod::Anonymous => Credentials::Anonymous,
            AuthMethod::Token(source) => Credentials::token(source.read("token")?.reveal().trim())?,
            AuthMethod::User { name, password } => Credentials::User {
                name: name.clone(),
                password: password.read("password")?.reveal().to_owned(),
            },
        };
        Ok(self.credentials.get_or_init(|| credentials).clone())
    }
}

/// Ignores the context's secrets if the flag or the variable names another user than the context does.
fn forget_other_user(user: Option<&(Origin, String)>, from: &mut Sources) {
    let Some((origin, user)) = user else { return };
    let of_context = from.context().and_then(|context| context.value(table::USER.option));
    if *origin < Origin::Context && of_context != Some(user) {
        from.forget_context(&SECRETS);
    }
}

/// Splits `name:password`, unless a password is given elsewhere: then all of it is the name.
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
        (None, None) => AuthMethod::User { name: user, password: Source::Prompt },
    }
}

/// Returns the source whose origin comes first; the first of those with the same origin.
fn first<const N: usize>(given: [Supplied<Source>; N]) -> Supplied<Source> {
    given.into_iter().flatten().min_by_key(|(origin, _)| *origin)
}

fn supplied(
    from: &mut Sources,
    setting: &Setting,
    flag: Option<&Secret>,
) -> Result<Supplied<String>, Failure> {
    let text = from.optional(setting, flag.map(|secret| secret.reveal().to_owned()))?;
    Ok(text.map(|text| (from.origin(setting), text)))
}

fn secret(
    from: &mut Sources,
    setting: &Setting,
    flag: Option<&Secret>,
    source: impl Fn(String) -> Source,
) -> Result<Supplied<Source>, Failure> {
    Ok(supplied(from, setting, flag)?.map(|(origin, text)| (origin, source(text))))
}

fn file(
    from: &mut Sources,
    setting: &Setting,
    flag: Option<OsString>,
) -> Result<Supplied<Source>, Failure> {
    let path = from.file(setting, flag)?;
    Ok(path.map(|path| (from.origin(setting), Source::file(path.into()))))
}
