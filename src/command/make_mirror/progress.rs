//! Progress of a mirror: a line on the terminal, and a count at intervals.

use crate::failure::Failure;
use crate::output::{self, Output};
use crate::recipe::{Events, MirrorEvent};
use crate::reply::Mirrored;
use indicatif::ProgressBar;
use std::cell::Cell;
use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;
use tokio::time::sleep;

#[derive(Debug)]
pub(super) struct MirrorProgress {
    bar: ProgressBar,
    mirrored: Cell<Mirrored>,
    prunes: bool,
}

impl MirrorProgress {
    pub(super) fn new(prunes: bool) -> Self {
        let template = "{pos} mirrored  {per_sec}  revision {msg} of the source";
        Self { bar: output::progress(template, None), mirrored: Cell::default(), prunes }
    }

    /// Prints the progress until `work` ends.
    pub(super) async fn report(
        &self,
        work: impl Future<Output = Result<(), Failure>>,
        mut events: Events<MirrorEvent>,
        mut output: Output<Mirrored>,
        interval: Duration,
    ) -> anyhow::Result<()> {
        let done = tokio::select! {
            done = events.during(work, |event| self.handle(&event)) => done.map_err(anyhow::Error::from),
            stopped = self.tick(&mut output, interval) => stopped.map(|never| match never {}),
        };
        self.bar.finish_and_clear();
        done?;
        output.print(&Mirrored { done: true, ..self.mirrored.get() })
    }

    async fn tick(
        &self,
        output: &mut Output<Mirrored>,
        interval: Duration,
    ) -> anyhow::Result<Infallible> {
        while !interval.is_zero() {
            sleep(interval).await;
            self.bar.suspend(|| output.print(&self.mirrored.get()))?;
        }
        pending().await
    }

    /// Ends the line on the terminal; returns what was mirrored, in words.
    pub(super) fn finish(&self) -> String {
        self.bar.finish_and_clear();
        Mirrored { done: true, ..self.mirrored.get() }.words()
    }

    pub(super) fn handle(&self, event: &MirrorEvent) {
        match event {
            MirrorEvent::Mirrored { total, pruned, revision } => {
                let (total, pruned, revision) = (*total, *pruned, *revision);
                self.mirrored.set(Mirrored { total, pruned, revision, done: false });
                self.bar.set_position(total);
                self.bar.set_message(revision.to_string());
            }
            MirrorEvent::Lost { side, cause } => {
                self.note(&format!("{side}: {cause}; the mirror will resume where it stopped"));
            }
            MirrorEvent::NotPruned(conflict) => {
                self.note(&format!("destination: {conflict}: not pruned"));
            }
            MirrorEvent::Compacted(wanted) => {
                let kept = match self.prunes {
                    true => "",
                    false => "; keys deleted meanwhile stay at the destination without --prune",
                };
                self.note(&format!(
                    "source: the changes from revision {wanted} on were compacted; \
                     copying all keys again{kept}"
                ));
            }
            MirrorEvent::Regained { side } => self.note(&format!("{side}: reconnected")),
        }
    }

    fn note(&self, text: &str) {
        self.bar.suspend(|| output::note(text));
    }
}
