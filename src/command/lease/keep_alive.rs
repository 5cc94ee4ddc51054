//! `lease keep-alive`.

use crate::cli::help::sections::ended_by_signals;
use crate::command::held::lease_notes;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::go::{LeaseId, lease_id};
use crate::output::note;
use crate::recipe::{self, KeepAliveEvent, LeaseLost};
use crate::reply::KeepAliveReply;
use clap::Args;
use futures_util::future::select_all;
use std::sync::Arc;

/// Keep leases alive, or renew them once
#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  ectl lease keep-alive 694d81417acd4754
  ectl lease keep-alive 694d81417acd4754 694d81417acd4757  until both are lost
  ectl lease keep-alive --once 694d81417acd4754

Details:
  While etcd cannot be reached, all endpoints are tried until the lease must have expired.

Exit codes:
  2   etcd could not be reached before the lease expired
  10  the lease does not exist, has expired or was revoked

",
    ended_by_signals!(), " The leases expire.",
))]
pub(crate) struct KeepAlive {
    /// Lease IDs: hexadecimal as printed by etcd, or dec:N
    #[arg(value_name = "ID", required = true, value_parser = lease_id)]
    ids: Vec<i64>,
    /// Renew each lease once
    #[arg(long)]
    once: bool,
}

#[derive(Debug)]
struct KeptLease {
    id: i64,
    keep_alive: recipe::KeepAlive,
    renewed: bool,
}

impl KeepAlive {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<KeepAliveReply>()?;
        cx.refuse_if_read_only("lease keep-alive")?;
        let etcd = Arc::new(cx.session()?);
        let keep = |id: &i64| KeptLease {
            id: *id,
            keep_alive: recipe::KeepAlive::start(etcd.clone(), *id, None),
            renewed: false,
        };
        let mut leases: Vec<_> = self.ids.iter().map(keep).collect();
        let mut lost = None;
        while let Some((index, state)) = self.next(&mut leases).await {
            let Some(lease) = leases.get_mut(index) else { continue };
            match state {
                KeepAliveEvent::Renewed { answer, .. } => {
                    output = output.print_off_thread([KeepAliveReply::Renewed(answer)]).await?;
                    lease.renewed = true;
                    if self.once {
                        leases.remove(index);
                    }
                }
                KeepAliveEvent::Lost(loss) => {
                    if matches!(loss, LeaseLost::Gone) && !self.once {
                        let reply = KeepAliveReply::Gone { id: lease.id };
                        output = output.print_off_thread([reply]).await?;
                    }
                    let failure = lease.explain(loss);
                    leases.remove(index);
                    // The first loss decides the exit code.
                    let kind = *lost.get_or_insert(failure.kind());
                    if leases.is_empty() {
                        return Err(failure.of_kind(kind).into());
                    }
                    note(&failure.to_string());
                }
                state => lease_notes::report(lease.id, &state),
            }
        }
        lost.map_or(Ok(()), |kind| Err(Failure::silent(kind).into()))
    }

    /// Waits for a change of state of any lease, and returns its index. With `--once` it is the first
    /// lease, so that the replies are in the order of the arguments.
    async fn next(&self, leases: &mut [KeptLease]) -> Option<(usize, KeepAliveEvent)> {
        if leases.is_empty() {
            return None;
        }
        let count = if self.once { 1 } else { leases.len() };
        let each = leases.iter_mut().take(count).map(|lease| Box::pin(lease.keep_alive.next()));
        let (state, index, _) = select_all(each).await;
        Some((index, state?))
    }
}

impl KeptLease {
    fn explain(&self, loss: LeaseLost) -> Failure {
        let name = LeaseId(self.id);
        match loss {
            LeaseLost::Gone if self.renewed => {
                Failure::new(Kind::Lost, format!("lease {name} expired or was revoked"))
            }
            // etcdctl's words, which are etcd's for other calls.
            LeaseLost::Gone => {
                let text = format!("lease {name}: etcdserver: requested lease not found");
                Failure::new(Kind::Lost, text)
            }
            LeaseLost::Unknown(failure) => failure,
            LeaseLost::Expired(failure) => {
                let kind = match failure.kind() {
                    kind @ (Kind::Denied | Kind::Lost) => kind,
                    _ => Kind::Unreachable,
                };
                let text = format!(
                    "lease {name} was not renewed in time and must have expired: {failure}"
                );
                Failure::new(kind, text)
            }
        }
    }
}
