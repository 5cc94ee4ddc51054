//! The signs of life of a connection's peer: when its last bytes came, and whether it was asked for some since.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, sleep_until};

/// The longest silence before the peer is asked for an answer.
const QUIET: Duration = Duration::from_secs(3);

/// Time in which bytes that arrived while this process did not run are read.
const READ_FIRST: Duration = Duration::from_millis(100);

/// Lateness of a timer from which on this process was stopped, rather than busy.
const STOPPED: Duration = Duration::from_secs(1);

/// Moments in microseconds after the connection began.
#[derive(Debug)]
pub(crate) struct Pulse {
    began: Instant,
    heard: AtomicU64,
    asked: AtomicU64,
    beats: Notify,
}

impl Pulse {
    pub(super) fn new() -> Self {
        let (heard, asked) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { began: Instant::now(), heard, asked, beats: Notify::new() }
    }

    /// Records that bytes have arrived.
    pub(super) fn beat(&self) {
        self.heard.store(self.now(), Ordering::Relaxed);
        self.beats.notify_waiters();
    }

    /// Returns how long the peer has been silent.
    pub(super) fn silent_since(&self) -> Duration {
        self.moment(self.heard.load(Ordering::Relaxed)).elapsed()
    }

    /// Waits until the peer has been silent for `limit`, although `ask` has sent a request meanwhile. Cancel
    /// safe: a wait that begins anew goes on with the silence and the request of the one before.
    pub(super) async fn silence(&self, limit: Duration, ask: impl Fn()) {
        let quiet = QUIET.min(limit / 2);
        loop {
            let beat = self.beats.notified();
            let heard = self.heard.load(Ordering::Relaxed);
            sleep_until(self.moment(heard) + quiet).await;
            if self.is_newer_than(heard) {
                continue;
            }
            let end = self.asked_since(heard, &ask) + limit.saturating_sub(quiet);
            tokio::select! {
                biased;
                () = beat => continue,
                () = sleep_until(end) => {}
            }
            let late = end.elapsed();
            sleep(READ_FIRST).await;
            if self.is_newer_than(heard) {
                continue;
            }
            if late < STOPPED {
                return;
            }
            // Perhaps the whole machine was stopped, and the peer with it.
            self.asked.store(heard, Ordering::Relaxed);
        }
    }

    /// Returns when the peer was asked since it was `heard`, and asks it if it was not.
    fn asked_since(&self, heard: u64, ask: &impl Fn()) -> Instant {
        if self.asked.load(Ordering::Relaxed) <= heard {
            self.asked.store(self.now(), Ordering::Relaxed);
            ask();
        }
        self.moment(self.asked.load(Ordering::Relaxed))
    }

    fn is_newer_than(&self, heard: u64) -> bool {
        self.heard.load(Ordering::Relaxed) > heard
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn moment(&self, micros: u64) -> Instant {
        self.began + Duration::from_micros(micros)
    }
}

#[cfg(test)]
mod tests {
    use super::Pulse;
    use std::cell::Cell;
    use std::time::Duration;
    use tokio::time::{sleep, timeout};

    const LIMIT: Duration = Duration::from_millis(40);
    const HANG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn silent_peer_is_asked_once() {
        let (pulse, asked) = (Pulse::new(), Cell::new(0));
        let ask = || asked.set(asked.get() + 1);
        // A wait that is dropped is continued by the next one.
        while asked.get() == 0 {
            assert!(timeout(LIMIT / 4, pulse.silence(LIMIT, ask)).await.is_err());
        }
        timeout(HANG, pulse.silence(LIMIT, ask)).await.unwrap();
        assert_eq!(asked.get(), 1);
    }

    #[tokio::test]
    async fn peer_that_answers_is_not_silent() {
        let (pulse, asked) = (Pulse::new(), Cell::new(0));
        let ask = || {
            asked.set(asked.get() + 1);
            pulse.beat();
        };
        let silence = pulse.silence(LIMIT, ask);
        let answered = async {
            while asked.get() < 5 {
                sleep(LIMIT).await;
            }
        };
        tokio::select! {
            () = silence => panic!("the peer answered {} times", asked.get()),
            () = answered => {}
        }
    }
}
