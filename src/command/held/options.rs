//! The options of `lock` and `elect`: lease, waiting, and what happens to the command on loss.

use super::run::StopPolicy;
use crate::failure::{Failure, Kind};
use crate::go::{duration, lease_id};
use crate::input::lease_or_inherited;
use clap::Args;
use std::time::Duration;

/// The TTL that etcdctl uses in place of one below 1, in seconds.
const TTL_IF_INVALID: i64 = 60;

#[derive(Debug, Args)]
pub(crate) struct HoldOptions {
    /// Use this lease; 0: a new one [default: lease of "ectl session"]
    #[arg(long, value_name = "ID", value_parser = lease_id)]
    lease: Option<i64>,
    /// Do not wait; exit with 8 if held by another client
    #[arg(long = "try")]
    at_once: bool,
    /// Give up after DURATION and exit with 124
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
    /// Action on CMD after a loss: term, kill or ignore
    #[arg(long, value_name = "ACTION", default_value = "term")]
    on_lost: String,
    /// Time between SIGTERM and SIGKILL [default: a third of the TTL]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    grace: Option<Duration>,
    /// Release only after every process in CMD's process group has ended
    #[arg(long)]
    wait_group: bool,
}

#[derive(Debug)]
pub(crate) struct ResolvedOptions {
    /// A lease granted elsewhere, which must not be revoked.
    pub(super) lease: Option<i64>,
    /// The TTL of a lease to be granted, in seconds.
    pub(super) ttl: i64,
    pub(super) at_once: bool,
    pub(super) timeout: Option<Duration>,
    pub(super) wait_group: bool,
    on_lost: OnLost,
}

#[derive(Debug, Clone, Copy)]
enum OnLost {
    Stop { grace: Option<Duration> },
    Ignore,
}

impl HoldOptions {
    /// Validates the options before anything is sent. A TTL implies a lease of its own.
    pub(crate) fn resolve(
        &self,
        ttl: Option<i64>,
        default_ttl: i64,
    ) -> Result<ResolvedOptions, Failure> {
        if self.at_once && self.timeout.is_some() {
            return Err(Failure::usage("--try does not wait: omit --timeout"));
        }
        let resolved = ResolvedOptions {
            lease: if ttl.is_some() { None } else { lease_or_inherited(self.lease)? },
            ttl: Some(ttl.unwrap_or(default_ttl)).filter(|ttl| *ttl > 0).unwrap_or(TTL_IF_INVALID),
            at_once: self.at_once,
            timeout: self.timeout,
            wait_group: self.wait_group,
            on_lost: self.on_lost()?,
        };
        // The TTL of a borrowed lease is not known yet.
        if resolved.lease.is_none() {
            resolved.stop_policy(Duration::from_secs(resolved.ttl.unsigned_abs()))?;
        }
        Ok(resolved)
    }

    pub(crate) fn gives_up(&self) -> bool {
        self.at_once || self.timeout.is_some()
    }

    pub(crate) fn ignores_loss(&self) -> bool {
        self.on_lost == "ignore"
    }

    fn on_lost(&self) -> Result<OnLost, Failure> {
        match (self.on_lost.as_str(), self.grace) {
            ("term", grace) => Ok(OnLost::Stop { grace }),
            ("kill", None) => Ok(OnLost::Stop { grace: Some(Duration::ZERO) }),
            ("ignore", None) => Ok(OnLost::Ignore),
            (action @ ("kill" | "ignore"), Some(_)) => {
                let text = format!("--on-lost={action} has no grace period: omit --grace");
                Err(Failure::usage(text))
            }
            (action, _) => {
                let text = format!("invalid --on-lost \"{action}\"");
                Err(Failure::new(Kind::Format, text).hint("valid values: term, kill, ignore"))
            }
        }
    }
}

impl ResolvedOptions {
    /// Returns how the command is stopped on loss; `None` if it keeps running.
    pub(super) fn stop_policy(&self, ttl: Duration) -> Result<Option<StopPolicy>, Failure> {
        match self.on_lost {
            OnLost::Stop { grace } => StopPolicy::within(ttl, grace).map(Some),
            OnLost::Ignore => Ok(None),
        }
    }
}
