//! The commands, one file per noun, named as typed.

mod acknowledge;
mod alarm;
mod attend;
mod auth;
mod check;
mod claim;
mod compaction;
mod completion;
mod condition;
mod contact;
mod defrag;
mod del;
mod doctor;
mod downgrade;
mod elect;
mod endpoint;
mod expiring;
mod fence;
mod get;
mod help;
mod lease;
mod lock;
mod make_mirror;
mod member;
mod move_leader;
mod options;
mod put;
mod role;
mod sandbox;
mod service;
mod session;
mod snapshot;
mod txn;
mod user;
pub(crate) mod version;
mod wait;
mod watch;

#[cfg(any(test, fuzzing))]
pub(crate) use {txn::understand as understand_txn, watch::understand as understand_watch};

use crate::cli::Context;
use crate::program::Program;
use crate::settings::Globals;
use clap::Subcommand;
use futures_util::future::LocalBoxFuture;
use std::future::ready;

/// What can be typed after `ectl`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(subcommand)]
    Alarm(alarm::Alarm),
    #[command(subcommand)]
    Auth(auth::Auth),
    #[command(subcommand)]
    Check(check::Check),
    Compaction(compaction::Compaction),
    Completion(completion::Completion),
    Defrag(defrag::Defrag),
    Del(del::Del),
    Doctor(doctor::Doctor),
    #[command(subcommand)]
    Downgrade(downgrade::Downgrade),
    Elect(elect::Elect),
    Endpoint(endpoint::Endpoint),
    Get(get::Get),
    Help(help::Help),
    #[command(subcommand)]
    Lease(lease::Lease),
    Lock(lock::Lock),
    MakeMirror(Box<make_mirror::MakeMirror>),
    #[command(subcommand)]
    Member(member::Member),
    MoveLeader(move_leader::MoveLeader),
    Options(options::Options),
    Put(put::Put),
    #[command(subcommand)]
    Role(role::Role),
    Sandbox(sandbox::Sandbox),
    #[command(subcommand)]
    Service(service::Service),
    Session(session::Session),
    #[command(subcommand)]
    Snapshot(snapshot::Snapshot),
    Txn(txn::Txn),
    #[command(subcommand)]
    User(user::User),
    Version(version::Version),
    Wait(wait::Wait),
    Watch(Box<watch::Watch>),
}

impl Command {
    /// Runs a command that needs neither settings nor etcd; `None` if this is not one.
    pub(crate) fn run_offline(
        &self,
        globals: &Globals,
        program: Program,
    ) -> Option<anyhow::Result<()>> {
        match self {
            Self::Completion(completion) => Some(completion.run()),
            Self::Help(help) => Some(help.run()),
            Self::Options(options) => Some(options.run()),
            Self::Sandbox(sandbox) => Some(sandbox.run()),
            Self::Version(version) => Some(version.run(globals, program)),
            _ => None,
        }
    }

    /// Runs a command with etcd. Each future has its own place on the heap: in one for all a `get` would
    /// take up the room of the largest.
    pub(crate) fn run(self, cx: &Context) -> LocalBoxFuture<'_, anyhow::Result<()>> {
        match self {
            Self::Alarm(alarm) => Box::pin(alarm.run(cx)),
            Self::Auth(auth) => Box::pin(auth.run(cx)),
            Self::Check(check) => Box::pin(check.run(cx)),
            Self::Compaction(compaction) => Box::pin(compaction.run(cx)),
            Self::Defrag(defrag) => Box::pin(defrag.run(cx)),
            Self::Del(del) => Box::pin(del.run(cx)),
            Self::Doctor(doctor) => Box::pin(doctor.run(cx)),
            Self::Downgrade(downgrade) => Box::pin(downgrade.run(cx)),
            Self::Elect(elect) => Box::pin(elect.run(cx)),
            Self::Endpoint(endpoint) => Box::pin(endpoint.run(cx)),
            Self::Get(get) => Box::pin(get.run(cx)),
            Self::Lease(lease) => Box::pin(lease.run(cx)),
            Self::Lock(lock) => Box::pin(lock.run(cx)),
            Self::MakeMirror(make_mirror) => Box::pin(make_mirror.run(cx)),
            Self::Member(member) => Box::pin(member.run(cx)),
            Self::MoveLeader(move_leader) => Box::pin(move_leader.run(cx)),
            Self::Put(put) => Box::pin(put.run(cx)),
            Self::Role(role) => Box::pin(role.run(cx)),
            Self::Service(service) => Box::pin(service.run(cx)),
            Self::Session(session) => Box::pin(session.run(cx)),
            Self::Snapshot(snapshot) => Box::pin(snapshot.run(cx)),
            Self::Txn(txn) => Box::pin(txn.run(cx)),
            Self::User(user) => Box::pin(user.run(cx)),
            Self::Wait(wait) => Box::pin(wait.run(cx)),
            Self::Watch(watch) => Box::pin(watch.run(cx)),
            offline => {
                let done = offline.run_offline(&Globals::default(), cx.settings.program);
                Box::pin(ready(done.unwrap_or(Ok(()))))
            }
        }
    }
}
