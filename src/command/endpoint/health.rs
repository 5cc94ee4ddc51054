//! `endpoint health`: whether the cluster agrees on a read that each endpoint asks for.

use super::conditions::Conditions;
use super::examination::Examination;
use super::{ask_all, electorate};
use crate::cli::Context;
use crate::failure::{self, Failure, Kind};
use crate::input::duration;
use crate::output::{self, Format};
use crate::reply::{EndpointHealth, Question, Verdict};
use clap::Args;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout_at};

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

All endpoints are asked at once, within one --command-timeout. Exits with 1 if any is unhealthy
(--require wants less), with 9 if we may not look, and with 124 if --wait was in vain.
A condition that cannot be looked at does not hold.")]
pub(super) struct Health {
    /// Ask only whether the process answers; needs no quorum, no user
    #[arg(long, conflicts_with = "ready")]
    live: bool,
    /// Ask only whether the cluster agrees on a read, not for alarms
    #[arg(long)]
    ready: bool,
    /// All endpoints, a quorum of members, or any endpoint
    #[arg(long, default_value = "all", value_name = "all|quorum|any")]
    require: String,
    /// Try until it holds, for at most this time
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    wait: Option<Duration>,
    /// Time from one try to the next
    #[arg(long, default_value = "1s", value_name = "DURATION", value_parser = duration, requires = "wait")]
    interval: Duration,
    #[command(flatten)]
    conditions: Conditions,
}

/// How many have to be healthy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Require {
    All,
    Quorum,
    Any,
}

impl Health {
    pub(super) async fn run(self, cx: &Context, cluster: Option<bool>) -> anyhow::Result<()> {
        let mut output = cx.output::<EndpointHealth>()?;
        let require = Require::parse(&self.require)?;
        if self.interval.is_zero() {
            return Err(Failure::usage("--interval needs a time above 0").into());
        }
        let round = Round { cx, cluster, examination: self.examination() };
        let health = match self.wait {
            None => round.by(Instant::now() + cx.settings.command_timeout).await?,
            Some(patience) => round.until(require, patience, self.interval).await?,
        };
        if output.format() == Format::Simple {
            health.complaints().for_each(|complaint| output::note(&complaint));
        }
        output.print(&health)?;
        if matches!(output.format(), Format::Simple | Format::Table) && health.is_worth_a_summary()
        {
            output::note(&health.summary());
        }
        let Some(failure) = require.failure(&health) else { return Ok(()) };
        Err(match self.wait {
            None => failure.into(),
            Some(patience) => in_vain(failure, patience),
        })
    }

    fn examination(&self) -> Examination {
        let question = match (self.live, self.ready) {
            (true, _) => Question::Live,
            (_, true) => Question::Ready,
            _ => Question::Healthy,
        };
        Examination { question, conditions: self.conditions }
    }
}

/// One look at all endpoints.
#[derive(Clone, Copy)]
struct Round<'a> {
    cx: &'a Context,
    cluster: Option<bool>,
    examination: Examination,
}

impl Round<'_> {
    async fn by(self, deadline: Instant) -> anyhow::Result<EndpointHealth> {
        let patience = in_millis(deadline.saturating_duration_since(Instant::now()));
        let (sessions, voters) = timeout_at(deadline, electorate(self.cx, self.cluster))
            .await
            .unwrap_or_else(|_| Err(no_list(patience).into()))?;
        let examination = self.examination;
        let checks =
            ask_all(sessions, |session| examination.of(session, deadline, patience)).await?;
        Ok(EndpointHealth { question: examination.question, checks, voters })
    }

    /// Looks again and again. Returns what was seen last, in time.
    async fn until(
        self,
        require: Require,
        patience: Duration,
        interval: Duration,
    ) -> anyhow::Result<EndpointHealth> {
        if self.cx.sessions()?.is_empty() {
            // Which no wait will change.
            return self.by(Instant::now() + patience).await;
        }
        let end = Instant::now() + patience;
        let mut last: Option<anyhow::Result<EndpointHealth>> = None;
        loop {
            let started = Instant::now();
            let deadline = end.min(started + self.cx.settings.command_timeout);
            let found = self.by(deadline).await;
            match &found {
                Ok(health) if require.verdict(health) == Verdict::Healthy => return found,
                Err(error) if !may_pass(error) => return found,
                _ => {}
            }
            // A look that was cut short says less than the one before.
            let found = last.filter(|_| deadline == end).unwrap_or(found);
            sleep_until(end.min(started + interval)).await;
            if Instant::now() >= end {
                return found.map_err(|error| in_vain(error, patience));
            }
            last = Some(found);
        }
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
    Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

impl Require {
    fn parse(text: &str) -> Result<Self, Failure> {
        match text {
            "all" => Ok(Self::All),
            "quorum" => Ok(Self::Quorum),
            "any" => Ok(Self::Any),
            _ => {
                let failure = format!("bad value \"{text}\" for --require");
                Err(Failure::new(Kind::Format, failure).hint("it is all, quorum or any"))
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
                let what = match health.question {
                    Question::Healthy => "unhealthy cluster",
                    other => other.opposite(Verdict::Unhealthy),
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
