//! `service watch`.

use super::skipped::note_skipped;
use super::state_runs::StateRuns;
use super::target::target;
use crate::clock::Moment;
use crate::command::hook::{BurstTimer, Debounce, Hook, at};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::go::{count, duration};
use crate::output::{Output, counted, note, reader_gone, unread};
use crate::process::signals::{self, Signals};
use crate::recipe::naming::{EndpointEvent, EndpointWatcher, Endpoints};
use crate::reply::EndpointSet;
use clap::Args;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::future::pending;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// Print all endpoints of a target, now and after every change
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl service watch payments                            print the addresses, then an empty line
  ectl service watch payments -w jsonl                   print a JSON object for every change
  ectl service watch payments -- ./write-upstreams.sh    run a command for every change

Details:
  No change is missed: the watch resumes after a lost connection, and reads all endpoints again
  after a compaction.

Running CMD:
  CMD also gets the endpoints on stdin, a JSON object per line. Changes that arrive while CMD runs
  are handled by one more run, so that the last state is always processed. With --restart, CMD is a
  long-running process that is stopped and started again instead.

Exit codes:
  0    ended by --count, --timeout, or with CMD by INT, TERM or HUP
  1    CMD failed, with --on-exec-error=stop
  124  timed out before --count states came, or before CMD succeeded for the last of them

Environment of CMD:
  ECTL_TARGET     the target
  ECTL_ENDPOINTS  the addresses, separated by commas; unset if too long for a variable
  ECTL_REVISION   the revision of the store

Signals:
  INT, TERM and HUP stop CMD, and ectl exits with 0. Without CMD they end ectl at once; a shell
  reports 130, 143 or 129.")]
pub(crate) struct Watch {
    /// Target to watch
    target: OsString,
    /// Time to collect [default: 200ms with CMD, else 0s]
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "CMD options")]
    debounce: Option<Duration>,
    /// Longest time to collect [default: as --debounce]
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "CMD options")]
    max_wait: Option<Duration>,
    /// Keep CMD running: start it again after every change
    #[arg(long, help_heading = "CMD options")]
    restart: bool,
    /// Time between TERM and KILL for CMD [default: 5s]
    #[arg(long, value_name = "DURATION", value_parser = duration, help_heading = "CMD options")]
    grace: Option<Duration>,
    /// End after N states
    #[arg(long, value_name = "N", value_parser = count)]
    count: Option<u64>,
    /// End after DURATION (124 if --count or CMD is not done)
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
    /// If CMD fails (stop: exit with 1)
    #[arg(
        long,
        default_value = "ignore",
        value_name = "stop|ignore|retry",
        help_heading = "CMD options"
    )]
    on_exec_error: String,
    /// Command to run for every change, without a shell
    #[arg(value_name = "CMD", last = true)]
    command: Vec<OsString>,
}

/// The default with CMD, so that a burst of changes is one run.
const DEFAULT_DEBOUNCE: Duration = Duration::from_millis(200);

impl Watch {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let output = cx.output::<EndpointSet>()?;
        let target = target(&self.target)?;
        let debounce = self.timing()?;
        if self.count == Some(0) {
            return Err(Failure::usage("--count must be greater than zero").into());
        }
        let (count, timeout) = (self.count, self.timeout);
        let runs = self.runs()?;
        let mut watcher = EndpointWatcher::new(Arc::new(cx.session()?), &target);
        // Without a command nothing has to be stopped, and signals have their default effect.
        let mut signals =
            runs.is_some().then(|| Signals::listen_unless_ignored(&signals::ENDING)).transpose()?;
        let mut debouncer = Debouncer {
            target,
            output,
            runs,
            debounce,
            pending: None,
            timer: BurstTimer::default(),
            reported: None,
            noted: BTreeSet::new(),
            left: count,
            is_printing: false,
        };
        let done = tokio::select! {
            biased;
            () = interrupted(&mut signals) => Ok(()),
            closed = reader_gone(), if signals.is_none() => Err(closed),
            done = debouncer.follow(&mut watcher) => done,
            () = at(timeout.map(|time| Moment::now().after(time))) => {
                debouncer.timed_out(count).map_err(Into::into)
            }
        };
        if let Some(runs) = debouncer.runs {
            runs.stop().await;
        }
        done
    }

    fn timing(&self) -> Result<Debounce, Failure> {
        let default = if self.command.is_empty() { Duration::ZERO } else { DEFAULT_DEBOUNCE };
        let quiet = self.debounce.unwrap_or(default);
        let max_wait = self.max_wait.unwrap_or(quiet);
        if max_wait < quiet {
            return Err(Failure::usage("--max-wait is shorter than --debounce"));
        }
        Ok(Debounce { quiet, max_wait })
    }

    fn runs(self) -> Result<Option<StateRuns>, Failure> {
        let needs_command = [
            (self.restart, "--restart"),
            (self.grace.is_some(), "--grace"),
            (self.on_exec_error == "retry", "--on-exec-error=retry"),
        ];
        let needs_command =
            needs_command.into_iter().find_map(|(given, option)| given.then_some(option));
        match Hook::new(self.command, &self.on_exec_error, self.grace)? {
            Some(hook) => {
                hook.check_command()?;
                Ok(Some(StateRuns::new(hook, self.restart)))
            }
            None => match needs_command {
                Some(option) => {
                    Err(Failure::usage(format!("{option} is for CMD, which is missing"))
                        .hint("the command goes after `--`: ectl service watch TARGET -- CMD"))
                }
                None => Ok(None),
            },
        }
    }
}

