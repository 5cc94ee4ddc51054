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
use clap::Subcommand;

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
    pub(crate) fn run_offline(&self) -> Option<anyhow::Result<()>> {
        match self {
            Self::Completion(completion) => Some(completion.run()),
            Self::Help(help) => Some(help.run()),
            Self::Options(options) => Some(options.run()),
            Self::Sandbox(sandbox) => Some(sandbox.run()),
            Self::Version(version) => Some(version.run()),
            _ => None,
        }
    }

    /// Runs a command with etcd.
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Alarm(alarm) => alarm.run(cx).await,
            Self::Auth(auth) => auth.run(cx).await,
            Self::Check(check) => check.run(cx).await,
            Self::Compaction(compaction) => compaction.run(cx).await,
            Self::Defrag(defrag) => defrag.run(cx).await,
            Self::Del(del) => del.run(cx).await,
            Self::Doctor(doctor) => doctor.run(cx).await,
            Self::Downgrade(downgrade) => downgrade.run(cx).await,
            Self::Elect(elect) => elect.run(cx).await,
            Self::Endpoint(endpoint) => endpoint.run(cx).await,
            Self::Get(get) => get.run(cx).await,
            Self::Lease(lease) => lease.run(cx).await,
            Self::Lock(lock) => lock.run(cx).await,
            Self::MakeMirror(make_mirror) => make_mirror.run(cx).await,
            Self::Member(member) => member.run(cx).await,
            Self::MoveLeader(move_leader) => move_leader.run(cx).await,
            Self::Put(put) => put.run(cx).await,
            Self::Role(role) => role.run(cx).await,
            Self::Service(service) => service.run(cx).await,
            Self::Session(session) => session.run(cx).await,
            Self::Snapshot(snapshot) => snapshot.run(cx).await,
            Self::Txn(txn) => txn.run(cx).await,
            Self::User(user) => user.run(cx).await,
            Self::Wait(wait) => wait.run(cx).await,
            Self::Watch(watch) => watch.run(cx).await,
            offline => offline.run_offline().unwrap_or(Ok(())),
        }
    }
}
