//! Prints the events of a watch, and runs its command.

use super::request::WatchPlan;
use crate::command::hook::{Runner, WatchedEvent};
use crate::etcd::proto::{WatchResponse, header_revision};
use crate::failure::Failure;
use crate::output::{Format, Output, note};
use crate::recipe::{WatchEnd, WatchEvent};
use crate::reply::{WatchPart, is_progress};

/// The right to print, which a watch holds from the first part of a response to the last.
pub(super) type PrintTurn = tokio::sync::Mutex<()>;

/// Prints events, and runs the command for them, until the watch ends. Returns why it ended; fails if
/// printing or the command fails.
pub(super) async fn follow(
    mut next: impl AsyncFnMut() -> Result<WatchEvent, WatchEnd>,
    plan: &WatchPlan,
    runner: &mut Runner,
    output: &mut Output<WatchPart>,
    turn: &PrintTurn,
) -> anyhow::Result<Failure> {
    let mut continues = false;
    let mut held = None;
    loop {
        if !continues && runner.has_room() {
            drop(held.take());
        }
        let event = tokio::select! {
            biased;
            handled = runner.next() => {
                handled?;
                continue;
            }
            event = next(), if runner.has_room() => event,
        };
        match event {
            Ok(WatchEvent::Response(response)) => {
                if !continues {
                    held = Some(turn.lock().await);
                }
                let part = WatchPart { response, continues };
                continues = part.response.fragment;
                print(&part, plan.hook.is_some(), output)?;
                offer(part.response, runner);
            }
            Ok(WatchEvent::Lost { fault, resume_at: 0 }) => {
                note(&format!("watch: {}", fault.text()));
            }
            Ok(WatchEvent::Lost { fault, resume_at }) => {
                note(&format!("watch: {}; will resume at revision {resume_at}", fault.text()));
            }
            Ok(WatchEvent::Regained { endpoint }) => {
                note(&format!("watch: reconnected to {endpoint}"));
            }
            Err(end) => {
                runner.close();
                while !runner.is_idle() {
                    runner.next().await?;
                }
                return Ok(plan.failure(end));
            }
        }
    }
}

/// Gives a response to the runner. It has whole revisions; the revision in its header is the store's,
/// which may be far ahead of its events.
fn offer(response: WatchResponse, runner: &mut Runner) {
    let revision = header_revision(response.header);
    let last = response.events.last().and_then(|event| event.kv.as_ref());
    // The answer to a request for progress is not of this watch, and may overtake events.
    let is_progress = is_progress(&response) && response.watch_id >= 0;
    let complete = last.map(|kv| kv.mod_revision).or(is_progress.then_some(revision));
    let events = response.events.into_iter();
    runner.offer(events.map(|event| WatchedEvent::new(event, revision)), complete);
}

fn print(part: &WatchPart, at_once: bool, output: &mut Output<WatchPart>) -> anyhow::Result<()> {
    let WatchPart { response, .. } = part;
    // In the other formats a progress notification is an empty response.
    if output.format() != Format::Simple && is_progress(response) {
        let revision = header_revision(response.header);
        note(&format!("progress notify: {revision}"));
    }
    // A command must not run before its event is printed.
    if response.fragment && !at_once { output.add(part) } else { output.print(part) }
}
