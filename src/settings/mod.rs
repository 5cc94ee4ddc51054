//! The settings in force, and the sources of their values: flag, variable, context, default.

mod auth;
pub(crate) mod config;
mod discover;
mod globals;
mod in_force;
pub(crate) mod json_errors;
mod of_sources;
mod other_cluster;
pub(crate) mod program;
mod second_cluster;
mod setting;
mod sources;
mod table;
mod typed_keys;

pub(crate) use globals::Globals;
pub(crate) use in_force::InForce;
pub(crate) use sources::Sources;
pub(crate) use typed_keys::TypedKeys;

use crate::etcd::{Discovery, Endpoint, Options, Tls, TlsOptions};
use crate::failure::Failure;
use crate::output::debug_log;
use crate::output::{self, OutputOptions};
use crate::process;
use auth::Auth;
use program::Program;
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) program: Program,
    pub(crate) output: OutputOptions,
    debug: bool,
    /// `--cluster`, for the commands that have it.
    pub(crate) cluster: bool,
    /// Limits of connections and calls. Endpoints, TLS and credentials are added for each session.
    pub(crate) limits: Options,
    /// Set if the command timeout is the user's, not the default.
    timeout_is_given: bool,
    endpoints: Vec<String>,
    discovery: Option<Discovery>,
    tls_by_default: bool,
    tls: TlsOptions,
    auth: Auth,
    /// The variable that names another cluster than the context.
    other_cluster: Option<&'static str>,
    /// The name of the context in force, if the context is protected.
    pub(crate) protected: Option<String>,
    flags: Globals,
}

pub(crate) const DEFAULT_MAX_RECV: usize = i32::MAX as usize;

const DEFAULT_MAX_REQUEST: usize = 2 << 20;

impl Settings {
    /// Resolves every option, prints the sources with `--debug`, and reads a secret that comes from
    /// stdin before the command reads its own input there. `cluster` is `None` for commands without
    /// `--cluster`.
    pub(crate) fn resolve(
        flags: Globals,
        cluster: Option<Option<bool>>,
        program: Program,
    ) -> Result<Self, Failure> {
        let mut from = Sources::from_environment();
        if let Err(failure) = from.enter_context(flags.context.as_deref(), program) {
            // For the format of this error.
            let _ = flags.output(&mut from);
            return Err(failure);
        }
        if let Some(name) = &flags.context {
            // Commands that ectl runs call ectl for the same cluster.
            process::export(table::CONTEXT.variable, name);
        }
        let settings = Self::of_sources(flags, cluster, program, &mut from)?;
        from.report(settings.debug);
        if settings.debug {
            debug_log::start();
        }
        settings.note_other_cluster();
        settings.auth.warn_if_exposed();
        settings.auth.read_stdin()?;
        Ok(settings)
    }

    /// Resolves the options for a session that the user does not see, whose calls end after `limit`. `None`
    /// if an option is invalid, or if the secret comes from a person, stdin or a command. The context's secrets go
    /// to no other cluster.
    pub(crate) fn for_background(
        flags: Globals,
        program: Program,
        limit: Duration,
    ) -> Option<Self> {
        let mut from = Sources::from_environment();
        from.is_background = true;
        from.enter_context(flags.context.as_deref(), program).ok()?;
        let mut settings = Self::of_sources(flags, None, program, &mut from).ok()?;
        settings.limits.dial_timeout = limit;
        settings.limits.command_timeout = limit;
        settings.limits.retry = Duration::ZERO;
        settings.limits.redial = false;
        settings.auth.is_unattended().then_some(settings)
    }

    /// Returns whether `--yes` confirms changes to a protected context.
    pub(crate) fn are_confirmed(&self) -> bool {
        self.flags.yes.unwrap_or_default()
    }

    fn check(&self) -> Result<(), Failure> {
        let Options { command_timeout, max_request_bytes, max_recv_bytes, .. } = self.limits;
        if command_timeout.is_zero() {
            return Err(Failure::usage("--command-timeout must be greater than zero"));
        }
        // As in etcd's client, a limit that was not given does not count.
        let are_given =
            max_recv_bytes != DEFAULT_MAX_RECV && max_request_bytes != DEFAULT_MAX_REQUEST;
        if are_given && max_request_bytes > max_recv_bytes {
            return Err(Failure::usage(format!(
                "gRPC message recv limit ({max_recv_bytes} bytes) must be greater than send limit ({max_request_bytes} bytes)",
            )));
        }
        Ok(())
    }

