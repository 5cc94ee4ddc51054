//! `service watch`.

use super::{note_skipped, target};
use crate::command::watch::exec::{Hook, raw};
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

/// How long a command has to end when we are told to.
const GRACE: Duration = Duration::from_secs(5);

/// Show all endpoints of a target, now and after every change
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl service watch payments                            the addresses, and an empty line at the end
  ectl service watch payments -w jsonl                   a line for every change, for jq
  ectl service watch payments -- ./write-upstreams.sh    run a command for every change

CMD finds the endpoints on its stdin, one JSON object a line, and the addresses, separated by
commas, in ECTL_ENDPOINTS (unset if they are too many for a variable); the target in ECTL_TARGET and
the revision of the store in ECTL_REVISION. Changes that come while CMD runs are one more run, and
the last state always has its run. INT, TERM and HUP stop CMD, and the exit code is 0; without CMD
they end the watch as they end any program (a shell reports 130, 143 or 129).

No change is missed: a lost connection ends nothing, and after a compaction all is read again.")]
pub(crate) struct Watch {
    /// The target
    target: OsString,
    /// Gather changes for so long [default: 200ms with CMD, else 0s]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    debounce: Option<Duration>,
    /// Stop with exit code 1 if CMD fails, or not
    #[arg(long, default_value = "ignore", value_name = "stop|ignore")]
    on_exec_error: String,
    /// Run this for every change, without a shell
    #[arg(value_name = "CMD", last = true)]
    command: Vec<OsString>,
}

/// With CMD: starting a program for each of many changes at once helps nobody.
const USUAL_DEBOUNCE: Duration = Duration::from_millis(200);

impl Watch {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let output = cx.output::<EndpointSet>()?;
        let target = target(&self.target)?;
        let hook = Hook::new(self.command, &self.on_exec_error)?;
        let usual = if hook.is_some() { USUAL_DEBOUNCE } else { Duration::ZERO };
        let mut follower = EndpointWatcher::new(Arc::new(cx.session()?), &target);
        // Without a command nothing is to be stopped: then a signal does what it does to any program.
        let mut signals = hook.is_some().then(|| Signals::listen(&signals::ENDING)).transpose()?;
        let mut teller = Teller {
            target,
            output,
            hook,
            running: None,
            debounce: self.debounce.unwrap_or(usual),
            untold: None,
            told: None,
            complained: BTreeSet::new(),
        };
        let done = tokio::select! {
            biased;
            () = told_to_end(&mut signals) => Ok(()),
            gone = reader_gone(), if signals.is_none() => Err(gone),
            done = teller.follow(&mut follower) => done,
        };
        if let Some(running) = teller.running {
            running.stop(GRACE).await;
        }
        done
    }
}

async fn told_to_end(signals: &mut Option<Signals>) {
    match signals {
        Some(signals) => _ = signals.next().await,
        None => pending().await,
    }
}

/// Tells each change to whoever is to know it, once the time has come.
struct Teller {
    target: Vec<u8>,
    output: Output<EndpointSet>,
    hook: Option<Hook>,
    running: Option<StdinChild>,
    debounce: Duration,
    /// The last state, and when it is due.
    untold: Option<(Endpoints, Instant)>,
    told: Option<Endpoints>,
    /// Keys at revisions that were noted to be skipped.
    complained: BTreeSet<(Vec<u8>, i64)>,
}

impl Teller {
    async fn follow(&mut self, follower: &mut EndpointWatcher) -> anyhow::Result<()> {
        loop {
            tokio::select! {
                biased;
                ending = ended(&mut self.running) => self.has_run(&ending)?,
                () = due(&self.untold), if self.running.is_none() => self.tell()?,
                followed = follower.next() => self.take(followed?),
            }
        }
    }

    fn take(&mut self, followed: EndpointEvent) {
        match followed {
            EndpointEvent::Endpoints(endpoints) => self.gather(endpoints),
            EndpointEvent::Lost(fault) => note(&format!("watch: {}; will go on", fault.text())),
            EndpointEvent::Regained => note("watch: in contact again"),
            EndpointEvent::Compacted => {
                note("watch: changes were compacted; reading all endpoints again");
            }
        }
    }

    fn gather(&mut self, endpoints: Endpoints) {
        let complained = &mut self.complained;
        note_skipped(
            endpoints
                .skipped
                .iter()
                .filter(|skipped| complained.insert((skipped.key.clone(), skipped.mod_revision))),
        );
        // What is there at first is no change. A change is due a while after the first of many, so
        // that many without end do not put it off for ever.
        let delay = if self.told.is_some() { self.debounce } else { Duration::ZERO };
        let due = self.untold.take().map_or_else(|| Instant::now() + delay, |(_, due)| due);
        self.untold = Some((endpoints, due));
    }

    fn tell(&mut self) -> anyhow::Result<()> {
        let Some((endpoints, _)) = self.untold.take() else { return Ok(()) };
        // It may be again what it was.
        if self.told.as_ref().is_some_and(|told| told.is_same(&endpoints)) {
            return Ok(());
        }
        let set = EndpointSet { target: self.target.clone(), endpoints };
        match &self.hook {
            None => self.output.print(&set)?,
            Some(hook) => match start(hook, &set) {
                Ok(running) => self.running = Some(running),
                Err(ending) => hook.judge(&ending)?,
            },
        }
        self.told = Some(set.endpoints);
        Ok(())
    }

    fn has_run(&mut self, ending: &Ending) -> anyhow::Result<()> {
        self.running = None;
        self.hook.as_ref().map_or(Ok(()), |hook| Ok(hook.judge(ending)?))
    }
}

async fn ended(running: &mut Option<StdinChild>) -> Ending {
    match running {
        Some(running) => running.ended().await,
        None => pending().await,
    }
}

async fn due(untold: &Option<(Endpoints, Instant)>) {
    match untold {
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
        raw("ECTL_TARGET", Some(target.clone())),
        raw("ECTL_ENDPOINTS", Some(addresses.into_bytes())),
        ("ECTL_REVISION", Some(endpoints.revision.to_string().into())),
    ]
}
