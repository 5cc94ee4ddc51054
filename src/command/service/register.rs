//! `service register`: says where a service is to be found, as long as it is there.

use super::checks::Checks;
use super::reporter::Reporter;
use super::run::RegisteredRun;
use super::{check_address, metadata};
use crate::context::Context;
use crate::failure::Failure;
use crate::go::duration;
use crate::go::{integer, lease_id, ttl};
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
  ectl service register svc/web 10.0.0.1:80                   until Ctrl-C
  ectl service register svc/web 10.0.0.1:80 -- nginx -g 'daemon off;'
  ectl service register web [::1]:80 --also admin=[::1]:8080  both or none
  ectl service register web h:80 --check-http http://h/up     only while it is well
  ectl service register web h:80 --metadata '{\"zone\":\"a\"}'    told to those who resolve it

A record is a key TARGET/ADDR as Go's etcd naming package has it, under a lease. If the lease is
lost, etcd was away, the key is deleted, or overwritten by hand with a record of the same address
that has no lease, it is put again; stderr tells. If another's record stands there instead, the exit
code is 8; when etcd does not permit it, 9. A record that stands there at first is taken over.

INT, TERM and HUP, and CMD's end, take the record away at once. CMD gets the signal after that, and
a KILL after --grace; its exit code is ours. QUIT, USR1 and USR2 are handed on to it. Within ectl
session the record stands under the session's lease, and the exit code is 10 when that is lost.

With checks there is no record before the first pass, and none after --fall failures, until it
passes again; CMD runs on. All checks have to pass.

With NOTIFY_SOCKET in the environment systemd is told when the record stands (Type=notify).";

/// Keep a service registered while a command runs, or until a signal
#[derive(Debug, Args)]
#[command(after_help = MORE)]
pub(crate) struct Register {
    /// The service: its records are the keys below TARGET/
    target: String,
    /// Where it is to be found, as clients dial it
    #[arg(required = true, value_name = "ADDR")]
    addresses: Vec<String>,
    /// Another record, that stands and falls with the first
    #[arg(long, value_name = "TARGET=ADDR")]
    also: Vec<String>,
    /// The record's name below TARGET/ [default: ADDR]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// What else there is to know, for those who resolve TARGET
    #[arg(long, value_name = "JSON")]
    metadata: Option<String>,
    /// How long the record stays if we vanish
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = ttl)]
    ttl: i64,
    /// Exit with 8 if there is a record already
    #[arg(long)]
    if_absent: bool,
    /// Put it under this lease; 0: one of its own in any case
    #[arg(long, value_name = "ID", value_parser = lease_id)]
    lease: Option<i64>,
    /// How long CMD has to end when it is told to
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = duration)]
    grace: Duration,
    /// Write a line to this descriptor when the record stands
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
        let lease = match lease_or_inherited(self.lease)? {
            Some(id) => LeaseSource::Borrow { id },
            None => LeaseSource::Grant { ttl: self.ttl },
        };
        let gate = match self.checks.health()? {
            Some(mut health) => HealthLatch::guarded(async move || health.next().await),
            None => HealthLatch::open(),
        };
        let etcd = Arc::new(cx.session()?);
        let herald = Reporter::new(&entries, ReadyNotifier::open(self.descriptor()?)?);
        let mut ending = Signals::listen(&signals::ENDING)?;
        let (mut registration, mut events) =
            Registration::new(etcd.clone(), entries, lease, self.if_absent);
        // What is checked may have to be started first, and then there is time.
        let begun = async {
            match gate.is_guarded() {
                true => etcd.connect().await.map_err(Failure::from),
                false => registration.begin().await,
            }
        };
        let begun = unless_interrupted(&mut ending, begun);
        if let Err(error) = events.during(begun, |event| herald.tell(&event)).await {
            let withdrawn = registration.withdraw(None);
            let _ = events.during(withdrawn, |event| herald.tell(&event)).await;
            return Err(error);
        }
        let attendance = RegisteredRun { registration, gate, ending, events, reporter: &herald };
        match self.command.split_first() {
            None => attendance.alone().await,
            Some((program, arguments)) => attendance.with(program, arguments, self.grace).await,
        }
    }

    /// All records. Everything wrong with them is found here.
    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        if self.name.is_some() && (self.addresses.len() > 1 || !self.also.is_empty()) {
            return Err(Failure::usage("--name is for one ADDR alone"));
        }
        let metadata = self.metadata.as_deref().map_or(Ok(Metadata::default()), metadata)?;
        let own = self.addresses.iter().map(|address| {
            let name = self.name.as_deref().unwrap_or(address);
            entry(&self.target, name, address, &metadata)
        });
        let also = self.also.iter().map(|text| {
            let (target, address) = text.split_once('=').ok_or_else(|| {
                Failure::usage(format!("bad --also \"{text}\": expected TARGET=ADDR"))
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
            _ => Err(Failure::usage(format!("--ready-fd {number} is no file descriptor"))),
        }
    }
}

fn entry(target: &str, name: &str, address: &str, metadata: &Metadata) -> Result<Entry, Failure> {
    let text = format!("bad TARGET \"{target}\"");
    if target.is_empty() {
        return Err(Failure::usage(format!("{text}: it is empty")));
    }
    if target.ends_with('/') || target.contains("//") {
        return Err(Failure::usage(format!("{text}: a slash too many"))
            .hint("for clients that dial etcd:///a/b it is a/b"));
    }
    if address.is_empty() || name.is_empty() {
        return Err(Failure::usage(format!("an empty address or name for {target}")));
    }
    check_address(address).map_err(|failure| failure.hint("the command goes after --"))?;
    let record = ServiceRecord::new(address, metadata.clone());
    Ok(Entry { key: naming::key(target.as_bytes(), name.as_bytes()), value: record.encode() })
}
