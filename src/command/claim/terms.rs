//! On what lease a claim rests, how long it is waited for, and what becomes of a command when it is lost.

use crate::failure::{Failure, Kind};
use crate::input::{duration, lease_id, lease_or_inherited};
use clap::Args;
use std::time::Duration;

/// How long a lease lives if etcdctl is asked for a time that means nothing.
const USUAL_TTL: i64 = 60;

/// What a KILL may take at most to have its effect.
const LONGEST_MARGIN: Duration = Duration::from_secs(1);

/// The options that `lock` and `elect` share.
#[derive(Debug, Args)]
pub(in crate::command) struct Terms {
    /// Use this lease; 0: one of our own [default: that of "ectl session"]
    #[arg(long, value_name = "ID", value_parser = lease_id)]
    lease: Option<i64>,
    /// Exit with 8 if somebody else has it
    #[arg(long = "try")]
    at_once: bool,
    /// Exit with 124 if it is not ours after this time
    #[arg(long, value_name = "TIME", value_parser = duration)]
    timeout: Option<Duration>,
    /// What becomes of CMD when it is lost: term, kill or ignore
    #[arg(long, value_name = "WHAT", default_value = "term")]
    on_lost: String,
    /// How long CMD has from TERM to KILL [default: a third of the TTL]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    grace: Option<Duration>,
}

/// The same, with all that can be wrong with them looked at.
#[derive(Debug)]
pub(in crate::command) struct Settled {
    /// A lease that is not ours to revoke.
    pub(super) lease: Option<i64>,
    /// The time to live of one that is.
    pub(super) ttl: i64,
    pub(super) at_once: bool,
    pub(super) timeout: Option<Duration>,
    on_lost: OnLost,
}

/// What becomes of a command when the claim is lost.
#[derive(Debug, Clone, Copy)]
enum OnLost {
    Stop { grace: Option<Duration> },
    Ignore,
}

/// How much time a command is given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// From TERM to KILL.
    pub(super) grace: Duration,
    /// Before the lease can expire: TERM is sent then at the latest.
    pub(super) reserve: Duration,
}

impl Terms {
    /// Refuses what cannot be, before anything is sent.
    pub(in crate::command) fn settle(&self, ttl: i64) -> Result<Settled, Failure> {
        if self.at_once && self.timeout.is_some() {
            return Err(Failure::usage("--try waits for nothing, leave out --timeout"));
        }
        let settled = Settled {
            lease: lease_or_inherited(self.lease)?,
            ttl: if ttl > 0 { ttl } else { USUAL_TTL },
            at_once: self.at_once,
            timeout: self.timeout,
            on_lost: self.on_lost()?,
        };
        // How long a borrowed lease lives is not known yet.
        if settled.lease.is_none() {
            settled.patience(Duration::from_secs(settled.ttl.unsigned_abs()))?;
        }
        Ok(settled)
    }

    /// Whether there is an end to waiting.
    pub(in crate::command) fn gives_up(&self) -> bool {
        self.at_once || self.timeout.is_some()
    }

    /// Whether a command runs on when the claim is lost.
    pub(in crate::command) fn ignores_loss(&self) -> bool {
        self.on_lost == "ignore"
    }

    fn on_lost(&self) -> Result<OnLost, Failure> {
        match (self.on_lost.as_str(), self.grace) {
            ("term", grace) => Ok(OnLost::Stop { grace }),
            ("kill", None) => Ok(OnLost::Stop { grace: Some(Duration::ZERO) }),
            ("ignore", None) => Ok(OnLost::Ignore),
            (what @ ("kill" | "ignore"), Some(_)) => {
                Err(Failure::usage(format!("--on-lost={what} gives no grace, leave out --grace")))
            }
            (what, _) => {
                let text = format!("unknown --on-lost \"{what}\"");
                Err(Failure::new(Kind::Format, text).hint("it is term, kill or ignore"))
            }
        }
    }
}

impl Settled {
    /// How long the command may take to end when the claim is lost; `None` if it need not. It has to be
    /// gone before the lease can expire, and must not be told to go before a renewal had a chance.
    pub(super) fn patience(&self, ttl: Duration) -> Result<Option<Patience>, Failure> {
        let OnLost::Stop { grace } = self.on_lost else { return Ok(None) };
        let grace = grace.unwrap_or(ttl / 3);
        if grace > ttl / 2 {
            return Err(Failure::usage("--grace is more than half of the TTL")
                .hint("CMD has to be gone before the lease expires: raise --ttl"));
        }
        Ok(Some(Patience { grace, reserve: grace + (ttl / 12).min(LONGEST_MARGIN) }))
    }
}
