//! `service register`: keeps the records of a service in etcd.

use super::arguments::{AddressOptions, looks_like_command, metadata};
use super::checks::Checks;
use super::reporter::Reporter;
use super::run::{FirstLimit, RegisteredRun};
use super::stopping::StopPlan;
use crate::cli::help::sections::{exit_codes_with_cmd, session_variable};
use crate::command::held::{ExitCodes, LeaseOption, StopOptions, TimeoutOption};
use crate::context::Context;
use crate::failure::Failure;
use crate::go::{duration, integer, lifetime};
use crate::process::signals::{self, Signals};
use crate::process::{ReadyNotifier, check_command};
use crate::recipe::naming::{self, Metadata, ServiceRecord};
use crate::recipe::registration::{Entry, HealthLatch, LeaseSource, Registration};
use clap::{Arg, Args};
use std::collections::HashSet;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

const MORE: &str = concat!(
    "\
Examples:
  ectl service register svc/web 10.0.0.1:80                   register until Ctrl-C
  ectl service register svc/web 10.0.0.1:80 -- nginx -g 'daemon off;'
  ectl service register web [::1]:80 --also admin=[::1]:8080  two records, put together
  ectl service register web h:80 --check-http http://h/up     only while the check passes
  ectl service register web h:80 --drain 5s -- ./server       5s between the removal and SIGTERM
  ectl service register web h:80 --metadata '{\"zone\":\"a\"}'    with metadata for clients

Details:
  --grace is not limited by the TTL, as no lock depends on the end of CMD. Through etcd's grpc-proxy
  the TTL must be 5s or more: the proxy answers renewals late.

Records:
  A record is a key TARGET/ADDR with a lease, in the format of Go's etcd naming package. An existing
  record is replaced at the start, unless --if-absent is given. The record is put again, with a note
  on stderr, after an outage of etcd, the loss of the lease, the deletion of the key, or a manual
  overwrite with the same address and no lease.

Health checks:
  All --check options must pass. The record is put after the first pass, removed after --fall
  failures, and put again when they pass. CMD keeps running. --drain counts from the removal: a
  service that failed its checks for that long is stopped without a pause. --timeout limits the
  time until the record is put for the first time.

On loss:
  If the record is lost for good (exit codes 8, 9 and 10), CMD is stopped as by a signal. With
  --on-lost=kill it gets SIGKILL at once; with --on-lost=ignore it keeps running, unregistered.

",
    exit_codes_with_cmd!(
        "  0      withdrawn after INT, TERM or HUP, without CMD
  5      interrupted before the record was put
  8      another client has taken over the record; with --if-absent also if it exists
  9      permission denied
  10     the lease of ectl session or --lease was lost
  124    not registered in time, with --timeout"
    ),
    "\n\nEnvironment:",
    session_variable!("   "),
    "
  NOTIFY_SOCKET  systemd's socket, told when the record has been put (Type=notify)

Signals:
  On INT, TERM and HUP the record is removed first. After --drain, in which clients turn away, CMD
  gets the signal; after --grace all processes that it started get SIGKILL. A second signal ends the
  pause. QUIT, USR1 and USR2 are passed on at once. Without CMD, ectl exits after the pause.

  CMD alone gets the signals, so that a script can stop its server itself; what is left of its
  process group when it exits gets SIGTERM. --signal-to=group, and Ctrl-C, signal the whole group."
);

/// Keep a service registered while a command runs
#[derive(Debug, Args)]
#[command(after_help = MORE, mut_arg("grace", own_grace))]
pub(crate) struct Register {
    /// Target; its records are the keys below TARGET/
    target: String,
    /// Address that clients dial: HOST:PORT or unix:PATH
    #[arg(required = true, value_name = "ADDR")]
    addresses: Vec<String>,
    /// Register a second record together with the first
    #[arg(long, value_name = "TARGET=ADDR")]
    also: Vec<String>,
    /// Name of the record's key below TARGET/ [default: ADDR]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Metadata (JSON) stored in the record
    #[arg(long, value_name = "JSON")]
    metadata: Option<String>,
    #[command(flatten)]
    any: AddressOptions,
    /// Lease TTL: time the record outlives ectl
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = lifetime)]
    ttl: i64,
    #[command(flatten)]
    lease: LeaseOption,
    /// Exit with 8 if a record already exists
    #[arg(long)]
    if_absent: bool,
    #[command(flatten)]
    limit: TimeoutOption,
    #[command(flatten)]
    exit_codes: ExitCodes,
    /// Time from the record's removal to the signal
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = duration, help_heading = "CMD options")]
    drain: Duration,
    #[command(flatten)]
    stop: StopOptions,
    /// Write a line to file descriptor N once registered
    #[arg(long, value_name = "N", value_parser = integer)]
    ready_fd: Option<i64>,
    /// The command and its arguments
    #[arg(last = true, value_name = "CMD")]
    command: Vec<OsString>,
    #[command(flatten)]
    checks: Checks,
}

