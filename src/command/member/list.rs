//! `member list`.

use crate::context::Context;
use crate::etcd::Session;
use crate::etcd::proto::{
    Member, MemberListRequest, MemberListResponse, StatusRequest, StatusResponse,
};
use crate::failure::Failure;
use crate::input;
use crate::reply::MemberStatus;
use clap::Args;
use futures_util::future::join_all;

/// List the members
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl member list -w table
  ectl member list --status -w table   also which are up, and the leader
  ectl member list --consistency s     even if the cluster has lost its quorum
  ectl member list -w jsonl | jq -r 'select(.is_learner).id'")]
pub(crate) struct List {
    /// l (linearizable) or s (serializable: needs no quorum)
    #[arg(long, default_value = "l", value_name = "l|s")]
    consistency: String,
    /// Query each member, and show its role, or why it is down
    #[arg(long)]
    status: bool,
}

impl List {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        if self.status {
            return self.with_status(cx).await;
        }
        cx.print_reply(self.request()?, |reply: MemberListResponse| reply).await
    }

    async fn with_status(&self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberStatus>()?;
        let request = self.request()?;
        let session = cx.session()?;
        let list = session.call(request).await?;
        let answers = join_all(list.members.iter().map(|member| ask(cx, &session, member))).await;
        output.print(&MemberStatus { list, answers })
    }

    fn request(&self) -> Result<MemberListRequest, Failure> {
        let linearizable = !input::serializable(&self.consistency)?;
        Ok(MemberListRequest { linearizable })
    }
}

/// Asks a member for its status, at any of its addresses, within one command timeout.
async fn ask(cx: &Context, session: &Session, member: &Member) -> Result<StatusResponse, String> {
    if member.client_ur_ls.is_empty() {
        return Err("not started".to_owned());
    }
    let own =
        cx.session_at(&member.client_ur_ls, session).map_err(|failure| failure.to_string())?;
    let status = own.call(StatusRequest::default()).await.map_err(|fault| fault.cause())?;
    match status.header.unwrap_or_default().member_id {
        id if id == member.id => Ok(status),
        id => Err(format!("its address belongs to another member: {id:x}")),
    }
}
