//! The options that every command takes.

use crate::cli::argv::bool_option;
use crate::failure::Failure;
use crate::go::{duration, integer};
use crate::output::{self, Format, OutputOptions};
use crate::settings::auth::AuthFlags;
use crate::settings::sources::Sources;
use crate::settings::{json_errors, table};
use clap::{Arg, Args, Command};
use std::ffi::OsString;
use std::time::Duration;

/// The options that every command takes; `None` for those not given.
#[derive(Debug, Clone, Default, Args)]
#[command(mut_args(global))]
pub(crate) struct Globals {
    /// Endpoints, comma-separated (default 127.0.0.1:2379)
    ///
    /// HOST:PORT, http://…, https://…, unix:PATH or unixs:PATH. The option may be repeated. Each command uses one
    /// endpoint that answers.
    #[arg(long, value_name = "HOST:PORT,…")]
    pub(crate) endpoints: Vec<String>,
    /// Named context of the config file; '' for none
    ///
    /// The default is the current one: see "ectl context --help" and ectl-config(7). Other options and variables win over
    /// the values of the context.
    #[arg(long, value_name = "NAME")]
    pub(crate) context: Option<String>,
    /// json, jsonl, table, fields or protobuf (default simple)
    ///
    /// The output format: see ectl-formats(7).
    #[arg(short, long, value_name = "FORMAT")]
    pub(super) write_out: Option<String>,
    /// Print only this field of each record, as plain text
    ///
    /// A field of `-w jsonl`, such as `value` or `mod_revision`; see ectl-formats(7). Repeat it for more fields, which are
    /// separated by tabs. Text and numbers are printed without quotes, null as an empty line, lists as JSON.
    #[arg(long, value_name = "NAME")]
    pub(super) field: Vec<String>,
    /// Print bytes as \x66\x6f\x6f and IDs in hexadecimal
    ///
    /// Bytes in simple and table; IDs in fields and in the JSON of members.
    #[arg(long)]
    pub(super) hex: Option<bool>,
    /// Show all columns of tables, however wide
    ///
    /// On a terminal, `-w table` otherwise leaves out the less important columns and cuts long values.
    /// `endpoint status` has more columns with this option, in every format.
    #[arg(long)]
    pub(super) wide: Option<bool>,
    /// Do not print confirmations such as OK
    ///
    /// Leaves out the lines of the simple format that only say that something was done. Data, errors and warnings are
    /// printed.
    #[arg(short, long)]
    pub(super) quiet: Option<bool>,
    /// Log settings, connections and timings to stderr
    ///
    /// First the source of each setting, then connections and calls with their durations. Secrets are not shown.
    #[arg(long = "debug")]
    pub(crate) log_debug: Option<bool>,
    /// Time to connect to any endpoint (default 2s)
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) dial_timeout: Option<Duration>,
    /// Time for a call to be answered (default 5s)
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) command_timeout: Option<Duration>,
    /// Keep retrying while etcd is unreachable (default 0s)
    ///
    /// Retries until etcd gives its first answer: while no endpoint can be reached, or the cluster lacks a leader. The time
    /// counts from the first attempt and also ends the last one. A write is retried only if etcd has certainly not
    /// executed it. `endpoint`, `defrag` and `doctor` report on each endpoint at once; use --wait with `endpoint health`.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) retry: Option<Duration>,
    /// Idle time before a probe, at least 10s (default 10s)
    ///
    /// An open stream checks whether the server is alive, at most every 10s: etcd closes connections that ask more
    /// often. A frozen server is noticed after this time plus --keepalive-timeout. Where a lease, a lock or a service
    /// depends on it, it is asked after 3s, and noticed before the lease expires or after 7s.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) keepalive_time: Option<Duration>,
    /// Time for a probe to be answered (default 5s)
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) keepalive_timeout: Option<Duration>,
    /// Maximum request size; 0 means 2 MiB (default 0)
    #[arg(long, value_name = "BYTES", value_parser = integer)]
    pub(crate) max_request_bytes: Option<i64>,
    /// Maximum response size; 0 means 2 GiB (default 0)
    #[arg(long, value_name = "BYTES", value_parser = integer)]
    pub(crate) max_recv_bytes: Option<i64>,
    /// Plaintext for endpoints without a scheme (default true)
    ///
    /// With false, endpoints without a scheme use TLS.
    #[arg(long)]
    pub(crate) insecure_transport: Option<bool>,
    /// Domain whose SRV records list the endpoints
    #[arg(short = 'd', long, value_name = "DOMAIN")]
    pub(crate) discovery_srv: Option<String>,
    /// Cluster to use if the domain lists several
    #[arg(long, value_name = "NAME")]
    pub(crate) discovery_srv_name: Option<String>,
    /// Use discovered endpoints without TLS (default true)
    ///
    /// With false, they are left out, and the others must have certificates for the domain.
    #[arg(long)]
    pub(crate) insecure_discovery: Option<bool>,
    /// Accept any server certificate; implies TLS
    #[arg(long)]
    pub(crate) insecure_skip_tls_verify: Option<bool>,
    /// Trusted CA certificates, PEM (default: the system's)
    #[arg(long, value_name = "FILE")]
    pub(crate) cacert: Option<OsString>,
    /// Client certificate file (PEM)
    #[arg(long = "cert", value_name = "FILE")]
    pub(crate) tls_cert: Option<OsString>,
    /// Private key of the client certificate (PEM)
    #[arg(long = "key", value_name = "FILE")]
    pub(crate) tls_key: Option<OsString>,
    /// Errors and notes as JSON (default: on with -w json)
    ///
    /// One object per line: {"error": …, "kind": …, "code": …, "hint": …, "endpoints": […]} or {"note": …}. On by default
    /// with `-w json` and `-w jsonl`. See ectl-errors(7) for each field.
    #[arg(long)]
    pub(super) json_errors: Option<bool>,
    /// Do not ask before changes to a protected context
    ///
    /// Without it, what deletes several keys or reconfigures the cluster asks for the context's name on the terminal.
    #[arg(long)]
    pub(super) yes: Option<bool>,
    #[command(flatten)]
    pub(crate) auth: AuthFlags,
}

