//! `endpoint hashkv`: a hash over all revisions of each endpoint, equal for members in sync.

use super::answers::{ask_all, fail_if_any_failed, note_failures, print_in_order};
use super::targets::{name, sessions};
use crate::cli::help::sections::cluster_environment;
use crate::context::Context;
use crate::etcd::Session;
use crate::etcd::proto::{HashKvRequest, HashKvResponse, StatusRequest};
use crate::failure::Failure;
use crate::go::integer;
use crate::recipe::{HASH_PAUSE, HASH_TRIES, HashConsistency};
use crate::reply::{Comparison, PerEndpoint};
use clap::Args;
use futures_util::future::join_all;
use tokio::time::sleep;

/// Hash the key-value history of each endpoint
#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  ectl endpoint hashkv --cluster --compare   do all members have the same data?
  ectl endpoint hashkv --cluster --rev 1234  at a revision that all members have

Exit codes:
  1  an endpoint did not answer, or hashes differ, with --compare

",
    cluster_environment!(),
))]
pub(crate) struct Hashkv {
    /// Hash revisions up to this one; 0 means all
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    rev: i64,
    /// Compare the hashes of all endpoints at one revision
    #[arg(long)]
    compare: bool,
}

const WHAT: &str = "hash";

impl Hashkv {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        if self.compare {
            return self.compare(cx).await;
        }
        let mut output = cx.output::<PerEndpoint<HashKvResponse>>()?;
        let request = HashKvRequest { revision: self.rev };
        let answers = ask_all(sessions(cx, cx.settings.cluster).await?, |session| async move {
            session.call(request).await.map_err(|fault| fault.cause())
        });
        let reply = PerEndpoint { list: answers.await? };
        print_in_order(&mut output, &reply, WHAT)
    }

    async fn compare(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Comparison>()?;
        let sessions = sessions(cx, cx.settings.cluster).await?;
        if sessions.len() == 1 && !cx.settings.cluster {
            let failure = Failure::usage("--compare needs at least two endpoints");
            return Err(failure.hint("use --cluster to query all members").into());
        }
        let mut reply = self.hashes(&sessions).await;
        for _ in 1..HASH_TRIES {
            if !matches!(reply.verdict, HashConsistency::Compacted(_)) {
                break;
            }
            sleep(HASH_PAUSE).await;
            reply = self.hashes(&sessions).await;
        }
        note_failures(&reply.answers, WHAT);
        output.print(&reply)?;
        match reply.failure() {
            Some(why) => Err(why.into()),
            None => fail_if_any_failed(&reply.answers),
        }
    }

    /// Fetches the hashes at `--rev`, or at the last revision that all endpoints have reached.
    async fn hashes(&self, sessions: &[Session]) -> Comparison {
        let states = sessions.iter().map(|session| session.call(StatusRequest::default()));
        let states = join_all(states).await;
        let headers = states.iter().flatten().filter_map(|status| status.header);
        let reached = headers.map(|header| header.revision).min().unwrap_or(0);
        let revision = if self.rev == 0 { reached } else { self.rev };
        let hashes = sessions.iter().zip(states).map(|(session, state)| async move {
            // An endpoint that did not answer must not cost a second timeout.
            let hash = match state {
                Ok(_) => session.call(HashKvRequest { revision }).await,
                Err(fault) => Err(fault),
            };
            (name(session), hash.map_err(|fault| fault.cause()))
        });
        Comparison::at(revision, PerEndpoint { list: join_all(hashes).await })
    }
}
