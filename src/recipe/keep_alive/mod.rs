//! Keeps a lease alive: renews it in time, on any endpoint that answers, and says how it stands.

mod grant;
mod task;

pub(crate) use grant::Grant;

use crate::clock::Moment;
use crate::etcd::Session;
use crate::etcd::proto::LeaseKeepAliveResponse;
use crate::failure::Failure;
use std::sync::Arc;
use std::time::Duration;
use task::KeepAliveTask;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::{AbortHandle, spawn_local};

/// How a lease stands.
#[derive(Debug)]
pub(crate) enum KeepAliveState {
    /// etcd renewed it, so that it lives until `expiry` at least.
    Renewed { answer: LeaseKeepAliveResponse, expiry: Moment },
    /// A renewal is not answered yet, but the lease was renewed meanwhile, and lives until `expiry`.
    SeenAlive { expiry: Moment },
    /// A renewal failed. The lease lives for another `left`, and so long others are tried.
    OutOfContact { cause: String, left: Duration },
    /// Renewals are answered again.
    Regained,
    /// It is lost: the last state.
    Lost(LeaseLost),
}

/// How a lease was lost.
#[derive(Debug)]
pub(crate) enum LeaseLost {
    /// etcd says that there is no such lease: expired, revoked, or never granted.
    Gone,
    /// It was not renewed for as long as it lives. etcd may know better, but nobody could ask.
    Expired(Failure),
    /// It could not be renewed even once: nothing is known about it.
    Unknown(Failure),
}

/// Renews a lease until dropped, whether or not anybody asks for its state: whoever waits for
/// something else meanwhile does not lose it.
#[derive(Debug)]
pub(crate) struct KeepAlive {
    states: UnboundedReceiver<KeepAliveState>,
    renewals: AbortHandle,
}

impl KeepAlive {
    /// Begins to renew a lease that somebody else was granted.
    pub(crate) fn start(session: Arc<Session>, lease: i64) -> Self {
        Self::renew(session, lease, None)
    }

    /// Begins to renew a lease that was granted just now.
    pub(crate) fn start_granted(session: Arc<Session>, lease: i64, grant: Grant) -> Self {
        Self::renew(session, lease, Some(grant))
    }

    fn renew(session: Arc<Session>, lease: i64, grant: Option<Grant>) -> Self {
        let (tell, states) = unbounded_channel();
        let renewals = KeepAliveTask::new(session, lease, grant, tell);
        Self { states, renewals: spawn_local(renewals.run()).abort_handle() }
    }

    /// The next state; `None` after [`KeepAliveState::Lost`]. Nothing is lost if the wait for it is given up.
    pub(crate) async fn next(&mut self) -> Option<KeepAliveState> {
        self.states.recv().await
    }
}

impl Drop for KeepAlive {
    fn drop(&mut self) {
        self.renewals.abort();
    }
}
