//! `lease list`.

use crate::context::Context;
use crate::etcd::proto::{LeaseLeasesRequest, LeaseTimeToLiveRequest};
use crate::etcd::{CallError, Session};
use crate::failure::Kind;
use crate::output::Format;
use crate::recipe::concurrently;
use crate::reply::{LeaseList, LeaseState};
use clap::Args;

/// List all leases, soonest to expire first
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl lease list
  ectl lease list -w table   with remaining TTLs and numbers of keys
  ectl lease list -w jsonl | jq -r 'select(.key_count == 0).id'")]
pub(crate) struct List {}

impl List {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<LeaseList>()?;
        let session = cx.session()?;
        let response = session.call(LeaseLeasesRequest {}).await?;
        let mut states = Vec::new();
        if matches!(output.format(), Format::Table | Format::Jsonl) {
            let leases = response.leases.iter().map(|lease| state(&session, lease.id));
            states = concurrently(leases).await?;
        }
        output.print(&LeaseList { response, states })
    }
}

/// Returns the state of a lease, with its keys if the user may read them.
async fn state(session: &Session, id: i64) -> Result<LeaseState, CallError> {
    let request = LeaseTimeToLiveRequest { id, keys: true };
    match session.call(request).await {
        Err(fault) if fault.kind() == Kind::Denied => {
            let response = session.call(LeaseTimeToLiveRequest { keys: false, ..request }).await?;
            Ok(LeaseState { response, with_keys: false })
        }
        answer => Ok(LeaseState { response: answer?, with_keys: true }),
    }
}
