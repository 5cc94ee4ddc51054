//! `wait`: waits for a condition on a key, on several keys, or on a service.

mod reachable;
mod until;

use crate::clock::Moment;
use crate::context::Context;
use crate::etcd::Range;
use crate::etcd::proto::RangeResponse;
use crate::etcd::{CallError, Options, Session};
use crate::failure::{Failure, Kind};
use crate::go::duration;
use crate::input;
use crate::output::{Format, note};
use crate::recipe::{RangeEvent, RangeWatcher, naming};
use crate::reply::{RangeFragment, Show};
use clap::Args;
use reachable::reachable;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;
use until::{Until, WaitConditions};

/// Wait for a condition on keys or on a service
#[derive(Debug, Args)]
#[command(
    override_usage = "ectl wait [OPTIONS] <KEY|--service <TARGET>>",
    after_help = "\
Examples:
  ectl wait config/port --timeout 30s             exit with 124 if it takes longer
  ectl wait config/port --value 8080              return at once if it has the value already
  ectl wait jobs/7/done --exists --print-value-only
  ectl wait locks/migration --absent && ./start.sh
  ectl wait config/ --prefix --changed            the next change of any key
  ectl wait workers/ --prefix --count 3           at least 3 keys exist
  ectl wait --service web --count 2 --probe       at least 2 endpoints accept connections

The matching keys are printed as by \"ectl get\". A condition that held only briefly is not missed,
and after a lost connection the wait resumes where it stopped, at any endpoint. With --timeout,
ectl also waits for etcd to start.

Exit codes:
  2    timed out, and etcd cannot be reached
  124  timed out, and the condition does not hold"
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
}

#[derive(Debug)]
struct Goal {
    range: Range,
    until: Until,
    probe: bool,
    /// The state that was seen last, in words.
    state: Option<String>,
    /// The cause if etcd cannot be reached at present.
    trouble: Option<CallError>,
}

/// The pause between attempts to reach an etcd that is starting.
const PAUSE: Duration = Duration::from_millis(250);

impl Wait {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output_with_fields::<RangeFragment>(&RangeFragment::FIELDS)?;
        let show = self.show(output.format())?;
        let mut goal = self.goal()?;
        let mut watcher = RangeWatcher::new(Arc::new(self.session(cx)?), goal.range.clone());
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
        for fragment in RangeFragment::all(reached, show) {
            output.add(&fragment)?;
        }
        output.flush()
    }

    /// Returns a session whose calls end before the wait does: a later error could not be reported.
    fn session(&self, cx: &Context) -> Result<Session, Failure> {
        let session = cx.session()?;
        let Some(time) = self.timeout else { return Ok(session) };
        let options = session.options();
        let command_timeout = options.command_timeout.min(time);
        Ok(Session::new(Options { command_timeout, ..options.clone() }))
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
        Ok(Goal { range, until, probe: self.probe, state: None, trouble: None })
    }
}

impl Goal {
    async fn reach_with_retry(
        &mut self,
        watcher: &mut RangeWatcher,
    ) -> Result<RangeResponse, CallError> {
        loop {
            let fault = match self.reach(watcher).await {
                Err(fault) if fault.is_out_of_contact() => fault,
                reached => return reached,
            };
            if self.trouble.is_none() {
                note(&format!("wait: waiting for etcd: {}", fault.text()));
            }
            self.trouble = Some(fault);
            sleep(PAUSE).await;
        }
    }

    async fn reach(&mut self, watcher: &mut RangeWatcher) -> Result<RangeResponse, CallError> {
        // With --probe: endpoints in sufficient number, which have to be reachable as well.
        let mut registered = Vec::new();
        loop {
            let event = tokio::select! {
                event = watcher.next() => event?,
                found = reachable(&registered, &self.until, &mut self.state), if self.probe => {
                    return Ok(watcher.keys().reply(found));
                }
            };
            if !matches!(event, RangeEvent::Compacted) {
                self.trouble = None;
            }
            match event {
                RangeEvent::Keys => {
                    let keys = watcher.keys();
                    match self.until.evaluate(keys, &self.range, self.state.is_none()) {
                        Ok(found) if self.probe => registered = found,
                        Ok(found) => return Ok(keys.reply(found)),
                        Err(state) => {
                            self.state = Some(state);
                            registered.clear();
                        }
                    }
                }
                RangeEvent::Lost(fault) => {
                    note(&format!("wait: {}; will resume", fault.text()));
                    self.trouble = Some(fault);
                }
                RangeEvent::Regained => note("wait: reconnected"),
                RangeEvent::Compacted => {}
            }
        }
    }

    /// Returns the failure after a timeout: the condition does not hold, or etcd cannot be reached.
    fn timed_out(self, time: Duration) -> Failure {
        let time = humantime::format_duration(time);
        let text = format!("waited {time} for {}", self.until.in_words(&self.range));
        match (self.trouble, self.state) {
            (Some(fault), None) => Failure::from(fault).reworded(|why| format!("{text}: {why}")),
            (Some(fault), Some(state)) => {
                let lost = format!("{text}: {state} when contact with etcd was lost");
                Failure::from(fault).reworded(|why| format!("{lost}: {why}"))
            }
            (None, state) => {
                let state = state.as_deref().unwrap_or("etcd did not answer");
                Failure::new(Kind::Deadline, format!("{text}: {state}"))
            }
        }
    }
}
