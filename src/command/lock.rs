//! `lock`: holds a lock, for itself or for the time of a command.

use super::held::{self, Contender, HeldKind, HoldOptions};
use crate::context::Context;
use crate::failure::Failure;
use crate::go::ttl_option;
use crate::input;
use crate::process::signals::{self, Signals};
use crate::reply::RangeFragment;
use clap::Args;
use std::ffi::OsString;
use std::sync::Arc;

const MORE: &str = "\
Examples:
  ectl lock backup -- ./backup.sh          run it when nobody else does
  ectl lock --try backup -- ./backup.sh    exit with 8 if somebody else does
  ectl lock --timeout 30s backup           give up after a while; print the key, hold until Ctrl-C
  ectl lock --holders backup               who has it, who waits, and what blocks it

CMD finds the lock's key in ETCD_LOCK_KEY, its lease in ETCD_LOCK_LEASE and a fencing token, the
key's create revision, in ETCD_LOCK_REV. It gets our stdin, and INT, TERM, HUP, QUIT, USR1 and USR2
when we do. Its exit code is ours: 128 + n if signal n ended it, 127 if there is no such program,
126 if it cannot be run.

When the lock is lost, or will be if etcd cannot be reached in time, CMD and all that it has started
get a TERM, and after --grace a KILL; the exit code is 10. So they do when ectl itself is killed, or
suspended for too long: a second process of ectl sees to it. With --on-lost=kill they get no TERM;
with --on-lost=ignore CMD runs on, and the exit code is its own unless that is 0. CMD has a process
group of its own and is lent the terminal when it reads from it. Ctrl-Z does nothing: what is
suspended loses its lock.

If the lease is revoked or the key deleted by hand, etcd passes the lock on at once: the next holder
starts while CMD still has its --grace to end. --on-lost=kill makes that time as short as it can be.

When CMD ends by itself the lock is released, even if processes that CMD has started still run;
--wait-group holds it until they have ended. When CMD ends after INT, TERM, HUP or QUIT, what is
left of its process group gets a TERM, after --grace a KILL, and only then the lock is released. On
Linux CMD is also killed when ectl and its second process are killed at once; that reaches CMD
itself, not what it has started, and no set-user-ID program such as sudo.

Waiting is told on stderr. Keep your own keys out of NAME/: a key there without a lease blocks all
who come after it until it is deleted.

Under \"ectl session\" the lock rests on the session's lease, and ends with it at the latest.
A write that must not happen without the lock: ectl put, del or txn with --if-held, within CMD.";

/// Hold a lock while a command runs, or until a signal comes
#[derive(Debug, Args)]
#[command(after_help = MORE, override_usage = "ectl lock [OPTIONS] <NAME> [-- <CMD>...]")]
pub(crate) struct Lock {
    /// The lock's name: a key below NAME/ is made for each who wants it
    name: OsString,
    /// How long the lock outlives a holder that vanishes [default: 10]
    #[arg(long, value_name = "DURATION", value_parser = ttl_option, conflicts_with = "lease")]
    ttl: Option<i64>,
    #[command(flatten)]
    terms: HoldOptions,
    /// Print the holder and the queue; exit with 7 if the lock is free
    #[arg(long)]
    holders: bool,
    /// The command and its arguments
    #[arg(value_name = "CMD")]
    command: Vec<OsString>,
}

/// The TTL of a lock's own lease, in seconds, as in etcdctl.
const USUAL_TTL: i64 = 10;

impl Lock {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let name = input::bytes(&self.name);
        if self.holders {
            if !self.command.is_empty() {
                return Err(Failure::usage("--holders takes no lock, leave out CMD").into());
            }
            return held::show(cx, HeldKind::Lock, &name).await;
        }
        let output = cx.output::<RangeFragment>()?;
        let bid = Contender {
            prize: HeldKind::Lock,
            name,
            value: Vec::new(),
            terms: self.terms.settle(self.ttl, USUAL_TTL)?,
            command: self.command,
            etcd: Arc::new(cx.session()?),
        };
        let mut signals = Signals::listen(&signals::ENDING)?;
        let claim = bid.open(&mut signals).await?;
        bid.pursue(claim, output, &mut signals).await
    }
}
