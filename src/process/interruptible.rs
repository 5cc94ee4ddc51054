//! Long work on files that INT, TERM or HUP interrupts: it stops at its next look at [`Interrupt`], so that
//! it removes on the way out what it has written.

use super::signals::{self, Signals, interrupted};
use crate::failure::Failure;
use nix::sys::signal::Signal;
use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};
use std::thread;
use tokio::sync::oneshot;

/// The signal that came, if any. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupt(Arc<OnceLock<Signal>>);

impl Interrupt {
    /// Fails if a signal came.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        self.0.get().map_or(Ok(()), |signal| Err(interrupted(*signal)))
    }
}

/// Runs work on a thread of its own while signals are listened for. Work that is done in spite of a signal
/// counts as done.
pub(crate) fn interruptible<T: Send>(
    work: impl FnOnce(&Interrupt) -> anyhow::Result<T> + Send,
) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let interrupt = Interrupt::default();
    thread::scope(|scope| {
        let (ended, end) = oneshot::channel::<()>();
        // Before the work begins, which a signal would kill otherwise.
        let mut signals = {
            let _entered = runtime.enter();
            Signals::listen_unless_ignored(&signals::ENDING)?
        };
        let working = thread::Builder::new().spawn_scoped(scope, || {
            let _dropped_at_the_end = ended;
            work(&interrupt)
        })?;
        runtime.block_on(note_signals(&mut signals, &interrupt, end));
        working.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

async fn note_signals(
    signals: &mut Signals,
    interrupt: &Interrupt,
    mut end: oneshot::Receiver<()>,
) {
    loop {
        tokio::select! {
            // The sender is only dropped.
            _ = &mut end => return,
            signal = signals.next() => {
                // The first one counts.
                let _ = interrupt.0.set(signal);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::interruptible;
    use crate::failure::kind;
    use nix::sys::signal::{Signal, raise};
    use std::thread::sleep;
    use std::time::Duration;

    #[test]
    fn work_ends_with_its_result_or_at_a_signal() {
        assert_eq!(interruptible(|_| Ok(7)).unwrap(), 7);
        assert_eq!(interruptible::<()>(|_| anyhow::bail!("x")).unwrap_err().to_string(), "x");
        let error = interruptible::<()>(|interrupt| {
            raise(Signal::SIGTERM)?;
            loop {
                interrupt.check()?;
                sleep(Duration::from_millis(1));
            }
        })
        .unwrap_err();
        assert_eq!(
            (error.to_string().as_str(), kind(&error).code()),
            ("interrupted by SIGTERM", 5)
        );
    }
}
