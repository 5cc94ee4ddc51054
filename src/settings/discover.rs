//! Endpoints that are listed in DNS.

use super::Settings;
use crate::etcd::{Discovery, RetryBudget, pause_until};
use crate::failure::Failure;
use crate::output::Waiting;
use std::time::Duration;
use tokio::time::Instant;

impl Settings {
    /// Looks up the endpoints in DNS if `--discovery-srv` asks for it. Those of `--endpoints` remain if
    /// DNS lists none.
    pub(crate) async fn discover(&mut self) -> Result<(), Failure> {
        let Some(discovery) = &self.discovery else { return Ok(()) };
        // As with dialing, a dial timeout of zero means no limit of its own.
        let timeout = self.limits.dial_timeout;
        let timeout = if timeout.is_zero() { self.limits.command_timeout } else { timeout };
        let found = match RetryBudget::new(self.limits.retry).begin() {
            None => discovery.endpoints(timeout).await?,
            Some(until) => {
                let found = look_up_until(discovery, timeout, until).await?;
                // The calls have what is left of the time.
                let left = until.saturating_duration_since(Instant::now());
                self.limits.retry = left.max(Duration::from_millis(1));
                found
            }
        };
        if !found.is_empty() {
            self.endpoints = found;
        }
        Ok(())
    }
}

async fn look_up_until(
    discovery: &Discovery,
    timeout: Duration,
    until: Instant,
) -> Result<Vec<String>, Failure> {
    let waiting = Waiting::new("DNS", "no answer yet");
    let look_up = async {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let found = discovery.endpoints(timeout.min(left)).await;
            let Err(failure) = &found else { return found };
            waiting.because(&failure.to_string());
            if !pause_until(until).await {
                return found;
            }
        }
    };
    waiting.noting(look_up).await
}
