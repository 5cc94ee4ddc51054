//! `watch`: prints the changes of a key or a range of keys, or runs a command for each.

mod durable;
mod follow;
mod interactive;
mod printer;
mod request;
mod stopper;

use crate::command::hook::Runner;
use crate::context::Context;
#[cfg(any(test, fuzzing))]
use crate::failure::Failure;
use crate::output::{Output, reader_gone};
use crate::recipe::ResumeLog;
use crate::reply::WatchPart;
use clap::Args;
use durable::DurableOptions;
use follow::{FollowedFeed, Follower};
use printer::{PrintTurn, WatchPrinter};
use request::{KeyVariables, WatchOptions, WatchPlan};
use std::sync::Arc;
use stopper::Stopper;

/// Parses a line of `watch -i`.
#[cfg(any(test, fuzzing))]
pub(crate) fn understand(line: &[u8]) -> Result<(), Failure> {
    interactive::understand(line, &KeyVariables::default()).map(drop)
}

/// Watch a key or a range of keys, until stopped
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl watch config/port                      every change of a key from now on
  ectl watch --prefix services/ -w jsonl      changes of every key below services/, for jq
  ectl watch --prefix services/ --rev 1200    changes from revision 1200 on
  ectl watch config/port -- ./reload.sh       run a command for every change
  ectl watch -i                               read watches from stdin, one per line

Environment of CMD:
  ETCD_WATCH_REVISION            revision of the response
  ETCD_WATCH_EVENT_TYPE          PUT or DELETE, quoted as by Go
  ETCD_WATCH_KEY                 key, quoted as by Go
  ETCD_WATCH_VALUE               value, quoted as by Go
  ETCD_WATCH_EVENT_MOD_REVISION  revision of the change
  ETCD_WATCH_RAW_TYPE            PUT or DELETE
  ETCD_WATCH_RAW_KEY             key
  ETCD_WATCH_RAW_VALUE           value
  ETCD_WATCH_RAW_PREV_VALUE      previous value, with --prev-kv
  ETCD_WATCH_KEY_TOO_LARGE       1 if the key does not fit into a variable (128 KiB on Linux)
  ETCD_WATCH_VALUE_TOO_LARGE     1 if the value does not fit into a variable

Interactive mode:
  Each line of stdin is `watch [OPTIONS] KEY [RANGE_END] [-- CMD...]`, or `progress`, which asks
  etcd for the current revision.

After a lost connection the watch resumes where it stopped, at any endpoint.")]
pub(crate) struct Watch {
    /// Read watches from stdin, one per line
    #[arg(short, long)]
    interactive: bool,
    #[command(flatten)]
    durable: DurableOptions,
    #[command(flatten)]
    request: WatchOptions,
}

impl Watch {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let output = cx.output::<WatchPart>()?;
        let variables = KeyVariables::from_environment()?;
        if self.interactive {
            self.request.check_unused()?;
            self.durable.check_unused()?;
            return interactive::run(cx, &variables).await;
        }
        self.request.check_separator(cx.ends_with_separator)?;
        let keys = self.request.keys(&variables)?;
        let plan = self.request.plan(keys)?;
        follow(cx, self.durable, plan, output).await
    }
}

async fn follow(
    cx: &Context,
    options: DurableOptions,
    mut plan: WatchPlan,
    output: Output<WatchPart>,
) -> anyhow::Result<()> {
    let session = Arc::new(cx.session()?);
    let start = options.start(&mut plan, &session.options().namespace)?;
    let stops_command = plan.hook.as_ref().is_some_and(|hook| !hook.is_plain());
    let mut stopper = Stopper::new(start.remembers() || stops_command, options.timeout)?;
    let (feed, log) = start.open(session, &plan).await?;
    let new_runner =
        if feed.begins_with_state() { Runner::with_initial_events } else { Runner::new };
    let (turn, runner) = (PrintTurn::default(), new_runner(plan.hook.clone()));
    let printer = WatchPrinter::new(output, &turn);
    let mut follower = Follower { plan: &plan, runner, printer, log, left: options.count };
    let mut feed = FollowedFeed { feed, progress: None };
    let ended = tokio::select! {
        closed = reader_gone() => Err(closed),
        ended = follower.follow(&mut feed, &mut stopper) => ended,
    };
    follower.runner.stop().await;
    let flushed = follower.log.as_ref().map_or(Ok(()), ResumeLog::finish);
    options.conclude(ended?, follower.left)?;
    Ok(flushed?)
}
