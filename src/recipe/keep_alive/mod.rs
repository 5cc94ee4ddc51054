//! Keeps a lease alive: renews it in time, on any endpoint that answers.

mod grant;
mod state;
mod task;

pub(crate) use grant::Grant;
pub(crate) use state::{KeepAliveEvent, LeaseLost};

use super::events::{Events, events};
use crate::etcd::Session;
use std::sync::Arc;
use task::KeepAliveTask;
use tokio::task::{AbortHandle, spawn_local};

/// A lease that is renewed until this is dropped, even while its events are not read.
#[derive(Debug)]
pub(crate) struct KeepAlive {
    events: Events<KeepAliveEvent>,
    task: AbortHandle,
}

impl KeepAlive {
    /// Starts to renew a lease; without a `grant` its first renewal determines its TTL.
    pub(crate) fn start(session: Arc<Session>, lease: i64, grant: Option<Grant>) -> Self {
        let (sender, events) = events();
        let task = KeepAliveTask::new(session, lease, grant, sender);
        Self { events, task: spawn_local(task.run()).abort_handle() }
    }

    /// Waits for the next event; `None` after [`KeepAliveEvent::Lost`]. Cancel safe.
    pub(crate) async fn next(&mut self) -> Option<KeepAliveEvent> {
        self.events.next().await
    }

    pub(crate) fn stop(&self) {
        self.task.abort();
    }
}

impl Drop for KeepAlive {
    fn drop(&mut self) {
        self.stop();
    }
}
