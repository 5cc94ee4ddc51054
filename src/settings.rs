//! The global options, and where their values come from: flag, then variable, then default.

use crate::etcd::{Credentials, Endpoint, Options, Tls, TlsOptions};
use crate::failure::Failure;
use crate::input::{boolean, duration, integer, password};
use crate::output::Format;
use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The options that every command takes. `None` means: not given as a flag.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Globals {
    /// etcd's client addresses, comma-separated or repeated (default 127.0.0.1:2379)
    #[arg(long, global = true, hide = true, value_name = "HOST:PORT,…")]
    endpoints: Vec<String>,
    /// Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)
    #[arg(short, long, global = true, hide = true, value_name = "FORMAT")]
    write_out: Option<String>,
    /// Print bytes as \x66\x6f\x6f, and ids in fields and member JSON in hexadecimal
    #[arg(long, global = true, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean)]
    hex: Option<bool>,
    /// Log to stderr where each setting came from, and what is done; never secrets
    #[arg(long = "debug", global = true, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean)]
    log_debug: Option<bool>,
    /// Time to connect to an endpoint, of all that are given (default 2s)
    #[arg(long, global = true, hide = true, value_name = "DURATION", value_parser = duration)]
    dial_timeout: Option<Duration>,
    /// Time for a call to be answered, in every command (default 5s)
    #[arg(long, global = true, hide = true, value_name = "DURATION", value_parser = duration)]
    command_timeout: Option<Duration>,
    /// Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)
    #[arg(long, global = true, hide = true, value_name = "DURATION", value_parser = duration)]
    keepalive_time: Option<Duration>,
    /// Time for that to be answered (default 6s)
    #[arg(long, global = true, hide = true, value_name = "DURATION", value_parser = duration)]
    keepalive_timeout: Option<Duration>,
    /// Largest request sent, in bytes; 0 means 2 MiB (default 0)
    #[arg(long, global = true, hide = true, value_name = "BYTES", value_parser = integer)]
    max_request_bytes: Option<i64>,
    /// Largest answer accepted, in bytes; 0 means 2 GiB (default 0)
    #[arg(long, global = true, hide = true, value_name = "BYTES", value_parser = integer)]
    max_recv_bytes: Option<i64>,
    /// Let endpoints without a scheme speak plain text; false demands TLS (default true)
    #[arg(long, global = true, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean)]
    insecure_transport: Option<bool>,
    /// Accept any certificate from the server; by itself it also turns TLS on
    #[arg(long, global = true, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean)]
    insecure_skip_tls_verify: Option<bool>,
    /// CA certificates that the server's must lead to, PEM (default: those of the system)
    #[arg(long, global = true, hide = true, value_name = "FILE", value_parser = file())]
    cacert: Option<PathBuf>,
    /// Our certificate, PEM
    #[arg(long = "cert", global = true, hide = true, value_name = "FILE", value_parser = file())]
    tls_cert: Option<PathBuf>,
    /// The private key of our certificate, PEM
    #[arg(long = "key", global = true, hide = true, value_name = "FILE", value_parser = file())]
    tls_key: Option<PathBuf>,
    /// User name, or name:password; the password is asked for if it is missing
    #[arg(long = "user", global = true, hide = true, value_name = "NAME[:PASSWORD]")]
    login_user: Option<String>,
    /// Password; with it, --user is the whole name
    #[arg(long = "password", global = true, hide = true, value_name = "PASSWORD")]
    login_password: Option<String>,
    /// Token to send with every call, instead of a user and password
    #[arg(long, global = true, hide = true, value_name = "TOKEN")]
    auth_jwt_token: Option<String>,
}

/// A path, also an empty one: what is wrong with that is said in etcdctl's words.
fn file() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// The settings in force.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) format: Format,
    pub(crate) hex: bool,
    pub(crate) command_timeout: Duration,
    /// Whether the user set it, or it is the default.
    timeout_is_given: bool,
    endpoints: Vec<String>,
    dial_timeout: Duration,
    keepalive_time: Duration,
    keepalive_timeout: Duration,
    pub(crate) max_request_bytes: usize,
    max_recv_bytes: usize,
    demand_tls: bool,
    tls: TlsOptions,
    user: Option<String>,
    password: Option<String>,
    token: Option<String>,
}

const DEFAULT_ENDPOINT: &str = "127.0.0.1:2379";
/// etcd closes connections that ask more often; Go's client raises its flag's 2s silently too.
const SHORTEST_KEEPALIVE: Duration = Duration::from_secs(10);
/// What Go's client sends at most if told nothing else.
const DEFAULT_MAX_REQUEST: usize = 2 << 20;
const DEFAULT_MAX_RECV: usize = i32::MAX as usize;

