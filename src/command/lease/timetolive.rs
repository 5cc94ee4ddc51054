//! `lease timetolive`.

use crate::context::Context;
use crate::etcd::proto::LeaseTimeToLiveRequest;
use crate::failure::{Failure, Kind};
use crate::go::{LeaseId, lease_id};
use crate::reply::LeaseState;
use clap::Args;

/// Print the remaining TTL of a lease
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl lease timetolive 694d81417acd4754
  ectl lease timetolive --keys 694d81417acd4754
  ectl lease timetolive -e 694d81417acd4754 || echo expired

Exit codes:
  7  the lease does not exist, with --exit-status")]
pub(crate) struct TimeToLive {
    /// Lease ID: hexadecimal as printed by etcd, or dec:N
    #[arg(value_parser = lease_id)]
    id: i64,
    /// Print the lease's keys as well
    #[arg(long)]
    keys: bool,
    /// Exit with 7 if the lease does not exist
    #[arg(short, long)]
    exit_status: bool,
}

impl TimeToLive {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<LeaseState>()?;
        let session = cx.session()?;
        let mut response =
            session.call(LeaseTimeToLiveRequest { id: self.id, keys: self.keys }).await?;
        // etcd lists them in an order that changes from call to call.
        response.keys.sort_unstable();
        let state = LeaseState { response, with_keys: self.keys };
        output.print(&state)?;
        if self.exit_status && state.is_expired() {
            let text = format!("lease {} not found or already expired", LeaseId(self.id));
            return Err(Failure::new(Kind::NotFound, text).into());
        }
        Ok(())
    }
}
