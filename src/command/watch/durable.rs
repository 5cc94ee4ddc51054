//! The options of `watch` that make it go on, and end.

use super::follow::FollowEnd;
use super::request::WatchPlan;
use super::stopper::StopCause;
use crate::command::hook::Hook;
use crate::etcd::Session;
use crate::etcd::proto::ResponseHeader;
use crate::failure::{Failure, Kind};
use crate::go::{count, duration};
use crate::output::{counted, note};
use crate::recipe::{
    ChangeFeed, EventKind, FeedStart, KnownKeys, ResumeFile, ResumeLog, ResumePoint, ResumeScope,
};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

const RESTORED: &str =
    "--on-compacted=resync reads the keys again; or remove the file to start anew";
const UNTOLD: &str = "deletions before a later compaction cannot be told";

#[derive(Debug, Args)]
pub(super) struct DurableOptions {
    /// Remember in FILE what was handled, and go on from there
    #[arg(long, value_name = "FILE", help_heading = "Resume options")]
    resume_file: Option<PathBuf>,
    /// After a compaction (stop: exit with 5)
    #[arg(
        long,
        default_value = "stop",
        value_name = "stop|resync",
        help_heading = "Resume options"
    )]
    on_compacted: String,
    /// End after N events
    #[arg(long, value_name = "N", value_parser = count)]
    pub(super) count: Option<u64>,
    /// End after DURATION (124 if --count or CMD is not done)
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(super) timeout: Option<Duration>,
}

/// A watch that is about to begin: what is known before anything is sent.
#[derive(Debug)]
pub(super) struct DurableStart {
    log: Option<ResumeLog>,
    resyncs: bool,
}

impl DurableOptions {
    /// Returns an option that was given, if any: lines of `watch -i` have none of them.
    pub(super) fn given(&self) -> Option<&'static str> {
        let options = [
            (self.resume_file.is_some(), "--resume-file"),
            (self.on_compacted != "stop", "--on-compacted"),
            (self.count.is_some(), "--count"),
            (self.timeout.is_some(), "--timeout"),
        ];
        options.into_iter().find_map(|(given, option)| given.then_some(option))
    }

    /// Refuses options that lines of `watch -i` cannot have, either.
    pub(super) fn check_unused(&self) -> Result<(), Failure> {
        match self.given() {
            None => Ok(()),
            Some(option) => {
                Err(Failure::usage(format!("{option} cannot be used with --interactive")))
            }
        }
    }

    /// Checks the options, and opens the resume file.
    pub(super) fn start(
        &self,
        plan: &mut WatchPlan,
        namespace: &[u8],
    ) -> Result<DurableStart, Failure> {
        if self.count == Some(0) {
            return Err(Failure::usage("--count must be greater than zero"));
        }
        let resyncs = match self.on_compacted.as_str() {
            "stop" => false,
            "resync" => true,
            other => {
                let text = format!("invalid --on-compacted \"{other}\"");
                return Err(Failure::new(Kind::Format, text).hint("valid values: stop, resync"));
            }
        };
        let open = |path| ResumeFile::open(path, scope(plan, namespace)).map(ResumeLog::new);
        let log = self.resume_file.as_deref().map(open).transpose()?;
        plan.is_resumed = log.is_some();
        Ok(DurableStart { log, resyncs })
    }

    /// Returns what the end of the watch means; `left` is the number of events that were still wanted.
    pub(super) fn conclude(&self, end: FollowEnd, left: Option<u64>) -> Result<(), Failure> {
        match (end, self.count, left) {
            (FollowEnd::Failed(failure), _, _) => Err(failure),
            (FollowEnd::Stopped(StopCause::Signal(signal)), _, _) => {
                // What a shell reports for a command that the signal has ended.
                let code = u8::try_from(128 + signal as i32).unwrap_or(u8::MAX);
                Err(Failure::silent(Kind::Child(code)))
            }
            (FollowEnd::Stopped(StopCause::Timeout), Some(all), Some(left)) => {
                let (came, all) = (all - left, counted(all, "event", "events"));
                Err(Failure::new(Kind::Deadline, format!("timed out: {came} of {all} came")))
            }
            (FollowEnd::Unhandled, _, _) => {
                let text = "timed out before CMD succeeded for all events";
                Err(Failure::new(Kind::Deadline, text))
            }
            (FollowEnd::Stopped(StopCause::Timeout) | FollowEnd::Counted, _, _) => Ok(()),
        }
    }
}

