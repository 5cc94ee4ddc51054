//! `service`: service endpoints, stored as by etcd's Go package `naming/endpoints`.

mod arguments;
mod checks;
mod deregister;
mod lint;
mod list;
mod register;
mod reporter;
mod resolve;
mod run;
mod skipped;
mod state_runs;
mod target;
mod update;
mod watch;

use crate::context::Context;
use clap::Subcommand;

/// Register and discover services
#[derive(Debug, Subcommand)]
pub(crate) enum Service {
    Register(Box<register::Register>),
    Deregister(deregister::Deregister),
    Lint(lint::Lint),
    List(list::List),
    Resolve(resolve::Resolve),
    Update(update::Update),
    Watch(watch::Watch),
}

impl Service {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Register(register) => register.run(cx).await,
            Self::Deregister(deregister) => deregister.run(cx).await,
            Self::Lint(lint) => lint.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Resolve(resolve) => resolve.run(cx).await,
            Self::Update(update) => update.run(cx).await,
            Self::Watch(watch) => watch.run(cx).await,
        }
    }
}
