//! `lock`: holds a lock until a command ends or a signal arrives.

use super::held::{self, Contender, ExitCodes, HeldKind, HoldOptions, Resource, TimeLimit};
use crate::cli::help::sections::{exit_codes_with_cmd, lock_environment};
use crate::context::Context;
use crate::failure::Failure;
use crate::go::{count, ttl_option};
use crate::input;
use crate::process::check_command;
use crate::process::signals::{self, Signals};
use crate::recipe::{ContenderInfo, LONGEST_TEXT};
use crate::reply::RangeFragment;
use clap::Args;
use std::ffi::OsString;
use std::num::NonZeroU32;
use std::sync::Arc;

const MORE: &str = concat!(
    "\
Examples:
  ectl lock backup -- ./backup.sh         wait for the lock, then run a command under it
  ectl lock --try backup -- ./backup.sh   exit with 8 if another client holds the lock
  ectl lock --timeout 30s backup          give up after 30s; print the key, hold until Ctrl-C
  ectl lock --holders backup              list the holder, the waiters, and keys that block them
  ectl lock --max 3 builds -- make        let up to three clients hold the lock
  ectl lock --note \"ticket 81\" db         tell others why the lock is held
  ectl lock --try -E 75 backup -- ./backup.sh
                                          code 75 instead of 8, which CMD may use itself

Details:
  The lock is released when CMD exits. For writes that require the lock, use --if-held of ectl put,
  del and txn within CMD. Under \"ectl session\" the lock uses the session's lease, and ends with it
  at the latest.

  Waiting for more than a second is reported on stderr. Do not put other keys below NAME/: a key
  there without a lease blocks all later contenders until it is deleted.

  The key's value has the host, the process id and the --note for --holders and for those who wait.
  etcd's Go packages ignore it; without CMD it is printed by -w jsonl and -w table only.

  CMD's own 8 and 124 are never changed. Unlike in flock(1), --conflict-exit-code does not apply to
  timeouts.

Semaphores:
  With --max N, up to N contenders hold the lock, in the order in which they came. All else is as
  with one holder: fencing token, --if-held, and what happens on loss. Contenders with other limits,
  and locks of other programs, which accept one holder, exclude each other as each of them expects:
  the smallest limit in the queue up to a contender counts.

On loss:
  When the lock is lost, or is about to be because etcd cannot be reached, CMD and all processes it
  started get SIGTERM, and SIGKILL after --grace. The same happens if ectl is killed or suspended
  too long: a guardian process takes care of it. With --on-lost=kill they get SIGKILL at once; with
  --on-lost=ignore CMD keeps running.

  If the lease is revoked or the key is deleted by hand, etcd passes on the lock immediately: the
  next holder starts while CMD may still use its --grace. --on-lost=kill keeps that overlap short.

  On Linux, CMD is also killed if ectl and the guardian are killed together. This applies to CMD
  itself, not to processes it started or to set-user-ID programs such as sudo.

",
    exit_codes_with_cmd!(
        "  0      released after INT, TERM or HUP, without CMD
  5      interrupted before the lock was acquired
  7      the lock is free, with --holders
  8      another client holds the lock, with --try; or the code of --conflict-exit-code
  10     the lock was lost; with --on-lost=ignore only if CMD exits with 0
  124    the lock was not acquired in time, with --timeout, or etcd did not answer in time; or the \
code of --timeout-exit-code"
    ),
    "\n\n",
    lock_environment!(),
    "

Signals:
  INT, TERM and HUP end the wait for the lock, and without CMD release it.

  CMD inherits stdin, and gets INT, TERM, HUP, QUIT, USR1 and USR2 each time ectl does. It runs in
  its own process group and becomes the terminal's foreground group when it reads input. Ctrl-Z is
  ignored: a suspended holder would lose its lock.

  When CMD exits, the lock is released even if processes that CMD started are still running;
  --wait-group waits for them. When CMD exits after INT, TERM, HUP or QUIT, the rest of its process
  group gets SIGTERM, and SIGKILL after --grace, before the lock is released."
);

/// Hold a lock while a command runs, or until interrupted
#[derive(Debug, Args)]
#[command(after_help = MORE, override_usage = "ectl lock [OPTIONS] <NAME> [-- <CMD>...]")]
pub(crate) struct Lock {
    /// Name of the lock; each contender puts a key below NAME/
    name: OsString,
    /// Lease TTL: time until a dead holder's lock is released [default: 10]
    #[arg(long, value_name = "DURATION", value_parser = ttl_option, conflicts_with = "lease")]
    ttl: Option<i64>,
    /// Let up to N clients hold the lock: a semaphore
    #[arg(long, value_name = "N", default_value = "1", value_parser = holders)]
    max: NonZeroU32,
    /// Text for those who wait for the lock or list its holders
    #[arg(long, value_name = "TEXT", value_parser = note)]
    note: Option<String>,
    #[command(flatten)]
    options: HoldOptions,
    #[command(flatten)]
    exit_codes: ExitCodes,
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
        let options = self.options.resolve(self.ttl, DEFAULT_TTL)?;
        check_command(&self.command)?;
        let etcd = Arc::new(cx.session()?);
        let info = ContenderInfo { owner: held::owner(), note: self.note, max: self.max };
        let contender = Contender {
            resource,
            value: info.to_value(),
            max: self.max,
            limit: TimeLimit::begin(&options, etcd.options().command_timeout),
            options,
            command: self.command,
            etcd,
        };
        let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
        let done = async {
            let mutex = contender.open(&mut signals).await?;
            contender.acquire_and_run(mutex, output, &mut signals).await
        };
        self.exit_codes.apply(done.await)
    }
}

fn holders(text: &str) -> Result<NonZeroU32, String> {
    let number = u32::try_from(count(text)?).ok().and_then(NonZeroU32::new);
    number.ok_or_else(|| format!("\"{text}\" is not a number of holders: 1 to {}", u32::MAX))
}

fn note(text: &str) -> Result<String, String> {
    match text.chars().count() > LONGEST_TEXT {
        true => Err(format!("longer than {LONGEST_TEXT} characters")),
        false => Ok(text.to_owned()),
    }
}
