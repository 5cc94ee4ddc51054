//! `endpoint status`: version, size, leader and raft's counters of each endpoint.

use super::{ask_all, sessions};
use crate::cli::Context;
use crate::etcd::proto::{StatusRequest, StatusResponse};
use crate::failure::{Failure, Kind};
use crate::output;
use crate::reply::Answers;
use clap::Args;

/// Show the version, size and raft state of each endpoint
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl endpoint status --cluster -w table
  ectl endpoint status -w jsonl | jq -r 'select(.is_leader).endpoint'

Exits with 1 if any endpoint did not answer.")]
pub(super) struct Status {}

impl Status {
    pub(super) async fn run(self, cx: &Context, cluster: Option<bool>) -> anyhow::Result<()> {
        let mut output = cx.output::<Answers<StatusResponse>>()?;
        let sessions = sessions(cx, cluster).await?;
        let answers = ask_all(sessions, |session| async move {
            session.call(StatusRequest::default()).await.map_err(|fault| fault.text())
        });
        let reply = Answers { list: answers.await? };
        let mut complete = true;
        for (endpoint, why) in reply.failures() {
            output::note(&format!("Failed to get the status of endpoint {endpoint} ({why})"));
            complete = false;
        }
        output.print(&reply)?;
        if complete { Ok(()) } else { Err(Failure::silent(Kind::Refused).into()) }
    }
}
