//! The settings that follow from the sources of their values.

use super::auth::Auth;
use super::other_cluster::other_cluster;
use super::program::Program;
use super::sources::{Origin, Sources};
use super::{DEFAULT_MAX_RECV, DEFAULT_MAX_REQUEST, Globals, Settings, setting, table};
use crate::etcd::{Discovery, Options, TlsOptions};
use crate::failure::Failure;
use crate::output::OutputOptions;
use std::time::Duration;

/// etcd closes connections that probe more often; Go's client silently raises its 2s to this, too.
const SHORTEST_KEEPALIVE: Duration = Duration::from_secs(10);

impl Settings {
    /// Resolves the options. `cluster` is `None` for commands without `--cluster`.
    pub(super) fn of_sources(
        flags: Globals,
        cluster: Option<Option<bool>>,
        program: Program,
        from: &mut Sources,
    ) -> Result<Self, Failure> {
        let (output, json_errors) = flags.output(from);
        let output = output?;
        json_errors?;
        let debug = from.value(&table::DEBUG, flags.log_debug)?;
        let limits = limits(&flags, program, from)?;
        let endpoints = endpoints(&flags.endpoints, from)?;
        let other_cluster = other_cluster(&endpoints, flags.discovery_srv.as_ref(), from)?;
        let settings = Self {
            program,
            output: OutputOptions { hex: flags.hex(from)?, ..output },
            debug,
            cluster: cluster.map_or(Ok(false), |flag| from.value(&table::CLUSTER, flag))?,
            limits,
            timeout_is_given: from.origin(&table::COMMAND_TIMEOUT) != Origin::Default,
            endpoints,
            other_cluster,
            discovery: discovery(&flags, from)?,
            tls_by_default: !from.value(&table::INSECURE_TRANSPORT, flags.insecure_transport)?,
            tls: tls(&flags, from)?,
            auth: Auth::resolve(&flags.auth, from)?,
            protected: protected(from)?,
            flags,
        };
        settings.check()?;
        Ok(settings)
    }
}

fn limits(flags: &Globals, program: Program, from: &mut Sources) -> Result<Options, Failure> {
    let keepalive_time = from.value(&table::KEEPALIVE_TIME, flags.keepalive_time)?;
    let (max_request, max_recv) = (flags.max_request_bytes, flags.max_recv_bytes);
    Ok(Options {
        dial_timeout: from.value(&table::DIAL_TIMEOUT, flags.dial_timeout)?,
        redial: program.is_etcdctl(),
        command_timeout: from.value(&table::COMMAND_TIMEOUT, flags.command_timeout)?,
        retry: from.value(&table::RETRY, flags.retry)?,
        keepalive_time: keepalive_time.max(SHORTEST_KEEPALIVE),
        keepalive_timeout: from.value(&table::KEEPALIVE_TIMEOUT, flags.keepalive_timeout)?,
        max_request_bytes: from.bytes(
            &table::MAX_REQUEST_BYTES,
            max_request,
            DEFAULT_MAX_REQUEST,
        )?,
        max_recv_bytes: from.bytes(&table::MAX_RECV_BYTES, max_recv, DEFAULT_MAX_RECV)?,
        context: from.context().map(|context| context.name.clone()).unwrap_or_default(),
        namespace: from.optional::<String>(&table::PREFIX, None)?.unwrap_or_default().into(),
        read_only: from.value(&table::READ_ONLY, None)?,
        ..Options::plaintext()
    })
}

fn protected(from: &mut Sources) -> Result<Option<String>, Failure> {
    let is_protected = from.value(&table::PROTECTED, None)?;
    Ok(from.context().filter(|_| is_protected).map(|context| context.name.clone()))
}

fn endpoints(flags: &[String], from: &mut Sources) -> Result<Vec<String>, Failure> {
    let flag = (!flags.is_empty()).then(|| setting::Value::parse(&flags.join(",")));
    from.value(&table::ENDPOINTS, flag.transpose()?)
}

fn discovery(flags: &Globals, from: &mut Sources) -> Result<Option<Discovery>, Failure> {
    // Endpoints that are typed are not replaced by what the context discovers.
    if from.origin(&table::ENDPOINTS) < Origin::Context {
        from.forget_context(&[&table::DISCOVERY_SRV, &table::DISCOVERY_SRV_NAME]);
    }
    let domain = from.optional::<String>(&table::DISCOVERY_SRV, flags.discovery_srv.clone())?;
    let domain = domain.filter(|domain| !domain.is_empty());
    let name = from.optional(&table::DISCOVERY_SRV_NAME, flags.discovery_srv_name.clone())?;
    let insecure = from.value(&table::INSECURE_DISCOVERY, flags.insecure_discovery)?;
    if domain.as_ref().is_some_and(|domain| domain.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(Failure::usage(format!(
            "-d is --discovery-srv, which needs a domain, not \"{}\"",
            domain.unwrap_or_default()
        ))
        .hint("the levels of tree and du are limited by --depth"));
    }
    let name = name.filter(|name| !name.is_empty());
    Ok(domain.map(|domain| Discovery { domain, name, insecure }))
}

fn tls(flags: &Globals, from: &mut Sources) -> Result<TlsOptions, Failure> {
    let skip_verify = flags.insecure_skip_tls_verify;
    Ok(TlsOptions {
        ca: from.file(&table::CACERT, flags.cacert.clone())?,
        certificate: from.file(&table::CERT, flags.tls_cert.clone())?,
        key: from.file(&table::KEY, flags.tls_key.clone())?,
        skip_verify: from.value(&table::INSECURE_SKIP_TLS_VERIFY, skip_verify)?,
    })
}
