//! Hedged requests: a request that is slow at one member is sent to another one too.

use super::session::Session;
use crate::etcd::connect::connection::Connection;
use crate::etcd::connect::select::{Candidates, connect_any};
use crate::etcd::error::call_error::CallError;
use crate::etcd::error::status::Nature;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tracing::debug;

impl Session {
    /// Does repeatable work on one connection, and after some `silence` on another endpoint too. The
    /// first result counts; its connection becomes the session's.
    pub(crate) async fn hedged<T>(
        &self,
        connection: Connection,
        silence: Duration,
        once: &impl AsyncFn(Connection) -> Result<T, CallError>,
    ) -> (Connection, Result<T, CallError>) {
        if self.options.endpoints.len() < 2 {
            let done = once(connection.clone()).await;
            return (connection, done);
        }
        tokio::select! {
            biased;
            done = once(connection.clone()) => (connection, done),
            (other, done) = Box::pin(self.elsewhere(&connection, silence, once)) => {
                debug!("{}: no answer yet; {} answered first", connection.endpoint, other.endpoint);
                self.drop_connection(&connection).await;
                self.connection.lock().await.get_or_insert_with(|| other.clone());
                (other, done)
            }
        }
    }

    /// Does the work on another endpoint after some `silence`. Ends only with an answer: until then the
    /// first connection may still bring one.
    async fn elsewhere<T>(
        &self,
        slow: &Connection,
        silence: Duration,
        once: &impl AsyncFn(Connection) -> Result<T, CallError>,
    ) -> (Connection, Result<T, CallError>) {
        let candidates = Candidates::voters_except(&slow.endpoint);
        loop {
            sleep(silence).await;
            let deadline = Instant::now() + self.options.command_timeout;
            let connected = connect_any(&self.options, &candidates, deadline).await;
            let Ok(connection) = connected else { continue };
            match once(connection.clone()).await {
                Err(error) if error.is_out_of_contact() => {}
                Err(error) if error.nature == Nature::Learner => {
                    self.options.learners.add(&connection.endpoint);
                }
                done => return (connection, done),
            }
        }
    }
}
