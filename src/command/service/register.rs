//! `service register`: keeps the records of a service in etcd.

use super::arguments::{check_address, metadata};
use super::checks::Checks;
use super::reporter::Reporter;
use super::run::RegisteredRun;
use crate::context::Context;
use crate::failure::Failure;
use crate::go::{duration, integer, lease_id, ttl};
use crate::input::lease_or_inherited;
use crate::process::ReadyNotifier;
use crate::process::signals::{self, Signals, unless_interrupted};
use crate::recipe::naming::{self, Metadata, ServiceRecord};
use crate::recipe::registration::{Entry, HealthLatch, LeaseSource, Registration};
use clap::Args;
use std::collections::HashSet;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

const MORE: &str = "\
Examples:
  ectl service register svc/web 10.0.0.1:80                   register until Ctrl-C
  ectl service register svc/web 10.0.0.1:80 -- nginx -g 'daemon off;'
  ectl service register web [::1]:80 --also admin=[::1]:8080  two records, put together
  ectl service register web h:80 --check-http http://h/up     only while the check passes
  ectl service register web h:80 --metadata '{\"zone\":\"a\"}'    with metadata for clients

Records:
  A record is a key TARGET/ADDR with a lease, in the format of Go's etcd naming package. An existing
  record is replaced at the start, unless --if-absent is given. The record is put again, with a note
  on stderr, after an outage of etcd, the loss of the lease, the deletion of the key, or a manual
  overwrite with the same address and no lease.

Health checks:
  All --check options must pass. The record is put after the first pass, removed after --fall
  failures, and put again when they pass. CMD keeps running.

Signals:
  On INT, TERM and HUP, and when CMD exits, the record is removed first. CMD then gets the signal,
  and SIGKILL after --grace. QUIT, USR1 and USR2 are forwarded to CMD.

Environment:
  ECTL_LEASE     use this lease, set by ectl session; its loss ends the registration
  NOTIFY_SOCKET  tell systemd when the record has been put (Type=notify)

Exit codes:
  (CMD)  CMD's own exit code; 128 + n if signal n killed it
  8      another record is in place of this one, and is not replaced
  9      permission denied
  10     the lease of ectl session or --lease was lost";

/// Keep a service registered while a command runs
#[derive(Debug, Args)]
#[command(after_help = MORE)]
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
    /// TTL of the record's lease
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = ttl)]
    ttl: i64,
    /// Exit with 8 if a record already exists
    #[arg(long)]
    if_absent: bool,
    /// Use this lease; 0: grant a new one
    #[arg(long, value_name = "ID", value_parser = lease_id)]
    lease: Option<i64>,
    /// Time between a signal to CMD and SIGKILL
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = duration)]
    grace: Duration,
    /// Write a line to file descriptor N once registered
    #[arg(long, value_name = "N", value_parser = integer)]
    ready_fd: Option<i64>,
    #[command(flatten)]
    checks: Checks,
    /// The command and its arguments
    #[arg(last = true, value_name = "CMD")]
    command: Vec<OsString>,
}

impl Register {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let entries = self.entries()?;
        cx.refuse_if_read_only("service register")?;
        let lease = match lease_or_inherited(self.lease)? {
            Some(id) => LeaseSource::Borrow { id },
            None => LeaseSource::Grant { ttl: self.ttl },
        };
        let latch = match self.checks.health()? {
            Some(mut health) => HealthLatch::guarded(async move || health.next().await),
            None => HealthLatch::open(),
        };
        let etcd = Arc::new(cx.session()?);
        let reporter = Reporter::new(&entries, ReadyNotifier::open(self.descriptor()?)?);
        let mut ending = Signals::listen(&signals::ENDING)?;
        let (mut registration, mut events) =
            Registration::new(etcd.clone(), entries, lease, self.if_absent);
        // With checks the first put waits for a pass, for which CMD may have to run.
        let begun = async {
            match latch.is_guarded() {
                true => etcd.connect().await.map_err(Failure::from),
                false => registration.begin().await,
            }
        };
        let begun = unless_interrupted(&mut ending, begun);
        if let Err(error) = events.during(begun, |event| reporter.report(&event)).await {
            let withdrawn = registration.withdraw(None);
            let _ = events.during(withdrawn, |event| reporter.report(&event)).await;
            return Err(error);
        }
        let run = RegisteredRun { registration, latch, ending, events, reporter: &reporter };
        match self.command.split_first() {
            None => run.hold().await,
            Some((program, arguments)) => run.run(program, arguments, self.grace).await,
        }
    }

    /// Returns all records. Fails if an argument is invalid.
    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        if self.name.is_some() && (self.addresses.len() > 1 || !self.also.is_empty()) {
            return Err(Failure::usage("--name needs exactly one ADDR, and no --also"));
        }
        let metadata = self.metadata.as_deref().map_or(Ok(Metadata::default()), metadata)?;
        let own = self.addresses.iter().map(|address| {
            let name = self.name.as_deref().unwrap_or(address);
            entry(&self.target, name, address, &metadata)
        });
        let also = self.also.iter().map(|text| {
            let (target, address) = text.split_once('=').ok_or_else(|| {
                Failure::usage(format!("invalid --also \"{text}\": expected TARGET=ADDR"))
            })?;
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
    check_address(address).map_err(|failure| failure.hint("CMD goes after --"))?;
    let record = ServiceRecord::new(address, metadata.clone());
    Ok(Entry { key: naming::key(target.as_bytes(), name.as_bytes()), value: record.encode() })
}
