//! `put`: stores a value under a key.

use super::write::fence::IfHeld;
use super::write::own_lease::under_lease;
use super::write::precondition::Condition;
use crate::context::Context;
use crate::etcd::proto::{PutRequest, PutResponse};
use crate::failure::Failure;
use crate::go::{lease_id, lifetime};
use crate::input::{self, lease_or_inherited, value};
use clap::Args;
use std::ffi::OsString;
use std::path::PathBuf;

/// Put a value into a key
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl put config/port 8080                     the value is an argument
  ectl put config/motd < motd.txt               the value is all of stdin
  ectl put config/cert --value-file cert.pem    the value is a file
  ectl put node/a up --lease 694d81417acd4754   gone when the lease is
  ectl put node/a up --ttl 30s                  gone in 30 s, with a lease of its own
  ectl put leader me --if-absent || echo taken  exit 8 if there is one already
  ectl put config/port 81 --if-value 80         change it only if it is 80
  ectl put config/offset -5                     a number may be negative
  ectl put config/flags -- -v                   any other value that begins with a dash

Within ectl session the key goes with the session, unless --lease or --ttl say otherwise.")]
pub(crate) struct Put {
    /// The key
    key: OsString,
    /// The value; all of stdin if missing
    #[arg(allow_negative_numbers = true, conflicts_with = "value_file")]
    value: Option<OsString>,
    #[command(flatten)]
    options: PutOptions,
    /// Read the value from a file, which may be empty; - is stdin
    #[arg(long, value_name = "FILE")]
    value_file: Option<PathBuf>,
    /// Let the key live so long, on a lease of its own
    #[arg(long, value_name = "DURATION", value_parser = lifetime, conflicts_with_all = ["lease", "ignore_lease"])]
    ttl: Option<i64>,
    #[command(flatten)]
    condition: Condition,
    #[command(flatten)]
    held: IfHeld,
}

/// What describes a put, here and in transactions.
#[derive(Debug, Args)]
pub(crate) struct PutOptions {
    /// Attach the key to this lease; 0: to none
    #[arg(long, value_name = "ID", value_parser = lease_id)]
    lease: Option<i64>,
    /// Print the pair as it was before
    #[arg(long)]
    prev_kv: bool,
    /// Keep the key's value
    #[arg(long)]
    ignore_value: bool,
    /// Keep the key's lease
    #[arg(long)]
    ignore_lease: bool,
}

impl Put {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<PutResponse>()?;
        let conditions = self.condition.with_fence(self.held.fence()?)?;
        let lease = self.lease()?;
        let value = self.value(cx.settings.max_request_bytes)?;
        let request = self.options.request(input::bytes(&self.key), value)?;
        let request = PutRequest { lease, ..request };
        let session = cx.session()?;
        let reply = match self.ttl {
            None => conditions.put(&session, request).await?,
            Some(ttl) => {
                under_lease(&session, ttl, async |lease| {
                    conditions.put(&session, PutRequest { lease, ..request }).await
                })
                .await?
            }
        };
        output.print(&reply)
    }

    /// The lease that is there already: the one given, or that of the session around us.
    fn lease(&self) -> Result<i64, Failure> {
        if self.ttl.is_some() || self.options.ignore_lease {
            return Ok(self.options.lease.unwrap_or(0));
        }
        Ok(lease_or_inherited(self.options.lease)?.unwrap_or(0))
    }

    /// The value, if there is one to give: from wherever it is.
    fn value(&self, limit: usize) -> Result<Option<Vec<u8>>, Failure> {
        match (&self.value, &self.value_file) {
            (Some(value), _) => Ok(Some(input::bytes(value))),
            (None, Some(_)) if !self.options.wants_value() => Err(one_too_many()),
            (None, Some(file)) => value::from_file(file, limit).map(Some),
            (None, None) if self.options.wants_value() => value::from_stdin(limit).map(Some),
            (None, None) => Ok(None),
        }
    }
}

fn one_too_many() -> Failure {
    Failure::usage("put command needs only 1 argument when 'ignore-value' is set")
}

impl PutOptions {
    /// Whether the request has a value: the key's own is kept otherwise.
    pub(crate) fn wants_value(&self) -> bool {
        !self.ignore_value
    }

    /// The request for a key. Pure: everything wrong with it is found here. There is a value unless
    /// the key's own is to be kept.
    pub(crate) fn request(
        &self,
        key: Vec<u8>,
        value: Option<Vec<u8>>,
    ) -> Result<PutRequest, Failure> {
        match (self.wants_value(), &value) {
            (false, Some(_)) => {
                Err(Failure::usage("put command needs only 1 argument when 'ignore-value' is set"))
            }
            (true, None) => Err(value::missing()),
            _ => Ok(PutRequest {
                key,
                value: value.unwrap_or_default(),
                lease: self.lease.unwrap_or(0),
                prev_kv: self.prev_kv,
                ignore_value: self.ignore_value,
                ignore_lease: self.ignore_lease,
            }),
        }
    }
}
