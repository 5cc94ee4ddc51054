//! `lease revoke`.

use crate::context::Context;
use crate::etcd::proto::LeaseRevokeRequest;
use crate::go::{LeaseId, lease_id};
use crate::reply::Acknowledged;
use clap::Args;

/// Revoke a lease, and delete its keys
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl lease revoke 694d81417acd4754
  ectl lease revoke dec:7587863111437437780   a decimal ID, as in JSON output")]
pub(crate) struct Revoke {
    /// Lease ID: hexadecimal as printed by etcd, or dec:N
    #[arg(value_parser = lease_id)]
    id: i64,
}

impl Revoke {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Acknowledged>()?;
        let session = cx.session()?;
        let change = format!("revoke lease {} and delete its keys", LeaseId(self.id));
        cx.confirm_protected(&change).await?;
        session.refuse_if_lease_reaches_outside(self.id).await?;
        let revoked = session.call(LeaseRevokeRequest { id: self.id }).await;
        let response = revoked.map_err(|fault| fault.while_trying("failed to revoke lease"))?;
        output.print(&Acknowledged::lease_revoked(self.id, response))
    }
}