/// Moves the start to the point of a resume file, and returns the keys that are known there.
fn resume(
    log: &mut ResumeLog,
    resyncs: bool,
    start: &mut FeedStart,
    header: ResponseHeader,
) -> Result<Option<KnownKeys>, Failure> {
    log.bind(header.cluster_id)?;
    let known = match log.ahead_of(header.revision) {
        Some(text) if resyncs => Some(read_again(log, &text, header.revision)?),
        Some(text) => return Err(Failure::usage(text).hint(RESTORED)),
        None if resyncs => log.load_keys()?,
        None => {
            if let Some(path) = log.forget_keys() {
                let path = path.display();
                note(&format!("watch: {path} is removed: without --on-compacted=resync {UNTOLD}"));
            }
            None
        }
    };
    if let (None, FeedStart::Now) = (log.point(), &*start) {
        log.begin_at(ResumePoint::from(header.revision))?;
    }
    if let Some(point) = log.point() {
        *start = FeedStart::Point(point.clone());
    }
    Ok(known)
}

/// Goes back to the revision of a store that was restored.
fn read_again(log: &mut ResumeLog, why: &str, revision: i64) -> Result<KnownKeys, Failure> {
    note(&format!("watch: {why} reading the keys again"));
    let known = log.load_keys()?;
    if known.is_none() {
        note("watch: the keys before are unknown: deletions cannot be told");
    }
    log.restart(known.unwrap_or_default(), revision)
}

fn scope(plan: &WatchPlan, namespace: &[u8]) -> ResumeScope {
    let detail = match plan.only {
        None => "",
        Some(EventKind::Put) => "only put",
        Some(EventKind::Delete) => "only delete",
    };
    ResumeScope { namespace: namespace.to_vec(), range: plan.range(), detail: detail.to_owned() }
}

impl DurableStart {
    pub(super) fn remembers(&self) -> bool {
        self.log.is_some()
    }

    /// Opens the watch where the last one ended.
    pub(super) async fn open(
        self,
        session: Arc<Session>,
        plan: &WatchPlan,
    ) -> anyhow::Result<(ChangeFeed, Option<ResumeLog>)> {
        let Self { mut log, resyncs } = self;
        let (mut start, mut known) = (plan.start.clone(), None);
        if let Some(log) = &mut log {
            let header = ChangeFeed::header(&session, &plan.request).await?;
            known = resume(log, resyncs, &mut start, header)?;
        }
        // The command may read the keys as soon as it runs, and needs all changes from then on.
        let runs_now = plan.hook.as_ref().is_some_and(Hook::is_long_running);
        if let (true, FeedStart::Now) = (runs_now, &start) {
            let header = ChangeFeed::header(&session, &plan.request).await?;
            start = FeedStart::Point(ResumePoint::from(header.revision));
        }
        let mut request = plan.request.clone();
        // While the keys are quiet the file must not fall behind compactions.
        request.progress_notify |= log.is_some();
        let mut feed = if resyncs {
            ChangeFeed::open_known(session, request, plan.only, start, known).await?
        } else {
            ChangeFeed::open(session, request, plan.only, start).await?
        };
        if feed.lacks_keys() {
            note("watch: the keys before the compaction are unknown: deletions cannot be told");
        }
        if !plan.request.progress_notify {
            feed.hide_progress();
        }
        if let (Some(log), Some(known)) = (&mut log, feed.known()) {
            log.begin_keys(known)?;
        }
        Ok((feed, log))
    }
}
