//! `lock`: holds a lock, for itself or for the time of a command.

use super::claim::{self, unless_interrupted};
use super::contact;
use crate::cli::Context;
use crate::etcd::proto::{KeyValue, RangeResponse};
use crate::failure::{Failure, Kind};
use crate::input::{self, duration, integer, lease_id, lease_or_inherited};
use crate::output::note;
use crate::process::signals::{self, Signals};
use crate::process::{Ending, HEARD, Supervised, Variable, supervise};
use crate::recipe::{Claim, Moment};
use crate::reply::RangeFragment;
use clap::Args;
use futures_util::FutureExt as _;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::sync::Arc;
use std::time::Duration;

const MORE: &str = "\
Examples:
  ectl lock backup -- ./backup.sh          run it when nobody else does
  ectl lock --try backup -- ./backup.sh    exit with 8 if somebody else does
  ectl lock --timeout 30s backup           give up after a while; print the key, hold until Ctrl-C

CMD finds the lock's key in ETCD_LOCK_KEY and a fencing token, the key's create revision, in
ETCD_LOCK_REV. It gets our stdin, and INT, TERM, HUP, QUIT, USR1 and USR2 when we do. Its exit code
is ours: 128 + n if signal n ended it, 127 if there is no such program, 126 if it cannot be run.
A write that must not happen without the lock: ectl put, del or txn with --if-held, within CMD.

When the lock is lost, or will be if etcd cannot be reached in time, CMD and all that it has started
get a TERM, and after --grace a KILL; the exit code is 10. It has a process group of its own and is
lent the terminal when it reads from it. Ctrl-Z does nothing: what is suspended loses its lock.";

/// Hold a lock while a command runs, or until a signal comes
#[derive(Debug, Args)]
#[command(after_help = MORE)]
pub(crate) struct Lock {
    /// The lock's name: a key below NAME/ is made for each who wants it
    name: OsString,
    /// Seconds that the lock outlives a holder who vanishes [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = integer)]
    ttl: Option<i64>,
    /// Hold it with this lease; 0: its own, within ectl session too
    #[arg(long, value_name = "ID", value_parser = lease_id, conflicts_with = "ttl")]
    lease: Option<i64>,
    /// Exit with 8 if somebody else has the lock
    #[arg(long = "try")]
    at_once: bool,
    /// Exit with 124 if the lock is not ours after this time
    #[arg(long, value_name = "TIME", value_parser = duration)]
    timeout: Option<Duration>,
    /// How long CMD has to end when the lock is lost [default: a third of the TTL]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    grace: Option<Duration>,
    /// The command and its arguments
    #[arg(value_name = "CMD")]
    command: Vec<OsString>,
}

/// The TTL of a lock's own lease, in seconds, as in etcdctl.
const USUAL_TTL: i64 = 10;

/// What a KILL may take at most to have its effect.
const LONGEST_MARGIN: Duration = Duration::from_secs(1);

/// How much time a command is given.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// From TERM to KILL.
    grace: Duration,
    /// Before the lease can expire: TERM is sent then at the latest.
    reserve: Duration,
}

