//! `endpoint health`: whether the cluster agrees on a read that each endpoint asks for.

use super::check::EndpointCheck;
use super::conditions::HealthConditions;
use super::{electorate, name};
use crate::context::Context;
use crate::failure::{self, Failure, Kind};
use crate::go::duration;
use crate::output::{self, Format, Output};
use crate::reply::{EndpointHealth, HealthCheck, ProbeKind, Verdict};
use clap::Args;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

/// Check that each endpoint serves reads, with no alarm raised
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl endpoint health --cluster
  ectl endpoint health --cluster --require=quorum    one member may be down
  ectl endpoint health --wait 60s                    until etcd is up
  ectl endpoint health --live                        for a container's health check
  ectl endpoint health --max-latency 200ms --max-db-percent 80
  ectl endpoint health -w jsonl | jq -r 'select(.health | not).endpoint + \": \" + .cause'

All endpoints are asked at once, within one --command-timeout; when enough are healthy for
--require=any or --require=quorum the slowest are not waited for. Exits with 1 if any is unhealthy
(--require wants less), with 9 if we may not look, and with 124 if --wait was in vain.
A condition that cannot be looked at does not hold.")]
pub(crate) struct Health {
    /// Ask only whether the process answers; needs no quorum, no user
    #[arg(long, conflicts_with = "ready")]
    live: bool,
    /// Ask only whether the cluster agrees on a read, not for alarms
    #[arg(long)]
    ready: bool,
    /// All endpoints, a quorum of members, or any endpoint
    #[arg(long, default_value = "all", value_name = "all|quorum|any")]
    require: String,
    /// Try until it holds, for at most this time; says why not
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    wait: Option<Duration>,
    /// Time from one try to the next
    #[arg(long, default_value = "1s", value_name = "DURATION", value_parser = duration, requires = "wait")]
    interval: Duration,
    #[command(flatten)]
    conditions: HealthConditions,
}

/// How many have to be healthy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Require {
    All,
    Quorum,
    Any,
}

impl Health {
    pub(crate) async fn run(self, cx: &Context, cluster: Option<bool>) -> anyhow::Result<()> {
        let mut output = cx.output::<EndpointHealth>()?;
        let require = Require::parse(&self.require)?;
        if self.interval.is_zero() {
            return Err(Failure::usage("--interval needs a time above 0").into());
        }
        let round = Round { cx, cluster, require, examination: self.examination() };
        let health = match self.wait {
            None => round.by(Instant::now() + cx.settings.command_timeout).await?,
            Some(patience) => round.until(patience, self.interval).await?,
        };
        print(&mut output, &health)?;
        if matches!(output.format(), Format::Simple | Format::Table) && health.needs_summary() {
            output::note(&health.summary());
        }
        let Some(failure) = require.failure(&health) else { return Ok(()) };
        Err(match self.wait {
            None => failure.into(),
            Some(patience) => in_vain(failure, patience),
        })
    }

    fn examination(&self) -> EndpointCheck {
        let question = match (self.live, self.ready) {
            (true, _) => ProbeKind::Live,
            (_, true) => ProbeKind::Ready,
            _ => ProbeKind::Healthy,
        };
        EndpointCheck { question, conditions: self.conditions }
    }
}

/// Prints what was found; where that is a line for each endpoint, also on stderr, in their order.
fn print(output: &mut Output<EndpointHealth>, health: &EndpointHealth) -> anyhow::Result<()> {
    if output.format() != Format::Simple {
        return output.print(health);
    }
    health.each().try_for_each(|one| {
        one.problems().for_each(|problem| output::note(&problem));
        output.print(&one)
    })
}

/// One look at all endpoints.
#[derive(Clone, Copy)]
struct Round<'a> {
    cx: &'a Context,
    cluster: Option<bool>,
    require: Require,
    examination: EndpointCheck,
}

/// How long to wait for the other endpoints when enough are healthy, and as long again as these took.
const GRACE: Duration = Duration::from_millis(100);

