//! `lease keep-alive`.

use crate::command::held::lease_notes;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::go::LeaseId;
use crate::go::lease_id;
use crate::output::{Output, note};
use crate::recipe::{self, KeepAliveEvent, LeaseLost};
use crate::reply::KeepAliveReply;
use clap::Args;
use futures_util::future::select_all;
use std::sync::Arc;

/// Renew leases until they are lost, or once
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl lease keep-alive 694d81417acd4754
  ectl lease keep-alive 694d81417acd4754 694d81417acd4757    until the last of them is lost
  ectl lease keep-alive --once 694d81417acd4754

Exits with 10 if there is no such lease, or no longer. While etcd cannot be reached it tries on, on
every endpoint, and exits with 2 when the lease must have expired.")]
pub(crate) struct KeepAlive {
    /// The lease, or several: hexadecimal as etcd prints it, or dec:N
    #[arg(value_name = "ID", required = true, value_parser = lease_id)]
    ids: Vec<i64>,
    /// Renew it once
    #[arg(long)]
    once: bool,
}

/// A lease that is being renewed.
struct Kept {
    id: i64,
    keeper: recipe::KeepAlive,
    renewed: bool,
}

impl KeepAlive {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<KeepAliveReply>()?;
        let etcd = Arc::new(cx.session()?);
        let keep = |id: &i64| Kept {
            id: *id,
            keeper: recipe::KeepAlive::start(etcd.clone(), *id, None),
            renewed: false,
        };
        let mut kept: Vec<_> = self.ids.iter().map(keep).collect();
        let mut lost = None;
        while let Some((index, state)) = self.next(&mut kept).await {
            let Some(lease) = kept.get_mut(index) else { continue };
            let id = lease.id;
            match state {
                KeepAliveEvent::Renewed { answer, .. } => {
                    output = show(output, KeepAliveReply::Renewed(answer)).await?;
                    lease.renewed = true;
                    if self.once {
                        kept.remove(index);
                    }
                }
                KeepAliveEvent::SeenAlive { .. } => {}
                KeepAliveEvent::OutOfContact { .. } | KeepAliveEvent::Regained => {
                    lease_notes::tell(id, &state);
                }
                KeepAliveEvent::Lost(loss) => {
                    let failure = match loss {
                        LeaseLost::Gone => {
                            if !self.once {
                                output = show(output, KeepAliveReply::Gone { id }).await?;
                            }
                            gone(lease)
                        }
                        LeaseLost::Unknown(failure) => failure,
                        LeaseLost::Expired(failure) => expired(id, &failure),
                    };
                    kept.remove(index);
                    // The first loss decides the exit code.
                    let kind = *lost.get_or_insert(failure.kind());
                    if kept.is_empty() {
                        return Err(failure.of_kind(kind).into());
                    }
                    note(&failure.to_string());
                }
            }
        }
        lost.map_or(Ok(()), |kind| Err(Failure::silent(kind).into()))
    }

    /// The next state of any lease, and which; of the first in the list if each is renewed once, so that
    /// the answers come in the order of the arguments.
    async fn next(&self, kept: &mut [Kept]) -> Option<(usize, KeepAliveEvent)> {
        if kept.is_empty() {
            return None;
        }
        let several = if self.once { 1 } else { kept.len() };
        let each = kept.iter_mut().take(several).map(|lease| Box::pin(lease.keeper.next()));
        let (state, index, _) = select_all(each).await;
        Some((index, state?))
    }
}

/// Returns the failure of a lease that etcd does not have, or no longer.
fn gone(lease: &Kept) -> Failure {
    let name = LeaseId(lease.id);
    let text = if lease.renewed {
        format!("lease {name} expired or was revoked")
    } else {
        // What etcdctl says, because etcd says it elsewhere.
        format!("lease {name}: etcdserver: requested lease not found")
    };
    Failure::new(Kind::Lost, text)
}

fn expired(id: i64, failure: &Failure) -> Failure {
    let kind = match failure.kind() {
        kind @ (Kind::Denied | Kind::Lost) => kind,
        _ => Kind::Unreachable,
    };
    let lease = LeaseId(id);
    let text = format!("lease {lease} was not renewed in time and must have expired: {failure}");
    Failure::new(kind, text)
}

/// Prints on a thread of its own: who reads stdout may stop (a pager, Ctrl-S), but the lease has to
/// be renewed all the same.
async fn show(
    mut output: Output<KeepAliveReply>,
    reply: KeepAliveReply,
) -> anyhow::Result<Output<KeepAliveReply>> {
    let printed = tokio::task::spawn_blocking(move || output.print(&reply).map(|()| output));
    printed.await?
}
