//! `context`: the named contexts of the config file.

mod change;
mod set;
mod show;

use crate::context::LocalContext;
use crate::settings::Globals;
use clap::Subcommand;

const LONG: &str = "List, show, choose and change contexts

A context is a name for the settings of a cluster in the config file: endpoints, TLS files, user,
timeouts and so on. A command uses the context of --context, else that of ECTL_CONTEXT, else the
current one, which \"ectl context use\" chooses; --context '' or an empty ECTL_CONTEXT mean none.
Options and variables win over the values of the context. Called as etcdctl, ectl ignores the
current context.

The file may be edited by hand: see ectl-config(7). These commands keep its comments and its order.
They contact no server.";

/// List, show, choose and change contexts
#[derive(Debug, Subcommand)]
#[command(long_about = LONG, after_help = "\
Environment:
  ECTL_CONFIG      the config file
  ECTL_CONTEXT     the context, if --context is not given; empty for none
  XDG_CONFIG_HOME  the folder of ectl/config.toml, if ECTL_CONFIG is not set [default: ~/.config]")]
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
