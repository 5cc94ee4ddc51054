//! `elect`: leads an election until a command ends or a signal arrives, or observes its leaders.

use super::held::{self, Contender, ExitCodes, HeldKind, HoldOptions, Resource, TimeLimit};
use crate::cli::help::sections::{exit_codes_with_cmd, lock_environment};
use crate::clock::Backoff;
use crate::context::Context;
use crate::failure::{self, Failure, Kind};
use crate::go::ttl_option;
use crate::input;
use crate::output::{Output, note, reader_gone};
use crate::process::check_command;
use crate::process::signals::{self, Signals, unless_interrupted};
use crate::recipe::{ElectionEvent, Mutex, Observer};
use crate::reply::{RangeFragment, Show};
use clap::Args;
use futures_util::FutureExt as _;
use std::ffi::OsString;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

const MORE: &str = concat!(
    "\
Examples:
  ectl elect db 10.0.0.1:5432                campaign, print the key, lead until Ctrl-C
  ectl elect db -- ./primary.sh              run a command while leading, as this host
  ectl elect --restart cron -- ./scheduler   run a command while leading; campaign again on loss
  ectl elect db --listen -w jsonl            print the leader, and every later one
  ectl elect db --leader                     print the leader and the candidates

Details:
  CMD runs while this candidate leads. Waiting for more than a second is reported on stderr. Do not
  put other keys below NAME/: a key there without a lease blocks all later candidates until it is
  deleted.

On loss:
  CMD is stopped as under \"ectl lock\", before another candidate can lead. With --restart ectl
  campaigns again, until CMD exits by itself or a signal arrives.

",
    exit_codes_with_cmd!(
        "  0      resigned after INT, TERM or HUP, without CMD
  5      interrupted before the election was won
  7      the election has no leader, with --leader
  8      another candidate leads, with --try; or the code of --conflict-exit-code
  10     the leadership was lost
  124    the election was not won in time, with --timeout, or etcd did not answer in time; or the \
code of --timeout-exit-code"
    ),
    "\n\n",
    lock_environment!(),
    "

Signals:
  INT, TERM and HUP end the campaign, and without CMD the leadership. CMD gets them as under
  \"ectl lock\", and the leadership ends when it exits."
);

/// Campaign in an election, or observe its leader
#[derive(Debug, Args)]
#[command(after_help = MORE)]
pub(crate) struct Elect {
    /// Name of the election; each candidate puts a key below NAME/
    name: OsString,
    /// Value published while this candidate leads [default: the host name]
    proposal: Option<OsString>,
    /// Print the leader and every later one, instead of campaigning
    #[arg(short, long)]
    listen: bool,
    /// Print the leader and the candidates; exit with 7 without a leader
    #[arg(long)]
    leader: bool,
    /// Campaign again after losing the leadership
    #[arg(long)]
    restart: bool,
    /// Lease TTL: time until a dead leader is replaced [default: 60]
    #[arg(long, value_name = "DURATION", value_parser = ttl_option, conflicts_with = "lease")]
    ttl: Option<i64>,
    #[command(flatten)]
    options: HoldOptions,
    #[command(flatten)]
    exit_codes: ExitCodes,
    /// The command and its arguments
    #[arg(value_name = "CMD", last = true)]
    command: Vec<OsString>,
}

/// etcdctl's words.
const NO_PROPOSAL: &str = "no proposal argument but -l not set";

/// etcdctl's TTL, in seconds.
const DEFAULT_TTL: i64 = 60;

/// Pauses between campaigns. They stay short, so that there is a leader soon after an outage of etcd.
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(1));

impl Elect {
    pub(crate) async fn run(mut self, cx: &Context) -> anyhow::Result<()> {
        let resource = Resource { kind: HeldKind::Leadership, name: input::bytes(&self.name) };
        self.fill_in_proposal(cx.is_etcdctl())?;
        let Some(value) = self.proposal()? else {
            return match self.leader {
                true => held::show(cx, &resource).await,
                false => listen(cx, &resource.name).await,
            };
        };
        cx.refuse_if_read_only("elect")?;
        let output = cx.output_with_fields::<RangeFragment>(&RangeFragment::FIELDS)?;
        let options = self.options.resolve(self.ttl, DEFAULT_TTL)?;
        check_command(&self.command)?;
        let etcd = Arc::new(cx.session()?);
        let contender = Contender {
            resource,
            value,
            max: NonZeroU32::MIN,
            limit: TimeLimit::begin(&options, etcd.options().command_timeout),
            options,
            command: self.command,
            etcd,
        };
        let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
        let done = async {
            let mutex = contender.open(&mut signals).await?;
            match self.restart {
                true => campaign(cx, &contender, mutex, &mut signals).await,
                false => contender.acquire_and_run(mutex, output, &mut signals).await,
            }
        };
        self.exit_codes.apply(done.await)
    }

