//! `elect`: leads an election, for itself or for the time of a command, or listens to who does.

use super::held::{self, Contender, HeldKind, HoldOptions};
use crate::clock::Backoff;
use crate::context::Context;
use crate::failure::{self, Failure, Kind};
use crate::go::ttl_option;
use crate::input;
use crate::output::{Output, note, reader_gone};
use crate::process::signals::{self, Signals, unless_interrupted};
use crate::recipe::{ElectionEvent, Mutex, Observer};
use crate::reply::RangeFragment;
use clap::Args;
use futures_util::FutureExt as _;
use nix::unistd::gethostname;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

const MORE: &str = "\
Examples:
  ectl elect db 10.0.0.1:5432                wait to lead, print the key, lead until Ctrl-C
  ectl elect --restart cron -- ./scheduler
                                             run it where we lead; lead again after a loss
  ectl elect db --listen -w jsonl            print the leader, and each that follows
  ectl elect db --leader                     who leads now, and who waits

A leader who gets INT, TERM or HUP resigns at once, with exit code 0. Exits with 10 when the
leadership is lost, with 5 when a signal comes before it is won.

CMD runs while we lead, as under \"ectl lock\": it is stopped before somebody else can lead, its
exit code is ours, and the key, its lease and its create revision are in ETCD_LOCK_KEY,
ETCD_LOCK_LEASE and ETCD_LOCK_REV. With --restart a lost leadership is campaigned for again; when
CMD ends by itself, so do we.

Waiting is told on stderr. Keep your own keys out of NAME/: a key there without a lease blocks all
who come after it until it is deleted.";

/// Lead an election, or listen to who does, until a signal comes
#[derive(Debug, Args)]
#[command(after_help = MORE)]
pub(crate) struct Elect {
    /// The election's name: a key below NAME/ is made for each who wants to lead
    name: OsString,
    /// What the others are told of us when we lead [default with CMD: the name of this host]
    proposal: Option<OsString>,
    /// Print every new leader instead
    #[arg(short, long)]
    listen: bool,
    /// Print who leads and who waits to; exit with 7 if nobody leads
    #[arg(long)]
    leader: bool,
    /// Campaign again when the leadership is lost
    #[arg(long)]
    restart: bool,
    /// How long the leadership outlives a leader that vanishes [default: 60]
    #[arg(long, value_name = "DURATION", value_parser = ttl_option, conflicts_with = "lease")]
    ttl: Option<i64>,
    #[command(flatten)]
    terms: HoldOptions,
    /// The command and its arguments
    #[arg(value_name = "CMD", last = true)]
    command: Vec<OsString>,
}

/// etcdctl's words.
const NO_PROPOSAL: &str = "no proposal argument but -l not set";

/// The TTL of a leader's own lease, in seconds, as in etcdctl.
const USUAL_TTL: i64 = 60;

/// Pauses between two campaigns: short, so that there is a leader soon after etcd is back.
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(1));

impl Elect {
    pub(crate) async fn run(mut self, cx: &Context) -> anyhow::Result<()> {
        let name = input::bytes(&self.name);
        self.settle_proposal(cx.is_etcdctl())?;
        let Some(proposal) = self.proposal()? else {
            return match self.leader {
                true => held::show(cx, HeldKind::Leadership, &name).await,
                false => listen(cx, &name).await,
            };
        };
        let output = cx.output::<RangeFragment>()?;
        let bid = Contender {
            prize: HeldKind::Leadership,
            name,
            value: proposal,
            terms: self.terms.settle(self.ttl, USUAL_TTL)?,
            command: self.command,
            etcd: Arc::new(cx.session()?),
        };
        let mut signals = Signals::listen(&signals::ENDING)?;
        let claim = bid.open(&mut signals).await?;
        match self.restart {
            true => campaign(cx, &bid, claim, &mut signals).await,
            false => bid.pursue(claim, output, &mut signals).await,
        }
    }