    /// Returns the name that certificates must have instead of the host of their endpoint.
    fn server_name(&self) -> Option<String> {
        let discovery = self.discovery.as_ref().filter(|discovery| !discovery.insecure)?;
        Some(discovery.domain.clone())
    }

    /// Returns the command timeout if the user set it, for commands that have no limit otherwise.
    pub(crate) fn explicit_timeout(&self) -> Option<Duration> {
        self.timeout_is_given.then_some(self.limits.command_timeout)
    }

    /// Warns if TLS files are given but an endpoint does not use TLS.
    pub(crate) fn warn_of_plain_text(&self) {
        let TlsOptions { ca, certificate, key, .. } = &self.tls;
        let files = [("--cacert", ca), ("--cert", certificate), ("--key", key)];
        let files = files.iter().filter(|(_, file)| file.is_some()).map(|(name, _)| *name);
        let files: Vec<_> = files.collect();
        let plain =
            |text: &&String| Endpoint::parse(text, true).is_ok_and(|endpoint| !endpoint.tls);
        let plain: Vec<_> = self.endpoints.iter().filter(plain).map(String::as_str).collect();
        if !files.is_empty() && !plain.is_empty() {
            let (plain, files) = (plain.join(", "), files.join(", "));
            output::note(&format!(
                "warning: no TLS to {plain}; unused: {files} (use https:// to turn TLS on)"
            ));
        }
    }

    /// Returns the options of a session: reads TLS files, and asks for a missing password.
    pub(crate) fn options(&self) -> Result<Options, Failure> {
        let (endpoints, tls) = self.endpoints_and_tls(&self.endpoints)?;
        let credentials = self.auth.credentials()?;
        Ok(Options { endpoints, tls, credentials, ..self.limits.clone() })
    }

    /// Returns the options of a session with endpoints that etcd named, not the user.
    pub(crate) fn options_at(&self, urls: &[String], known: &Options) -> Result<Options, Failure> {
        let (endpoints, tls) = self.endpoints_and_tls(urls)?;
        Ok(Options { endpoints, tls, are_advertised: true, ..known.clone() })
    }

    fn endpoints_and_tls(&self, endpoints: &[String]) -> Result<EndpointsAndTls, Failure> {
        let configured = self.tls_by_default
            || self.server_name().is_some()
            || self.tls.skip_verify
            || self.tls.ca.is_some()
            || self.tls.certificate.is_some()
            || self.tls.key.is_some();
        let endpoints = endpoints
            .iter()
            .map(|text| Endpoint::parse(text, configured))
            .map(|endpoint| Ok(Arc::new(endpoint?.with_server_name(self.server_name()))))
            .collect::<Result<Vec<_>, Failure>>()?;
        // Files are read even if no endpoint needs them: a wrong path is a mistake.
        let needed = configured || endpoints.iter().any(|endpoint| endpoint.tls);
        Ok((endpoints, needed.then(|| self.tls.client_config()).transpose()?))
    }
}

type EndpointsAndTls = (Vec<Arc<Endpoint>>, Option<Tls>);

#[cfg(test)]
mod tests {
    use super::{Globals, Program, Settings};
    use crate::etcd::Options;
    use std::time::Duration;

    fn options(flags: Globals) -> Options {
        // Without the config file of the machine.
        let flags = Globals { context: Some(String::new()), ..flags };
        Settings::resolve(flags, None, Program::Ectl).unwrap().options().unwrap()
    }

    #[test]
    fn keepalive_time_is_at_least_what_etcd_allows() {
        for (asked, used) in
            [(None, 10), (Some(1), 10), (Some(9), 10), (Some(0), 10), (Some(11), 11)]
        {
            let keepalive_time = asked.map(Duration::from_secs);
            let options = options(Globals { keepalive_time, ..Globals::default() });
            assert_eq!(options.keepalive_time, Duration::from_secs(used));
            assert_eq!(options.keepalive_timeout, Duration::from_secs(5));
        }
    }

    #[test]
    fn secure_discovery_expects_certificates_for_the_domain() {
        let named = |insecure_discovery| {
            let discovery_srv = Some("example.com".to_owned());
            let endpoints = vec!["h:1".to_owned()];
            let flags =
                Globals { endpoints, discovery_srv, insecure_discovery, ..Globals::default() };
            let options = options(flags);
            let endpoint = &options.endpoints[0];
            (endpoint.server_name().to_owned(), endpoint.tls)
        };
        assert_eq!(named(None), ("h".to_owned(), false));
        assert_eq!(named(Some(true)), ("h".to_owned(), false));
        assert_eq!(named(Some(false)), ("example.com".to_owned(), true));
    }
}
