//! Probes again and again, and the changes that come of it.

use super::Probe;
use super::rise_fall::{HealthChange, RiseFall, RiseFallCounts};
use futures_util::future::join_all;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// When to probe.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schedule {
    /// From the beginning of one round to that of the next.
    pub(crate) interval: Duration,
    /// How long a probe may take.
    pub(crate) timeout: Duration,
}

/// Watches over a service: it is well when all of its probes pass.
#[derive(Debug)]
pub(crate) struct Health {
    probes: Arc<[Probe]>,
    schedule: Schedule,
    gate: RiseFall,
    /// The round under way, if there is one.
    round: JoinSet<Result<(), String>>,
    /// When the next one begins.
    due: Instant,
}

impl Health {
    pub(crate) fn new(probes: Vec<Probe>, schedule: Schedule, thresholds: RiseFallCounts) -> Self {
        Self {
            probes: probes.into(),
            schedule,
            gate: RiseFall::new(thresholds),
            round: JoinSet::new(),
            due: Instant::now(),
        }
    }

    /// Waits for the next change. If this is dropped before, a round under way goes on, and nothing
    /// that it finds is lost.
    pub(crate) async fn next(&mut self) -> HealthChange {
        loop {
            if self.round.is_empty() {
                sleep_until(self.due).await;
                self.due = Instant::now() + self.schedule.interval;
                self.round.spawn(ask(Arc::clone(&self.probes), self.schedule.timeout));
            }
            let found = match self.round.join_next().await {
                Some(Ok(found)) => found,
                _ => Err("the check broke off".to_owned()),
            };
            if let Some(verdict) = self.gate.take(found) {
                return verdict;
            }
        }
    }
}

/// One round. None is cut short because another failed: it may be a command.
async fn ask(probes: Arc<[Probe]>, timeout: Duration) -> Result<(), String> {
    let asked = probes.iter().map(|probe| async move {
        probe.run(timeout).await.map_err(|cause| format!("{probe}: {cause}"))
    });
    join_all(asked).await.into_iter().collect()
}
