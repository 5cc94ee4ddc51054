//! The options that every command takes.

use crate::failure::Failure;
use crate::go::duration;
use crate::go::{boolean, integer};
use crate::output::Format;
use crate::settings::auth::AuthFlags;
use crate::settings::json_errors::JsonErrors;
use crate::settings::sources::Sources;
use clap::Args;
use std::ffi::OsString;
use std::time::Duration;

/// The options that every command takes. `None` means: not given as a flag.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Globals {
    /// Where etcd is, comma-separated (default 127.0.0.1:2379)
    ///
    /// It may be repeated; one that answers is used. HOST:PORT, http://…, https://…, unix:PATH or unixs:PATH.
    /// The default is 127.0.0.1:2379.
    #[arg(long, global = true, hide = true, value_name = "HOST:PORT,…")]
    pub(crate) endpoints: Vec<String>,
    /// json, jsonl, table, fields or protobuf (default simple)
    ///
    /// The format of the output: ectl-formats(7) tells about each.
    #[arg(short, long, global = true, hide = true, value_name = "FORMAT")]
    pub(crate) write_out: Option<String>,
    /// Print bytes as \x66\x6f\x6f, and ids in hexadecimal
    ///
    /// Bytes in simple and table, ids in fields and in the JSON of members.
    #[arg(long, global = true, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean)]
    pub(crate) hex: Option<bool>,
    /// Tell on stderr what is done, and how long it takes
    ///
    /// Where each setting came from, then connections and calls with their times. Secrets are not shown.
    #[arg(long = "debug", global = true, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean)]
    pub(crate) log_debug: Option<bool>,
    /// Time to connect to any of the endpoints (default 2s)
    #[arg(long, global = true, hide = true, value_name = "DURATION", value_parser = duration)]
    pub(crate) dial_timeout: Option<Duration>,
    /// Time for a call to be answered (default 5s)
    #[arg(long, global = true, hide = true, value_name = "DURATION", value_parser = duration)]
    pub(crate) command_timeout: Option<Duration>,
    /// Wait so long for etcd to come up (default 0s)
    ///
    /// Tries again until etcd gives its first answer: while nobody listens, or there is no leader. The time counts
    /// from the first try, and the last try ends with it. A write is tried again only if etcd surely has not done it. `endpoint`, `defrag` and `doctor` tell of each endpoint at once;
    /// `endpoint health` has --wait.
    #[arg(long, global = true, hide = true, value_name = "DURATION", value_parser = duration)]
    pub(crate) retry: Option<Duration>,
    /// Silence before a probe; under 10s is 10s (default 2s)
    ///
    /// An open stream asks whether the server is alive, at most every 10s, also by default: etcd closes connections
    /// that ask more often. A server that is frozen is noticed after this time and --keepalive-timeout.
    #[arg(long, global = true, hide = true, value_name = "DURATION", value_parser = duration)]
    pub(crate) keepalive_time: Option<Duration>,
    /// Time for the probe to be answered (default 6s)
    #[arg(long, global = true, hide = true, value_name = "DURATION", value_parser = duration)]
    pub(crate) keepalive_timeout: Option<Duration>,
    /// Largest request that is sent; 0 is 2 MiB (default 0)
    #[arg(long, global = true, hide = true, value_name = "BYTES", value_parser = integer)]
    pub(crate) max_request_bytes: Option<i64>,
    /// Largest answer that is taken; 0 is 2 GiB (default 0)
    #[arg(long, global = true, hide = true, value_name = "BYTES", value_parser = integer)]
    pub(crate) max_recv_bytes: Option<i64>,
    /// Allow plain text if no scheme says TLS (default true)
    ///
    /// false: endpoints without a scheme speak TLS.
    #[arg(long, global = true, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean)]
    pub(crate) insecure_transport: Option<bool>,
    /// Domain whose SRV records name the endpoints
    #[arg(short = 'd', long, global = true, hide = true, value_name = "DOMAIN")]
    pub(crate) discovery_srv: Option<String>,
    /// Name of the cluster, where the domain has several
    #[arg(long, global = true, hide = true, value_name = "NAME")]
    pub(crate) discovery_srv_name: Option<String>,
    /// Use endpoints in DNS that lack TLS (default true)
    ///
    /// false: they are left out, and the others must have certificates of the domain.
    #[arg(long, global = true, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean)]
    pub(crate) insecure_discovery: Option<bool>,
    /// Accept any certificate of the server; turns TLS on
    #[arg(long, global = true, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean)]
    pub(crate) insecure_skip_tls_verify: Option<bool>,
    /// CA certificates to trust, PEM (default: the system's)
    #[arg(long, global = true, hide = true, value_name = "FILE")]
    pub(crate) cacert: Option<OsString>,
    /// Our certificate, PEM
    #[arg(long = "cert", global = true, hide = true, value_name = "FILE")]
    pub(crate) tls_cert: Option<OsString>,
    /// The private key of our certificate, PEM
    #[arg(long = "key", global = true, hide = true, value_name = "FILE")]
    pub(crate) tls_key: Option<OsString>,
    #[command(flatten)]
    pub(crate) voice: JsonErrors,
    #[command(flatten)]
    pub(crate) proofs: AuthFlags,
}

impl Globals {
    /// Returns the format that replies are to be printed in.
    pub(crate) fn format(&self) -> Result<Format, Failure> {
        self.format_from(&mut Sources::default())
    }

    pub(crate) fn format_from(&self, from: &mut Sources) -> Result<Format, Failure> {
        let format = self.write_out.as_deref().map(Format::parse).transpose()?;
        from.value("WRITE_OUT", format, Format::Simple, Format::parse, Format::to_string)
    }
}
