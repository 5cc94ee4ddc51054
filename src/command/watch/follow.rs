//! Prints the events of a watch, and gives them to the runner of its command.

use super::printer::WatchPrinter;
use super::request::{WatchPlan, reverted};
use super::stopper::{Bounded, StopCause, Stopper};
use crate::command::hook::{Hook, Runner, WatchedEvent};
use crate::etcd::proto::{DELETE, header_revision};
use crate::failure::Failure;
use crate::output::note;
use crate::recipe::{ChangeFeed, FeedEnd, FeedEvent, FeedPart, PartSteps, ResumeLog, ResumePoint};
use futures_util::FutureExt as _;
use std::future::pending;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

/// How often etcd is asked how far a watch has come that is remembered in a file.
const ASKING: Duration = Duration::from_secs(3);

/// A feed, and the requests for its progress in interactive mode.
pub(super) struct FollowedFeed {
    pub(super) feed: ChangeFeed,
    progress: Option<watch::Receiver<()>>,
    asking: Option<Interval>,
}

impl FollowedFeed {
    /// Returns the feed of a line, whose progress is asked for by `progress`.
    pub(super) fn asked_by(feed: ChangeFeed, progress: watch::Receiver<()>) -> Self {
        Self { feed, progress: Some(progress), asking: None }
    }

    /// Returns the feed of a watch. If it is remembered, etcd is asked again and again how far it has come: while
    /// the keys are quiet the file must not fall behind compactions.
    pub(super) fn new(feed: ChangeFeed, is_remembered: bool) -> Self {
        let asking = is_remembered.then(|| {
            let mut asking = interval_at(Instant::now() + ASKING, ASKING);
            asking.set_missed_tick_behavior(MissedTickBehavior::Delay);
            asking
        });
        Self { feed, progress: None, asking }
    }

    /// Waits for the next event; cancel safe.
    async fn next(&mut self) -> Result<FeedEvent, FeedEnd> {
        loop {
            tokio::select! {
                biased;
                event = self.feed.next() => return event,
                () = asked(&mut self.progress) => self.feed.request_progress().await,
                () = tick(&mut self.asking) => self.feed.ask_progress().await,
            }
        }
    }
}

async fn asked(progress: &mut Option<watch::Receiver<()>>) {
    if let Some(progress) = progress
        && progress.changed().await.is_ok()
    {
        return;
    }
    pending::<()>().await;
}

async fn tick(asking: &mut Option<Interval>) {
    match asking {
        Some(asking) => _ = asking.tick().await,
        None => pending().await,
    }
}

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
                    Ok(event) => match stopper.bound(self.handle(event)).await {
                        Bounded::Ended(handled, None) => handled?,
                        Bounded::Ended(handled, Some(cause)) => {
                            handled?;
                            break FollowEnd::Stopped(cause);
                        }
                        Bounded::GivenUp(cause) => return Ok(FollowEnd::Unread(cause)),
                    },
                    Err(end) => break FollowEnd::Failed(self.plan.failure(end)),
                }
            }
        };
        match stopper.bound(self.printer.finish()).await {
            Bounded::Ended(finished, None) => {
                finished?;
                self.drain(stopper, end).await
            }
            Bounded::Ended(finished, Some(cause)) => {
                finished?;
                self.drain(stopper, FollowEnd::Stopped(cause)).await
            }
            Bounded::GivenUp(cause) => Ok(FollowEnd::Unread(cause)),
        }
    }

    /// Waits until the command has been run for all events, or, if the watch is stopped, until the run at
    /// hand is over. What ectl may stop is not waited for then.
    async fn drain(
        &mut self,
        stopper: &mut Stopper,
        mut end: FollowEnd,
    ) -> anyhow::Result<FollowEnd> {
        let is_plain = self.plan.hook.as_ref().is_some_and(Hook::is_plain);
        let mut is_stopped = matches!(end, FollowEnd::Stopped(_));
        if !is_stopped {
            self.runner.close();
        }
        while !self.runner.is_idle() && (is_plain || !is_stopped) {
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
                    _ => (end, is_stopped) = (FollowEnd::Stopped(cause), true),
                },
            }
        }
        // What was handled just now.
        if self.runner.is_idle()
            && let Some(handled) = self.runner.next().now_or_never()
        {
            self.passed(handled?)?;
        }
        Ok(self.weigh(end))
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
        match (&mut self.log, number) {
            (Some(log), Some(number)) => log.passed(number),
            _ => Ok(()),
        }
    }

    fn tidy(&mut self, feed: &ChangeFeed) -> Result<(), Failure> {
        let runner = &self.runner;
        let log = self.log.as_mut();
        log.map_or(Ok(()), |log| log.tidy(feed.known(), |number| runner.awaits(number)))
    }

    async fn handle(&mut self, event: FeedEvent) -> anyhow::Result<()> {
        match event {
            FeedEvent::Part(part) => self.hand_on(part).await?,
            FeedEvent::Synced(header) => {
                self.printer.print_synced(header).await?;
                self.step(header.revision.into());
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
        Ok(())
    }

    /// Prints a part, and gives its events to the runner.
    async fn hand_on(&mut self, mut part: FeedPart) -> anyhow::Result<()> {
        if let (Some(log), Some(header)) = (&mut self.log, part.response.header) {
            log.bind(header.cluster_id)?;
        }
        let wanted = self.take_wanted(&mut part);
        let steps = self.log.as_mut().map(|log| log.expect_part(&mut part, wanted)).transpose()?;
        part.response.events.truncate(wanted);
        if !part.is_hidden {
            let at_once = self.log.is_some() || self.plan.hook.is_some();
            self.printer.print(&mut part, at_once).await?;
        }
        self.offer(part, steps);
        Ok(())
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
