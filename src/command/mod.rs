//! The commands, one file per noun, named as typed.

mod alarm;
mod auth;
mod browse;
mod check;
mod compaction;
mod completion;
mod context;
mod cp;
mod declare;
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

pub(crate) use declare::CommandEntry;

use crate::context::{Context, LocalContext};
use crate::settings::Globals;
use clap::error::ErrorKind;
use clap::{ArgMatches, FromArgMatches, Subcommand};
use declare::commands;
use futures_util::future::LocalBoxFuture;

#[derive(Debug)]
pub(crate) enum Command {
    Local(LocalCommand),
    Remote(RemoteCommand),
}

commands! {
    /// The commands that use neither settings nor etcd.
    LocalCommand {
        "completion" Completion(args completion::Completion),
        "context" Context(group context::ContextCommand),
        "hashkv" Hashkv(args hashkv::Hashkv),
        "help" Help(args help::Help),
        "migrate" Migrate(args migrate::Migrate),
        "options" Options(args options::Options),
        "sandbox" Sandbox(args sandbox::Sandbox),
        "version" Version(args version::Version),
        "wal" Wal(group wal::Wal),
    }
}

commands! {
    RemoteCommand {
        "alarm" Alarm(group alarm::Alarm),
        "auth" Auth(group auth::Auth),
        "check" Check(group check::Check),
        "compaction" Compaction(args compaction::Compaction),
        "defrag" Defrag(args defrag::Defrag),
        "del" Del(args del::Del),
        "doctor" Doctor(args doctor::Doctor),
        "downgrade" Downgrade(group downgrade::Downgrade),
        "elect" Elect(args elect::Elect),
        "endpoint" Endpoint(args endpoint::Endpoint),
        "get" Get(args Box<get::Get>),
        "history" History(args history::History),
        "cp" Cp(args cp::Cp),
        "diff" Diff(args diff::Diff),
        "du" Du(args du::Du),
        "edit" Edit(args edit::EditKey),
        "export" Export(args Box<export::Export>),
        "import" Import(args Box<import::Import>),
        "ls" Ls(args ls::Ls),
        "mv" Mv(args mv::Mv),
        "revert" Revert(args revert::Revert),
        "tree" Tree(args tree::Tree),
        "undelete" Undelete(args undelete::Undelete),
        "lease" Lease(group lease::Lease),
        "lock" Lock(args lock::Lock),
        "make-mirror" MakeMirror(args Box<make_mirror::MakeMirror>),
        "member" Member(group member::Member),
        "move-leader" MoveLeader(args move_leader::MoveLeader),
        "put" Put(args put::Put),
        "role" Role(group role::Role),
        "service" Service(group service::Service),
        "session" Session(args session::Session),
        "snapshot" Snapshot(group snapshot::Snapshot),
        "txn" Txn(args txn::Txn),
        "user" User(group user::User),
        "wait" Wait(args wait::Wait),
        "watch" Watch(args Box<watch::Watch>),
    }
}

impl Command {
    pub(crate) fn entries() -> impl Iterator<Item = &'static CommandEntry> {
        LocalCommand::ENTRIES.iter().chain(RemoteCommand::ENTRIES)
    }

    pub(crate) fn entry(name: &str) -> Option<&'static CommandEntry> {
        Self::entries().find(|entry| entry.name == name)
    }
}

impl Subcommand for Command {
    fn augment_subcommands(tree: clap::Command) -> clap::Command {
        tree.subcommands(Self::entries().map(CommandEntry::build))
    }

    fn augment_subcommands_for_update(tree: clap::Command) -> clap::Command {
        Self::augment_subcommands(tree)
    }

    fn has_subcommand(name: &str) -> bool {
        Self::entry(name).is_some()
    }
}

impl FromArgMatches for Command {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
        let (name, mut matches) =
            matches.remove_subcommand().ok_or(ErrorKind::MissingSubcommand).map_err(plain)?;
        let local = LocalCommand::of_name(&name, &mut matches).map(|read| read.map(Self::Local));
        local
            .or_else(|| {
                let remote = RemoteCommand::of_name(&name, &mut matches)?;
                Some(remote.map(Self::Remote))
            })
            .unwrap_or_else(|| Err(plain(ErrorKind::InvalidSubcommand)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn plain(kind: ErrorKind) -> clap::Error {
    clap::Error::new(kind)
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
        macro_rules! run {
            ($($variant:ident)*) => {
                match self { $(Self::$variant(command) => Box::pin(command.run(cx)),)* }
            };
        }
        run! {
            Alarm Auth Check Compaction Cp Defrag Del Diff Doctor Downgrade Du Edit Elect Endpoint
            Export Get History Import Lease Lock Ls MakeMirror Member MoveLeader Mv Put Revert
            Role Service Session Snapshot Tree Txn Undelete User Wait Watch
        }
    }
}
