//! The commands, one file per noun, named as typed.

mod alarm;
mod auth;
mod browse;
mod check;
mod compaction;
mod completion;
mod context;
mod cp;
pub(crate) mod defrag;
mod del;
mod diff;
mod doctor;
mod downgrade;
mod du;
mod edit;
mod elect;
mod endpoint;
mod export;
mod get;
pub(crate) mod hashkv;
mod held;
mod help;
mod history;
mod hook;
mod import;
mod in_namespace;
mod lease;
mod lock;
mod long_work;
mod ls;
mod make_mirror;
mod member;
pub(crate) mod migrate;
mod move_leader;
mod mv;
pub(crate) mod offline_file;
mod options;
mod put;
mod revert;
mod role;
mod sandbox;
mod service;
mod session;
pub(crate) mod snapshot;
mod target_file;
mod transfer;
mod tree;
pub(crate) mod txn;
mod undelete;
mod user;
pub(crate) mod version;
mod wait;
mod wal;
pub(crate) mod watch;
mod write;

use crate::context::{Context, LocalContext};
use crate::settings::Globals;
use clap::Subcommand;
use futures_util::future::LocalBoxFuture;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Local(LocalCommand),
    #[command(flatten)]
    Remote(RemoteCommand),
}

/// The commands that use neither settings nor etcd.
#[derive(Debug, Subcommand)]
pub(crate) enum LocalCommand {
    Completion(completion::Completion),
    #[command(subcommand)]
    Context(context::ContextCommand),
    Hashkv(hashkv::Hashkv),
    Help(help::Help),
    Migrate(migrate::Migrate),
    Options(options::Options),
    Sandbox(sandbox::Sandbox),
    Version(version::Version),
    #[command(subcommand)]
    Wal(wal::Wal),
}

#[derive(Debug, Subcommand)]
pub(crate) enum RemoteCommand {
    #[command(subcommand)]
    Alarm(alarm::Alarm),
    #[command(subcommand)]
    Auth(auth::Auth),
    #[command(subcommand)]
    Check(check::Check),
    Compaction(compaction::Compaction),
    Defrag(defrag::Defrag),
    Del(del::Del),
    Doctor(doctor::Doctor),
    #[command(subcommand)]
    Downgrade(downgrade::Downgrade),
    Elect(elect::Elect),
    Endpoint(endpoint::Endpoint),
    Get(Box<get::Get>),
    History(history::History),
    #[command(flatten)]
    Keyspace(KeyspaceCommand),
    #[command(subcommand)]
    Lease(lease::Lease),
    Lock(lock::Lock),
    MakeMirror(Box<make_mirror::MakeMirror>),
    #[command(subcommand)]
    Member(member::Member),
    MoveLeader(move_leader::MoveLeader),
    Put(put::Put),
    #[command(subcommand)]
    Role(role::Role),
    #[command(subcommand)]
    Service(service::Service),
    Session(session::Session),
    #[command(subcommand)]
    Snapshot(snapshot::Snapshot),
    Txn(txn::Txn),
    #[command(subcommand)]
    User(user::User),
    Wait(wait::Wait),
    Watch(Box<watch::Watch>),
}

/// The commands that etcdctl lacks for many keys, and for changes of keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyspaceCommand {
    Cp(cp::Cp),
    Diff(diff::Diff),
    Du(du::Du),
    Edit(edit::EditKey),
    Export(Box<export::Export>),
    Import(Box<import::Import>),
    Ls(ls::Ls),
    Mv(mv::Mv),
    Revert(revert::Revert),
    Tree(tree::Tree),
    Undelete(undelete::Undelete),
}

impl LocalCommand {
    pub(crate) fn run(
        self,
        cx: &LocalContext,
        flags: &Globals,
        tree: fn() -> clap::Command,
    ) -> anyhow::Result<()> {
        if matches!(self, Self::Completion(_) | Self::Help(_) | Self::Options(_) | Self::Sandbox(_))
        {
            flags.refuse_fields()?;
        }
        match self {
            Self::Completion(completion) => completion.run(cx),
            Self::Context(context) => context.run(cx, flags),
            Self::Hashkv(hashkv) => hashkv.run(cx),
            Self::Help(help) => help.run(tree()),
            Self::Migrate(migrate) => migrate.run(cx),
            Self::Options(options) => options.run(),
            Self::Sandbox(sandbox) => sandbox.run(),
            Self::Version(version) => version.run(cx),
            Self::Wal(wal) => wal.run(cx),
        }
    }
}

/// A command that works on files because of its options or its subcommand.
#[derive(Debug)]
pub(crate) enum OfflineCommand {
    Defrag(defrag::OfflineDefrag),
    Get(Box<get::Get>),
    History(history::History),
    Snapshot(snapshot::OfflineSnapshot),
}

impl OfflineCommand {
    pub(crate) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        match self {
            Self::Defrag(defrag) => defrag.run(),
            Self::Get(get) => get.run_offline(cx),
            Self::History(history) => history.run_offline(cx),
            Self::Snapshot(snapshot) => snapshot.run(cx),
        }
    }
}

impl RemoteCommand {
    /// Returns the command as one that works on files, if it is one.
    #[allow(clippy::result_large_err, reason = "it is called once")]
    pub(crate) fn into_offline(self) -> Result<OfflineCommand, Self> {
        match self {
            Self::Defrag(defrag) => {
                defrag.into_offline().map(OfflineCommand::Defrag).map_err(Self::Defrag)
            }
            Self::Get(get) if get.is_offline() => Ok(OfflineCommand::Get(get)),
            Self::History(history) if history.is_offline() => Ok(OfflineCommand::History(history)),
            Self::Snapshot(snapshot::Snapshot::Offline(command)) => {
                Ok(OfflineCommand::Snapshot(command))
            }
            other => Err(other),
        }
    }

    /// Returns the flag `--cluster` of a command whose `--cluster` has a variable.
    pub(crate) fn cluster_flag(&self) -> Option<Option<bool>> {
        match self {
            Self::Endpoint(endpoint) => Some(endpoint.cluster),
            _ => None,
        }
    }

    /// Runs the command. Each future is boxed by itself: in one future for all, `get` would need the memory
    /// of the largest.
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
            Self::History(history) => Box::pin(history.run(cx)),
            Self::Keyspace(command) => command.run(cx),
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
        }
    }
}

impl KeyspaceCommand {
    fn run(self, cx: &Context) -> LocalBoxFuture<'_, anyhow::Result<()>> {
        match self {
            Self::Cp(cp) => Box::pin(cp.run(cx)),
            Self::Diff(diff) => Box::pin(diff.run(cx)),
            Self::Du(du) => Box::pin(du.run(cx)),
            Self::Edit(edit) => Box::pin(edit.run(cx)),
            Self::Export(export) => Box::pin(export.run(cx)),
            Self::Import(import) => Box::pin(import.run(cx)),
            Self::Ls(ls) => Box::pin(ls.run(cx)),
            Self::Mv(mv) => Box::pin(mv.run(cx)),
            Self::Revert(revert) => Box::pin(revert.run(cx)),
            Self::Tree(tree) => Box::pin(tree.run(cx)),
            Self::Undelete(undelete) => Box::pin(undelete.run(cx)),
        }
    }
}
