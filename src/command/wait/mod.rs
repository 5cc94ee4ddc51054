//! `wait`: until something holds of a key, of several, or of a service.

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

/// Wait for a key, for several, or for a service
#[derive(Debug, Args)]
#[command(
    override_usage = "ectl wait [OPTIONS] <KEY|--service <TARGET>>",
    after_help = "\
Examples:
  ectl wait config/port --timeout 30s             exit with 124 if it takes longer
  ectl wait config/port --value 8080              it may be so already
  ectl wait jobs/7/done --exists --print-value-only
  ectl wait locks/migration --absent && ./start.sh
  ectl wait config/ --prefix --changed            the next change of any of them
  ectl wait workers/ --prefix --count 3           there are 3 at least
  ectl wait --service web --count 2 --probe       2 endpoints accept connections

What was waited for is printed as \"get\" prints it. A value that was there for a moment only is seen
all the same. A lost connection ends nothing: the wait goes on, at any endpoint, where it was. With
--timeout the wait is also for etcd to start. When time is up the exit code is 124 if etcd says that
what was waited for is not so, and 2 if etcd cannot be reached."
)]
pub(crate) struct Wait {
    /// The key
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
    /// Exit with 124 if it takes longer
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
    /// Print only the values
    #[arg(long)]
    print_value_only: bool,
}

/// What is waited for, and how far it is from it.
#[derive(Debug)]
struct Goal {
    range: Range,
    until: Until,
    probe: bool,
    /// What was the case when it was looked at last.
    state: Option<String>,
    /// Why there is no contact with etcd, if there is none.
    trouble: Option<CallError>,
}

/// The pause between two tries to reach an etcd that is not up yet.
const PAUSE: Duration = Duration::from_millis(250);

impl Wait {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<RangeFragment>()?;
        let show = self.show(output.format())?;
        let mut goal = self.goal()?;
        let mut waiter = RangeWatcher::new(Arc::new(self.session(cx)?), goal.range.clone());
        let reached = match self.timeout {
            None => goal.reach(&mut waiter).await?,
            Some(time) => {
                let reached = goal.reach_patiently(&mut waiter);
                match Moment::now().after(time).bound(reached).await {
                    Some(reached) => reached?,
                    None => return Err(goal.missed(time).into()),
                }
            }
        };
        for fragment in RangeFragment::all(reached, show) {
            output.add(&fragment)?;
        }
        output.flush()
    }

    /// Returns the session to ask with. A call that outlasted the wait could not say why it failed.
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
            return Err(Failure::usage("--timeout is no time at all").hint("\"get -e\" just looks"));
        }
        if self.probe && self.service.is_none() {
            return Err(Failure::usage("--probe is for endpoints of a --service"));
        }
        let (range, until) = match (&self.service, &self.key) {
            (Some(_), _) if self.prefix => {
                return Err(Failure::usage("--prefix is for a key, not for a --service"));
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
    /// Waits for etcd too, which may have to start first.
    async fn reach_patiently(
        &mut self,
        waiter: &mut RangeWatcher,
    ) -> Result<RangeResponse, CallError> {
        loop {
            let fault = match self.reach(waiter).await {
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

    async fn reach(&mut self, waiter: &mut RangeWatcher) -> Result<RangeResponse, CallError> {
        // Endpoints that are enough in number, if they can be reached.
        let mut registered = Vec::new();
        loop {
            let waited = tokio::select! {
                waited = waiter.next() => waited?,
                found = reachable(&registered, &self.until, &mut self.state), if self.probe => {
                    return Ok(waiter.keys().reply(found));
                }
            };
            if !matches!(waited, RangeEvent::Compacted) {
                self.trouble = None;
            }
            match waited {
                RangeEvent::Keys => {
                    let keys = waiter.keys();
                    match self.until.judge(keys, &self.range, self.state.is_none()) {
                        Ok(found) if self.probe => registered = found,
                        Ok(found) => return Ok(keys.reply(found)),
                        Err(state) => {
                            self.state = Some(state);
                            registered.clear();
                        }
                    }
                }
                RangeEvent::Lost(fault) => {
                    note(&format!("wait: {}; will go on", fault.text()));
                    self.trouble = Some(fault);
                }
                RangeEvent::Regained => note("wait: in contact again"),
                RangeEvent::Compacted => {}
            }
        }
    }

    /// The failure when time is up: that it is not so, or that etcd cannot be asked.
    fn missed(self, time: Duration) -> Failure {
        let time = humantime::format_duration(time);
        let text = format!("waited {time} for {}", self.until.in_words(&self.range));
        match (self.trouble, self.state) {
            (Some(fault), None) => Failure::from(fault).reworded(|why| format!("{text}: {why}")),
            (Some(fault), Some(state)) => {
                let lost = format!("{text}: {state} when contact with etcd was lost");
                Failure::from(fault).reworded(|why| format!("{lost}: {why}"))
            }
            (None, state) => {
                let state = state.as_deref().unwrap_or("etcd has not answered");
                Failure::new(Kind::Deadline, format!("{text}: {state}"))
            }
        }
    }
}
