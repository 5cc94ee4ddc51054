//! `lease`.

mod grant;
mod keep_alive;
mod list;
mod revoke;
mod timetolive;

use crate::context::Context;
use clap::Subcommand;

/// Grant, revoke, renew and inspect leases
#[derive(Debug, Subcommand)]
pub(crate) enum Lease {
    Grant(grant::Grant),
    KeepAlive(keep_alive::KeepAlive),
    List(list::List),
    Revoke(revoke::Revoke),
    Timetolive(timetolive::TimeToLive),
}

impl Lease {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Grant(grant) => grant.run(cx).await,
            Self::KeepAlive(keep_alive) => keep_alive.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Revoke(revoke) => revoke.run(cx).await,
            Self::Timetolive(timetolive) => timetolive.run(cx).await,
        }
    }
}
