//! The writes of a mirror, one transaction after the other.

use super::guard::{is_written_request, write_request};
use super::{Mirror, Side};
use crate::etcd::proto::{RequestOp, TxnRequest};
use crate::etcd::{CallError, Refusal};
use crate::failure::Failure;

/// Attempts with a guard, after which another client that writes the same keys without a pause is overruled.
const GUARDED: u32 = 8;

impl Mirror {
    /// Writes one transaction, and retries it until it has an answer. An attempt without an answer may be executed
    /// after later writes, when a frozen member wakes up. So each is guarded: it has no effect if a key of
    /// it was changed since the last answer. Only a put of a key that is deleted by then is not noticed.
    pub(super) async fn write(&mut self, ops: Vec<RequestOp>, at: i64) -> Result<(), Failure> {
        self.total += ops.len() as u64;
        let mut attempts = 0;
        loop {
            attempts += 1;
            let guard = (attempts <= GUARDED).then_some(self.answered);
            if Box::pin(self.attempt(&ops, guard)).await? {
                break;
            }
            // The write may have taken place by an attempt without an answer. Other writes of the keys are
            // overwritten.
            match Box::pin(self.commit(is_written_request(&ops))).await {
                Ok(true) => break,
                Ok(false) => {}
                Err(fault) => return Err(Side::Destination.failure(fault)),
            }
        }
        self.report(at);
        Ok(())
    }

    /// Returns whether the guard held. There is none where a user may only write, or if the server
    /// finds the request too large with it.
    async fn attempt(&mut self, ops: &[RequestOp], guard: Option<i64>) -> Result<bool, Failure> {
        use Refusal::{MessageTooLarge, PermissionDenied, RequestTooLarge};
        let fault = match self.commit(write_request(ops, guard)).await {
            Ok(succeeded) => return Ok(succeeded),
            Err(fault) => fault,
        };
        let is_guard_refused =
            matches!(fault.refusal(), Some(MessageTooLarge | PermissionDenied | RequestTooLarge));
        if guard.is_none() || !is_guard_refused {
            return Err(Side::Destination.failure(fault));
        }
        let bare = self.commit(write_request(ops, None)).await;
        bare.map_err(|fault| Side::Destination.failure(fault))
    }

    /// Sends a transaction until it has an answer; returns whether its comparisons held.
    async fn commit(&mut self, request: TxnRequest) -> Result<bool, CallError> {
        loop {
            match self.destination.call(request.clone()).await {
                Ok(reply) => {
                    self.writing.succeeded();
                    self.answered = reply.header.map_or(self.answered, |header| header.revision);
                    return Ok(reply.succeeded);
                }
                Err(fault) => self.writing.pause(fault).await?,
            }
        }
    }
}
