//! `endpoint status`: version, size, leader and raft's counters of each endpoint.

use super::{ask_all, check, print_in_order, sessions};
use crate::context::Context;
use crate::etcd::proto::{MemberListRequest, StatusRequest, StatusResponse};
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::output::note;
use crate::reply::{PerEndpoint, WideStatus};
use clap::Args;

/// Show the version, size and raft state of each endpoint
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl endpoint status --cluster -w table
  ectl endpoint status --cluster --wide -w table  also names, shares, and who lags behind
  ectl endpoint status -w jsonl | jq -r 'select(.is_leader).endpoint'

Exits with 1 if any endpoint did not answer.")]
pub(crate) struct Status {
    /// Add name, shares of file and quota, revision, lag behind the leader
    #[arg(long)]
    wide: bool,
}

impl Status {
    pub(crate) async fn run(self, cx: &Context, cluster: Option<bool>) -> anyhow::Result<()> {
        if self.wide {
            return wide(cx, cluster).await;
        }
        let mut output = cx.output::<PerEndpoint<StatusResponse>>()?;
        let sessions = sessions(cx, cluster).await?;
        let answers = ask_all(sessions, |session| async move {
            session.call(StatusRequest::default()).await.map_err(|fault| fault.cause())
        });
        let reply = PerEndpoint { list: answers.await? };
        print_in_order(&mut output, &reply, complaint)?;
        complete(&reply)
    }
}

async fn wide(cx: &Context, cluster: Option<bool>) -> anyhow::Result<()> {
    let mut output = cx.output::<WideStatus>()?;
    let answers = ask_all(sessions(cx, cluster).await?, |session| async move {
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
    reply.answers.failures().for_each(|(endpoint, why)| note(&complaint(endpoint, why)));
    output.print(&reply)?;
    complete(&reply.answers)
}

/// The name of the member that said this: what it says of itself, so that it needs no quorum.
async fn name(session: &Session, status: &StatusResponse) -> Result<Option<String>, CallError> {
    let id = status.header.unwrap_or_default().member_id;
    let list = session.call(MemberListRequest { linearizable: false }).await?;
    Ok(list.members.into_iter().find(|member| member.id == id).map(|member| member.name))
}

fn complaint(endpoint: &str, why: &str) -> String {
    format!("Failed to get the status of endpoint {endpoint} ({why})")
}

fn complete(answers: &PerEndpoint<StatusResponse>) -> anyhow::Result<()> {
    match answers.failures().next() {
        None => Ok(()),
        Some(_) => Err(Failure::silent(Kind::Refused).into()),
    }
}
