//! `wait`: waits for a condition on a key, on several keys, or on a service.

mod goal;
mod reachable;
mod until;

use crate::cli::help::sections::ended_by_signals;
use crate::clock::Moment;
use crate::context::Context;
use crate::etcd::{Options, Range, Session};
use crate::failure::Failure;
use crate::go::{duration, integer};
use crate::input;
use crate::output::{Format, Output};
use crate::recipe::{RangeWatcher, naming};
use crate::reply::{RangeFragment, Show};
use clap::Args;
use goal::Goal;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;
use until::WaitConditions;

/// Wait for a condition on keys or on a service
#[derive(Debug, Args)]
#[command(
    override_usage = "ectl wait [OPTIONS] <KEY|--service <TARGET>>",
    after_help = concat!(
        "\
Examples:
  ectl wait config/port --timeout 30s             exit with 124 if it takes longer
  ectl wait config/port --value 8080              return at once if it has the value already
  ectl wait jobs/7/done --exists --print-value-only
  ectl wait locks/migration --absent && ./start.sh
  ectl wait config/ --prefix --changed            the next change of any key
  ectl wait workers/ --prefix --count 3           at least 3 keys exist
  ectl wait --service web --count 2 --probe       at least 2 endpoints accept connections
  rev=$(ectl wait config/ --prefix --changed --since-rev \"$rev\" \\
            --header --field revision)
                                                  in a loop: no change between two waits is lost

Details:
  The matching keys are printed as by \"ectl get\". A condition that held only briefly is not missed,
  and after a lost connection the wait resumes where it stopped, at any endpoint. With --timeout,
  ectl also waits for etcd to start. After a second, and when it is another one, ectl prints the
  reason to wait.

  --since-rev waits as if it had begun at revision N: what came later counts, N itself does not. The
  revision of the printed state is the N of the next wait: the first line of -w jsonl --header, or
  .header.revision of -w json. The first N of a loop is that of \"ectl get --header\". If N is
  compacted, ectl says so and reads the present state, which counts as a change.

Exit codes:
  0    the condition holds
  2    timed out, and etcd cannot be reached
  124  timed out, and the condition does not hold

",
        ended_by_signals!()
    )
)]
pub(crate) struct Wait {
    /// Key to wait for
    #[arg(required_unless_present = "service", conflicts_with = "service")]
    key: Option<OsString>,
    #[command(flatten)]
    conditions: WaitConditions,
    /// Wait for keys that begin with KEY
    #[arg(long)]
    prefix: bool,
    /// Begin at revision N, that of an earlier reply: later changes count
    #[arg(long, value_name = "N", value_parser = integer)]
    since_rev: Option<i64>,
    /// Wait for endpoints of a service
    #[arg(long, value_name = "TARGET")]
    service: Option<OsString>,
    /// Count only endpoints that accept connections
    #[arg(long)]
    probe: bool,
    /// Give up after DURATION and exit with 124
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
    /// Print only the values
    #[arg(long)]
    print_value_only: bool,
    /// With -w jsonl: begin with a line for the revision of the state
    #[arg(long)]
    header: bool,
}

impl Wait {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let options = &cx.settings.output;
        let mut output =
            Output::<RangeFragment>::with_header(options, &RangeFragment::FIELDS, self.header)?;
        let show = self.show(output.format())?;
        let mut goal = self.goal()?;
        let session = Arc::new(self.session(cx)?);
        let mut watcher = RangeWatcher::since(session, goal.range.clone(), goal.since);
        let reached = match self.timeout {
            None => goal.reach(&mut watcher).await?,
            Some(time) => {
                let reached = goal.reach_with_retry(&mut watcher);
                match Moment::now().after(time).bound(reached).await {
                    Some(reached) => reached?,
                    None => return Err(goal.timed_out(time).into()),
                }
            }
        };
        output.header(reached.header.unwrap_or_default().revision)?;
        for fragment in RangeFragment::all(reached, show) {
            output.add(&fragment)?;
        }
        output.flush()
    }

    /// Returns a session whose calls end before the wait does: a later error could not be reported. With
    /// --timeout, which covers the start of etcd, there is one budget for all retries.
    fn session(&self, cx: &Context) -> Result<Session, Failure> {
        let session = cx.session()?;
        let Some(time) = self.timeout else { return Ok(session) };
        let options = session.options();
        let command_timeout = options.command_timeout.min(time);
        Ok(Session::new(Options { command_timeout, retry: Duration::ZERO, ..options.clone() }))
    }

    fn show(&self, format: Format) -> Result<Show, Failure> {
        match self.print_value_only {
            false => Ok(Show::KeyAndValue),
            true if format == Format::Simple => Ok(Show::Value),
            true => Err(Failure::usage("print-value-only is only for `--write-out=simple`")),
        }
    }

    fn goal(&self) -> Result<Goal, Failure> {
        if self.timeout.is_some_and(|time| time.is_zero()) {
            return Err(Failure::usage("--timeout must be greater than zero")
                .hint("\"ectl get -e\" checks without waiting"));
        }
        if self.since_rev.is_some_and(|revision| revision < 1) {
            return Err(Failure::usage("--since-rev must be at least 1"));
        }
        if self.probe && self.service.is_none() {
            return Err(Failure::usage("--probe needs --service"));
        }
        let (range, until) = match (&self.service, &self.key) {
            (Some(_), _) if self.prefix => {
                return Err(Failure::usage("--prefix cannot be combined with --service"));
            }
            (Some(target), _) => {
                let prefix = naming::key(&input::bytes(target), b"");
                (Range::prefix(prefix), self.conditions.of_endpoints()?)
            }
            (None, key) => {
                let key = input::bytes(key.as_deref().unwrap_or_default());
                let range = Range::from_arguments(key, None, self.prefix, false)?;
                (range, self.conditions.of_keys(self.prefix)?)
            }
        };
        Ok(Goal::new(range, until, self.probe, self.since_rev))
    }
}