impl Settings {
    /// Settles every option. A variable that does not parse is refused, with its name.
    pub(crate) fn resolve(flags: Globals) -> Result<Self, Failure> {
        let debug = pick("DEBUG", flags.log_debug, boolean, || false)?;
        let from = Origins { debug: debug.value };
        from.log("DEBUG", &debug);
        let seconds = |n| move || Duration::from_secs(n);
        let text = |name, flag| from.text(name, flag, false);
        let keepalive_time =
            from.pick("KEEPALIVE_TIME", flags.keepalive_time, duration, seconds(2))?;
        let command_timeout = pick("COMMAND_TIMEOUT", flags.command_timeout, duration, seconds(5))?;
        from.log("COMMAND_TIMEOUT", &command_timeout);
        let settings = Self {
            command_timeout: command_timeout.value,
            timeout_is_given: command_timeout.from != "default",
            format: Format::parse(
                &text("WRITE_OUT", flags.write_out)?.unwrap_or_else(|| "simple".to_owned()),
            )?,
            hex: from.pick("HEX", flags.hex, boolean, || false)?,
            endpoints: from.endpoints(flags.endpoints)?,
            dial_timeout: from.pick("DIAL_TIMEOUT", flags.dial_timeout, duration, seconds(2))?,
            keepalive_time: keepalive_time.max(SHORTEST_KEEPALIVE),
            keepalive_timeout: from.pick(
                "KEEPALIVE_TIMEOUT",
                flags.keepalive_timeout,
                duration,
                seconds(6),
            )?,
            max_request_bytes: from.bytes(
                "MAX_REQUEST_BYTES",
                flags.max_request_bytes,
                DEFAULT_MAX_REQUEST,
            )?,
            max_recv_bytes: from.bytes("MAX_RECV_BYTES", flags.max_recv_bytes, DEFAULT_MAX_RECV)?,
            demand_tls: !from.pick(
                "INSECURE_TRANSPORT",
                flags.insecure_transport,
                boolean,
                || true,
            )?,
            tls: TlsOptions {
                ca: from.file("CACERT", flags.cacert)?,
                certificate: from.file("CERT", flags.tls_cert)?,
                key: from.file("KEY", flags.tls_key)?,
                skip_verify: from.pick(
                    "INSECURE_SKIP_TLS_VERIFY",
                    flags.insecure_skip_tls_verify,
                    boolean,
                    || false,
                )?,
            },
            user: text("USER", flags.login_user)?,
            password: from.text("PASSWORD", flags.login_password, true)?,
            token: from.text("AUTH_JWT_TOKEN", flags.auth_jwt_token, true)?,
        };
        settings.check()
    }

    /// The command timeout, if the user set one: for commands that may take their time otherwise.
    pub(crate) fn explicit_timeout(&self) -> Option<Duration> {
        self.timeout_is_given.then_some(self.command_timeout)
    }

    fn check(self) -> Result<Self, Failure> {
        if self.max_recv_bytes != DEFAULT_MAX_RECV && self.max_request_bytes > self.max_recv_bytes {
            return Err(Failure::usage(format!(
                "gRPC message recv limit ({} bytes) must be greater than send limit ({} bytes)",
                self.max_recv_bytes, self.max_request_bytes
            )));
        }
        Ok(self)
    }

    /// What a session needs: reads the files of TLS, asks for a missing password.
    pub(crate) fn options(&self) -> Result<Options, Failure> {
        let (endpoints, tls) = self.places(&self.endpoints)?;
        Ok(Options {
            tls,
            endpoints,
            credentials: self.credentials()?,
            dial_timeout: self.dial_timeout,
            command_timeout: self.command_timeout,
            keepalive_time: self.keepalive_time,
            keepalive_timeout: self.keepalive_timeout,
            max_request_bytes: self.max_request_bytes,
            max_recv_bytes: self.max_recv_bytes,
        })
    }

    /// The same for other endpoints than the user's, which etcd named.
    pub(crate) fn options_at(&self, urls: &[String], known: &Options) -> Result<Options, Failure> {
        let (endpoints, tls) = self.places(urls)?;
        Ok(Options { endpoints, tls, ..known.clone() })
    }

    fn places(&self, endpoints: &[String]) -> Result<Places, Failure> {
        let configured = self.demand_tls
            || self.tls.skip_verify
            || self.tls.ca.is_some()
            || self.tls.certificate.is_some()
            || self.tls.key.is_some();
        let endpoints = endpoints
            .iter()
            .map(|text| Endpoint::parse(text, configured).map(Arc::new))
            .collect::<Result<Vec<_>, _>>()?;
        // Files that are given are looked at even if no endpoint needs them: a wrong path is a mistake.
        let needed = configured || endpoints.iter().any(|endpoint| endpoint.tls);
        Ok((endpoints, needed.then(|| self.tls.client_config()).transpose()?))
    }

