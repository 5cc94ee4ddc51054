//! `member promote | remove | update`.

use super::target::MemberTarget;
use crate::context::Context;
use crate::etcd::proto::{MemberPromoteRequest, MemberRemoveRequest, MemberUpdateRequest};
use crate::input;
use crate::reply::MemberChanged;
use clap::Args;

/// Promote a learner to voting member
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  ectl member promote m4\n  ectl member promote 8e9e05c52164694d"
)]
pub(crate) struct Promote {
    /// Name or ID of the learner, as printed by "ectl member list"
    #[arg(value_name = "MEMBER")]
    target: MemberTarget,
}

impl Promote {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberChanged>()?;
        let session = cx.session()?;
        cx.confirm_protected(&format!("promote member {}", self.target)).await?;
        let id = self.target.id(&session).await?;
        let reply = session.call(MemberPromoteRequest { id }).await?;
        output.print(&MemberChanged::promoted(id, reply))
    }
}

/// Remove a member from the cluster
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ectl member remove m2\n  ectl member remove 8e9e05c52164694d")]
pub(crate) struct Remove {
    /// Name or ID of the member, as printed by "ectl member list"
    #[arg(value_name = "MEMBER")]
    target: MemberTarget,
}

impl Remove {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberChanged>()?;
        let session = cx.session()?;
        cx.confirm_protected(&format!("remove member {}", self.target)).await?;
        let id = self.target.id(&session).await?;
        let reply = session.call(MemberRemoveRequest { id }).await?;
        output.print(&MemberChanged::removed(id, reply))
    }
}

/// Change a member's peer URLs
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl member update m2 --peer-urls=http://10.0.0.9:2380")]
pub(crate) struct Update {
    /// Name or ID of the member, as printed by "ectl member list"
    #[arg(value_name = "MEMBER")]
    target: MemberTarget,
    /// New peer URLs of the member, comma-separated
    #[arg(long, default_value = "", hide_default_value = true, value_name = "URL,…")]
    peer_urls: String,
}

impl Update {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let peer_ur_ls = input::peer_urls(&self.peer_urls)?;
        let mut output = cx.output::<MemberChanged>()?;
        let session = cx.session()?;
        cx.confirm_protected(&format!("change the peer URLs of member {}", self.target)).await?;
        let id = self.target.id(&session).await?;
        let reply = session.call(MemberUpdateRequest { id, peer_ur_ls }).await?;
        output.print(&MemberChanged::updated(id, reply))
    }
}
