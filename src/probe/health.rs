//! Periodic health checks, and the changes of health.

use super::Probe;
use super::rise_fall::{HealthChange, RiseFall, RiseFallCounts};
use futures_util::future::join_all;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Schedule {
    /// From the beginning of one round to the beginning of the next.
    pub(crate) interval: Duration,
    pub(crate) timeout: Duration,
}

/// The health of a service, which is healthy when all of its probes pass.
#[derive(Debug)]
pub(crate) struct Health {
    probes: Arc<[Probe]>,
    schedule: Schedule,
    rise_fall: RiseFall,
    round: JoinSet<Result<(), String>>,
    due: Instant,
}

impl Health {
    pub(crate) fn new(probes: Vec<Probe>, schedule: Schedule, counts: RiseFallCounts) -> Self {
        Self {
            probes: probes.into(),
            schedule,
            rise_fall: RiseFall::new(counts),
            round: JoinSet::new(),
            due: Instant::now(),
        }
    }

    /// Waits for the next change. Cancel-safe: a running round continues, and its result is not lost.
    pub(crate) async fn next(&mut self) -> HealthChange {
        loop {
            if self.round.is_empty() {
                sleep_until(self.due).await;
                self.due = Instant::now() + self.schedule.interval;
                self.round.spawn(run_round(Arc::clone(&self.probes), self.schedule.timeout));
            }
            let result = match self.round.join_next().await {
                Some(Ok(result)) => result,
                _ => Err("the health check was interrupted".to_owned()),
            };
            if let Some(change) = self.rise_fall.record(result) {
                return change;
            }
        }
    }
}

/// Runs all probes. A failed one does not interrupt the others, which may be commands.
async fn run_round(probes: Arc<[Probe]>, timeout: Duration) -> Result<(), String> {
    let results = probes.iter().map(|probe| async move {
        probe.run(timeout).await.map_err(|cause| format!("{probe}: {cause}"))
    });
    join_all(results).await.into_iter().collect()
}