    fn credentials(&self) -> Result<Credentials, Failure> {
        if let Some(token) = &self.token {
            return Credentials::token(token);
        }
        let Some(user) = &self.user else { return Ok(Credentials::Nobody) };
        let (name, password) = match (&self.password, user.split_once(':')) {
            (Some(password), _) => (user.as_str(), password.clone()),
            (None, Some((name, password))) => (name, password.to_owned()),
            (None, None) => (user.as_str(), password::ask("Password: ")?),
        };
        Ok(Credentials::User { name: name.to_owned(), password })
    }
}

/// Endpoints, and the TLS that they need.
type Places = (Vec<Arc<Endpoint>>, Option<Tls>);

/// A flag of one group of commands that has a variable all the same.
pub(crate) fn flag_or_variable(name: &str, flag: Option<bool>) -> Result<bool, Failure> {
    pick(name, flag, boolean, || false).map(|origin| origin.value)
}

/// A value and who gave it.
struct Origin<T> {
    value: T,
    from: &'static str,
}

/// Picks values, and says where from if asked to.
struct Origins {
    debug: bool,
}

impl Origins {
    fn pick<T: std::fmt::Debug>(
        &self,
        name: &str,
        flag: Option<T>,
        parse: impl Fn(&str) -> Result<T, String>,
        default: impl FnOnce() -> T,
    ) -> Result<T, Failure> {
        let origin = pick(name, flag, parse, default)?;
        self.log(name, &origin);
        Ok(origin.value)
    }

    fn text(
        &self,
        name: &str,
        flag: Option<String>,
        secret: bool,
    ) -> Result<Option<String>, Failure> {
        let origin = pick(name, flag.map(Some), |text| Ok(Some(text.to_owned())), || None)?;
        if secret && origin.value.is_some() {
            self.log(name, &Origin { value: "(secret)", from: origin.from });
        } else if name == "USER" {
            let name_only = origin.value.as_deref().and_then(|user| user.split(':').next());
            self.log(name, &Origin { value: name_only, from: origin.from });
        } else {
            self.log(name, &origin);
        }
        Ok(origin.value)
    }

    fn file(&self, name: &str, flag: Option<PathBuf>) -> Result<Option<PathBuf>, Failure> {
        if flag.as_ref().is_some_and(|path| path.as_os_str().is_empty()) {
            let option = name.to_lowercase();
            return Err(Failure::usage(format!("empty string is passed to --{option} option")));
        }
        self.pick(name, flag.map(Some), |text| Ok(Some(text.into())), || None)
    }

    fn bytes(&self, name: &str, flag: Option<i64>, default: usize) -> Result<usize, Failure> {
        let bytes = self.pick(name, flag, integer, || 0)?;
        Ok(usize::try_from(bytes).ok().filter(|bytes| *bytes > 0).unwrap_or(default))
    }

    fn endpoints(&self, flags: Vec<String>) -> Result<Vec<String>, Failure> {
        let flag =
            (!flags.is_empty()).then(|| flags.iter().flat_map(|list| split_list(list)).collect());
        self.pick(
            "ENDPOINTS",
            flag,
            |list| Ok(split_list(list)),
            || vec![DEFAULT_ENDPOINT.to_owned()],
        )
    }

    fn log<T: std::fmt::Debug>(&self, name: &str, origin: &Origin<T>) {
        if self.debug {
            crate::output::note(&format!("ETCDCTL_{name}={:?} ({})", origin.value, origin.from));
        }
    }
}

/// Flag, then variable (an empty one counts as unset), then default.
fn pick<T>(
    name: &str,
    flag: Option<T>,
    parse: impl Fn(&str) -> Result<T, String>,
    default: impl FnOnce() -> T,
) -> Result<Origin<T>, Failure> {
    if let Some(value) = flag {
        return Ok(Origin { value, from: "flag" });
    }
    let variable = format!("ETCDCTL_{name}");
    match std::env::var_os(&variable).filter(|value| !value.is_empty()) {
        None => Ok(Origin { value: default(), from: "default" }),
        Some(value) => {
            let text =
                value.to_str().ok_or_else(|| Failure::usage(format!("{variable} is not UTF-8")))?;
            let value = parse(text).map_err(|why| Failure::usage(format!("{variable}: {why}")))?;
            Ok(Origin { value, from: "variable" })
        }
    }
}

/// A comma-separated list; items may be quoted, and space around them does not count.
fn split_list(list: &str) -> Vec<String> {
    let items = list.split(',').map(|item| item.trim().trim_matches('"').trim().to_owned());
    items.filter(|item| !item.is_empty()).collect()
}