impl Lock {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let output = cx.output::<RangeFragment>()?;
        if self.at_once && self.timeout.is_some() {
            return Err(Failure::usage("--try waits for nothing, leave out --timeout").into());
        }
        let ttl = claim::ttl(self.ttl.unwrap_or(USUAL_TTL));
        let lease = self.shared_lease()?;
        if lease.is_none() {
            self.patience(ttl)?;
        }
        let etcd = Arc::new(cx.session()?);
        let mut signals = Signals::listen(&signals::ENDING)?;
        let end = self.timeout.map(|time| Moment::now().after(time));
        let name = input::bytes(&self.name);
        let opened = async {
            match lease {
                None => Ok(Claim::open(etcd, &name, ttl, contact::tell).await?),
                Some(id) => Claim::join(etcd, &name, id, contact::tell).await,
            }
        };
        let mut claim = unless_interrupted(&mut signals, opened).await?;
        let done = async {
            let patience = self.patience(claim.ttl())?;
            let acquired = self.acquire(&mut claim, end);
            let reply = unless_interrupted(&mut signals, acquired).await?;
            match self.command.split_first() {
                None => claim::hold(&mut claim, output, reply, &mut signals).await,
                Some((program, arguments)) => {
                    attend(&mut claim, program, arguments, patience, signals).await
                }
            }
        };
        let meaning = format!("lock {} is lost", self.shown());
        let done = done.await.map_err(|error| claim::on_loss(error, &meaning));
        claim::leave(claim, done).await
    }

    /// The lease to hold it with that somebody else looks after: the session around us, as a rule.
    fn shared_lease(&self) -> Result<Option<i64>, Failure> {
        if self.ttl.is_some() { Ok(None) } else { lease_or_inherited(self.lease) }
    }

    /// How long the command may take to end. It has to be gone before the lease can expire, and must
    /// not be told to go before a renewal had a chance.
    fn patience(&self, ttl: i64) -> Result<Patience, Failure> {
        let ttl = Duration::from_secs(ttl.unsigned_abs());
        let grace = self.grace.unwrap_or(ttl / 3);
        if grace > ttl / 2 {
            return Err(Failure::usage("--grace is more than half of the TTL")
                .hint("CMD has to be gone before the lease expires: raise --ttl"));
        }
        Ok(Patience { grace, reserve: grace + (ttl / 12).min(LONGEST_MARGIN) })
    }

    async fn acquire(
        &self,
        claim: &mut Claim,
        end: Option<Moment>,
    ) -> anyhow::Result<RangeResponse> {
        let Some(end) = end else { return self.queue(claim).await };
        if let Some(done) = end.bound(self.queue(claim)).await {
            return done;
        }
        let time = contact::in_words(self.timeout.unwrap_or_default());
        let why = match claim.holder().await {
            Ok(Some(kv)) => claim::holder(claim, &kv),
            Ok(None) => "nobody has it".to_owned(),
            Err(fault) => fault.text(),
        };
        let text = format!("lock {} not acquired within {time}: {why}", self.shown());
        Err(Failure::new(Kind::Deadline, text).into())
    }

    async fn queue(&self, claim: &mut Claim) -> anyhow::Result<RangeResponse> {
        match claim.enter(b"").await? {
            Some(first) if self.at_once => Err(self.taken(claim, &first).into()),
            _ => Ok(claim.wait().await?),
        }
    }

    fn taken(&self, claim: &Claim, first: &KeyValue) -> Failure {
        let text = format!("lock {} is {}", self.shown(), claim::holder(claim, first));
        Failure::new(Kind::Unmet, text)
    }

    fn shown(&self) -> String {
        self.name.to_string_lossy().into_owned()
    }
}

/// Runs the command, and stops it if the claim is lost.
async fn attend(
    claim: &mut Claim,
    program: &OsString,
    arguments: &[OsString],
    Patience { grace, reserve }: Patience,
    mut waiting: Signals,
) -> anyhow::Result<()> {
    let mut signals = Signals::listen(&HEARD)?;
    if let Some(signal) = waiting.next().now_or_never() {
        return Err(Failure::new(Kind::Ended, format!("interrupted by {signal}")).into());
    }
    let mut child = match Supervised::start(program, arguments, variables(claim)) {
        Ok(child) => child,
        Err(error) => return Ending::NotStarted { program: program.clone(), error }.into_result(),
    };
    let lost = claim.lost(reserve);
    match supervise(&mut child, &mut signals, lost).await {
        Ok(ending) => ending.into_result(),
        Err(failure) => {
            note(&format!("stopping {}: the lock is lost", program.to_string_lossy()));
            child.stop(Moment::now().after(grace).wait()).await;
            Err(failure.into())
        }
    }
}

fn variables(claim: &Claim) -> [Variable; 2] {
    [
        ("ETCD_LOCK_KEY", Some(OsString::from_vec(claim.key().to_vec()))),
        ("ETCD_LOCK_REV", Some(claim.revision().to_string().into())),
    ]
}
