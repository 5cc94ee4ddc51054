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
    /// Learner: an ID from `member list`
    #[arg(value_name = "MEMBER_ID", value_parser = member_id)]
    id: u64,
}

impl Promote {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberChanged>()?;
        let session = cx.session()?;
        let reply = session.call(MemberPromoteRequest { id: self.id }).await?;
        output.print(&MemberChanged::promoted(self.id, reply))
    }
}

/// Remove a member from the cluster
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ectl member remove 8e9e05c52164694d")]
pub(crate) struct Remove {
    /// Member: an ID from `member list`
    #[arg(value_name = "MEMBER_ID", value_parser = member_id)]
    id: u64,
}

impl Remove {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberChanged>()?;
        let session = cx.session()?;
        let reply = session.call(MemberRemoveRequest { id: self.id }).await?;
        output.print(&MemberChanged::removed(self.id, reply))
    }
}

/// Change a member's peer URLs
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl member update 8e9e05c52164694d --peer-urls=http://10.0.0.9:2380")]
pub(crate) struct Update {
    /// Member: an ID from `member list`
    #[arg(value_name = "MEMBER_ID", value_parser = member_id)]
    id: u64,
    /// New peer URLs of the member, comma-separated
    #[arg(long, default_value = "", hide_default_value = true, value_name = "URL,…")]
    peer_urls: String,
}

impl Update {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberChanged>()?;
        let peer_ur_ls = input::peer_urls(&self.peer_urls)?;
        let session = cx.session()?;
        let reply = session.call(MemberUpdateRequest { id: self.id, peer_ur_ls }).await?;
        output.print(&MemberChanged::updated(self.id, reply))
    }
}
