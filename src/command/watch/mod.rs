//! `watch`: prints the changes of a key or a range of keys, or runs a command for each.

mod durable;
mod follow;
mod followed_feed;
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
use follow::{FollowEnd, Follower};
use followed_feed::FollowedFeed;
use printer::{PrintTurn, WatchPrinter};
use request::{KeyVariables, WatchOptions, WatchPlan};
use std::sync::Arc;
use stopper::Stopper;

/// Parses a line of `watch -i`.
#[cfg(any(test, fuzzing))]
pub(crate) fn understand(line: &[u8]) -> Result<(), Failure> {
    interactive::understand(line, &KeyVariables::default()).map(drop)
}

const MORE: &str = "\
Examples:
  ectl watch config/port                     every change of a key from now on
  ectl watch --prefix services/ -w jsonl     changes of every key below services/, for jq
  ectl watch --prefix services/ --rev 1200   changes from revision 1200 on
  ectl watch --prefix services/ --initial    the present keys, then every change
  ectl watch config/port -- ./reload.sh      run a command for every change
  ectl watch config/port --count 1 --timeout 1m
                                             wait for the next change
  ectl watch --prefix config/ --debounce 1s -- ./reload.sh
                                             run it once for a burst of changes
  ectl watch --prefix config/ --restart -- ./server
                                             restart a server after changes
  ectl watch --prefix config/ --initial --resume-file state \\
             --on-compacted=resync -- ./apply.sh
                                             miss no change, also after a restart
  ectl watch -i                              read watches from stdin, one per line

Details:
  After a lost connection the watch resumes where it stopped, at any endpoint.

Running CMD:
  CMD runs for one change after the other, with empty stdin. Other ways to run it:
  --debounce 1s  once for a burst of changes: 1 s after the last of them, after --max-wait, or when \
4 MiB have come. CMD reads them on stdin, in the lines of -w jsonl; with --stdin=value it reads the \
last value.
  --restart      all the time, and anew after a burst (--debounce is 200ms then). If CMD ends with \
0, it is started by the next change.
  --jobs 4       for 4 keys at once. A failure stops the others, too.

  With these, --stdin and --on-exec-error=retry, CMD has its own process group. --timeout stops it as
  a signal does, and exits with 124 if CMD did not succeed for all changes. A CMD without these
  options is not stopped: the watch waits for it, and for ever if it hangs.

  If CMD fails, --on-exec-error=retry runs it again after 250ms, 500ms, … 30s, before later changes
  (with --jobs, those of its key). With --debounce, later changes join the burst and bring it
  forward.

Resuming:
  With --resume-file the watch remembers which events were printed, or handled by a CMD that
  succeeded, and begins there the next time; --initial and --rev are for the first time. Each event
  comes once; after a crash or SIGKILL, those of the last response or of the runs at hand may come
  again, after a power failure some more. FILE belongs to one cluster, range and --only, and is
  locked. It is refused if the store is at a lower revision, as after a restore;
  --on-compacted=resync reads the keys again then.

  If changes were compacted before they were seen, the watch ends with 5, or --on-compacted=resync
  reads the keys again. New and changed keys come as PUT, keys that are gone as DELETE (synthetic:
  true in jsonl). For this all keys and their revisions are kept in memory, and in FILE.keys beside
  a resume file.

Interactive mode:
  Each line of stdin is \"watch [OPTIONS] KEY [RANGE_END] [-- CMD...]\", or \"progress\", which asks
  etcd for the current revision.

Exit codes:
  1    CMD failed, with --on-exec-error=stop
  5    changes were compacted before they were seen, or etcd ended the watch
  124  timed out before --count events came, before CMD succeeded for all, or before stdout was
       read to the end

Environment:
  ETCDCTL_WATCH_KEY        the key, if none is given
  ETCDCTL_WATCH_RANGE_END  the end of the range, if no key is given

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
  ECTL_WATCH_COUNT               number of changes in the burst; 0 if --restart starts CMD at once
  ECTL_WATCH_SYNTHETIC           1 for a deletion that was found by --on-compacted=resync

  They are those of the last change of a burst.

Signals:
  INT, TERM and HUP end the watch at once; a shell reports 130, 143 or 129. With --resume-file it
  first finishes what it prints or runs, and saves. If the signal also ends CMD, as Ctrl-C does, its
  changes come again.

  A CMD with its own process group is stopped: it gets TERM, and KILL after --grace. Changes that
  wait are not run. Any other CMD is waited for with --resume-file; a second signal ends the watch
  without it, and it lives on. If ectl is killed (SIGKILL), CMD lives on, except with --restart,
  where a guardian stops it.";

/// Watch a key or a range of keys, until stopped
#[derive(Debug, Args)]
#[command(after_help = MORE)]
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
    let opened = tokio::select! {
        biased;
        cause = stopper.next() => {
            return Ok(options.conclude(FollowEnd::Stopped(cause), options.count)?);
        }
        opened = start.open(session, &plan) => opened,
    };
    let (feed, log) = opened?;
    let new_runner =
        if feed.begins_with_state() { Runner::with_initial_events } else { Runner::new };
    let (turn, runner) = (PrintTurn::default(), new_runner(plan.hook.clone()));
    let printer = WatchPrinter::new(output, &turn);
    let mut follower = Follower { plan: &plan, runner, printer, log, left: options.count };
    let mut feed = FollowedFeed::new(feed, follower.log.is_some());
    let ended = tokio::select! {
        closed = reader_gone() => Err(closed),
        ended = follower.follow(&mut feed, &mut stopper) => ended,
    };
    follower.runner.stop().await;
    let flushed = follower.log.as_ref().map_or(Ok(()), ResumeLog::finish);
    options.conclude(ended?, follower.left)?;
    Ok(flushed?)
}
