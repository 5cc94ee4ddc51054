//! Prints the events of a watch, and gives them to the runner of its command.

use super::followed_feed::FollowedFeed;
use super::printer::WatchPrinter;
use super::request::{WatchPlan, reverted};
use super::stopper::{Bounded, StopCause, Stopper};
use crate::command::hook::{Hook, Runner, WatchedEvent};
use crate::etcd::proto::{DELETE, header_revision};
use crate::failure::Failure;
use crate::output::note;
use crate::recipe::{ChangeFeed, FeedEvent, FeedPart, PartSteps, ResumeLog, ResumePoint};
use futures_util::FutureExt as _;
use std::future::pending;

/// Why a watch ended.
#[derive(Debug)]
pub(super) enum FollowEnd {
    Failed(Failure),
    /// All events that were wanted have come.
    Counted,
    Stopped(StopCause),
    /// Stopped while stdout's reader did not read.
    Unread(StopCause),
    /// The time was over before the command had succeeded for all events.
    Unhandled,
}

pub(super) struct Follower<'a> {
    pub(super) plan: &'a WatchPlan,
    pub(super) runner: Runner,
    pub(super) printer: WatchPrinter<'a>,
    pub(super) log: Option<ResumeLog>,
    /// The number of events that are still wanted, if they are counted.
    pub(super) left: Option<u64>,
}

