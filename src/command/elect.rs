//! `elect`: leads an election, or listens to who does.

use super::claim::{self, unless_interrupted};
use super::contact;
use crate::cli::Context;
use crate::etcd::Session;
use crate::failure::Failure;
use crate::input::{self, integer};
use crate::output::{Output, note};
use crate::process::signals::{self, Signals};
use crate::recipe::{Claim, Observed, Observer};
use crate::reply::RangeFragment;
use clap::Args;
use std::ffi::OsString;
use std::sync::Arc;

/// Lead an election, or listen to who does, until a signal comes
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl elect db 10.0.0.1:5432      wait to lead, print the key, lead until Ctrl-C
  ectl elect db --listen -w jsonl  print the leader, and each that follows

A leader who gets INT, TERM or HUP resigns at once, with exit code 0. Exits with 10 when the
leadership is lost, with 5 when a signal comes before it is won.")]
pub(crate) struct Elect {
    /// The election's name: a key below NAME/ is made for each who wants to lead
    name: OsString,
    /// What the others are told of us when we lead
    proposal: Option<OsString>,
    /// Print every new leader instead
    #[arg(short, long)]
    listen: bool,
    /// Seconds that the leadership outlives a leader who vanishes
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = integer)]
    ttl: i64,
}

impl Elect {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let output = cx.output::<RangeFragment>()?;
        let name = input::bytes(&self.name);
        let proposal = match (&self.proposal, self.listen) {
            (Some(proposal), false) => Some(input::bytes(proposal)),
            (None, true) => None,
            (None, false) => {
                return Err(Failure::usage("no proposal argument but -l not set").into());
            }
            (Some(_), true) => return Err(Failure::usage("proposal given but -l is set").into()),
        };
        let session = Arc::new(cx.session()?);
        let mut signals = Signals::listen(&signals::ENDING)?;
        match proposal {
            Some(proposal) => self.campaign(session, &name, &proposal, output, signals).await,
            None => tokio::select! {
                biased;
                _ = signals.next() => Ok(()),
                failed = listen(Observer::new(session, &name), output) => failed,
            },
        }
    }

    async fn campaign(
        &self,
        session: Arc<Session>,
        name: &[u8],
        proposal: &[u8],
        output: Output<RangeFragment>,
        mut signals: Signals,
    ) -> anyhow::Result<()> {
        let opened = Claim::open(session, name, claim::ttl(self.ttl), contact::tell);
        let mut claim = unless_interrupted(&mut signals, opened).await?;
        let done = async {
            let won = async {
                claim.enter(proposal).await?;
                claim.wait().await
            };
            let reply = unless_interrupted(&mut signals, won).await?;
            claim::hold(&mut claim, output, reply, &mut signals).await
        };
        let done = done.await.map_err(|error| claim::on_loss(error, "elect: session expired"));
        claim::leave(claim, done).await
    }
}

async fn listen(mut observer: Observer, mut output: Output<RangeFragment>) -> anyhow::Result<()> {
    loop {
        match observer.next().await? {
            Observed::Leader(reply) => output = claim::print(output, reply).await?,
            Observed::Lost(fault) => note(&format!("elect: {}", fault.text())),
            Observed::Regained { endpoint } => {
                note(&format!("elect: in contact again, with {endpoint}"));
            }
        }
    }
}
