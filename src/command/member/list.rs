//! `member list`.

use crate::cli::Context;
use crate::etcd::proto::{MemberListRequest, MemberListResponse};
use crate::input;
use clap::Args;

/// List the members
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl member list -w table
  ectl member list --consistency s     when the cluster has lost its quorum
  ectl member list -w jsonl | jq -r 'select(.is_learner).id'")]
pub(crate) struct List {
    /// l: linearizable; s: serializable, without a quorum
    #[arg(long, default_value = "l", value_name = "l|s")]
    consistency: String,
}

impl List {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberListResponse>()?;
        let linearizable = !input::serializable(&self.consistency)?;
        let session = cx.session()?;
        let reply = session.call(MemberListRequest { linearizable }).await?;
        output.print(&reply)
    }
}
