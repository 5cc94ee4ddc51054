//! `endpoint hashkv`: a hash over all revisions that each endpoint holds; members that are in sync
//! have the same.

use super::{ask_all, name, print_in_order, sessions};
use crate::context::Context;
use crate::etcd::Session;
use crate::etcd::proto::{HashKvRequest, HashKvResponse, StatusRequest};
use crate::failure::{Failure, Kind};
use crate::go::integer;
use crate::output::note;
use crate::recipe::{HASH_PAUSE, HASH_TRIES, HashConsistency};
use crate::reply::{Comparison, PerEndpoint};
use crate::settings;
use clap::Args;
use futures_util::future::join_all;
use tokio::time::sleep;

/// Hash the keys and their history at each endpoint
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl endpoint hashkv --cluster --compare   do all members have the same data?
  ectl endpoint hashkv --cluster --rev 1234  equal where members agree

Exits with 1 if any endpoint did not answer, or with --compare if they differ.")]
pub(crate) struct Hashkv {
    /// Hash revisions up to this one; 0 means all
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    rev: i64,
    /// Compare the hashes of all at one revision: are they the same?
    #[arg(long)]
    compare: bool,
}

impl Hashkv {
    pub(crate) async fn run(self, cx: &Context, cluster: Option<bool>) -> anyhow::Result<()> {
        if self.compare {
            return self.compare(cx, cluster).await;
        }
        let mut output = cx.output::<PerEndpoint<HashKvResponse>>()?;
        let request = HashKvRequest { revision: self.rev };
        let answers = ask_all(sessions(cx, cluster).await?, |session| async move {
            session.call(request).await.map_err(|fault| fault.cause())
        });
        let reply = PerEndpoint { list: answers.await? };
        print_in_order(&mut output, &reply, complaint)?;
        complete(&reply)
    }

    async fn compare(self, cx: &Context, cluster: Option<bool>) -> anyhow::Result<()> {
        let mut output = cx.output::<Comparison>()?;
        let sessions = sessions(cx, cluster).await?;
        if sessions.len() == 1 && !settings::flag_or_variable("CLUSTER", cluster)? {
            let failure = Failure::usage("--compare takes two endpoints at least");
            return Err(failure.hint("--cluster asks all members").into());
        }
        let mut reply = self.hashes(&sessions).await;
        for _ in 1..HASH_TRIES {
            if !matches!(reply.verdict, HashConsistency::Compacted(_)) {
                break;
            }
            sleep(HASH_PAUSE).await;
            reply = self.hashes(&sessions).await;
        }
        reply.answers.failures().for_each(|(endpoint, why)| note(&complaint(endpoint, why)));
        output.print(&reply)?;
        match reply.failure() {
            Some(why) => Err(why.into()),
            None => complete(&reply.answers),
        }
    }

    /// The hashes at the revision asked for, or at the last that all endpoints have reached.
    async fn hashes(&self, sessions: &[Session]) -> Comparison {
        let states = sessions.iter().map(|session| session.call(StatusRequest::default()));
        let states = join_all(states).await;
        let headers = states.iter().flatten().filter_map(|status| status.header);
        let reached = headers.map(|header| header.revision).min().unwrap_or(0);
        let revision = if self.rev == 0 { reached } else { self.rev };
        let hashes = sessions.iter().zip(states).map(|(session, state)| async move {
            // Who was silent once costs no other timeout.
            let hash = match state {
                Ok(_) => session.call(HashKvRequest { revision }).await,
                Err(fault) => Err(fault),
            };
            (name(session), hash.map_err(|fault| fault.cause()))
        });
        Comparison::at(revision, PerEndpoint { list: join_all(hashes).await })
    }
}

fn complaint(endpoint: &str, why: &str) -> String {
    format!("Failed to get the hash of endpoint {endpoint} ({why})")
}

fn complete(reply: &PerEndpoint<HashKvResponse>) -> anyhow::Result<()> {
    match reply.failures().next() {
        None => Ok(()),
        Some(_) => Err(Failure::silent(Kind::Refused).into()),
    }
}
