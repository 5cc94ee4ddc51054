//! A command that runs for as long as a lease is kept, and not longer.

use crate::etcd::Fault;
use crate::failure::{Failure, Kind};
use crate::output::note;
use crate::process::signals::Signals;
use crate::process::{Ending, HEARD, Supervised, Variable, supervise};
use crate::recipe::Moment;
use futures_util::FutureExt as _;
use std::ffi::OsString;
use std::time::Duration;

/// What a KILL may take at most to have its effect.
const LONGEST_MARGIN: Duration = Duration::from_secs(1);

/// How much time a command is given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// From TERM to KILL.
    grace: Duration,
    /// Before the lease can expire: TERM is sent then at the latest.
    pub(super) reserve: Duration,
}

impl Patience {
    /// How long a command may take to end that depends on a lease of so many seconds. It has to be
    /// gone before the lease can expire, and must not be told to go before a renewal had a chance.
    pub(super) fn within(ttl: i64, grace: Option<Duration>) -> Result<Self, Failure> {
        let ttl = Duration::from_secs(ttl.unsigned_abs());
        let grace = grace.unwrap_or(ttl / 3);
        if grace > ttl / 2 {
            return Err(Failure::usage("--grace is more than half of the TTL")
                .hint("CMD has to be gone before the lease expires: raise --ttl"));
        }
        Ok(Self { grace, reserve: grace + (ttl / 12).min(LONGEST_MARGIN) })
    }
}

/// Runs the command, and stops it when what it depends on, which has this name, is `lost`.
pub(super) async fn attend(
    command: &[OsString],
    variables: impl IntoIterator<Item = Variable>,
    mut waiting: Signals,
    patience: Patience,
    name: &str,
    lost: impl Future<Output = Failure>,
) -> anyhow::Result<()> {
    let Some((program, arguments)) = command.split_first() else { return Ok(()) };
    let mut signals = Signals::listen(&HEARD)?;
    if let Some(signal) = waiting.next().now_or_never() {
        return Err(Failure::new(Kind::Ended, format!("interrupted by {signal}")).into());
    }
    let mut child = match Supervised::start(program, arguments, variables) {
        Ok(child) => child,
        Err(error) => return Ending::NotStarted { program: program.clone(), error }.into_result(),
    };
    match supervise(&mut child, &mut signals, lost).await {
        Ok(ending) => ending.into_result(),
        Err(failure) => {
            note(&format!("stopping {}: {name} is lost", program.to_string_lossy()));
            child.stop(Moment::now().after(patience.grace).wait()).await;
            Err(failure.into())
        }
    }
}

/// What came of the work, and of giving back what it was done under: if that did not work it is said,
/// for the work itself may have been done.
pub(super) fn settle(
    done: anyhow::Result<()>,
    given_back: Result<(), Fault>,
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
