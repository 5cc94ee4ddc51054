//! The settings in force, and where their values come from: flag, then variable, then default.

mod auth;
mod globals;
pub(crate) mod json_errors;
pub(crate) mod program;
mod sources;

pub(crate) use globals::Globals;

use crate::etcd::{Discovery, Endpoint, Learners, Options, RetryBudget, Tls, TlsOptions};
use crate::failure::Failure;
use crate::output::debug_log;
use crate::output::{self, Format};
use auth::Auth;
use program::Program;
use sources::{Origin, Sources};
use std::sync::Arc;
use std::time::Duration;

/// The settings in force.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) program: Program,
    pub(crate) format: Format,
    pub(crate) hex: bool,
    pub(crate) command_timeout: Duration,
    /// Whether the user set it, or it is the default.
    timeout_is_given: bool,
    endpoints: Vec<String>,
    discovery: Option<Discovery>,
    dial_timeout: Duration,
    retry: Duration,
    keepalive_time: Duration,
    keepalive_timeout: Duration,
    pub(crate) max_request_bytes: usize,
    max_recv_bytes: usize,
    demand_tls: bool,
    tls: TlsOptions,
    identity: Auth,
    learners: Learners,
}

const DEFAULT_ENDPOINT: &str = "127.0.0.1:2379";
/// etcd closes connections that ask more often; Go's client raises its flag's 2s silently too.
const SHORTEST_KEEPALIVE: Duration = Duration::from_secs(10);
/// What Go's client sends at most if told nothing else.
const DEFAULT_MAX_REQUEST: usize = 2 << 20;
pub(crate) const DEFAULT_MAX_RECV: usize = i32::MAX as usize;

impl Settings {
    /// Settles every option, and tells how if asked to.
    pub(crate) fn resolve(flags: Globals, program: Program) -> Result<Self, Failure> {
        let mut from = Sources::default();
        let debug = from.boolean("DEBUG", flags.log_debug, false)?;
        let voice = flags.voice.clone();
        let settings = Self::settle(flags, program, &mut from)?.check()?;
        voice.settle(settings.format, &mut from)?;
        from.report(debug);
        if debug {
            debug_log::start();
        }
        settings.identity.advise();
        settings.identity.take_stdin()?;
        Ok(settings)
    }

    fn settle(flags: Globals, program: Program, from: &mut Sources) -> Result<Self, Failure> {
        Ok(Self {
            program,
            format: flags.format_from(from)?,
            hex: from.boolean("HEX", flags.hex, false)?,
            endpoints: from.list("ENDPOINTS", &flags.endpoints, DEFAULT_ENDPOINT)?,
            discovery: discovery(
                from,
                flags.discovery_srv,
                flags.discovery_srv_name,
                flags.insecure_discovery,
            )?,
            dial_timeout: from.seconds("DIAL_TIMEOUT", flags.dial_timeout, 2)?,
            command_timeout: from.seconds("COMMAND_TIMEOUT", flags.command_timeout, 5)?,
            timeout_is_given: from.origin("COMMAND_TIMEOUT") != Origin::Default,
            retry: from.seconds("RETRY", flags.retry, 0)?,
            keepalive_time: from
                .seconds("KEEPALIVE_TIME", flags.keepalive_time, 2)?
                .max(SHORTEST_KEEPALIVE),
            keepalive_timeout: from.seconds("KEEPALIVE_TIMEOUT", flags.keepalive_timeout, 6)?,
            max_request_bytes: from.bytes(
                "MAX_REQUEST_BYTES",
                flags.max_request_bytes,
                DEFAULT_MAX_REQUEST,
            )?,
            max_recv_bytes: from.bytes("MAX_RECV_BYTES", flags.max_recv_bytes, DEFAULT_MAX_RECV)?,
            demand_tls: !from.boolean("INSECURE_TRANSPORT", flags.insecure_transport, true)?,
            tls: TlsOptions {
                ca: from.file("CACERT", flags.cacert)?,
                certificate: from.file("CERT", flags.tls_cert)?,
                key: from.file("KEY", flags.tls_key)?,
                skip_verify: from.boolean(
                    "INSECURE_SKIP_TLS_VERIFY",
                    flags.insecure_skip_tls_verify,
                    false,
                )?,
            },
            identity: Auth::settle(flags.proofs, from)?,
            learners: Learners::default(),
        })
    }

    /// Asks DNS for the endpoints, if that is what the user wants. Where it knows none those of
    /// `--endpoints` remain.
    pub(crate) async fn discover(&mut self) -> Result<(), Failure> {
        if let Some(discovery) = &self.discovery {
            // As with dialing: no time at all means any time.
            let patience = self.dial_timeout;
            let patience = if patience.is_zero() { self.command_timeout } else { patience };
            let mut waiting = RetryBudget::new(self.retry);
            waiting.begin();
            let found = loop {
                match discovery.endpoints(patience).await {
                    Err(failure) if waiting.wait(&failure.to_string()).await => {}
                    found => break found?,
                }
            };
            if !found.is_empty() {
                self.endpoints = found;
            }
        }
        Ok(())
    }

