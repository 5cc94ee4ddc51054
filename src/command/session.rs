//! `session`: one lease for all that a script does.

use super::held::lease_notes;
use super::held::run::{HeldCommand, StopPolicy, combine};
use crate::context::Context;
use crate::etcd::Session as Etcd;
use crate::etcd::proto::{PutRequest, RequestUnion, TxnRequest, operation};
use crate::failure::{Failure, Kind};
use crate::go::duration;
use crate::go::lifetime;
use crate::go::{LeaseId, quote};
use crate::input::{self, LEASE};
use crate::process::signals::{self, Signals, unless_interrupted};
use crate::recipe::{Lease, LeaseLost};
use clap::Args;
use std::collections::HashSet;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

const MORE: &str = "\
Examples:
  ectl session -- ./deploy.sh                         every key it puts is gone when it ends
  ectl session --put jobs/7=$HOSTNAME -- ./job.sh 7   and this one is there before it begins
  ectl session -- sh -c 'ectl put a 1 && ectl lock b -- ./work.sh'

CMD finds the lease in ECTL_LEASE: ectl put, ectl lock and ectl service register attach their keys
to it, unless --lease names another or 0. CMD gets our stdin and signals; its exit code is ours.

When the lease is lost, or will be if etcd cannot be reached in time, CMD and all it has started get
a TERM, and after --grace a KILL; the exit code is 10. When CMD has ended the lease is revoked, and
all its keys are gone. Processes that CMD has started and that outlive it are as under \"ectl lock\".";

/// Run a command with a lease that its keys go with
#[derive(Debug, Args)]
#[command(after_help = MORE, override_usage = "ectl session [OPTIONS] -- <CMD>...")]
pub(crate) struct Session {
    /// How long the keys outlive a session that vanishes
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = lifetime)]
    ttl: i64,
    /// Put a key before CMD starts; if repeated all of them, or none
    #[arg(long = "put", value_name = "KEY=VALUE")]
    puts: Vec<OsString>,
    /// How long CMD has to end on loss of the lease [default: a third of the TTL]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    grace: Option<Duration>,
    /// Keep the lease until the process group of CMD has ended
    #[arg(long)]
    wait_group: bool,
    /// The command and its arguments
    #[arg(value_name = "CMD", required = true)]
    command: Vec<OsString>,
}

impl Session {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let Some((program, arguments)) = self.command.split_first() else { return Ok(()) };
        let ttl = Duration::from_secs(self.ttl.unsigned_abs());
        let patience = StopPolicy::within(ttl, self.grace)?;
        let pairs = pairs(&self.puts)?;
        let etcd = Arc::new(cx.session()?);
        let mut signals = Signals::listen(&signals::ENDING)?;
        let granted = Lease::grant(etcd.clone(), self.ttl);
        let mut lease = unless_interrupted(&mut signals, granted).await?;
        let (id, mut events) = (lease.id(), lease.events());
        let name = LeaseId(id).to_string();
        let done = async {
            let written = write(&etcd, id, pairs);
            unless_interrupted(&mut signals, written).await?;
            let variables = [(LEASE, Some(name.clone().into()))];
            let expiry = lease.expiry();
            let lost = async { loss(&name, lease.lost(patience.reserve).await) };
            let command = HeldCommand {
                program,
                arguments,
                on: "session",
                expiry,
                patience: Some(patience),
                wait_group: self.wait_group,
            };
            command.run(variables, &mut signals, lost).await
        };
        let done = events.during(done, |event| lease_notes::tell(id, &event)).await;
        let text = format!("lease {name} is not revoked, its keys go when it expires");
        combine(done, lease.release().await, &text)
    }
}

type Pair = (Vec<u8>, Vec<u8>);

/// Keys and values; a value may have a `=` in it.
fn pairs(puts: &[OsString]) -> Result<Vec<Pair>, Failure> {
    let mut keys = HashSet::new();
    let mut pairs = Vec::with_capacity(puts.len());
    for put in puts {
        let text = input::bytes(put);
        let mut halves = text.splitn(2, |byte| *byte == b'=');
        let (Some(key), Some(value)) = (halves.next(), halves.next()) else {
            return Err(Failure::usage(format!("--put {} is no KEY=VALUE", quote(&text))));
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

async fn write(etcd: &Etcd, lease: i64, pairs: Vec<Pair>) -> anyhow::Result<()> {
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

fn loss(lease: &str, loss: LeaseLost) -> Failure {
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
    fn the_first_equals_sign_splits() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let found = parsed(&["a=1", "b=", "c=x=y", "d= z "]).unwrap();
        assert_eq!(found, [pair("a", "1"), pair("b", ""), pair("c", "x=y"), pair("d", " z ")]);
        assert_eq!(parsed(&[]), Ok(Vec::new()));
        for (puts, why) in [
            (&["a"][..], "--put \"a\" is no KEY=VALUE"),
            (&["=1"], "--put \"=1\": the key is empty"),
            (&[""], "--put \"\" is no KEY=VALUE"),
            (&["a=1", "a=2"], "--put names the key \"a\" twice"),
        ] {
            assert_eq!(parsed(puts), Err(why.to_owned()));
        }
    }
}
