//! `watch`: prints the changes of a key or a range of keys, or runs a command for each.

mod follow;
mod interactive;
mod request;

use crate::command::hook::{Hook, Runner, ended_by_signal};
use crate::context::Context;
#[cfg(any(test, fuzzing))]
use crate::failure::Failure;
use crate::output::reader_gone;
use crate::recipe::Watcher;
use crate::reply::WatchPart;
use clap::Args;
use follow::{PrintTurn, follow};
use request::{KeyVariables, WatchOptions};
use std::sync::Arc;

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
    request: WatchOptions,
}

impl Watch {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<WatchPart>()?;
        let variables = KeyVariables::from_environment()?;
        if self.interactive {
            self.request.check_unused()?;
            return interactive::run(cx, &variables).await;
        }
        self.request.check_separator(cx.ends_with_separator)?;
        let keys = self.request.keys(&variables)?;
        let plan = self.request.plan(keys)?;
        let session = Arc::new(cx.session()?);
        let mut watcher = Watcher::open(session, plan.request.clone()).await?;
        let mut next = async || watcher.next().await;
        let (turn, mut runner) = (PrintTurn::default(), Runner::new(plan.hook.clone()));
        let mut signals = Hook::signals(plan.hook.as_ref())?;
        let failure = tokio::select! {
            biased;
            signal = ended_by_signal(&mut signals) => signal.into(),
            closed = reader_gone() => closed,
            ended = follow(&mut next, &plan, &mut runner, &mut output, &turn) => match ended {
                Ok(failure) => failure.into(),
                Err(error) => error,
            },
        };
        runner.stop().await;
        Err(failure)
    }
}