    /// The name that a TLS server must prove to have instead of that of its endpoint.
    fn server_name(&self) -> Option<String> {
        let discovery = self.discovery.as_ref().filter(|discovery| !discovery.insecure)?;
        Some(discovery.domain.clone())
    }

    /// The command timeout, if the user set one: for commands that may take their time otherwise.
    pub(crate) fn explicit_timeout(&self) -> Option<Duration> {
        self.timeout_is_given.then_some(self.command_timeout)
    }

    /// Warns of endpoints to which the files of TLS mean nothing.
    pub(crate) fn warn_of_plain_text(&self) {
        let TlsOptions { ca, certificate, key, .. } = &self.tls;
        let files = [("--cacert", ca), ("--cert", certificate), ("--key", key)];
        let files: Vec<_> = files.iter().filter(|(_, file)| file.is_some()).collect();
        let plain =
            |text: &&String| Endpoint::parse(text, true).is_ok_and(|endpoint| !endpoint.tls);
        let plain: Vec<_> = self.endpoints.iter().filter(plain).map(String::as_str).collect();
        if !files.is_empty() && !plain.is_empty() {
            let files: Vec<_> = files.iter().map(|(name, _)| *name).collect();
            let (plain, files) = (plain.join(", "), files.join(", "));
            output::note(&format!(
                "warning: plain text to {plain}; unused: {files} (https:// turns TLS on)"
            ));
        }
    }

    fn check(self) -> Result<Self, Failure> {
        if self.command_timeout.is_zero() {
            return Err(Failure::usage("--command-timeout must be greater than zero"));
        }
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
            are_advertised: false,
            learners: self.learners.clone(),
            credentials: self.identity.credentials()?,
            dial_timeout: self.dial_timeout,
            redial: self.program.is_etcdctl(),
            command_timeout: self.command_timeout,
            retry: self.retry,
            keepalive_time: self.keepalive_time,
            keepalive_timeout: self.keepalive_timeout,
            max_request_bytes: self.max_request_bytes,
            max_recv_bytes: self.max_recv_bytes,
        })
    }

    /// The same for other endpoints than the user's, which etcd named.
    pub(crate) fn options_at(&self, urls: &[String], known: &Options) -> Result<Options, Failure> {
        let (endpoints, tls) = self.places(urls)?;
        Ok(Options { endpoints, tls, are_advertised: true, ..known.clone() })
    }

    fn places(&self, endpoints: &[String]) -> Result<Places, Failure> {
        let configured = self.demand_tls
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
        // Files that are given are looked at even if no endpoint needs them: a wrong path is a mistake.
        let needed = configured || endpoints.iter().any(|endpoint| endpoint.tls);
        Ok((endpoints, needed.then(|| self.tls.client_config()).transpose()?))
    }
}

/// Endpoints, and the TLS that they need.
type Places = (Vec<Arc<Endpoint>>, Option<Tls>);

/// A flag of one group of commands that has a variable all the same.
pub(crate) fn flag_or_variable(name: &'static str, flag: Option<bool>) -> Result<bool, Failure> {
    Sources::default().boolean(name, flag, false)
}

fn discovery(
    from: &mut Sources,
    domain: Option<String>,
    name: Option<String>,
    insecure: Option<bool>,
) -> Result<Option<Discovery>, Failure> {
    let domain = from.text("DISCOVERY_SRV", domain, str::to_owned)?;
    let name = from.text("DISCOVERY_SRV_NAME", name, str::to_owned)?;
    let insecure = from.boolean("INSECURE_DISCOVERY", insecure, true)?;
    let given = |text: &String| !text.is_empty();
    let name = name.filter(given);
    Ok(domain.filter(given).map(|domain| Discovery { domain, name, insecure }))
}

#[cfg(test)]
mod tests {
    use super::{Globals, Program, Settings};
    use std::time::Duration;

    #[test]
    fn etcd_is_not_asked_whether_it_lives_more_often_than_it_bears() {
        for (asked, used) in
            [(None, 10), (Some(1), 10), (Some(9), 10), (Some(0), 10), (Some(11), 11)]
        {
            let keepalive_time = asked.map(Duration::from_secs);
            let flags = Globals { keepalive_time, ..Globals::default() };
            let options = Settings::resolve(flags, Program::Ectl).unwrap().options().unwrap();
            assert_eq!(options.keepalive_time, Duration::from_secs(used));
            assert_eq!(options.keepalive_timeout, Duration::from_secs(6));
        }
    }

    #[test]
    fn a_discovered_server_may_have_to_prove_the_domain() {
        let named = |insecure_discovery| {
            let discovery_srv = Some("example.com".to_owned());
            let endpoints = vec!["h:1".to_owned()];
            let flags =
                Globals { endpoints, discovery_srv, insecure_discovery, ..Globals::default() };
            let options = Settings::resolve(flags, Program::Ectl).unwrap().options().unwrap();
            let endpoint = &options.endpoints[0];
            (endpoint.server_name().to_owned(), endpoint.tls)
        };
        assert_eq!(named(None), ("h".to_owned(), false));
        assert_eq!(named(Some(true)), ("h".to_owned(), false));
        assert_eq!(named(Some(false)), ("example.com".to_owned(), true));
    }
}
