//! `endpoint status`: version, size, leader and raft state of each endpoint.

use super::answers::{ask_all, fail_if_any_failed, note_failures, print_in_order};
use super::check;
use super::targets::sessions;
use crate::cli::help::sections::cluster_environment;
use crate::context::Context;
use crate::etcd::proto::{MemberListRequest, StatusRequest, StatusResponse};
use crate::etcd::{CallError, Session};
use crate::reply::{PerEndpoint, WideStatus};
use clap::Args;

/// Show the version, size and raft state of each endpoint
#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  ectl endpoint status --cluster -w table
  ectl endpoint status --cluster --wide -w table  also names, disk usage and replication lag
  ectl endpoint status -w jsonl | jq -r 'select(.is_leader).endpoint'

Details:
  --wide adds name, file and quota usage, revision, and lag behind the leader. A terminal shows
  those columns of the table that fit.

Exit codes:
  1  an endpoint did not answer

",
    cluster_environment!(),
))]
pub(crate) struct Status {}

const WHAT: &str = "status";

impl Status {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        // On a terminal the table shows what fits of all columns.
        if cx.settings.output.wide || cx.settings.output.is_fitted() {
            return wide(cx).await;
        }
        let mut output = cx.output::<PerEndpoint<StatusResponse>>()?;
        let sessions = sessions(cx, cx.settings.cluster).await?;
        let answers = ask_all(sessions, |session| async move {
            session.call(StatusRequest::default()).await.map_err(|fault| fault.cause())
        });
        let reply = PerEndpoint { list: answers.await? };
        print_in_order(&mut output, &reply, WHAT)
    }
}

async fn wide(cx: &Context) -> anyhow::Result<()> {
    let mut output = cx.output::<WideStatus>()?;
    let answers = ask_all(sessions(cx, cx.settings.cluster).await?, |session| async move {
        let status = check::status(&session).await;
        let name = match &status {
            Ok(status) => name(&session, status).await.ok().flatten(),
            Err(_) => None,
        };
        (status.map_err(|fault| fault.cause()), name)
    });
    let (mut list, mut names) = (Vec::new(), Vec::new());
    for (endpoint, (answer, name)) in answers.await? {
        list.push((endpoint, answer));
        names.push(name);
    }
    let reply = WideStatus { answers: PerEndpoint { list }, names };
    note_failures(&reply.answers, WHAT);
    output.print(&reply)?;
    fail_if_any_failed(&reply.answers)
}

/// Fetches the name of the member that sent this status, from the member itself: that needs no quorum.
async fn name(session: &Session, status: &StatusResponse) -> Result<Option<String>, CallError> {
    let id = status.header.unwrap_or_default().member_id;
    let list = session.call(MemberListRequest { linearizable: false }).await?;
    Ok(list.members.into_iter().find(|member| member.id == id).map(|member| member.name))
}
