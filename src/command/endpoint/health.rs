//! `endpoint health`: whether the cluster agrees on a read that each endpoint asks for.

use super::{ask_all, name, sessions};
use crate::cli::Context;
use crate::etcd::Session;
use crate::etcd::proto::{AlarmRequest, RangeRequest};
use crate::failure::{Failure, Kind};
use crate::output::{self, Format};
use crate::reply::{EndpointHealth, HealthCheck, alarm_name};
use clap::Args;
use tokio::time::{Instant, timeout_at};

/// Check that each endpoint serves reads, with no alarm raised
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl endpoint health --cluster
  ectl endpoint health -w jsonl | jq -r 'select(.health | not).endpoint'

Exits with 1 if any endpoint is unhealthy.")]
pub(super) struct Health {}

impl Health {
    pub(super) async fn run(self, cx: &Context, cluster: Option<bool>) -> anyhow::Result<()> {
        let mut output = cx.output::<EndpointHealth>()?;
        let sessions = sessions(cx, cluster).await?;
        let reply = EndpointHealth { checks: ask_all(sessions, check).await? };
        let complaints: Vec<_> = reply.complaints().collect();
        if output.format() == Format::Simple {
            complaints.iter().for_each(|complaint| output::note(complaint));
        }
        output.print(&reply)?;
        if complaints.is_empty() {
            return Ok(());
        }
        Err(Failure::new(Kind::Refused, "unhealthy cluster").into())
    }
}

/// Examines one endpoint, within one command timeout for all that is asked.
async fn check(session: Session) -> HealthCheck {
    let mut started = Instant::now();
    let limit = session.options().command_timeout;
    let deadline = started + limit;
    let error = match session.connect().await {
        Err(fault) => fault.text(),
        Ok(()) => {
            // The server checks a password slowly on purpose; that says nothing about its health.
            started = Instant::now();
            timeout_at(deadline, ask(&session)).await.unwrap_or_else(|_| {
                let limit = humantime::format_duration(limit);
                format!("{} did not answer within {limit}", name(&session))
            })
        }
    };
    HealthCheck { took: started.elapsed(), error }
}

/// What is wrong with the endpoint; nothing, if it is healthy.
async fn ask(session: &Session) -> String {
    // etcdctl reads this key. It need not exist, and its value is of no interest.
    let read = RangeRequest { key: b"health".to_vec(), count_only: true, ..Default::default() };
    if let Err(fault) = session.call(read).await
        // To refuse this, the cluster must have agreed on who may read.
        && fault.text() != "etcdserver: permission denied"
    {
        return fault.text();
    }
    match session.call(AlarmRequest::default()).await {
        Ok(reply) if reply.alarms.is_empty() => String::new(),
        Ok(reply) => {
            let names: String =
                reply.alarms.iter().map(|alarm| format!("{} ", alarm_name(alarm.alarm))).collect();
            format!("Active Alarm(s): {names}")
        }
        Err(fault) => format!("Unable to fetch the alarm list ({})", fault.text()),
    }
}