    /// Fills in a missing proposal: called as etcdctl, which runs no command, from the only word after
    /// `--`; otherwise with the host name.
    fn fill_in_proposal(&mut self, is_etcdctl: bool) -> Result<(), Failure> {
        if self.proposal.is_some() || self.listen && !is_etcdctl || self.leader {
            return Ok(());
        }
        match (is_etcdctl, self.command.len()) {
            (true, 0) => {}
            (true, 1) => self.proposal = self.command.pop(),
            (true, _) => return Err(Failure::usage(NO_PROPOSAL)),
            (false, _) => self.proposal = Some(held::host_name()?),
        }
        Ok(())
    }

    /// Returns the proposal; `None` with `--listen` and `--leader`. Fails on options that contradict.
    fn proposal(&self) -> Result<Option<Vec<u8>>, Failure> {
        let observes = match (self.listen, self.leader) {
            (true, true) => return Err(Failure::usage("--leader and --listen cannot be combined")),
            (true, false) => Some("-l"),
            (false, true) => Some("--leader"),
            (false, false) => None,
        };
        match (&self.proposal, observes) {
            (Some(_), Some(flag)) => {
                Err(Failure::usage(format!("proposal given but {flag} is set")))
            }
            (None, None) => Err(Failure::usage(NO_PROPOSAL)),
            (None, Some(flag)) if self.restart || !self.command.is_empty() => {
                let text = format!("{flag} does not campaign: omit --restart and CMD");
                Err(Failure::usage(text))
            }
            (None, Some(_)) => Ok(None),
            (Some(_), None) if self.restart && self.options.gives_up() => {
                Err(Failure::usage("--restart never gives up: omit --try and --timeout"))
            }
            (Some(_), None) if self.restart && self.options.ignores_loss() => {
                let text = "--restart stops CMD before it campaigns again: omit --on-lost=ignore";
                Err(Failure::usage(text))
            }
            (Some(proposal), None) => Ok(Some(input::bytes(proposal))),
        }
    }
}

/// Campaigns again after every loss, until the command ends or a signal arrives.
async fn campaign(
    cx: &Context,
    contender: &Contender,
    mut mutex: Mutex,
    signals: &mut Signals,
) -> anyhow::Result<()> {
    loop {
        match contender.acquire_and_run(mutex, cx.output()?, signals).await {
            Err(error) if is_temporary(&error) => note(&format!("{error:#}; campaigning again")),
            done => return done,
        }
        mutex = reopen(contender, signals).await?;
    }
}

/// Opens a new lease as soon as etcd can be reached. Fails if a borrowed lease is lost.
async fn reopen(contender: &Contender, signals: &mut Signals) -> anyhow::Result<Mutex> {
    let mut backoff = BACKOFF;
    loop {
        unless_interrupted(signals, backoff.pause().map(Ok::<_, Failure>)).await?;
        match contender.open(signals).await {
            Err(error) if is_temporary(&error) && failure::kind(&error) != Kind::Lost => {
                note(&format!("{}: {error:#}", contender.resource));
            }
            opened => return opened,
        }
    }
}

/// Returns whether another campaign may succeed: not after a failure of the command or of its options.
fn is_temporary(error: &anyhow::Error) -> bool {
    let kind = failure::kind(error);
    matches!(kind, Kind::Lost | Kind::Unreachable | Kind::Deadline | Kind::Refused)
}

async fn listen(cx: &Context, name: &[u8]) -> anyhow::Result<()> {
    let output = cx.output_with_fields::<RangeFragment>(&RangeFragment::FIELDS)?;
    let session = Arc::new(cx.session()?);
    let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
    tokio::select! {
        biased;
        _ = signals.next() => Ok(()),
        closed = reader_gone() => Err(closed),
        failed = observe(Observer::new(session, name), output) => failed,
    }
}

async fn observe(mut observer: Observer, mut output: Output<RangeFragment>) -> anyhow::Result<()> {
    loop {
        match observer.next().await? {
            ElectionEvent::Leader(reply) => {
                let parts = RangeFragment::all(reply, Show::KeyAndValue);
                output = output.print_off_thread(parts).await?;
            }
            ElectionEvent::Lost(fault) => note(&format!("elect: {}", fault.text())),
            ElectionEvent::Regained { endpoint } => {
                note(&format!("elect: reconnected to {endpoint}"));
            }
        }
    }
}
