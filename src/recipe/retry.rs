//! Calls that are retried: until etcd answers, or for as long as a cleanup makes sense.

use crate::clock::Moment;
use crate::etcd::{CallError, Nature, Refusal, Rpc, Session};
use crate::failure::{Failure, Kind};
use std::time::Duration;
use tokio::time::sleep;

const PAUSE: Duration = Duration::from_millis(250);

/// Time after which a cleanup call is sent once more: a cluster has a new leader by then.
const RESEND_AFTER: Duration = Duration::from_millis(1500);

/// Retries until etcd answers. No deadline: callers race this against the loss of a lease.
pub(crate) async fn until_answered<T>(
    work: impl AsyncFn() -> Result<T, CallError>,
) -> Result<T, CallError> {
    loop {
        match work().await {
            Err(fault) if fault.is_out_of_contact() => sleep(PAUSE).await,
            done => return done,
        }
    }
}

/// Sends a request until etcd answers.
pub(crate) async fn call_until_answered<R: Rpc + Clone>(
    etcd: &Session,
    request: R,
) -> Result<R::Reply, CallError> {
    until_answered(async || etcd.call(request.clone()).await).await
}

/// Retries a cleanup call until it succeeds, the command timeout passes, or the lease expires, which
/// cleans up by itself.
pub(crate) async fn clean_up(
    etcd: &Session,
    expiry: Moment,
    work: impl AsyncFn() -> Result<(), CallError>,
) -> Result<(), CallError> {
    // The deadline of the call itself comes first, so that there is an error to return.
    let end = expiry.min(Moment::now().after(etcd.options().command_timeout + PAUSE));
    let mut last = None;
    loop {
        match end.bound(resent(&work)).await {
            Some(Ok(())) => return Ok(()),
            Some(Err(fault)) if !is_transient(&fault) || end.left() <= PAUSE => return Err(fault),
            Some(Err(fault)) => {
                last = Some(fault);
                sleep(PAUSE).await;
            }
            None if expiry.left().is_zero() => return Ok(()),
            None => return Err(last.unwrap_or_else(unanswered)),
        }
    }
}

fn unanswered() -> CallError {
    CallError::local(Failure::new(Kind::Deadline, "etcd did not answer in time"))
}

/// Runs an idempotent call, and a second time beside it if it takes long: a request that a member has
/// forwarded to a leader that is then frozen gets no answer, not even from the next leader.
async fn resent(work: &impl AsyncFn() -> Result<(), CallError>) -> Result<(), CallError> {
    let again = async {
        sleep(RESEND_AFTER).await;
        work().await
    };
    tokio::select! {
        biased;
        done = work() => done,
        Ok(()) = again => Ok(()),
    }
}

fn is_transient(fault: &CallError) -> bool {
    matches!(fault.nature, Nature::NoAnswer | Nature::Unavailable)
}

/// Returns whether etcd refused a request because it has no such lease.
pub(crate) fn is_lease_not_found(fault: &CallError) -> bool {
    fault.refusal() == Some(Refusal::LeaseNotFound)
}

/// Returns whether the same call may succeed later.
pub(crate) fn may_succeed_later(fault: &CallError) -> bool {
    fault.is_out_of_contact()
        || fault.kind() == Kind::Deadline
        || fault.refusal() == Some(Refusal::TooManyRequests)
}
