//! `move-leader`: transfers leadership to another member.

use super::member::target::MemberTarget;
use crate::context::Context;
use crate::etcd::Session;
use crate::etcd::proto::{MemberListRequest, MoveLeaderRequest, StatusRequest};
use crate::failure::{Failure, Kind};
use crate::reply::Acknowledged;
use clap::Args;

/// Transfer leadership to another member
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl move-leader m2                works with any endpoint of the cluster
  ectl move-leader 8e9e05c52164694d

Details:
  When called as etcdctl, --endpoints must include the leader, as with etcdctl.")]
pub(crate) struct MoveLeader {
    /// Name or ID of the new leader, as printed by "ectl member list"
    #[arg(value_name = "MEMBER")]
    target: MemberTarget,
}

impl MoveLeader {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output_with_fields::<Acknowledged>(&Acknowledged::LEADER_MOVED)?;
        let session = cx.session()?;
        let change = format!("move the leadership to member {}", self.target);
        cx.confirm_protected(&change).await?;
        let target_id = self.target.id(&session).await?;
        let status = session.call(StatusRequest {}).await?;
        let from = status.leader;
        if from == 0 && !cx.is_etcdctl() {
            return Err(Failure::new(Kind::Refused, "the cluster has no leader").into());
        }
        let leader = find_leader(cx, &session, from).await?;
        let response = leader.call(MoveLeaderRequest { target_id }).await?;
        output.print(&Acknowledged::leader_moved(from, target_id, response))
    }
}

/// Returns a session with the leader: at one of the endpoints, or at the addresses of the member list.
/// When called as etcdctl, only at one of the endpoints.
async fn find_leader(cx: &Context, session: &Session, leader: u64) -> anyhow::Result<Session> {
    for candidate in cx.sessions()? {
        match candidate.call(StatusRequest {}).await {
            Ok(status) if status.header.is_some_and(|header| header.member_id == leader) => {
                return Ok(candidate);
            }
            _ => {}
        }
    }
    if cx.is_etcdctl() {
        let endpoints = &session.options().endpoints;
        let endpoints: Vec<_> = endpoints.iter().map(ToString::to_string).collect();
        let text = format!("no leader endpoint given at [{}]", endpoints.join(" "));
        return Err(Failure::usage(text).into());
    }
    let members = session.call(MemberListRequest { linearizable: false }).await?.members;
    let urls =
        members.into_iter().filter(|member| member.id == leader).flat_map(|m| m.client_ur_ls);
    let urls: Vec<_> = urls.collect();
    if urls.is_empty() {
        let text = format!("the leader {leader:x} advertises no client address");
        return Err(Failure::new(Kind::Unreachable, text).into());
    }
    Ok(cx.session_at(&urls, session)?)
}