async fn interrupted(signals: &mut Option<Signals>) {
    match signals {
        Some(signals) => _ = signals.next().await,
        None => pending().await,
    }
}

/// Debounces changes, and prints them or runs the hook.
struct Debouncer {
    target: Vec<u8>,
    output: Output<EndpointSet>,
    runs: Option<StateRuns>,
    debounce: Debounce,
    /// The latest state, and since when it changes.
    pending: Option<Endpoints>,
    timer: BurstTimer,
    reported: Option<Rc<EndpointSet>>,
    /// Skipped keys that have been noted, with their revisions.
    noted: BTreeSet<(Vec<u8>, i64)>,
    /// The number of states that are still wanted, if they are counted.
    left: Option<u64>,
    /// A state is not written yet.
    is_printing: bool,
}

impl Debouncer {
    async fn follow(&mut self, watcher: &mut EndpointWatcher) -> anyhow::Result<()> {
        loop {
            if self.left == Some(0) && self.is_idle() {
                return Ok(());
            }
            let due = self.due();
            tokio::select! {
                biased;
                done = attended(&mut self.runs) => done?,
                () = at(due) => self.report().await?,
                event = watcher.next() => self.handle(event?),
            }
        }
    }

    fn handle(&mut self, event: EndpointEvent) {
        match event {
            EndpointEvent::Endpoints(endpoints) => self.collect(endpoints),
            EndpointEvent::Lost(fault) => note(&format!("watch: {}; will resume", fault.text())),
            EndpointEvent::Regained => note("watch: reconnected"),
            EndpointEvent::Compacted => {
                note("watch: changes were compacted; reading all endpoints again");
            }
        }
    }

    fn collect(&mut self, endpoints: Endpoints) {
        let noted = &mut self.noted;
        note_skipped(
            endpoints
                .skipped
                .iter()
                .filter(|skipped| noted.insert((skipped.key.clone(), skipped.mod_revision))),
        );
        self.timer.change(Moment::now());
        self.pending = Some(endpoints);
    }

    fn is_busy(&self) -> bool {
        self.runs.as_ref().is_some_and(StateRuns::is_busy)
    }

    fn is_idle(&self) -> bool {
        self.runs.as_ref().is_none_or(StateRuns::is_idle)
    }

    /// Returns what the end of the time means.
    fn timed_out(&self, count: Option<u64>) -> Result<(), Failure> {
        if self.is_printing {
            return Err(unread());
        }
        let (Some(all), Some(left)) = (count, self.left) else { return Ok(()) };
        if left == 0 {
            let text = "timed out before CMD succeeded for the last state";
            return Err(Failure::new(Kind::Deadline, text));
        }
        let (came, all) = (all - left, counted(all, "state", "states"));
        Err(Failure::new(Kind::Deadline, format!("timed out: {came} of {all} came")))
    }

    /// Returns when the latest state is to be reported. The first one is at once.
    fn due(&self) -> Option<Moment> {
        self.pending.as_ref().filter(|_| !self.is_busy())?;
        match self.reported {
            Some(_) => self.timer.due(self.debounce),
            None => Some(Moment::now()),
        }
    }

    async fn report(&mut self) -> anyhow::Result<()> {
        let Some(endpoints) = self.pending.take() else { return Ok(()) };
        self.timer = BurstTimer::default();
        // A change and its reverse cancel out.
        if self.reported.as_ref().is_some_and(|reported| reported.endpoints.is_same(&endpoints)) {
            return Ok(());
        }
        let set = Rc::new(EndpointSet { target: self.target.clone(), endpoints });
        self.reported = Some(Rc::clone(&set));
        self.left = self.left.map(|left| left.saturating_sub(1));
        match &mut self.runs {
            None => {
                self.is_printing = true;
                self.output.print_aside(&set, true).await?;
                self.is_printing = false;
            }
            Some(runs) => runs.run(&set).await?,
        }
        Ok(())
    }
}

async fn attended(runs: &mut Option<StateRuns>) -> Result<(), Failure> {
    match runs {
        Some(runs) => runs.attend().await,
        None => pending().await,
    }
}
