//! `session`: runs a command under a lease, to which the command's writes attach their keys.

use super::held::{
    HeldCommand, StopOptions, TimeLimit, TimeoutCode, TimeoutOption, combine, lease_notes,
};
use crate::cli::help::sections::exit_codes_with_cmd;
use crate::context::Context;
use crate::etcd::proto::{PutRequest, RequestUnion, TxnRequest, operation};
use crate::etcd::{CallError, Session as Etcd};
use crate::failure::{Failure, Kind};
use crate::go::{LeaseId, lifetime, quote};
use crate::input::{self, LEASE};
use crate::process::check_command;
use crate::process::signals::{self, Signals, unless_interrupted};
use crate::recipe::{Lease, LeaseLost};
use clap::Args;
use std::collections::HashSet;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

const MORE: &str = concat!(
    "\
Examples:
  ectl session -- ./deploy.sh                         its keys are deleted when it ends
  ectl session --put jobs/7=$HOSTNAME -- ./job.sh 7   put a key before the command starts
  ectl session -- sh -c 'ectl put a 1 && ectl lock b -- ./work.sh'

Details:
  When CMD exits, the lease is revoked and all its keys are deleted.

On loss:
  When the lease is lost, or is about to be because etcd cannot be reached, CMD and all processes it
  started get SIGTERM, and SIGKILL after --grace.

",
    exit_codes_with_cmd!(
        "  5      interrupted before CMD was started
  10     the lease was lost; with --on-lost=ignore only if CMD exits with 0
  124    the lease was not granted, or the keys not put, in time, with --timeout; or the code of \
--timeout-exit-code"
    ),
    "

Environment of CMD:
  ECTL_LEASE  the session's lease, in hexadecimal; used by ectl put, ectl lock, ectl elect and \
ectl service unless --lease names another lease or 0

Signals:
  CMD gets INT, TERM, HUP, QUIT, USR1 and USR2. They, and processes that outlive CMD, are handled as
  under \"ectl lock\"."
);

/// Run a command under a lease, and delete its keys when it exits
#[derive(Debug, Args)]
#[command(after_help = MORE, override_usage = "ectl session [OPTIONS] -- <CMD>...")]
pub(crate) struct Session {
    /// Lease TTL: time until keys are deleted if ectl dies
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = lifetime)]
    ttl: i64,
    /// Put a key before CMD starts; several are put in one transaction
    #[arg(long = "put", value_name = "KEY=VALUE")]
    puts: Vec<OsString>,
    #[command(flatten)]
    limit: TimeoutOption,
    #[command(flatten)]
    timeout_code: TimeoutCode,
    #[command(flatten)]
    stop: StopOptions,
    /// The command and its arguments
    #[arg(value_name = "CMD", required = true)]
    command: Vec<OsString>,
}

const LATE: &str = "the session was not opened within";

impl Session {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        self.timeout_code.apply(self.open(cx).await)
    }

    async fn open(&self, cx: &Context) -> anyhow::Result<()> {
        let Some((program, arguments)) = self.command.split_first() else { return Ok(()) };
        let ttl = Duration::from_secs(self.ttl.unsigned_abs());
        let (policy, signal_to) = (self.stop.policy(ttl)?, self.stop.signal_to()?);
        cx.refuse_fields()?;
        let pairs = pairs(&self.puts)?;
        cx.refuse_if_read_only("session")?;
        check_command(&self.command)?;
        let etcd = Arc::new(cx.session()?);
        let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
        let limit = TimeLimit::of(self.limit.timeout);
        let granted = TimeLimit::require(limit, LATE, Lease::grant(etcd.clone(), self.ttl));
        let mut lease = unless_interrupted(&mut signals, granted).await?;
        let (id, mut events) = (lease.id(), lease.events());
        let name = LeaseId(id).to_string();
        let done = async {
            let written = TimeLimit::require(limit, LATE, write(&etcd, id, pairs));
            unless_interrupted(&mut signals, written).await?;
            let variables = [(LEASE, Some(name.clone().into()))];
            let command = HeldCommand {
                program,
                arguments,
                on: "session",
                expiry: lease.expiry(),
                policy,
                wait_group: self.stop.wait_group,
                signal_to,
            };
            let reserve = policy.map(|policy| policy.reserve).unwrap_or_default();
            let lost = async { explain_loss(&name, lease.lost(reserve).await) };
            command.run(variables, &mut signals, Box::pin(lost)).await
        };
        let done = events.during(done, |event| lease_notes::report(id, &event)).await;
        let text = format!("lease {name} was not revoked; its keys are deleted when it expires");
        combine(done, lease.release().await, &text)
    }
}

