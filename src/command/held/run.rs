//! A command that runs for as long as what it depends on is ours, and not longer.

use crate::clock::Moment;
use crate::etcd::CallError;
use crate::failure::Failure;
use crate::output::note;
use crate::process::signals::{HANDLED, Signals, interrupted};
use crate::process::{Deadline, Ending, Job, Supervised, Variable, supervise};
use futures_util::FutureExt as _;
use std::convert::Infallible;
use std::ffi::OsString;
use std::future::pending;
use std::time::Duration;
use tokio::sync::watch;

/// What a KILL may take at most to have its effect.
const LONGEST_MARGIN: Duration = Duration::from_secs(1);

/// How much time a command is given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StopPolicy {
    /// From TERM to KILL.
    grace: Duration,
    /// Before the lease can expire: TERM is sent then at the latest.
    pub(crate) reserve: Duration,
}

impl StopPolicy {
    /// How long a command may take to end that depends on a lease. It has to be gone before the lease
    /// can expire, and must not be told to go before a renewal had a chance.
    pub(crate) fn within(ttl: Duration, grace: Option<Duration>) -> Result<Self, Failure> {
        let grace = grace.unwrap_or(ttl / 3);
        if grace > ttl / 2 {
            return Err(Failure::usage("--grace is more than half of the TTL")
                .hint("CMD has to be gone before the lease expires: raise --ttl"));
        }
        Ok(Self { grace, reserve: grace + (ttl / 12).min(LONGEST_MARGIN) })
    }
}

/// A command, and what it depends on.
#[derive(Debug)]
pub(crate) struct HeldCommand<'a> {
    pub(crate) program: &'a OsString,
    pub(crate) arguments: &'a [OsString],
    /// What it depends on, in words.
    pub(crate) on: &'a str,
    /// When that ends if nothing is done about it; it moves.
    pub(crate) expiry: watch::Receiver<Moment>,
    /// `None` if it may run on when that is lost.
    pub(crate) patience: Option<StopPolicy>,
    /// It ends with the last process of its group, not with the first.
    pub(crate) wait_group: bool,
}

impl HeldCommand<'_> {
    /// Runs the command, and stops it when what it depends on is `lost`; no later than its expiry, even
    /// if we are killed or frozen.
    pub(crate) async fn run(
        self,
        variables: impl IntoIterator<Item = Variable>,
        waiting: &mut Signals,
        lost: impl Future<Output = Failure>,
    ) -> anyhow::Result<()> {
        let mut signals = Signals::listen(&HANDLED)?;
        if let Some(signal) = waiting.next().now_or_never() {
            return Err(interrupted(signal).into());
        }
        let mut child = match Supervised::start(self.job(), variables) {
            Ok(child) => child,
            Err(error) => {
                let program = self.program.clone();
                return Ending::NotStarted { program, error }.into_result();
            }
        };
        match supervise(&mut child, &mut signals, lost).await {
            Ok(ending) => ending.into_result(),
            Err(failure) => self.without(&mut child, &mut signals, failure).await,
        }
    }

    fn job(&self) -> Job<'_> {
        let expiry = self.expiry.clone();
        let reserve = self.patience.map(|patience| patience.reserve);
        Job {
            program: self.program,
            arguments: self.arguments,
            deadline: reserve.map(|reserve| Deadline { expiry, reserve }),
            grace: self.patience.map(|patience| patience.grace),
            wait_group: self.wait_group,
        }
    }

    async fn without(
        &self,
        child: &mut Supervised,
        signals: &mut Signals,
        failure: Failure,
    ) -> anyhow::Result<()> {
        let (program, on) = (self.program.to_string_lossy(), self.on);
        match self.patience {
            Some(StopPolicy { grace, .. }) => {
                note(&format!("stopping {program}: the {on} is lost"));
                child.stop(Moment::now().after(grace).wait()).await;
            }
            None => {
                note(&format!("the {on} is lost: {failure}; {program} runs on"));
                let Ok(ending) = supervise(child, signals, pending::<Infallible>()).await;
                ending.into_result()?;
            }
        }
        Err(failure.into())
    }
}

/// What came of the work, and of giving back what it was done under: if that did not work it is said,
/// for the work itself may have been done.
pub(crate) fn combine(
    done: anyhow::Result<()>,
    given_back: Result<(), CallError>,
    text: &str,
) -> anyhow::Result<()> {
    match (done, given_back) {
        (done, Ok(())) => done,
        (Ok(()), Err(fault)) => Err(fault.while_trying(text).into()),
        (Err(error), Err(fault)) => {
            note(&format!("{text}: {}", fault.text()));
            Err(error)
        }
    }
}