impl Follower<'_> {
    /// Prints events, and runs the command for them, until the watch ends. Fails if printing, saving or the
    /// command fails.
    pub(super) async fn follow(
        &mut self,
        feed: &mut FollowedFeed,
        stopper: &mut Stopper,
    ) -> anyhow::Result<FollowEnd> {
        let end = loop {
            self.tidy(&feed.feed)?;
            if self.runner.has_room() {
                self.printer.end_turn();
            }
            if self.left == Some(0) {
                break FollowEnd::Counted;
            }
            tokio::select! {
                biased;
                handled = self.runner.next() => self.passed(handled?)?,
                cause = stopper.next() => break FollowEnd::Stopped(cause),
                event = feed.next(), if self.runner.has_room() => match event {
                    Ok(event) => if let Some(end) = self.handle(event, stopper).await? {
                        break end;
                    },
                    Err(end) => break FollowEnd::Failed(self.plan.failure(end)),
                }
            }
        };
        let cut = match end {
            FollowEnd::Unread(_) => None,
            // Nothing more is run.
            FollowEnd::Stopped(_) => {
                written(stopper.bound(self.printer.finish(), pending()).await)?
            }
            _ => {
                let runs = run_on(&mut self.runner, &mut self.log);
                written(stopper.bound(self.printer.finish(), runs).await)?
            }
        };
        self.drain(stopper, cut.unwrap_or(end)).await
    }

    /// Waits until the command has been run for all events, or, if the watch is stopped, until the run at
    /// hand is over. What ectl may stop is not waited for then.
    async fn drain(
        &mut self,
        stopper: &mut Stopper,
        mut end: FollowEnd,
    ) -> anyhow::Result<FollowEnd> {
        let is_plain = self.plan.hook.as_ref().is_some_and(Hook::is_plain);
        let is_unread = matches!(end, FollowEnd::Unread(_));
        let mut is_stopped = is_unread || matches!(end, FollowEnd::Stopped(_));
        self.note_signal(&end);
        if !is_stopped {
            self.runner.close();
        }
        while !self.runner.is_idle() && !is_unread && (is_plain || !is_stopped) {
            tokio::select! {
                biased;
                handled = self.runner.next() => {
                    self.passed(handled?)?;
                    if is_stopped {
                        break;
                    }
                }
                cause = stopper.next() => match (cause, &end) {
                    (StopCause::Timeout, FollowEnd::Failed(_)) => is_stopped = true,
                    (StopCause::Timeout, _) if is_stopped => {}
                    _ if is_stopped => return Ok(FollowEnd::Stopped(cause)),
                    _ => {
                        (end, is_stopped) = (FollowEnd::Stopped(cause), true);
                        self.note_signal(&end);
                    }
                },
            }
        }
        // What was handled just now.
        self.runner.halt();
        while let Some(handled) = self.runner.next().now_or_never() {
            self.passed(handled?)?;
        }
        Ok(self.weigh(end))
    }

    fn note_signal(&mut self, end: &FollowEnd) {
        if let FollowEnd::Stopped(StopCause::Signal(_)) | FollowEnd::Unread(StopCause::Signal(_)) =
            end
        {
            self.runner.interrupt();
        }
    }

    /// Returns what the end of the time means for the events that have come.
    fn weigh(&self, end: FollowEnd) -> FollowEnd {
        match (end, self.left) {
            (FollowEnd::Stopped(StopCause::Timeout), None | Some(0)) if !self.runner.is_idle() => {
                FollowEnd::Unhandled
            }
            (FollowEnd::Stopped(StopCause::Timeout), Some(0)) => FollowEnd::Counted,
            (end, _) => end,
        }
    }

    fn passed(&mut self, number: Option<i64>) -> Result<(), Failure> {
        save(&mut self.log, number)
    }

    fn tidy(&mut self, feed: &ChangeFeed) -> Result<(), Failure> {
        let runner = &self.runner;
        let log = self.log.as_mut();
        log.map_or(Ok(()), |log| log.tidy(feed.known(), |number| runner.awaits(number)))
    }

    /// Prints an event, and gives it to the runner. Returns why the watch ends if it does.
    async fn handle(
        &mut self,
        event: FeedEvent,
        stopper: &mut Stopper,
    ) -> anyhow::Result<Option<FollowEnd>> {
        match event {
            FeedEvent::Part(part) => return self.hand_on(part, stopper).await,
            FeedEvent::Synced(header) => {
                let runs = run_on(&mut self.runner, &mut self.log);
                let printing = self.printer.print_synced(header);
                let end = written(stopper.bound(printing, runs).await)?;
                if !matches!(end, Some(FollowEnd::Unread(_))) {
                    self.step(header.revision.into());
                }
                return Ok(end);
            }
            FeedEvent::Lost { fault, resume_at: 0 } => note(&format!("watch: {}", fault.text())),
            FeedEvent::Lost { fault, resume_at } => {
                note(&format!("watch: {}; will resume at revision {resume_at}", fault.text()));
            }
            FeedEvent::Regained { endpoint: Some(endpoint) } => {
                note(&format!("watch: reconnected to {endpoint}"));
            }
            FeedEvent::Regained { endpoint: None } => note("watch: reconnected"),
            FeedEvent::Reverted { reached, now, known } => {
                note(&format!("watch: {} reading the keys again", reverted(reached, now)));
                if let Some(log) = &mut self.log {
                    log.restart(known, now)?;
                }
            }
            FeedEvent::Compacted(revision) => note(&format!(
                "watch: etcd has compacted revision {revision}; reading the keys again"
            )),
        }
        Ok(None)
    }

    async fn hand_on(
        &mut self,
        mut part: FeedPart,
        stopper: &mut Stopper,
    ) -> anyhow::Result<Option<FollowEnd>> {
        if let (Some(log), Some(header)) = (&mut self.log, part.response.header) {
            log.bind(header.cluster_id)?;
        }
        let wanted = self.take_wanted(&mut part);
        let steps = self.log.as_mut().map(|log| log.expect_part(&mut part, wanted)).transpose()?;
        part.response.events.truncate(wanted);
        let mut end = None;
        if !part.is_hidden {
            let at_once = self.log.is_some() || self.plan.hook.is_some();
            let runs = run_on(&mut self.runner, &mut self.log);
            let printing = self.printer.print(&mut part, at_once);
            end = written(stopper.bound(printing, runs).await)?;
        }
        if !matches!(end, Some(FollowEnd::Unread(_))) {
            self.offer(part, steps);
        }
        Ok(end)
    }

    /// Returns how many events of a part are wanted. The last ones end the response.
    fn take_wanted(&mut self, part: &mut FeedPart) -> usize {
        let all = part.response.events.len();
        let Some(left) = &mut self.left else { return all };
        let wanted = all.min(usize::try_from(*left).unwrap_or(usize::MAX));
        *left -= wanted as u64;
        part.response.fragment &= *left > 0;
        wanted
    }

    fn offer(&mut self, part: FeedPart, steps: Option<PartSteps>) {
        let revision = header_revision(part.response.header);
        let is_state = part.is_state;
        let watched = part.response.events.into_iter().map(|event| {
            let synthetic = is_state && event.r#type == DELETE;
            let mut watched = WatchedEvent::new(event, revision);
            watched.synthetic = synthetic;
            watched
        });
        let Some(steps) = steps else { return self.runner.offer(watched, None) };
        for (event, step) in watched.zip(steps.events) {
            self.runner.offer([event], Some(step));
        }
        self.runner.offer([], steps.end);
    }

    /// Notes a point that follows from no event.
    fn step(&mut self, point: ResumePoint) {
        if let Some(log) = &mut self.log {
            let step = log.expect(point, Vec::new());
            self.runner.offer([], Some(step));
        }
    }
}

/// Runs the command, and saves what is handled, until either fails.
async fn run_on(runner: &mut Runner, log: &mut Option<ResumeLog>) -> anyhow::Result<()> {
    loop {
        save(log, runner.next().await?)?;
    }
}

fn save(log: &mut Option<ResumeLog>, number: Option<i64>) -> Result<(), Failure> {
    match (log, number) {
        (Some(log), Some(number)) => log.passed(number),
        _ => Ok(()),
    }
}

/// Returns why the watch ends after a write, if it does.
fn written(bounded: Bounded<anyhow::Result<()>>) -> anyhow::Result<Option<FollowEnd>> {
    match bounded {
        Bounded::Ended(written, cause) => written.map(|()| cause.map(FollowEnd::Stopped)),
        Bounded::GivenUp(cause) => Ok(Some(FollowEnd::Unread(cause))),
    }
}
