//! `--if-held`: writes that fail if the enclosing lock is lost. The check and the write are one
//! transaction.

use crate::etcd::Session;
use crate::etcd::proto::{
    RangeRequest, RequestUnion, ResponseUnion, TargetUnion, TxnRequest, TxnResponse, equal,
    operation,
};
use crate::failure::{Failure, Kind};
use crate::go::quote;
use crate::input::{HeldLock, LOCK_REVISION, held_lock};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct IfHeld {
    /// Write only if the enclosing "ectl lock" holds its lock; else exit with 8
    #[arg(long)]
    if_held: bool,
}

/// The comparison that a lock is still held.
#[derive(Debug)]
pub(crate) struct Fence(HeldLock);

impl IfHeld {
    pub(crate) fn fence(&self) -> Result<Option<Fence>, Failure> {
        self.if_held.then(|| held_lock().map(Fence)).transpose()
    }
}

/// Commits a transaction, behind a fence if there is one, and returns the reply to the transaction.
pub(crate) async fn commit(
    session: &Session,
    fence: Option<&Fence>,
    request: TxnRequest,
) -> anyhow::Result<TxnResponse> {
    match fence {
        None => Ok(session.call(request).await?),
        Some(fence) => Ok(fence.reply(session.call(fence.wrap(request)).await?)?),
    }
}

impl Fence {
    /// Nests the transaction in another, so that the reply shows which comparison failed.
    fn wrap(&self, request: TxnRequest) -> TxnRequest {
        let Self(HeldLock { key, revision }) = self;
        let read = RangeRequest { key: key.clone(), keys_only: true, ..RangeRequest::default() };
        TxnRequest {
            compare: vec![equal(key.clone(), TargetUnion::CreateRevision(*revision))],
            success: vec![operation(RequestUnion::RequestTxn(request))],
            failure: vec![operation(RequestUnion::RequestRange(read))],
        }
    }

    /// Returns the reply to the inner transaction, with the header of the outer one, which is complete.
    fn reply(&self, reply: TxnResponse) -> Result<TxnResponse, Failure> {
        let TxnResponse { header, responses, .. } = reply;
        match responses.into_iter().next().and_then(|operation| operation.response) {
            Some(ResponseUnion::ResponseTxn(inner)) => Ok(TxnResponse { header, ..inner }),
            Some(ResponseUnion::ResponseRange(found)) => {
                Err(self.lost(found.kvs.first().map(|kv| kv.create_revision)))
            }
            _ => Err(self.lost(None)),
        }
    }

    fn lost(&self, created: Option<i64>) -> Failure {
        let Self(HeldLock { key, revision }) = self;
        let why = match created {
            None => "its key was deleted, or its lease expired or was revoked".to_owned(),
            Some(created) => {
                format!(
                    "its key was created at revision {created}, not at {LOCK_REVISION}={revision}"
                )
            }
        };
        Failure::new(Kind::Unmet, format!("lock {} was lost: {why}", quote(key)))
    }
}

#[cfg(test)]
mod tests {
    use super::Fence;
    use crate::etcd::proto::{
        KeyValue, RangeResponse, ResponseHeader, ResponseOp, ResponseUnion, TxnRequest, TxnResponse,
    };
    use crate::failure::Kind;
    use crate::input::HeldLock;

    fn reply(union: ResponseUnion) -> TxnResponse {
        TxnResponse {
            header: Some(ResponseHeader { revision: 9, ..ResponseHeader::default() }),
            succeeded: true,
            responses: vec![ResponseOp { response: Some(union) }],
        }
    }

    #[test]
    fn reply_tells_which_comparison_failed() {
        let fence = Fence(HeldLock { key: b"l/1".to_vec(), revision: 7 });
        let whole = fence.wrap(TxnRequest::default());
        assert_eq!((whole.compare.len(), whole.success.len(), whole.failure.len()), (1, 1, 1));

        let inner = ResponseUnion::ResponseTxn(TxnResponse::default());
        let theirs = fence.reply(reply(inner)).unwrap();
        assert_eq!((theirs.succeeded, theirs.header.unwrap().revision), (false, 9));

        let kv = KeyValue { create_revision: 8, ..KeyValue::default() };
        for (kvs, why) in [
            (vec![], "its key was deleted, or its lease expired or was revoked"),
            (vec![kv], "its key was created at revision 8, not at ETCD_LOCK_REV=7"),
        ] {
            let range = RangeResponse { kvs, ..RangeResponse::default() };
            let failure = fence.reply(reply(ResponseUnion::ResponseRange(range))).unwrap_err();
            assert_eq!(failure.kind(), Kind::Unmet);
            assert_eq!(failure.to_string(), format!("lock \"l/1\" was lost: {why}"));
        }
    }
}
