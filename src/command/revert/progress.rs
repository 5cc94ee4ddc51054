//! The progress of a long reversion, on a terminal.

use crate::output;
use crate::reply::Reversion;
use indicatif::ProgressBar;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// A line that appears after a second. Dropping it removes it.
pub(super) struct ReversionProgress {
    bar: ProgressBar,
    started: Instant,
    shown: Cell<u64>,
}

impl ReversionProgress {
    pub(super) fn new() -> Self {
        let bar = output::progress("{pos} keys reverted  {per_sec}", None);
        Self { bar, started: Instant::now(), shown: Cell::new(0) }
    }

    pub(super) fn at(&self, done: Reversion) {
        let count = done.puts + done.deletes;
        if count > self.shown.replace(count) && self.started.elapsed() > Duration::from_secs(1) {
            self.bar.set_position(count);
        }
    }
}

impl Drop for ReversionProgress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
