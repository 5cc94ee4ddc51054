//! `doctor`: diagnoses a cluster, with suggested fixes.

use super::endpoint::targets::{client_urls, sessions};
use crate::context::Context;
use crate::doctor::{Finding, Limits, diagnose};
use crate::etcd::Session;
use crate::failure::{Failure, Kind};
use crate::output;
use crate::recipe::checkup;
use crate::reply::DiagnosisReply;
use clap::Args;
use std::time::SystemTime;

/// Diagnose endpoints and the cluster, and suggest fixes
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl doctor --cluster
  ectl doctor -w junit > report.xml
  ectl doctor -w prometheus > etcd.prom.new; mv etcd.prom.new etcd.prom    replaced atomically
  ectl doctor -w jsonl | jq -r 'select(.level != \"ok\") | .text'

Details:
  Checks all endpoints at once and writes nothing to etcd. Checks that need more permissions are
  reported as unknown.

Exit codes:
  0  no finding is critical
  1  a finding is critical, also if etcd cannot be reached; with --strict also a warning")]
pub(crate) struct Doctor {
    /// Diagnose all members of the cluster instead of --endpoints
    #[arg(long)]
    cluster: bool,
    /// Exit with 1 on warnings, too
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    limits: Limits,
}

impl Doctor {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<DiagnosisReply>()?;
        if self.limits.critical_days > self.limits.warn_days {
            return Err(Failure::usage("--critical-days must not exceed --warn-days").into());
        }
        let sessions = self.sessions(cx).await?;
        let seen = checkup(&sessions).await;
        let diagnosis = diagnose(&seen, &self.limits, SystemTime::now());
        let reply = DiagnosisReply { diagnosis, strict: self.strict };
        output.print(&reply)?;
        reply.failure().map_or(Ok(()), |(first, count)| Err(failure(first, count).into()))
    }

    /// Returns a session with each endpoint; those of the user if the members cannot be listed.
    async fn sessions(&self, cx: &Context) -> anyhow::Result<Vec<Session>> {
        if self.cluster {
            let known = cx.session()?;
            match client_urls(&known).await {
                Ok(Some(urls)) => return Ok(cx.sessions_at(&urls, &known)?),
                // A grpc-proxy: one of the findings.
                Ok(None) => {}
                Err(_) => output::note("cannot list the members; diagnosing --endpoints only"),
            }
        }
        sessions(cx, false).await
    }
}

fn failure(first: &Finding, count: usize) -> Failure {
    let subject = first.endpoint.as_deref().unwrap_or("the cluster");
    let more = match count - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    let text = format!("{subject}: {}: {}{more}", first.check, first.text);
    Failure::new(Kind::Refused, text)
}
