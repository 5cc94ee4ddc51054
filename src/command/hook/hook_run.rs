//! A run of the command, and whether its end was that of ectl, too.

use crate::clock::Moment;
use crate::process::{Ending, UnguardedChild, signals};
use std::time::Duration;

/// How much later than the command ectl may get a signal that is for both, as Ctrl-C and `systemctl stop` are.
const DOUBT: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub(crate) struct HookRun {
    child: UnguardedChild,
    /// Until when an end by a signal may be the end of ectl, too.
    doubt: Option<Moment>,
}

impl HookRun {
    pub(super) fn new(child: UnguardedChild) -> Self {
        Self { child, doubt: None }
    }

    /// Waits for the end of the run; cancel safe.
    pub(super) async fn ended(&mut self) -> Ending {
        self.child.ended().await
    }

    /// Waits for the end of the run, and, if a signal has ended it, until the same signal would have come to
    /// ectl; cancel safe.
    pub(super) async fn settled(&mut self) -> Ending {
        let ending = self.ended().await;
        if is_by_ending_signal(&ending) {
            self.doubt.get_or_insert_with(|| Moment::now().after(DOUBT)).wait().await;
        }
        ending
    }

    pub(crate) async fn stop(self, grace: Duration) {
        self.child.stop(grace).await;
    }
}

/// Returns whether the command was ended by a signal that ends ectl, or says so as shells do.
pub(super) fn is_by_ending_signal(ending: &Ending) -> bool {
    signals::ENDING.iter().any(|signal| i32::from(ending.code()) == 128 + *signal as i32)
}
