//! A command that runs while a claim is ours.

use super::terms::Patience;
use super::{Bid, Prize};
use crate::failure::{Failure, Kind};
use crate::output::note;
use crate::process::signals::Signals;
use crate::process::{Ending, HEARD, Supervised, Variable, supervise};
use crate::recipe::{Claim, Moment};
use crate::reply::LeaseName;
use futures_util::FutureExt as _;
use std::convert::Infallible;
use std::ffi::OsString;
use std::future::pending;
use std::os::unix::ffi::OsStringExt as _;
use std::time::Duration;

/// Runs the command, and stops it if the claim is lost.
pub(super) async fn attend(
    bid: &Bid,
    claim: &mut Claim,
    (program, arguments): (&OsString, &[OsString]),
    patience: Option<Patience>,
    waiting: &mut Signals,
) -> anyhow::Result<()> {
    let mut signals = Signals::listen(&HEARD)?;
    if let Some(signal) = waiting.next().now_or_never() {
        return Err(Failure::new(Kind::Ended, format!("interrupted by {signal}")).into());
    }
    let mut child = match Supervised::start(program, arguments, variables(claim)) {
        Ok(child) => child,
        Err(error) => return Ending::NotStarted { program: program.clone(), error }.into_result(),
    };
    if let Some(Patience { grace, reserve }) = patience {
        child.grace(grace);
        child.depend_on(claim.expiry(), reserve);
    }
    let reserve = patience.map_or(Duration::ZERO, |patience| patience.reserve);
    let failure = match supervise(&mut child, &mut signals, claim.lost(reserve)).await {
        Ok(ending) => return ending.into_result(),
        Err(failure) => failure,
    };
    let program = program.to_string_lossy();
    match patience {
        Some(Patience { grace, .. }) => {
            let what = bid.prize.what();
            note(&format!("stopping {program}: the {what} is lost"));
            child.stop(Moment::now().after(grace).wait()).await;
        }
        None => {
            note(&format!("{}: {failure}; {program} runs on", bid.loss()));
            let never = pending::<Infallible>();
            let Ok(ending) = supervise(&mut child, &mut signals, never).await;
            ending.into_result()?;
        }
    }
    Err(failure.into())
}

impl Prize {
    fn what(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Leadership => "leadership",
        }
    }
}

fn variables(claim: &Claim) -> [Variable; 3] {
    [
        ("ETCD_LOCK_KEY", Some(OsString::from_vec(claim.key().to_vec()))),
        ("ETCD_LOCK_REV", Some(claim.revision().to_string().into())),
        ("ETCD_LOCK_LEASE", Some(LeaseName(claim.lease()).to_string().into())),
    ]
}
