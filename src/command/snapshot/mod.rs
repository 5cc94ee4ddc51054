//! `snapshot`: saves copies of a member's database, and works on them.

mod check;
mod inspect;
mod receive;
pub(crate) mod restore;
mod save;
pub(crate) mod status;
mod verify;

use crate::context::{Context, LocalContext};
use clap::Subcommand;

/// Save, verify and restore copies of a member's database
#[derive(Debug, Subcommand)]
pub(crate) enum Snapshot {
    #[command(flatten)]
    Offline(OfflineSnapshot),
    Save(save::Save),
}

/// The commands that work on files.
#[derive(Debug, Subcommand)]
pub(crate) enum OfflineSnapshot {
    Check(check::Check),
    Inspect(inspect::Inspect),
    Restore(Box<restore::Restore>),
    Status(status::Status),
}

impl Snapshot {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Offline(command) => command.run(&cx.local()),
            Self::Save(save) => save.run(cx).await,
        }
    }
}

impl OfflineSnapshot {
    pub(crate) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        match self {
            Self::Check(check) => check.run(cx),
            Self::Inspect(inspect) => inspect.run(cx),
            Self::Restore(restore) => restore.run(cx),
            Self::Status(status) => status.run(cx),
        }
    }
}
