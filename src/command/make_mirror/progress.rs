//! What a mirror tells people: a line on the terminal, a number every now and then.

use crate::failure::Failure;
use crate::output::{self, Output};
use crate::recipe::{Events, MirrorEvent};
use crate::reply::Mirrored;
use indicatif::{ProgressBar, ProgressStyle};
use std::cell::Cell;
use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;
use tokio::time::sleep;

/// How far the mirror has come, and the line that shows it on stderr if that is a terminal.
#[derive(Debug)]
pub(super) struct MirrorProgress {
    bar: ProgressBar,
    mirrored: Cell<Mirrored>,
}

impl MirrorProgress {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::no_length();
        let template = "{pos} mirrored  {per_sec}  revision {msg} of the source";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, mirrored: Cell::default() }
    }

    /// Waits for the end of `work`, and prints meanwhile how far it has come.
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

    fn handle(&self, event: &MirrorEvent) {
        match event {
            MirrorEvent::Mirrored { total, revision } => {
                self.mirrored.set(Mirrored { total: *total, revision: *revision, done: false });
                self.bar.set_position(*total);
                self.bar.set_message(revision.to_string());
            }
            MirrorEvent::Lost { side, cause } => {
                self.note(&format!("{side}: {cause}; the mirror will go on where it was"));
            }
            MirrorEvent::Regained { side } => self.note(&format!("{side}: in contact again")),
        }
    }

    fn note(&self, text: &str) {
        self.bar.suspend(|| output::note(text));
    }
}
