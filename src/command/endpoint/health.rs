//! `endpoint health`: checks whether each endpoint serves a read that the cluster agrees on.

use super::check::EndpointCheck;
use super::conditions::HealthConditions;
use super::require::Require;
use super::targets::{name, sessions_and_voters};
use crate::cli::help::sections::cluster_environment;
use crate::context::Context;
use crate::failure::{self, Failure, Kind};
use crate::go::duration;
use crate::output::{self, Format, Output, Waiting};
use crate::reply::{EndpointHealth, HealthCheck, ProbeKind, Verdict};
use clap::Args;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout_at};

/// Check that each endpoint serves reads and has no alarm
#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  ectl endpoint health --cluster
  ectl endpoint health --cluster --require=quorum    tolerate a minority of failed members
  ectl endpoint health --wait 60s                    until etcd is up
  ectl endpoint health --live                        for a container's health check
  ectl endpoint health --max-latency 200ms --max-db-percent 80
  ectl endpoint health -w jsonl | jq -r 'select(.health | not).endpoint'

Details:
  All endpoints are checked at once, within one --command-timeout; with --require=any or
  --require=quorum, slow endpoints are not waited for once enough are healthy. A condition that
  cannot be checked counts as failed.

Exit codes:
  0    healthy, as defined by --require
  1    not healthy, or a condition was not met
  9    not permitted to check
  124  not healthy in time, with --wait

",
    cluster_environment!(),
))]
pub(crate) struct Health {
    /// Check only that the process answers; needs neither quorum nor user
    #[arg(long, conflicts_with = "ready")]
    live: bool,
    /// Check only that the cluster agrees on a read; ignore alarms
    #[arg(long)]
    ready: bool,
    /// Require all endpoints, a quorum of members, or any
    #[arg(long, default_value = "all", value_name = "all|quorum|any")]
    require: String,
    /// Retry until healthy, for at most DURATION, and report the causes
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    wait: Option<Duration>,
    /// Interval between attempts
    #[arg(long, default_value = "1s", value_name = "DURATION", value_parser = duration, requires = "wait")]
    interval: Duration,
    #[command(flatten)]
    conditions: HealthConditions,
}

impl Health {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<EndpointHealth>()?;
        let require = Require::parse(&self.require)?;
        if self.interval.is_zero() {
            return Err(Failure::usage("--interval must be greater than zero").into());
        }
        let attempt = HealthAttempt { cx, require, check: self.check() };
        let health = match self.wait {
            None => attempt.by(Instant::now() + cx.settings.limits.command_timeout).await?,
            Some(limit) => attempt.repeat(limit, self.interval).await?,
        };
        print(&mut output, &health)?;
        if matches!(output.format(), Format::Simple | Format::Table) && health.needs_summary() {
            output::note(&health.summary());
        }
        let Some(failure) = require.failure(&health) else { return Ok(()) };
        Err(match self.wait {
            None => failure.into(),
            Some(limit) => timed_out(failure, limit),
        })
    }

    fn check(&self) -> EndpointCheck {
        let kind = match (self.live, self.ready) {
            (true, _) => ProbeKind::Live,
            (_, true) => ProbeKind::Ready,
            _ => ProbeKind::Healthy,
        };
        EndpointCheck { kind, conditions: self.conditions }
    }
}

/// Prints the results; with a line per endpoint, in the order of endpoints on stdout and stderr together.
fn print(output: &mut Output<EndpointHealth>, health: &EndpointHealth) -> anyhow::Result<()> {
    if output.format() != Format::Simple {
        return output.print(health);
    }
    health.each().try_for_each(|one| {
        one.problems().for_each(|problem| output::note(&problem));
        output.print(&one)
    })
}

#[derive(Clone, Copy)]
struct HealthAttempt<'a> {
    cx: &'a Context,
    require: Require,
    check: EndpointCheck,
}

/// The time to wait for the other endpoints once enough are healthy, in addition to the time these took.
const GRACE: Duration = Duration::from_millis(100);

