//! `member`: the members of the cluster.

mod add;
mod change;
mod list;
pub(super) mod target;

use crate::context::Context;
use clap::Subcommand;

/// List and change the members of the cluster
#[derive(Debug, Subcommand)]
pub(crate) enum Member {
    Add(add::Add),
    List(list::List),
    Promote(change::Promote),
    Remove(change::Remove),
    Update(change::Update),
}

impl Member {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Add(add) => add.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Promote(promote) => promote.run(cx).await,
            Self::Remove(remove) => remove.run(cx).await,
            Self::Update(update) => update.run(cx).await,
        }
    }
}
