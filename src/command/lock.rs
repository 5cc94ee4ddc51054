//! `lock`: holds a lock until a command ends or a signal arrives.

use super::held::{self, Contender, HeldKind, HoldOptions, Resource};
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
  ectl lock backup -- ./backup.sh          wait for the lock, then run a command under it
  ectl lock --try backup -- ./backup.sh    exit with 8 if another client holds the lock
  ectl lock --timeout 30s backup           give up after 30s; print the key, hold until Ctrl-C
  ectl lock --holders backup               list the holder, the waiters, and keys that block them

Environment of CMD:
  ETCD_LOCK_KEY    the lock's key
  ETCD_LOCK_LEASE  the key's lease
  ETCD_LOCK_REV    the key's create revision, a fencing token

Exit codes:
  (CMD)  CMD's own exit code; 128 + n if signal n killed it
  5      interrupted before the lock was acquired
  7      the lock is free, with --holders
  8      another client holds the lock, with --try
  10     the lock was lost; with --on-lost=ignore only if CMD exits with 0
  124    the lock was not acquired in time, with --timeout
  126    CMD cannot be executed
  127    CMD was not found

Signals:
  CMD inherits stdin, and gets INT, TERM, HUP, QUIT, USR1 and USR2 when ectl does. It runs in its
  own process group and becomes the terminal's foreground group when it reads input. Ctrl-Z is
  ignored: a suspended holder would lose its lock.

  When CMD exits, the lock is released even if processes that CMD started are still running;
  --wait-group waits for them. When CMD exits after INT, TERM, HUP or QUIT, the rest of its process
  group gets SIGTERM, and SIGKILL after --grace, before the lock is released.

Loss of the lock:
  When the lock is lost, or is about to be because etcd cannot be reached, CMD and all processes it
  started get SIGTERM, and SIGKILL after --grace. The same happens if ectl is killed or suspended
  too long: a guardian process takes care of it. With --on-lost=kill they get SIGKILL at once; with
  --on-lost=ignore CMD keeps running.

  If the lease is revoked or the key is deleted by hand, etcd passes on the lock immediately: the
  next holder starts while CMD may still use its --grace. --on-lost=kill keeps that overlap short.

  On Linux, CMD is also killed if ectl and the guardian are killed together. This applies to CMD
  itself, not to processes it started or to set-user-ID programs such as sudo.

Notes:
  Waiting is reported on stderr. Do not put other keys below NAME/: a key there without a lease
  blocks all later contenders until it is deleted.

  Under \"ectl session\" the lock uses the session's lease, and ends with it at the latest. For writes
  that require the lock, use --if-held of ectl put, del and txn within CMD.";

/// Hold a lock while a command runs, or until interrupted
#[derive(Debug, Args)]
#[command(after_help = MORE, override_usage = "ectl lock [OPTIONS] <NAME> [-- <CMD>...]")]
pub(crate) struct Lock {
    /// Name of the lock; each contender puts a key below NAME/
    name: OsString,
    /// Lease TTL: time until a dead holder's lock is released [default: 10]
    #[arg(long, value_name = "DURATION", value_parser = ttl_option, conflicts_with = "lease")]
    ttl: Option<i64>,
    #[command(flatten)]
    options: HoldOptions,
    /// Print the holder and the queue; exit with 7 if the lock is free
    #[arg(long)]
    holders: bool,
    /// The command and its arguments
    #[arg(value_name = "CMD")]
    command: Vec<OsString>,
}

/// etcdctl's TTL, in seconds.
const DEFAULT_TTL: i64 = 10;

impl Lock {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let resource = Resource { kind: HeldKind::Lock, name: input::bytes(&self.name) };
        if self.holders {
            if !self.command.is_empty() {
                let text = "--holders does not acquire the lock: omit CMD";
                return Err(Failure::usage(text).into());
            }
            return held::show(cx, &resource).await;
        }
        cx.refuse_if_read_only("lock")?;
        let output = cx.output_with_fields::<RangeFragment>(&RangeFragment::FIELDS)?;
        let contender = Contender {
            resource,
            value: Vec::new(),
            options: self.options.resolve(self.ttl, DEFAULT_TTL)?,
            command: self.command,
            etcd: Arc::new(cx.session()?),
        };
        let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
        let mutex = contender.open(&mut signals).await?;
        contender.acquire_and_run(mutex, output, &mut signals).await
    }
}