impl HealthAttempt<'_> {
    async fn by(self, deadline: Instant) -> anyhow::Result<EndpointHealth> {
        let limit = rounded_to_millis(deadline.saturating_duration_since(Instant::now()));
        let targets = sessions_and_voters(self.cx, self.cx.settings.cluster);
        let (sessions, voters) = timeout_at(deadline, targets)
            .await
            .unwrap_or_else(|_| Err(no_member_list(limit).into()))?;
        let probe = self.check.kind;
        let checks =
            sessions.iter().map(|session| (name(session), HealthCheck::skipped())).collect();
        let mut health = EndpointHealth { probe, checks, voters };
        let checks = sessions.into_iter().enumerate().map(|(index, session)| async move {
            (index, self.check.run(session, deadline, limit).await)
        });
        self.collect(checks.collect(), &mut health).await;
        Ok(health)
    }

    /// Collects results until the requirement is met and the grace for the others has passed.
    async fn collect<F: Future<Output = (usize, HealthCheck)>>(
        self,
        mut checks: FuturesUnordered<F>,
        health: &mut EndpointHealth,
    ) {
        let started = Instant::now();
        let mut until = None;
        loop {
            let found = match until {
                Some(until) => timeout_at(until, checks.next()).await,
                None => Ok(checks.next().await),
            };
            let Ok(Some((index, check))) = found else { return };
            if let Some((_, slot)) = health.checks.get_mut(index) {
                *slot = check;
            }
            if until.is_none() && self.require.verdict(health) == Verdict::Healthy {
                until = Some(Instant::now() + GRACE + started.elapsed());
            }
        }
    }

    /// Checks until healthy or until `limit` has passed, and notes the cause after a second and whenever it
    /// changes. Returns the last complete result.
    async fn repeat(self, limit: Duration, interval: Duration) -> anyhow::Result<EndpointHealth> {
        if self.cx.sessions()?.is_empty() {
            // Waiting cannot change this.
            return self.by(Instant::now() + limit).await;
        }
        let waiting = Waiting::new(self.require.goal(self.check.kind), "no answer yet");
        let end = Instant::now() + limit;
        let (found, is_over) = waiting.noting(self.until_healthy(end, interval, &waiting)).await;
        if is_over { found.map_err(|error| timed_out(error, limit)) } else { found }
    }

    /// Returns the last complete result, and whether the time was up.
    async fn until_healthy(
        self,
        end: Instant,
        interval: Duration,
        waiting: &Waiting,
    ) -> (anyhow::Result<EndpointHealth>, bool) {
        let mut last: Option<anyhow::Result<EndpointHealth>> = None;
        loop {
            let started = Instant::now();
            let deadline = end.min(started + self.cx.settings.limits.command_timeout);
            let found = self.by(deadline).await;
            match &found {
                Ok(health) if self.require.verdict(health) == Verdict::Healthy => {
                    return (found, false);
                }
                Err(error) if !is_transient(error) => return (found, false),
                _ => {}
            }
            // An attempt that was cut short says less than the one before.
            let found = last.filter(|_| deadline == end).unwrap_or(found);
            waiting.because(&reason(&found));
            sleep_until(end.min(started + interval)).await;
            if Instant::now() >= end {
                return (found, true);
            }
            last = Some(found);
        }
    }
}

fn reason(found: &anyhow::Result<EndpointHealth>) -> String {
    match found {
        Ok(health) => health.problems().collect::<Vec<_>>().join("; "),
        Err(error) => format!("{error:#}"),
    }
}

fn is_transient(error: &anyhow::Error) -> bool {
    !matches!(failure::kind(error), Kind::Usage | Kind::Format | Kind::Local | Kind::Stdin)
}

fn timed_out(error: impl Into<anyhow::Error>, limit: Duration) -> anyhow::Error {
    let limit = humantime::format_duration(limit);
    match error.into().downcast::<Failure>() {
        Ok(failure) => {
            let words = |text| format!("{text}, after {limit} of waiting");
            failure.reworded(words).of_kind(Kind::Deadline).into()
        }
        Err(other) => other,
    }
}

fn no_member_list(limit: Duration) -> Failure {
    let limit = humantime::format_duration(limit);
    let text = "failed to fetch endpoints from etcd cluster member list";
    Failure::new(Kind::Deadline, format!("{text}: no answer within {limit}"))
}

fn rounded_to_millis(time: Duration) -> Duration {
    let millis = (time + Duration::from_micros(500)).as_millis();
    let rounded = Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX));
    // Zero would read as if there had been no limit.
    if rounded.is_zero() { time.max(Duration::from_nanos(1)) } else { rounded }
}
