//! `context`: the named contexts of the config file.

mod change;
mod set;
mod show;

use crate::context::LocalContext;
use crate::settings::Globals;
use clap::Subcommand;

const LONG: &str = "List, show, choose and change contexts

A context is a name for the settings of a cluster in the config file: its endpoints, TLS files, user,
timeouts and so on. A command takes the context of --context, else of ECTL_CONTEXT, else the current
one, which \"ectl context use\" chooses; --context '' and an empty ECTL_CONTEXT mean none. Options and
variables win over the values of the context. Called as etcdctl, the current one does not count.

The file is ~/.config/ectl/config.toml ($XDG_CONFIG_HOME, if set, in place of ~/.config), or the one
that ECTL_CONFIG names. It may be edited by hand: see ectl-config(7). These commands keep its comments
and its order, and contact no server.";

/// List, show, choose and change contexts
#[derive(Debug, Subcommand)]
#[command(long_about = LONG)]
pub(crate) enum ContextCommand {
    List(show::ContextList),
    Remove(change::RemoveContext),
    Rename(change::RenameContext),
    Set(set::SetContext),
    Show(show::ShowContext),
    Use(change::UseContext),
}

impl ContextCommand {
    pub(crate) fn run(self, cx: &LocalContext, flags: &Globals) -> anyhow::Result<()> {
        match self {
            Self::List(list) => list.run(cx, flags),
            Self::Remove(remove) => remove.run(cx),
            Self::Rename(rename) => rename.run(cx),
            Self::Set(set) => set.run(cx),
            Self::Show(show) => show.run(cx, flags),
            Self::Use(chosen) => chosen.run(cx),
        }
    }
}
