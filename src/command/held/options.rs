//! The options that `lock`, `elect`, `session` and `service register` have in common: lease, waiting, and how
//! the command is stopped.

use super::run::StopPolicy;
use crate::failure::{Failure, Kind};
use crate::go::{duration, lease_id};
use crate::input::lease_or_inherited;
use crate::process::signals::SignalTarget;
use clap::Args;
use std::time::Duration;

/// The TTL that etcdctl uses in place of one below 1, in seconds.
const TTL_IF_INVALID: i64 = 60;

/// The options of `lock` and `elect`.
#[derive(Debug, Args)]
pub(crate) struct HoldOptions {
    #[command(flatten)]
    lease: LeaseOption,
    /// Do not wait; exit with 8 if held by another client
    #[arg(long = "try", help_heading = "Waiting options")]
    at_once: bool,
    #[command(flatten)]
    limit: TimeoutOption,
    #[command(flatten)]
    stop: StopOptions,
}

#[derive(Debug, Args)]
pub(crate) struct LeaseOption {
    /// Use this lease; 0: grant one [default: ectl session's]
    #[arg(long, value_name = "ID", value_parser = lease_id)]
    lease: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct TimeoutOption {
    /// Give up after DURATION and exit with 124
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "Waiting options")]
    pub(crate) timeout: Option<Duration>,
}

/// The signals that CMD gets, and its end.
#[derive(Debug, Args)]
pub(crate) struct StopOptions {
    /// Action on a loss: term, kill or ignore
    #[arg(long, value_name = "ACTION", default_value = "term", help_heading = "CMD options")]
    on_lost: String,
    /// Time between SIGTERM and SIGKILL [default: a third of the TTL]
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "CMD options")]
    pub(crate) grace: Option<Duration>,
    /// Pass signals to CMD's process or group
    #[arg(long, value_name = "SCOPE", default_value = "process", help_heading = "CMD options")]
    signal_to: String,
    /// Release after all of CMD's process group has ended
    #[arg(long, help_heading = "CMD options")]
    pub(crate) wait_group: bool,
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
    pub(super) signal_to: SignalTarget,
    on_lost: OnLost,
}

/// The action on a command that has lost what it depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LossAction {
    Term,
    Kill,
    Ignore,
}

/// A [`LossAction`] with its grace; without one, that of the command's lease.
#[derive(Debug, Clone, Copy)]
enum OnLost {
    Stop { grace: Option<Duration> },
    Kill,
    Ignore,
}

impl HoldOptions {
    /// Validates the options before anything is sent. A TTL implies a lease of its own.
    pub(crate) fn resolve(
        &self,
        ttl: Option<i64>,
        default_ttl: i64,
    ) -> Result<ResolvedOptions, Failure> {
        if self.at_once && self.limit.timeout.is_some() {
            return Err(Failure::usage("--try does not wait: omit --timeout"));
        }
        if self.limit.timeout.is_some_and(|timeout| timeout.is_zero()) {
            let text = "--timeout must be greater than zero";
            return Err(Failure::usage(text).hint("--try does not wait"));
        }
        let resolved = ResolvedOptions {
            lease: if ttl.is_some() { None } else { self.lease.resolve()? },
            ttl: Some(ttl.unwrap_or(default_ttl)).filter(|ttl| *ttl > 0).unwrap_or(TTL_IF_INVALID),
            at_once: self.at_once,
            timeout: self.limit.timeout,
            wait_group: self.stop.wait_group,
            signal_to: self.stop.signal_to()?,
            on_lost: self.stop.on_lost()?,
        };
        // The TTL of a borrowed lease is not known yet.
        if resolved.lease.is_none() {
            resolved.stop_policy(Duration::from_secs(resolved.ttl.unsigned_abs()))?;
        }
        Ok(resolved)
    }

    pub(crate) fn gives_up(&self) -> bool {
        self.at_once || self.limit.timeout.is_some()
    }

    pub(crate) fn ignores_loss(&self) -> bool {
        self.stop.on_lost == "ignore"
    }
}

impl LeaseOption {
    /// Returns the lease to use, which was granted elsewhere; `None` to grant one.
    pub(crate) fn resolve(&self) -> Result<Option<i64>, Failure> {
        lease_or_inherited(self.lease)
    }
}

impl StopOptions {
    pub(crate) fn action(&self) -> Result<LossAction, Failure> {
        match self.on_lost.as_str() {
            "term" => Ok(LossAction::Term),
            "kill" => Ok(LossAction::Kill),
            "ignore" => Ok(LossAction::Ignore),
            action => {
                let text = format!("invalid --on-lost \"{action}\"");
                Err(Failure::new(Kind::Format, text).hint("valid values: term, kill, ignore"))
            }
        }
    }

    fn on_lost(&self) -> Result<OnLost, Failure> {
        match (self.action()?, self.grace) {
            (LossAction::Term, grace) => Ok(OnLost::Stop { grace }),
            (LossAction::Kill, None) => Ok(OnLost::Kill),
            (LossAction::Ignore, None) => Ok(OnLost::Ignore),
            (LossAction::Kill | LossAction::Ignore, Some(_)) => {
                let action = &self.on_lost;
                let text = format!("--on-lost={action} has no grace period: omit --grace");
                Err(Failure::usage(text))
            }
        }
    }

    /// Returns how a command is stopped whose lease, of this TTL, is lost; `None` if it keeps running.
    pub(crate) fn policy(&self, ttl: Duration) -> Result<Option<StopPolicy>, Failure> {
        self.on_lost()?.policy(ttl)
    }

    pub(crate) fn signal_to(&self) -> Result<SignalTarget, Failure> {
        match self.signal_to.as_str() {
            "process" => Ok(SignalTarget::Process),
            "group" => Ok(SignalTarget::Group),
            other => {
                let text = format!("invalid --signal-to \"{other}\"");
                Err(Failure::new(Kind::Format, text).hint("valid values: process, group"))
            }
        }
    }
}

impl OnLost {
    fn policy(self, ttl: Duration) -> Result<Option<StopPolicy>, Failure> {
        match self {
            Self::Stop { grace } => StopPolicy::within(ttl, grace).map(Some),
            Self::Kill => Ok(Some(StopPolicy::kill(ttl))),
            Self::Ignore => Ok(None),
        }
    }
}

impl ResolvedOptions {
    /// Returns how the command is stopped on loss; `None` if it keeps running.
    pub(super) fn stop_policy(&self, ttl: Duration) -> Result<Option<StopPolicy>, Failure> {
        self.on_lost.policy(ttl)
    }
}
