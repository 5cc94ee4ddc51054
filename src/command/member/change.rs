//! `member promote | remove | update`.

use crate::context::Context;
use crate::etcd::proto::{MemberPromoteRequest, MemberRemoveRequest, MemberUpdateRequest};
use crate::go::member_id;
use crate::input;
use crate::reply::MemberChanged;
use clap::Args;

/// Promote a learner to voting member
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ectl member promote 8e9e05c52164694d")]
pub(crate) struct Promote {
    /// ID of the learner, as printed by `member list`
    #[arg(value_name = "MEMBER_ID", value_parser = member_id)]
    id: u64,
}

impl Promote {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        cx.output::<MemberChanged>()?;
        cx.confirm_protected(&format!("promote member {:x}", self.id)).await?;
        let request = MemberPromoteRequest { id: self.id };
        cx.print_reply(request, |reply| MemberChanged::promoted(self.id, reply)).await
    }
}

/// Remove a member from the cluster
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ectl member remove 8e9e05c52164694d")]
pub(crate) struct Remove {
    /// ID of the member, as printed by `member list`
    #[arg(value_name = "MEMBER_ID", value_parser = member_id)]
    id: u64,
}

impl Remove {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        cx.output::<MemberChanged>()?;
        cx.confirm_protected(&format!("remove member {:x}", self.id)).await?;
        let request = MemberRemoveRequest { id: self.id };
        cx.print_reply(request, |reply| MemberChanged::removed(self.id, reply)).await
    }
}

/// Change a member's peer URLs
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl member update 8e9e05c52164694d --peer-urls=http://10.0.0.9:2380")]
pub(crate) struct Update {
    /// ID of the member, as printed by `member list`
    #[arg(value_name = "MEMBER_ID", value_parser = member_id)]
    id: u64,
    /// New peer URLs of the member, comma-separated
    #[arg(long, default_value = "", hide_default_value = true, value_name = "URL,…")]
    peer_urls: String,
}

impl Update {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let peer_ur_ls = input::peer_urls(&self.peer_urls)?;
        cx.output::<MemberChanged>()?;
        cx.confirm_protected(&format!("change the peer URLs of member {:x}", self.id)).await?;
        let request = MemberUpdateRequest { id: self.id, peer_ur_ls };
        cx.print_reply(request, |reply| MemberChanged::updated(self.id, reply)).await
    }
}
