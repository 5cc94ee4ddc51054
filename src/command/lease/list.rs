//! `lease list`.

use crate::context::Context;
use crate::etcd::proto::{LeaseLeasesRequest, LeaseTimeToLiveRequest};
use crate::etcd::{CallError, Session};
use crate::failure::Kind;
use crate::output::Format;
use crate::reply::{LeaseList, LeaseState};
use clap::Args;
use futures_util::stream::{StreamExt as _, TryStreamExt as _, iter};

/// How many leases are looked at at once.
const AT_ONCE: usize = 32;

/// List the leases, first those that expire first
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl lease list
  ectl lease list -w table   with the time left and the number of keys
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
            states = iter(leases).buffered(AT_ONCE).try_collect().await?;
        }
        output.print(&LeaseList { response, states })
    }
}

/// What is to be known of a lease: its keys too, where they may be seen.
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
