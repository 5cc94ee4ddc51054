//! Work that may take more than a second: a progress bar on a terminal, and an end at a signal.

use crate::failure::Failure;
use crate::output::{hidden_progress, show_progress};
use crate::process::Interrupt;
use indicatif::ProgressBar;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// A progress bar that appears once the work has taken a second. Clones share it; dropping any of them
/// removes it.
#[derive(Debug, Clone)]
pub(crate) struct LongWork {
    bar: ProgressBar,
    started: Instant,
    shown: Cell<u64>,
    step: u64,
    interrupt: Interrupt,
}

/// Bytes between two looks at the clock.
const STEP: u64 = 1 << 20;
const KEYS_STEP: u64 = 1 << 10;

/// Sizes in powers of 1000, as in replies.
const TEMPLATE: &str =
    "{msg} {decimal_bytes} of {decimal_total_bytes}  {decimal_bytes_per_sec}  {eta} left";

const KEYS_TEMPLATE: &str = "{msg} {pos} of {len} keys  {eta} left";

impl LongWork {
    /// Starts work on a number of bytes.
    pub(crate) fn new(what: &'static str, bytes: u64) -> Self {
        Self::drawn(TEMPLATE, what, bytes, STEP)
    }

    /// Starts work on a number of keys.
    pub(crate) fn on_keys(what: &'static str, keys: u64) -> Self {
        Self::drawn(KEYS_TEMPLATE, what, keys, KEYS_STEP)
    }

    fn drawn(template: &str, what: &'static str, length: u64, step: u64) -> Self {
        let bar = hidden_progress(template, Some(length));
        bar.set_message(what);
        let interrupt = Interrupt::default();
        Self { bar, started: Instant::now(), shown: Cell::new(0), step, interrupt }
    }

    /// Lets a signal end the work.
    pub(crate) fn until(mut self, interrupt: &Interrupt) -> Self {
        self.interrupt = interrupt.clone();
        self
    }

    /// Notes how much is done. Fails if the work is interrupted.
    pub(crate) fn at(&self, done: u64) -> Result<(), Failure> {
        self.interrupt.check()?;
        if done.abs_diff(self.shown.get()) >= self.step {
            self.shown.set(done);
            if self.started.elapsed() >= Duration::from_secs(1) && !self.bar.is_finished() {
                self.show(done);
            }
        }
        Ok(())
    }

    fn show(&self, done: u64) {
        show_progress(&self.bar);
        self.bar.set_position(done);
    }

    /// Removes the bar for good, so that it is not between lines of output.
    pub(crate) fn hide(&self) {
        if !self.bar.is_finished() {
            self.bar.finish_and_clear();
        }
    }
}

impl Drop for LongWork {
    fn drop(&mut self) {
        self.hide();
    }
}