    /// Fills in a proposal that was left out. In etcdctl, which runs no command, the only word after
    /// `--` is the proposal; otherwise it is the name of this host, if there is a command.
    fn settle_proposal(&mut self, is_etcdctl: bool) -> Result<(), Failure> {
        if self.proposal.is_some() || self.listen && !is_etcdctl || self.leader {
            return Ok(());
        }
        match (is_etcdctl, self.command.len()) {
            (_, 0) => {}
            (true, 1) => self.proposal = self.command.pop(),
            (true, _) => return Err(Failure::usage(NO_PROPOSAL)),
            (false, _) => {
                let name = gethostname().map_err(|error| {
                    Failure::usage(NO_PROPOSAL).hint(format!("this host has no name: {error}"))
                })?;
                self.proposal = Some(name);
            }
        }
        Ok(())
    }

    /// What the others are told; `None` if we do not want to lead. Refuses what cannot be.
    fn proposal(&self) -> Result<Option<Vec<u8>>, Failure> {
        let looks_on = match (self.listen, self.leader) {
            (true, true) => return Err(Failure::usage("--leader and --listen: choose one")),
            (true, false) => Some("-l"),
            (false, true) => Some("--leader"),
            (false, false) => None,
        };
        match (&self.proposal, looks_on) {
            (Some(_), Some(flag)) => {
                Err(Failure::usage(format!("proposal given but {flag} is set")))
            }
            (None, None) => Err(Failure::usage(NO_PROPOSAL)),
            (None, Some(flag)) if self.restart || !self.command.is_empty() => {
                Err(Failure::usage(format!("{flag} leads nobody, leave out --restart and CMD")))
            }
            (None, Some(_)) => Ok(None),
            (Some(_), None) if self.restart && self.terms.gives_up() => {
                Err(Failure::usage("--restart waits to lead, leave out --try and --timeout"))
            }
            (Some(_), None) if self.restart && self.terms.ignores_loss() => {
                Err(Failure::usage("--restart stops CMD first, leave out --on-lost=ignore"))
            }
            (Some(proposal), None) => Ok(Some(input::bytes(proposal))),
        }
    }
}

/// Leads, and leads again whenever that is lost, until the command ends or a signal comes.
async fn campaign(
    cx: &Context,
    bid: &Contender,
    mut claim: Mutex,
    signals: &mut Signals,
) -> anyhow::Result<()> {
    loop {
        match bid.pursue(claim, cx.output()?, signals).await {
            Err(error) if may_pass(&error) => note(&format!("{error:#}; campaigning again")),
            done => return done,
        }
        claim = reopen(bid, signals).await?;
    }
}

/// Opens a claim as soon as etcd can be reached. A borrowed lease that is lost does not come back.
async fn reopen(bid: &Contender, signals: &mut Signals) -> anyhow::Result<Mutex> {
    let mut backoff = BACKOFF;
    loop {
        unless_interrupted(signals, backoff.pause().map(Ok::<_, Failure>)).await?;
        match bid.open(signals).await {
            Err(error) if may_pass(&error) && failure::kind(&error) != Kind::Lost => {
                note(&format!("{bid}: {error:#}"));
            }
            opened => return opened,
        }
    }
}

/// Whether it is the leadership that was lost, or etcd; and not our command, or what we were told to do.
fn may_pass(error: &anyhow::Error) -> bool {
    let kind = failure::kind(error);
    matches!(kind, Kind::Lost | Kind::Unreachable | Kind::Deadline | Kind::Refused)
}

async fn listen(cx: &Context, name: &[u8]) -> anyhow::Result<()> {
    let output = cx.output::<RangeFragment>()?;
    let session = Arc::new(cx.session()?);
    let mut signals = Signals::listen(&signals::ENDING)?;
    tokio::select! {
        biased;
        _ = signals.next() => Ok(()),
        gone = reader_gone() => Err(gone),
        failed = observe(Observer::new(session, name), output) => failed,
    }
}

async fn observe(mut observer: Observer, mut output: Output<RangeFragment>) -> anyhow::Result<()> {
    loop {
        match observer.next().await? {
            ElectionEvent::Leader(reply) => output = held::print(output, reply).await?,
            ElectionEvent::Lost(fault) => note(&format!("elect: {}", fault.text())),
            ElectionEvent::Regained { endpoint } => {
                note(&format!("elect: in contact again, with {endpoint}"));
            }
        }
    }
}
