//! Runs of the command of `service watch`, for one state of the target after the other.

use crate::clock::{Backoff, Moment};
use crate::command::hook::{Hook, HookRun, Invocation, LongRunning, RETRY, at, variable};
use crate::failure::Failure;
use crate::process::{Ending, Variable};
use crate::reply::EndpointSet;
use std::io;
use std::rc::Rc;

pub(super) struct StateRuns {
    hook: Hook,
    kind: RunKind,
}

enum RunKind {
    Once(Box<StateRun>),
    Restarted(Box<LongRunning>),
}

/// A run that ends before the next one begins.
struct StateRun {
    running: Option<HookRun>,
    /// The last state, and when the command is run for it again after a failure.
    state: Option<Rc<EndpointSet>>,
    retry: Option<Moment>,
    backoff: Backoff,
}

impl StateRuns {
    pub(super) fn new(hook: Hook, restart: bool) -> Self {
        let run = StateRun { running: None, state: None, retry: None, backoff: RETRY };
        let kind = match restart {
            true => RunKind::Restarted(Box::default()),
            false => RunKind::Once(Box::new(run)),
        };
        Self { hook, kind }
    }

    /// Returns whether the command is running and cannot be run for another state yet.
    pub(super) fn is_busy(&self) -> bool {
        matches!(&self.kind, RunKind::Once(run) if run.running.is_some())
    }

    /// Returns whether the command has ended, and is not to be run again. One that runs all the time is not
    /// waited for.
    pub(super) fn is_idle(&self) -> bool {
        match &self.kind {
            RunKind::Once(run) => run.running.is_none() && run.retry.is_none(),
            RunKind::Restarted(_) => true,
        }
    }

    /// Starts the command for a state; one that runs all the time is stopped before.
    pub(super) async fn run(&mut self, state: &Rc<EndpointSet>) -> Result<(), Failure> {
        match &mut self.kind {
            RunKind::Once(run) => {
                run.backoff = RETRY;
                run.state = Some(Rc::clone(state));
                run.start(&self.hook)
            }
            RunKind::Restarted(process) => {
                process.stop(self.hook.grace).await;
                process.start(&self.hook, invocation(state))
            }
        }
    }

    /// Waits until a run ends, or is repeated after a failure. Fails if failures end the watch. Cancel safe.
    pub(super) async fn attend(&mut self) -> Result<(), Failure> {
        match &mut self.kind {
            RunKind::Once(run) => run.attend(&self.hook).await,
            RunKind::Restarted(process) => Err(process.attend(&self.hook).await),
        }
    }

    pub(super) async fn stop(self) {
        match self.kind {
            RunKind::Once(run) => {
                if let Some(running) = run.running {
                    running.stop(self.hook.grace).await;
                }
            }
            RunKind::Restarted(mut process) => process.stop(self.hook.grace).await,
        }
    }
}

impl StateRun {
    fn start(&mut self, hook: &Hook) -> Result<(), Failure> {
        self.retry = None;
        let Some(state) = &self.state else { return Ok(()) };
        match hook.start_apart(invocation(state)) {
            Ok(running) => {
                self.running = Some(running);
                Ok(())
            }
            Err(ending) => self.conclude(hook, &ending),
        }
    }

    async fn attend(&mut self, hook: &Hook) -> Result<(), Failure> {
        if let Some(running) = &mut self.running {
            let ending = hook.ended(running).await;
            return self.conclude(hook, &ending);
        }
        at(self.retry).await;
        self.start(hook)
    }

    fn conclude(&mut self, hook: &Hook, ending: &Ending) -> Result<(), Failure> {
        self.running = None;
        let pause = hook.check(ending, &mut self.backoff)?;
        self.retry = pause.map(|pause| Moment::now().after(pause));
        Ok(())
    }
}

fn invocation(state: &EndpointSet) -> io::Result<Invocation> {
    Invocation::new(variables(state), &state.lines())
}

fn variables(EndpointSet { target, endpoints }: &EndpointSet) -> [Variable; 3] {
    let addresses = endpoints.addresses().collect::<Vec<_>>().join(",");
    [
        variable("ECTL_TARGET", Some(target.clone())),
        variable("ECTL_ENDPOINTS", Some(addresses.into_bytes())),
        ("ECTL_REVISION", Some(endpoints.revision.to_string().into())),
    ]
}
