//! `lease keep-alive`.

use crate::cli::Context;
use crate::command::contact;
use crate::failure::{Failure, Kind};
use crate::input::lease_id;
use crate::output::{LeaseName, Output};
use crate::recipe::{Keeper, Loss, State};
use crate::reply::KeepAlive as Reply;
use clap::Args;
use std::sync::Arc;

/// Renew a lease until it is lost, or once
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl lease keep-alive 694d81417acd4754
  ectl lease keep-alive --once 694d81417acd4754

Exits with 10 if there is no such lease, or no longer. While etcd cannot be reached it tries on, on
every endpoint, and exits with 2 when the lease must have expired.")]
pub(crate) struct KeepAlive {
    /// The lease: hexadecimal as etcd prints it, or dec:N
    #[arg(value_parser = lease_id)]
    id: i64,
    /// Renew it once
    #[arg(long)]
    once: bool,
}

impl KeepAlive {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Reply>()?;
        let mut keeper = Keeper::start(Arc::new(cx.session()?), self.id);
        let mut renewed = false;
        while let Some(state) = keeper.next().await {
            match state {
                State::Renewed { answer, .. } => {
                    output = show(output, Reply::Renewed(answer)).await?;
                    renewed = true;
                }
                State::OutOfContact { .. } | State::Regained => contact::tell(self.id, &state),
                State::Lost(Loss::Gone) if renewed => {
                    show(output, Reply::Gone { id: self.id }).await?;
                    return Err(self.gone("expired or was revoked").into());
                }
                State::Lost(loss) => return Err(self.lost(loss).into()),
            }
            if renewed && self.once {
                break;
            }
        }
        Ok(())
    }

    fn lost(&self, loss: Loss) -> Failure {
        match loss {
            // What etcdctl says, because etcd says it elsewhere.
            Loss::Gone if self.once => {
                Failure::new(Kind::Lost, "etcdserver: requested lease not found")
            }
            Loss::Gone => self.gone("not found or already expired"),
            Loss::Unknown(failure) => failure,
            Loss::Expired(failure) => self.expired(&failure),
        }
    }

    fn gone(&self, what: &str) -> Failure {
        Failure::new(Kind::Lost, format!("lease {} {what}", LeaseName(self.id)))
    }

    fn expired(&self, failure: &Failure) -> Failure {
        let kind = match failure.kind() {
            kind @ (Kind::Denied | Kind::Lost) => kind,
            _ => Kind::Unreachable,
        };
        let lease = LeaseName(self.id);
        Failure::new(
            kind,
            format!("lease {lease} was not renewed in time and must have expired: {failure}"),
        )
    }
}

/// Prints on a thread of its own: who reads stdout may stop (a pager, Ctrl-S), but the lease has to
/// be renewed all the same.
async fn show(mut output: Output<Reply>, reply: Reply) -> anyhow::Result<Output<Reply>> {
    let printed = tokio::task::spawn_blocking(move || output.print(&reply).map(|()| output));
    printed.await?
}