/// Makes an option global. Only `ectl options` and ectl(1) show these.
fn global(arg: Arg) -> Arg {
    bool_option(arg).global(true).hide(true)
}

impl Globals {
    /// Returns the tree without commands.
    pub(crate) fn tree() -> Command {
        Self::augment_args(Command::new("ectl").disable_help_subcommand(true))
    }

    /// Returns the tree with only the command that the path names.
    pub(crate) fn tree_of(tree: &Command, path: &[OsString]) -> Command {
        match path.first().and_then(|name| tree.find_subcommand(name)) {
            Some(meant) => Self::tree().subcommand(meant.clone()),
            None => tree.clone(),
        }
    }

    /// Resolves how replies are printed, and from the format and `--json-errors` the format of errors. An
    /// invalid choice of the latter is the second result: a command that works without etcd ignores it.
    pub(crate) fn output(
        &self,
        from: &mut Sources,
    ) -> (Result<OutputOptions, Failure>, Result<(), Failure>) {
        let flag = self.write_out.as_deref().map(Format::parse).transpose();
        let chosen = flag.as_ref().ok().copied().flatten();
        let format = flag.and_then(|flag| from.value(&table::WRITE_OUT, flag));
        let fallback = format.as_ref().map_or(Format::Simple, |format| *format);
        let json_errors = json_errors::resolve(self.json_errors, fallback, from);
        let options = format.and_then(|format| {
            let (wide, quiet) = (self.wide.unwrap_or_default(), self.quiet.unwrap_or_default());
            let options = OutputOptions { wide, quiet, ..OutputOptions::new(format) };
            options.with_fields(self.field.clone(), chosen)
        });
        (options, json_errors)
    }

    /// Fails if `--field` is given, for a command that prints no records.
    pub(crate) fn refuse_fields(&self) -> Result<(), Failure> {
        output::refuse_fields(&self.field)
    }

    /// Returns the options without those that select a cluster or a user.
    pub(super) fn without_cluster(self) -> Self {
        Self {
            endpoints: Vec::new(),
            insecure_transport: None,
            discovery_srv: None,
            discovery_srv_name: None,
            insecure_discovery: None,
            insecure_skip_tls_verify: None,
            cacert: None,
            tls_cert: None,
            tls_key: None,
            auth: AuthFlags::default(),
            ..self
        }
    }

    pub(crate) fn hex(&self, from: &mut Sources) -> Result<bool, Failure> {
        from.value(&table::HEX, self.hex)
    }
}
