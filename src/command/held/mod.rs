//! Commands that hold something in etcd while another command runs: the shared part of `lock`, `elect`, `session` and
//! `service register`.

mod contend;
mod holders;
pub(crate) mod lease_notes;
mod options;
mod resource;
mod run;
mod waiting;

pub(crate) use contend::Contender;
pub(crate) use holders::show;
pub(crate) use options::{HoldOptions, LeaseOption, LossAction, StopOptions, TimeLimit};
pub(crate) use resource::{HeldKind, Resource};
pub(crate) use run::{HeldCommand, combine};