type Pair = (Vec<u8>, Vec<u8>);

/// Splits `KEY=VALUE` at the first `=`.
fn pairs(puts: &[OsString]) -> Result<Vec<Pair>, Failure> {
    let mut keys = HashSet::new();
    let mut pairs = Vec::with_capacity(puts.len());
    for put in puts {
        let text = input::bytes(put);
        let mut halves = text.splitn(2, |byte| *byte == b'=');
        let (Some(key), Some(value)) = (halves.next(), halves.next()) else {
            return Err(Failure::usage(format!("--put {} is not KEY=VALUE", quote(&text))));
        };
        if key.is_empty() {
            return Err(Failure::usage(format!("--put {}: the key is empty", quote(&text))));
        }
        if !keys.insert(key.to_vec()) {
            return Err(Failure::usage(format!("--put names the key {} twice", quote(key))));
        }
        pairs.push((key.to_vec(), value.to_vec()));
    }
    Ok(pairs)
}

async fn write(etcd: &Etcd, lease: i64, pairs: Vec<Pair>) -> Result<(), CallError> {
    if pairs.is_empty() {
        return Ok(());
    }
    let put = |(key, value)| {
        let put = PutRequest { key, value, lease, ..PutRequest::default() };
        operation(RequestUnion::RequestPut(put))
    };
    let success = pairs.into_iter().map(put).collect();
    etcd.call(TxnRequest { success, ..TxnRequest::default() }).await?;
    Ok(())
}

fn explain_loss(lease: &str, loss: LeaseLost) -> Failure {
    let why = match loss {
        LeaseLost::Gone => "it expired or was revoked".to_owned(),
        LeaseLost::Expired(why) | LeaseLost::Unknown(why) => {
            format!("it was not renewed in time: {why}")
        }
    };
    Failure::new(Kind::Lost, format!("the session's lease {lease} is lost: {why}"))
}

#[cfg(test)]
mod tests {
    use super::pairs;
    use std::ffi::OsString;

    fn parsed(puts: &[&str]) -> Result<Vec<(String, String)>, String> {
        let puts: Vec<_> = puts.iter().map(OsString::from).collect();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        match pairs(&puts) {
            Ok(pairs) => Ok(pairs.into_iter().map(|(k, v)| (text(k), text(v))).collect()),
            Err(failure) => Err(failure.to_string()),
        }
    }

    #[test]
    fn pairs_split_at_the_first_equals_sign() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let found = parsed(&["a=1", "b=", "c=x=y", "d= z "]).unwrap();
        assert_eq!(found, [pair("a", "1"), pair("b", ""), pair("c", "x=y"), pair("d", " z ")]);
        assert_eq!(parsed(&[]), Ok(Vec::new()));
        for (puts, why) in [
            (&["a"][..], "--put \"a\" is not KEY=VALUE"),
            (&["=1"], "--put \"=1\": the key is empty"),
            (&[""], "--put \"\" is not KEY=VALUE"),
            (&["a=1", "a=2"], "--put names the key \"a\" twice"),
        ] {
            assert_eq!(parsed(puts), Err(why.to_owned()));
        }
    }
}
