//! On what lease a claim rests, how long it is waited for, and what becomes of a command when it is lost.

use crate::command::held::run::StopPolicy;
use crate::failure::{Failure, Kind};
use crate::go::duration;
use crate::go::lease_id;
use crate::input::lease_or_inherited;
use clap::Args;
use std::time::Duration;

/// How long a lease lives if etcdctl is asked for a time that means nothing.
const FOR_NONSENSE: i64 = 60;

/// The options that `lock` and `elect` share.
#[derive(Debug, Args)]
pub(crate) struct HoldOptions {
    /// Use this lease; 0: one of our own [default: that of "ectl session"]
    #[arg(long, value_name = "ID", value_parser = lease_id)]
    lease: Option<i64>,
    /// Exit with 8 if somebody else has it
    #[arg(long = "try")]
    at_once: bool,
    /// Exit with 124 if it is not ours after this time
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
    /// What happens to CMD on loss: term, kill or ignore
    #[arg(long, value_name = "WHAT", default_value = "term")]
    on_lost: String,
    /// How long CMD has from TERM to KILL [default: a third of the TTL]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    grace: Option<Duration>,
    /// Hold it until CMD and all it has started in its process group have ended
    #[arg(long)]
    wait_group: bool,
}

/// The same, with all that can be wrong with them looked at.
#[derive(Debug)]
pub(crate) struct ResolvedOptions {
    /// A lease that is not ours to revoke.
    pub(crate) lease: Option<i64>,
    /// The time to live of one that is.
    pub(crate) ttl: i64,
    pub(crate) at_once: bool,
    pub(crate) timeout: Option<Duration>,
    pub(crate) wait_group: bool,
    on_lost: OnLost,
}

/// What becomes of a command when the claim is lost.
#[derive(Debug, Clone, Copy)]
enum OnLost {
    Stop { grace: Option<Duration> },
    Ignore,
}

impl HoldOptions {
    /// Refuses what cannot be, before anything is sent. Whoever asks for a TTL wants a lease of their own.
    pub(crate) fn settle(&self, ttl: Option<i64>, usual: i64) -> Result<ResolvedOptions, Failure> {
        if self.at_once && self.timeout.is_some() {
            return Err(Failure::usage("--try waits for nothing, leave out --timeout"));
        }
        let settled = ResolvedOptions {
            lease: if ttl.is_some() { None } else { lease_or_inherited(self.lease)? },
            ttl: Some(ttl.unwrap_or(usual)).filter(|ttl| *ttl > 0).unwrap_or(FOR_NONSENSE),
            at_once: self.at_once,
            timeout: self.timeout,
            wait_group: self.wait_group,
            on_lost: self.on_lost()?,
        };
        // How long a borrowed lease lives is not known yet.
        if settled.lease.is_none() {
            settled.patience(Duration::from_secs(settled.ttl.unsigned_abs()))?;
        }
        Ok(settled)
    }

    /// Whether there is an end to waiting.
    pub(crate) fn gives_up(&self) -> bool {
        self.at_once || self.timeout.is_some()
    }

    /// Whether a command runs on when the claim is lost.
    pub(crate) fn ignores_loss(&self) -> bool {
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

impl ResolvedOptions {
    /// How long the command may take to end when the claim is lost; `None` if it need not.
    pub(crate) fn patience(&self, ttl: Duration) -> Result<Option<StopPolicy>, Failure> {
        match self.on_lost {
            OnLost::Stop { grace } => StopPolicy::within(ttl, grace).map(Some),
            OnLost::Ignore => Ok(None),
        }
    }
}
