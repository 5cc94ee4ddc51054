//! `endpoint hashkv`: a hash over all revisions that each endpoint holds; members that are in sync
//! have the same.

use super::{ask_all, sessions};
use crate::cli::Context;
use crate::etcd::proto::{HashKvRequest, HashKvResponse};
use crate::failure::{Failure, Kind};
use crate::input::integer;
use crate::output;
use crate::reply::Answers;
use clap::Args;

/// Hash the keys and their history at each endpoint
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl endpoint hashkv --cluster --rev 1234  equal where members agree
  ectl endpoint hashkv --cluster -w jsonl | jq -s 'map(.hash) | unique | length == 1'

Exits with 1 if any endpoint did not answer.")]
pub(super) struct Hashkv {
    /// Hash revisions up to this one; 0 means all
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    rev: i64,
}

impl Hashkv {
    pub(super) async fn run(self, cx: &Context, cluster: Option<bool>) -> anyhow::Result<()> {
        let mut output = cx.output::<Answers<HashKvResponse>>()?;
        let request = HashKvRequest { revision: self.rev };
        let sessions = sessions(cx, cluster).await?;
        let answers = ask_all(sessions, |session| async move {
            session.call(request).await.map_err(|fault| fault.text())
        });
        let reply = Answers { list: answers.await? };
        for (endpoint, why) in reply.failures() {
            output::note(&format!("Failed to get the hash of endpoint {endpoint} ({why})"));
        }
        output.print(&reply)?;
        match reply.failures().last() {
            None => Ok(()),
            Some((_, why)) => Err(Failure::new(Kind::Refused, why).into()),
        }
    }
}
