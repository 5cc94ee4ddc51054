//! `doctor`: what is wrong with a cluster, and what to do about it.

use super::endpoint::{client_urls, quota, sessions};
use crate::context::Context;
use crate::doctor::{Finding, Limits, diagnose};
use crate::etcd::Session;
use crate::failure::{Failure, Kind};
use crate::go::count;
use crate::go::duration;
use crate::output;
use crate::recipe::checkup;
use crate::reply::DiagnosisReply;
use clap::Args;
use std::time::{Duration, SystemTime};

/// Examine endpoints and cluster: what is wrong, and what to do
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl doctor --cluster
  ectl doctor -w junit > report.xml
  ectl doctor -w prometheus > etcd.prom.new; mv etcd.prom.new etcd.prom    never half a file
  ectl doctor -w jsonl | jq -r 'select(.level != \"ok\") | .text'

Goes to all endpoints at once, step by step, and writes nothing. What it has no right to see it
calls unknown. Exits with 1 if a finding is critical.")]
pub(crate) struct Doctor {
    /// Examine all members of the cluster, instead of --endpoints
    #[arg(long)]
    cluster: bool,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    thresholds: DoctorLimits,
}

/// From where on something is bad.
#[derive(Debug, Args)]
struct DoctorLimits {
    /// Warn of certificates that end within so many days
    #[arg(long, value_name = "DAYS", default_value = "30", value_parser = count)]
    warn_days: u64,
    /// They are critical within so many days
    #[arg(long, value_name = "DAYS", default_value = "7", value_parser = count)]
    critical_days: u64,
    /// Warn of reads that take longer
    #[arg(long, value_name = "DURATION", default_value = "100ms", value_parser = duration)]
    max_latency: Duration,
    /// Warn if more of the quota is in use
    #[arg(long, value_name = "PERCENT", default_value = "80", value_parser = share)]
    max_db_percent: u64,
    /// Warn if more of a file over 16 MiB is free
    #[arg(long, value_name = "PERCENT", default_value = "50", value_parser = share)]
    max_fragmentation: u64,
    /// Warn of members more raft entries behind
    #[arg(long, value_name = "ENTRIES", default_value = "1000", value_parser = count)]
    max_lag: u64,
    /// Warn of clocks that differ more from ours
    #[arg(long, value_name = "DURATION", default_value = "2s", value_parser = duration)]
    max_skew: Duration,
    /// The quota, such as 8GiB, instead of what etcd reports
    #[arg(long, value_name = "BYTES", value_parser = quota)]
    quota: Option<i64>,
}

/// Parses a number of percent, with or without the sign.
fn share(text: &str) -> Result<u64, String> {
    count(text.strip_suffix('%').unwrap_or(text))
}

impl Doctor {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<DiagnosisReply>()?;
        let limits = self.thresholds.limits()?;
        let sessions = self.sessions(cx).await?;
        let seen = checkup(&sessions).await;
        let diagnosis = diagnose(&seen, &limits, SystemTime::now());
        let reply = DiagnosisReply { diagnosis, strict: self.strict };
        output.print(&reply)?;
        reply.failure().map_or(Ok(()), |(first, count)| Err(failure(first, count).into()))
    }

    /// One session for each endpoint. A cluster whose members cannot be asked for is examined where
    /// the user says that it is.
    async fn sessions(&self, cx: &Context) -> anyhow::Result<Vec<Session>> {
        if self.cluster {
            let known = cx.session()?;
            match client_urls(&known).await {
                Ok(Some(urls)) => return Ok(cx.sessions_at(&urls, &known)?),
                // The findings say so.
                Ok(None) => {}
                Err(_) => output::note("no member list, so only --endpoints are examined"),
            }
        }
        sessions(cx, Some(false)).await
    }
}

impl DoctorLimits {
    fn limits(&self) -> Result<Limits, Failure> {
        if self.critical_days > self.warn_days {
            return Err(Failure::usage("--critical-days is more than --warn-days"));
        }
        Ok(Limits {
            warn_days: self.warn_days,
            critical_days: self.critical_days,
            max_latency: self.max_latency,
            max_db_percent: self.max_db_percent,
            max_fragmentation: self.max_fragmentation,
            max_lag: self.max_lag,
            max_skew: self.max_skew,
            quota: self.quota,
        })
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
