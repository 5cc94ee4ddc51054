//! The connection of a session: made when a call needs it, dropped when it fails.

use super::session::Session;
use crate::etcd::connect::connection::Connection;
use crate::etcd::connect::select::{Candidates, connect_any};
use crate::etcd::error::call_error::CallError;
use crate::etcd::error::status::Nature;
use crate::etcd::options::Options;
use std::time::Duration;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};
use tracing::debug;

const REDIAL_PAUSE: Duration = Duration::from_millis(100);

impl Session {
    pub(super) async fn connection(
        &self,
        candidates: &Candidates,
        deadline: Instant,
    ) -> Result<Connection, CallError> {
        let mut slot = self.connection.lock().await;
        if let Some(connection) = &*slot {
            // The socket was not read while other work ran: its end may be waiting there.
            yield_now().await;
            yield_now().await;
            if connection.is_open() {
                return Ok(connection.clone());
            }
        }
        let connection = if self.options.redial && !self.options.endpoints.is_empty() {
            self.redial(candidates, deadline).await?
        } else {
            self.dial(candidates, deadline).await?
        };
        Ok(slot.insert(connection).clone())
    }

    /// Dials until an endpoint answers, as Go's client does.
    async fn redial(
        &self,
        candidates: &Candidates,
        deadline: Instant,
    ) -> Result<Connection, CallError> {
        let mut last = None;
        loop {
            let error = match self.dial(candidates, deadline).await {
                Ok(connection) => return Ok(connection),
                // An attempt that the deadline cut short says less than the one before it.
                Err(error) => last.take().filter(|_| Instant::now() >= deadline).unwrap_or(error),
            };
            if Instant::now() + REDIAL_PAUSE >= deadline {
                return Err(error.after_redialing());
            }
            debug!("dialing again: {}", error.text());
            sleep(REDIAL_PAUSE).await;
            last = Some(error);
        }
    }

    async fn dial(
        &self,
        candidates: &Candidates,
        deadline: Instant,
    ) -> Result<Connection, CallError> {
        let started = Instant::now();
        let limit = self.options.dial_timeout;
        // As in Go, zero means no limit.
        let deadline = if limit.is_zero() { deadline } else { deadline.min(started + limit) };
        connect_any(&self.options, candidates, deadline).await.map_err(|attempts| {
            let waited = deadline.saturating_duration_since(started);
            CallError::unreachable(&attempts, waited, self.options.are_advertised)
        })
    }

    /// Drops the connection after a failure that calls for another one, and puts its endpoint last.
    pub(super) async fn note_failure(
        &self,
        connection: &Connection,
        error: &CallError,
        candidates: &mut Candidates,
    ) {
        let is_learner = error.nature == Nature::Learner;
        if is_learner {
            self.options.learners.add(&connection.endpoint);
            candidates.exclude_learners();
        }
        if is_learner || error.is_out_of_contact() {
            candidates.add_failed(&connection.endpoint);
            // A lone member that cannot serve now is asked again over the same connection.
            if !error.is_answer() || self.options.endpoints.len() > 1 {
                self.drop_connection(connection).await;
            }
        }
    }

    pub(super) async fn drop_connection(&self, connection: &Connection) {
        self.connection.lock().await.take_if(|current| current.is(connection));
    }

    pub(super) fn has_voters(&self) -> bool {
        let Options { endpoints, learners, .. } = &*self.options;
        endpoints.iter().any(|endpoint| !learners.contains(endpoint))
    }
}