/// The default of `--grace`. No lock depends on the end of CMD, so the TTL does not limit it.
const GRACE: Duration = Duration::from_secs(10);

fn own_grace(grace: Arg) -> Arg {
    grace.help("Time between SIGTERM and SIGKILL [default: 10s]")
}

impl Register {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        self.exit_codes.apply(self.register(cx).await)
    }

    async fn register(&self, cx: &Context) -> anyhow::Result<()> {
        cx.refuse_fields()?;
        let entries = self.entries()?;
        let plan = self.plan()?;
        cx.refuse_if_read_only("service register")?;
        let lease = match self.lease.resolve()? {
            Some(id) => LeaseSource::Borrow { id },
            None => LeaseSource::Grant { ttl: self.ttl },
        };
        check_command(&self.command)?;
        let latch = match self.checks.health()? {
            Some(mut health) => HealthLatch::guarded(async move || health.next().await),
            None => HealthLatch::open(),
        };
        let etcd = Arc::new(cx.session()?);
        let reporter = Reporter::new(&entries, ReadyNotifier::open(self.descriptor()?)?);
        let ending = Signals::listen_unless_ignored(&signals::ENDING)?;
        let (registration, events) =
            Registration::new(etcd.clone(), entries, lease, self.if_absent);
        let limit = FirstLimit::new(self.limit.timeout);
        let (reporter, drain) = (&reporter, self.drain);
        let mut run = RegisteredRun { registration, latch, ending, events, reporter, limit, drain };
        run.begin(&etcd).await?;
        match self.command.split_first() {
            None => run.hold().await,
            Some((program, arguments)) => run.run(program, arguments, &plan).await,
        }
    }

    fn plan(&self) -> Result<StopPlan, Failure> {
        Ok(StopPlan {
            on_lost: self.stop.action()?,
            grace: self.stop.grace.unwrap_or(GRACE),
            signal_to: self.stop.signal_to()?,
            wait_group: self.stop.wait_group,
        })
    }

    /// Returns all records. Fails if an argument is invalid.
    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        if self.name.is_some() && (self.addresses.len() > 1 || !self.also.is_empty()) {
            return Err(Failure::usage("--name needs exactly one ADDR, and no --also"));
        }
        let metadata = self.metadata.as_deref().map_or(Ok(Metadata::default()), metadata)?;
        let own = self.addresses.iter().map(|address| {
            let name = self.name.as_deref().unwrap_or(address);
            self.any.check(address).map_err(|failure| match looks_like_command(address) {
                true => failure.hint(format!("put the command after --: -- {address}")),
                false => failure,
            })?;
            entry(&self.target, name, address, &metadata)
        });
        let also = self.also.iter().map(|text| {
            let (target, address) = text.split_once('=').ok_or_else(|| {
                Failure::usage(format!("invalid --also \"{text}\": expected TARGET=ADDR"))
            })?;
            self.any.check(address)?;
            entry(target, address, address, &metadata)
        });
        let entries = own.chain(also).collect::<Result<Vec<_>, _>>()?;
        let mut keys = HashSet::new();
        match entries.iter().find(|entry| !keys.insert(&entry.key)) {
            Some(Entry { key, .. }) => {
                let key = String::from_utf8_lossy(key);
                Err(Failure::usage(format!("{key} is given twice")))
            }
            None => Ok(entries),
        }
    }

    fn descriptor(&self) -> Result<Option<i32>, Failure> {
        let Some(number) = self.ready_fd else { return Ok(None) };
        match i32::try_from(number) {
            Ok(number) if number >= 0 => Ok(Some(number)),
            _ => Err(Failure::usage(format!("--ready-fd {number} is not a file descriptor"))),
        }
    }
}

fn entry(target: &str, name: &str, address: &str, metadata: &Metadata) -> Result<Entry, Failure> {
    let text = format!("invalid TARGET \"{target}\"");
    if target.is_empty() {
        return Err(Failure::usage(format!("{text}: it is empty")));
    }
    if target.ends_with('/') || target.contains("//") {
        let remedy = match target.ends_with('/') {
            true => "remove the trailing slash",
            false => "remove the double slash",
        };
        return Err(Failure::usage(format!("{text}: {remedy}"))
            .hint("clients that dial etcd:///a/b use the target a/b"));
    }
    if address.is_empty() || name.is_empty() {
        return Err(Failure::usage(format!("an empty address or name for {target}")));
    }
    let record = ServiceRecord::new(address, metadata.clone());
    Ok(Entry { key: naming::key(target.as_bytes(), name.as_bytes()), value: record.encode() })
}