impl Round<'_> {
    async fn by(self, deadline: Instant) -> anyhow::Result<EndpointHealth> {
        let patience = in_millis(deadline.saturating_duration_since(Instant::now()));
        let (sessions, voters) = timeout_at(deadline, electorate(self.cx, self.cluster))
            .await
            .unwrap_or_else(|_| Err(no_list(patience).into()))?;
        let question = self.examination.question;
        let checks =
            sessions.iter().map(|session| (name(session), HealthCheck::skipped())).collect();
        let mut health = EndpointHealth { probe: question, checks, voters };
        let looks = sessions.into_iter().enumerate().map(|(index, session)| async move {
            (index, self.examination.of(session, deadline, patience).await)
        });
        self.collect(looks.collect(), &mut health).await;
        Ok(health)
    }

    /// Takes in what is found, until what is required holds and the rest had a little more time.
    async fn collect<F: Future<Output = (usize, HealthCheck)>>(
        self,
        mut looks: FuturesUnordered<F>,
        health: &mut EndpointHealth,
    ) {
        let started = Instant::now();
        let mut until = None;
        loop {
            let found = match until {
                Some(until) => timeout_at(until, looks.next()).await,
                None => Ok(looks.next().await),
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

    /// Looks again and again, and tells why if that changes. Returns what was seen last, in time.
    async fn until(self, patience: Duration, interval: Duration) -> anyhow::Result<EndpointHealth> {
        if self.cx.sessions()?.is_empty() {
            // Which no wait will change.
            return self.by(Instant::now() + patience).await;
        }
        let end = Instant::now() + patience;
        let mut last: Option<anyhow::Result<EndpointHealth>> = None;
        let mut told = String::new();
        loop {
            let started = Instant::now();
            let deadline = end.min(started + self.cx.settings.command_timeout);
            let look = self.by(deadline);
            let found = if told.is_empty() { audibly(look).await } else { look.await };
            match &found {
                Ok(health) if self.require.verdict(health) == Verdict::Healthy => return found,
                Err(error) if !may_pass(error) => return found,
                _ => {}
            }
            // A look that was cut short says less than the one before.
            let found = last.filter(|_| deadline == end).unwrap_or(found);
            let why = reason(&found);
            if why != told {
                output::note(&format!("waiting: {why}"));
                told = why;
            }
            sleep_until(end.min(started + interval)).await;
            if Instant::now() >= end {
                return found.map_err(|error| in_vain(error, patience));
            }
            last = Some(found);
        }
    }
}

/// The time after which a first look that goes on is told of.
const SILENCE: Duration = Duration::from_secs(1);

/// Waits for a first look, and says so if it takes long.
async fn audibly<T>(look: impl Future<Output = T>) -> T {
    let mut look = pin!(look);
    tokio::select! {
        biased;
        found = &mut look => found,
        () = sleep(SILENCE) => {
            output::note("waiting for the endpoints to answer");
            look.await
        }
    }
}

/// Returns why it has to be waited for.
fn reason(found: &anyhow::Result<EndpointHealth>) -> String {
    match found {
        Ok(health) => health.problems().collect::<Vec<_>>().join("; "),
        Err(error) => format!("{error:#}"),
    }
}

/// Whether waiting can help.
fn may_pass(error: &anyhow::Error) -> bool {
    !matches!(failure::kind(error), Kind::Usage | Kind::Format | Kind::Local | Kind::Stdin)
}

fn in_vain(error: impl Into<anyhow::Error>, patience: Duration) -> anyhow::Error {
    let patience = humantime::format_duration(patience);
    match error.into().downcast::<Failure>() {
        Ok(failure) => {
            let words = |text| format!("{text}, after {patience} of waiting");
            failure.reworded(words).of_kind(Kind::Deadline).into()
        }
        Err(other) => other,
    }
}

fn no_list(patience: Duration) -> Failure {
    let patience = humantime::format_duration(patience);
    let text = "failed to fetch endpoints from etcd cluster member list";
    Failure::new(Kind::Deadline, format!("{text}: no answer within {patience}"))
}

fn in_millis(time: Duration) -> Duration {
    let millis = (time + Duration::from_micros(500)).as_millis();
    let rounded = Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX));
    // No time at all would read as if there had been no limit.
    if rounded.is_zero() { time.max(Duration::from_nanos(1)) } else { rounded }
}

impl Require {
    fn parse(text: &str) -> Result<Self, Failure> {
        match text {
            "all" => Ok(Self::All),
            "quorum" => Ok(Self::Quorum),
            "any" => Ok(Self::Any),
            _ => {
                let failure = format!("bad value \"{text}\" for --require");
                Err(Failure::new(Kind::Format, failure).hint("valid values: all, quorum, any"))
            }
        }
    }

    /// Whether what is required holds, as far as it can be told.
    fn verdict(self, health: &EndpointHealth) -> Verdict {
        let (endpoints, voters) = (health.endpoints(), health.voters());
        match self {
            Self::All => endpoints.reaches(endpoints.all),
            Self::Quorum => voters.reaches(voters.quorum()),
            Self::Any => endpoints.reaches(1),
        }
    }

    fn failure(self, health: &EndpointHealth) -> Option<Failure> {
        match self.verdict(health) {
            Verdict::Healthy => None,
            Verdict::Unknown => {
                let failure = Failure::new(Kind::Denied, "unknown health: we may not look");
                let otherwise = || "--user says who asks; --live needs no user".to_owned();
                Some(failure.hint(health.advice().unwrap_or_else(otherwise)))
            }
            _ => {
                let what = match health.probe {
                    ProbeKind::Healthy => "unhealthy cluster",
                    other => other.failed(),
                };
                let failure = Failure::new(Kind::Refused, what);
                let majority = Self::Quorum.verdict(health) == Verdict::Healthy;
                Some(match health.advice() {
                    _ if majority && health.voters.len() > 1 => {
                        failure.hint("--require=quorum is content with a majority")
                    }
                    Some(hint) => failure.hint(hint),
                    None => failure,
                })
            }
        }
    }
}
