//! The destination cluster: endpoints, TLS, user.

use crate::etcd::{Credentials, Endpoint, Options, Session, TlsOptions};
use crate::failure::Failure;
use crate::go::boolean;
use crate::input::password;
use bytes::Bytes;
use clap::Args;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

/// etcdctl's `--dest-…` options. Timeouts and limits are those of the source.
#[derive(Debug, Args)]
pub(super) struct Destination {
    /// Endpoints of the destination cluster
    #[arg(value_name = "HOST:PORT,…")]
    destination: String,
    /// Client certificate file (PEM)
    #[arg(long, value_name = "FILE", help_heading = "Destination options")]
    dest_cert: Option<OsString>,
    /// Private key of the client certificate (PEM)
    #[arg(long, value_name = "FILE", help_heading = "Destination options")]
    dest_key: Option<OsString>,
    /// Trusted CA certificates, PEM (default: the system's)
    #[arg(long, value_name = "FILE", help_heading = "Destination options")]
    dest_cacert: Option<OsString>,
    /// Allow plaintext; false requires TLS
    #[arg(long, value_name = "BOOL", default_value = "true", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean, action = clap::ArgAction::Set, help_heading = "Destination options")]
    dest_insecure_transport: bool,
    /// User at the destination; asks for the password
    #[arg(long, value_name = "NAME[:PASSWORD]", help_heading = "Destination options")]
    dest_user: Option<String>,
    /// Password for --dest-user; visible in the process list
    #[arg(long, value_name = "PASSWORD", help_heading = "Destination options")]
    dest_password: Option<String>,
}

const NO_PASSWORD: &str = "use --dest-password, or pass the password on stdin";

impl Destination {
    /// Returns the credentials, and asks for a missing password.
    pub(super) fn credentials(&self) -> Result<Credentials, Failure> {
        let given = |text: &&String| !text.is_empty();
        let Some(user) = self.dest_user.as_ref().filter(given) else {
            return Ok(Credentials::Anonymous);
        };
        let (name, password) =
            match (self.dest_password.as_ref().filter(given), user.split_once(':')) {
                (Some(password), _) => (user.as_str(), password.clone()),
                (None, Some((name, password))) => (name, password.to_owned()),
                (None, None) => {
                    let asked = password::ask("Destination Password: ");
                    (user.as_str(), asked.map_err(|failure| failure.hint(NO_PASSWORD))?)
                }
            };
        Ok(Credentials::User { name: name.to_owned(), password })
    }

    /// Returns a session with the source's timeouts and limits.
    pub(super) fn session(
        &self,
        source: &Options,
        credentials: Credentials,
    ) -> Result<Session, Failure> {
        let files = TlsOptions {
            ca: file(self.dest_cacert.as_ref()),
            certificate: file(self.dest_cert.as_ref()),
            key: file(self.dest_key.as_ref()),
            skip_verify: false,
        };
        if files.certificate.is_some() != files.key.is_some() {
            return Err(Failure::usage("--dest-cert and --dest-key must be given together"));
        }
        let configured = !self.dest_insecure_transport
            || files.ca.is_some()
            || files.certificate.is_some()
            || files.key.is_some();
        let endpoints = self.destination.split(',').map(|text| Endpoint::parse(text, configured));
        let endpoints = endpoints.map(|e| e.map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
        let needed = configured || endpoints.iter().any(|endpoint| endpoint.tls);
        let tls = needed.then(|| files.client_config()).transpose()?;
        // What a context says about keys and writes holds for the source.
        let (namespace, read_only) = (Bytes::new(), false);
        let source = source.clone();
        let options = Options { endpoints, tls, credentials, namespace, read_only, ..source };
        Ok(Session::new(options))
    }
}

/// Returns a path, unless it is empty, as from an unset variable of a script.
fn file(path: Option<&OsString>) -> Option<PathBuf> {
    path.filter(|path| !path.is_empty()).map(PathBuf::from)
}
