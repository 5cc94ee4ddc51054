//! `watch`: prints what happens to a key or a range of keys, or runs a command for it.

pub(super) mod exec;
mod interactive;
mod request;

use crate::context::Context;
use crate::etcd::proto::header_revision;
use crate::failure::Failure;
use crate::output::{Format, Output, note, reader_gone};
use crate::recipe::{WatchEnd, WatchEvent, Watcher};
use crate::reply::{WatchPart, is_progress};
use clap::Args;
use request::{Given, WatchOptions, WatchPlan};
use std::sync::Arc;

/// Reads a line as `watch -i` does.
#[cfg(any(test, fuzzing))]
pub(crate) fn understand(line: &[u8]) -> Result<(), Failure> {
    interactive::understand(line, &Given::default()).map(drop)
}

/// Watch a key or a range of keys, until stopped
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl watch config/port                      every change of a key from now on
  ectl watch --prefix services/ -w jsonl      changes of every key below services/, for jq
  ectl watch --prefix services/ --rev 1200    changes from revision 1200 on
  ectl watch config/port -- ./reload.sh       run a command for every change
  ectl watch -i                               read watches from stdin, one a line

The command gets ETCD_WATCH_REVISION, and ETCD_WATCH_EVENT_TYPE, ETCD_WATCH_KEY and ETCD_WATCH_VALUE
in Go's quotes; as they are: ETCD_WATCH_RAW_TYPE, ETCD_WATCH_RAW_KEY, ETCD_WATCH_RAW_VALUE,
ETCD_WATCH_RAW_PREV_VALUE (with --prev-kv) and ETCD_WATCH_EVENT_MOD_REVISION. A value that is too
large for a variable (128 KiB on Linux) is in none, and ETCD_WATCH_VALUE_TOO_LARGE is 1; of such a
key ETCD_WATCH_KEY_TOO_LARGE is.

With -i a line is `watch [OPTIONS] KEY [RANGE_END] [-- CMD...]`, or `progress`, which asks
how far etcd has come.

A lost connection ends nothing: the watch goes on, at any endpoint, where it was.")]
pub(crate) struct Watch {
    /// Read watches from stdin, one a line
    #[arg(short, long)]
    interactive: bool,
    #[command(flatten)]
    request: WatchOptions,
}

impl Watch {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<WatchPart>()?;
        let given = Given::from_environment()?;
        if self.interactive {
            self.request.check_unused()?;
            return interactive::run(cx, &given).await;
        }
        self.request.check_separator()?;
        let keys = self.request.keys(&given)?;
        let plan = self.request.plan(keys)?;
        let session = Arc::new(cx.session()?);
        let mut watcher = Watcher::open(session, plan.request.clone()).await?;
        let mut next = async || watcher.next().await;
        let turn = Turn::default();
        tokio::select! {
            gone = reader_gone() => Err(gone),
            ended = follow(&mut next, &plan, &mut output, &turn) => Err(ended?.into()),
        }
    }
}

/// The turn to print: held by one of several watches from the first part of a response to the last.
type Turn = tokio::sync::Mutex<()>;

/// Prints what comes, and runs the command for it. Returns why the watch has ended, or fails for
/// reasons of our own.
async fn follow(
    mut next: impl AsyncFnMut() -> Result<WatchEvent, WatchEnd>,
    plan: &WatchPlan,
    output: &mut Output<WatchPart>,
    turn: &Turn,
) -> anyhow::Result<Failure> {
    let mut continues = false;
    let mut held = None;
    loop {
        match next().await {
            Ok(WatchEvent::Response(response)) => {
                if !continues {
                    held = Some(turn.lock().await);
                }
                let part = WatchPart { response, continues };
                continues = part.response.fragment;
                print(&part, plan.hook.is_some(), output)?;
                if let Some(hook) = &plan.hook {
                    hook.run(&part.response).await?;
                }
                if !continues {
                    drop(held.take());
                }
            }
            Ok(WatchEvent::Lost { fault, resume_at: 0 }) => {
                note(&format!("watch: {}", fault.text()));
            }
            Ok(WatchEvent::Lost { fault, resume_at }) => {
                note(&format!("watch: {}; will go on at revision {resume_at}", fault.text()));
            }
            Ok(WatchEvent::Regained { endpoint }) => {
                note(&format!("watch: in contact again, with {endpoint}"));
            }
            Err(end) => return Ok(plan.failure(end)),
        }
    }
}

fn print(part: &WatchPart, at_once: bool, output: &mut Output<WatchPart>) -> anyhow::Result<()> {
    let WatchPart { response, .. } = part;
    // Only simple has a place for it beside the responses themselves.
    if output.format() != Format::Simple && is_progress(response) {
        let revision = header_revision(response.header);
        note(&format!("progress notify: {revision}"));
    }
    // A table is that of a whole response, unless a command runs between its parts.
    if response.fragment && !at_once { output.add(part) } else { output.print(part) }
}
