//! Commands that hold something in etcd while another command runs: the shared part of `lock`, `elect`, `session` and
//! `service register`.

mod contend;
mod exit_codes;
mod holders;
pub(crate) mod lease_notes;
mod options;
mod owner;
mod resource;
mod run;
mod time_limit;
mod waiting;

pub(crate) use contend::Contender;
pub(crate) use exit_codes::{ExitCodes, TimeoutCode};
pub(crate) use holders::show;
pub(crate) use options::{HoldOptions, LeaseOption, LossAction, StopOptions, TimeoutOption};
pub(crate) use owner::{host_name, owner};
pub(crate) use resource::{HeldKind, Resource};
pub(crate) use run::{HeldCommand, combine};
pub(crate) use time_limit::TimeLimit;
