//! `put`: puts a value into a key.

use super::write::fence::IfHeld;
use super::write::own_lease::under_lease;
use super::write::precondition::Condition;
use crate::cli::help::sections::{held_variables, outcome_unknown, session_variable};
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
#[command(after_help = concat!("\
Examples:
  ectl put config/port 8080                     value from the command line
  ectl put config/motd < motd.txt               value from stdin
  ectl put config/cert --value-file cert.pem    value from a file
  ectl put node/a up --lease 694d81417acd4754   removed when the lease ends
  ectl put node/a up --ttl 30s                  removed after 30s, by its own lease
  ectl put leader me --if-absent || echo taken  exit 8 if the key exists
  ectl put config/port 81 --if-value 80         only if the value is 80
  ectl put config/offset -5                     a negative number
  ectl put config/flags -- -v                   any other value that begins with a dash

Details:
  Inside \"ectl session\", the key is deleted with the session unless --lease or --ttl is given.

Exit codes:
  8    a condition of --if-… does not hold: nothing was written",
    outcome_unknown!(), "\n\nEnvironment:", session_variable!("   "), held_variables!(),
))]
pub(crate) struct Put {
    /// Key
    key: OsString,
    /// Value (default: all of stdin)
    #[arg(allow_negative_numbers = true, conflicts_with = "value_file")]
    value: Option<OsString>,
    #[command(flatten)]
    options: PutOptions,
    /// Read the value from FILE, which may be empty; - for stdin
    #[arg(long, value_name = "FILE")]
    value_file: Option<PathBuf>,
    /// Attach the key to a new lease with this time to live
    #[arg(long, value_name = "DURATION", value_parser = lifetime, conflicts_with_all = ["lease", "ignore_lease"])]
    ttl: Option<i64>,
    #[command(flatten)]
    condition: Condition,
    #[command(flatten)]
    held: IfHeld,
}

/// The options of a put, also in transactions.
#[derive(Debug, Args)]
pub(crate) struct PutOptions {
    /// Attach the key to this lease; 0 for none
    #[arg(long, value_name = "ID", value_parser = lease_id)]
    lease: Option<i64>,
    /// Print the previous key-value pair
    #[arg(long)]
    prev_kv: bool,
    /// Keep the key's current value
    #[arg(long)]
    ignore_value: bool,
    /// Keep the key's current lease
    #[arg(long)]
    ignore_lease: bool,
}

impl Put {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<PutResponse>()?;
        cx.refuse_if_read_only("put")?;
        let conditions = self.condition.with_fence(self.held.fence()?)?;
        let lease = self.lease()?;
        let value = self.value(cx.settings.limits.max_request_bytes)?;
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

    /// Returns the existing lease to use: the one given, or that of the enclosing session.
    fn lease(&self) -> Result<i64, Failure> {
        if self.ttl.is_some() || self.options.ignore_lease {
            return Ok(self.options.lease.unwrap_or(0));
        }
        Ok(lease_or_inherited(self.options.lease)?.unwrap_or(0))
    }

    /// Reads the value, unless the current value is kept.
    fn value(&self, limit: usize) -> Result<Option<Vec<u8>>, Failure> {
        match (&self.value, &self.value_file) {
            (Some(value), _) => Ok(Some(input::bytes(value))),
            (None, Some(_)) if !self.options.wants_value() => Err(unexpected_value()),
            (None, Some(file)) => value::from_file(file, limit).map(Some),
            (None, None) if self.options.wants_value() => value::from_stdin(limit).map(Some),
            (None, None) => Ok(None),
        }
    }
}

fn unexpected_value() -> Failure {
    Failure::usage("put command needs only 1 argument when 'ignore-value' is set")
}

impl PutOptions {
    pub(crate) fn wants_value(&self) -> bool {
        !self.ignore_value
    }

    pub(crate) fn request(
        &self,
        key: Vec<u8>,
        value: Option<Vec<u8>>,
    ) -> Result<PutRequest, Failure> {
        match (self.wants_value(), &value) {
            (false, Some(_)) => Err(unexpected_value()),
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
