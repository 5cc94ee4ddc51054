//! `service watch`.

use super::skipped::note_skipped;
use super::target::target;
use crate::command::hook::{Hook, variable};
use crate::context::Context;
use crate::go::duration;
use crate::output::{Output, note, reader_gone};
use crate::process::signals::{self, Signals};
use crate::process::{Ending, StdinChild, Variable};
use crate::recipe::naming::{EndpointEvent, EndpointWatcher, Endpoints};
use crate::reply::EndpointSet;
use clap::Args;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// The time between SIGTERM and SIGKILL when ectl is stopped.
const GRACE: Duration = Duration::from_secs(5);

/// Print all endpoints of a target, now and after every change
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl service watch payments                            print the addresses, then an empty line
  ectl service watch payments -w jsonl                   print a JSON object for every change
  ectl service watch payments -- ./write-upstreams.sh    run a command for every change

Environment of CMD:
  ECTL_TARGET     the target
  ECTL_ENDPOINTS  the addresses, separated by commas; unset if too long for a variable
  ECTL_REVISION   the revision of the store

Running CMD:
  CMD also gets the endpoints on stdin, a JSON object per line. Changes that arrive while CMD runs
  are handled by one more run, so that the last state is always processed.

Signals:
  INT, TERM and HUP stop CMD, and ectl exits with 0. Without CMD they terminate ectl as usual (a
  shell reports 130, 143 or 129).

No change is missed: the watch resumes after a lost connection, and reads all endpoints again after
a compaction.")]
pub(crate) struct Watch {
    /// Target to watch
    target: OsString,
    /// Time to collect changes [default: 200ms with CMD, else 0s]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    debounce: Option<Duration>,
    /// If CMD fails: stop (exit code 1) or ignore
    #[arg(long, default_value = "ignore", value_name = "stop|ignore")]
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
        let hook = Hook::new(self.command, &self.on_exec_error)?;
        let default = if hook.is_some() { DEFAULT_DEBOUNCE } else { Duration::ZERO };
        let mut watcher = EndpointWatcher::new(Arc::new(cx.session()?), &target);
        // Without a command nothing has to be stopped, and signals have their default effect.
        let mut signals =
            hook.is_some().then(|| Signals::listen_unless_ignored(&signals::ENDING)).transpose()?;
        let mut debouncer = Debouncer {
            target,
            output,
            hook,
            running: None,
            debounce: self.debounce.unwrap_or(default),
            pending: None,
            reported: None,
            noted: BTreeSet::new(),
        };
        let done = tokio::select! {
            biased;
            () = interrupted(&mut signals) => Ok(()),
            closed = reader_gone(), if signals.is_none() => Err(closed),
            done = debouncer.follow(&mut watcher) => done,
        };
        if let Some(running) = debouncer.running {
            running.stop(GRACE).await;
        }
        done
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
    hook: Option<Hook>,
    running: Option<StdinChild>,
    debounce: Duration,
    /// The latest state, and when it is due.
    pending: Option<(Endpoints, Instant)>,
    reported: Option<Endpoints>,
    /// Skipped keys that have been noted, with their revisions.
    noted: BTreeSet<(Vec<u8>, i64)>,
}

impl Debouncer {
    async fn follow(&mut self, watcher: &mut EndpointWatcher) -> anyhow::Result<()> {
        loop {
            tokio::select! {
                biased;
                ending = ended(&mut self.running) => self.finish_run(&ending)?,
                () = due(&self.pending), if self.running.is_none() => self.report()?,
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
        // The first state is reported at once. A change is due a while after the first of a burst, so
        // that an endless burst does not delay it for ever.
        let delay = if self.reported.is_some() { self.debounce } else { Duration::ZERO };
        let due = self.pending.take().map_or_else(|| Instant::now() + delay, |(_, due)| due);
        self.pending = Some((endpoints, due));
    }

    fn report(&mut self) -> anyhow::Result<()> {
        let Some((endpoints, _)) = self.pending.take() else { return Ok(()) };
        // A change and its reverse cancel out.
        if self.reported.as_ref().is_some_and(|reported| reported.is_same(&endpoints)) {
            return Ok(());
        }
        let set = EndpointSet { target: self.target.clone(), endpoints };
        match &self.hook {
            None => self.output.print(&set)?,
            Some(hook) => match start(hook, &set) {
                Ok(running) => self.running = Some(running),
                Err(ending) => hook.check(&ending)?,
            },
        }
        self.reported = Some(set.endpoints);
        Ok(())
    }

    fn finish_run(&mut self, ending: &Ending) -> anyhow::Result<()> {
        self.running = None;
        self.hook.as_ref().map_or(Ok(()), |hook| Ok(hook.check(ending)?))
    }
}

async fn ended(running: &mut Option<StdinChild>) -> Ending {
    match running {
        Some(running) => running.ended().await,
        None => pending().await,
    }
}

async fn due(pending_state: &Option<(Endpoints, Instant)>) {
    match pending_state {
        Some((_, due)) => sleep_until(*due).await,
        None => pending().await,
    }
}

fn start(hook: &Hook, set: &EndpointSet) -> Result<StdinChild, Ending> {
    StdinChild::start(&hook.program, &hook.arguments, variables(set), &set.lines())
}

fn variables(EndpointSet { target, endpoints }: &EndpointSet) -> [Variable; 3] {
    let addresses = endpoints.addresses().collect::<Vec<_>>().join(",");
    [
        variable("ECTL_TARGET", Some(target.clone())),
        variable("ECTL_ENDPOINTS", Some(addresses.into_bytes())),
        ("ECTL_REVISION", Some(endpoints.revision.to_string().into())),
    ]
}
