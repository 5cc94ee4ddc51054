//! What must hold at the destination for a write of a mirror, and after it.

use crate::etcd::proto::{
    Compare, CompareTarget, RangeRequest, RequestOp, RequestUnion, TargetUnion, TxnRequest, equal,
    operation,
};

/// etcd's `Compare_LESS`.
const LESS: i32 = 2;

/// Returns the transaction of the writes; with a revision, it has no effect if one of the keys was changed later.
pub(super) fn write_request(ops: &[RequestOp], unchanged_since: Option<i64>) -> TxnRequest {
    let guard = |revision: i64| {
        ops.iter().filter_map(written_key).map(move |key| Compare {
            result: LESS,
            target: CompareTarget::Mod.into(),
            key: key.to_vec(),
            target_union: Some(TargetUnion::ModRevision(revision.saturating_add(1))),
            ..Compare::default()
        })
    };
    let compare = unchanged_since.into_iter().flat_map(guard).collect();
    TxnRequest { compare, success: ops.to_vec(), ..TxnRequest::default() }
}

/// Returns the transaction that succeeds if the keys are as the writes would leave them. It changes nothing.
pub(super) fn is_written_request(ops: &[RequestOp]) -> TxnRequest {
    let compare = ops.iter().filter_map(|op| match &op.request {
        Some(RequestUnion::RequestPut(put)) => {
            Some(equal(put.key.clone(), TargetUnion::Value(put.value.clone())))
        }
        Some(RequestUnion::RequestDeleteRange(delete)) => {
            Some(equal(delete.key.clone(), TargetUnion::CreateRevision(0)))
        }
        _ => None,
    });
    // A transaction without an operation would not be linearizable.
    let read = ops.iter().filter_map(written_key).take(1).map(|key| {
        let request = RangeRequest { key: key.to_vec(), count_only: true, ..Default::default() };
        operation(RequestUnion::RequestRange(request))
    });
    let read: Vec<_> = read.collect();
    TxnRequest { compare: compare.collect(), success: read.clone(), failure: read }
}

pub(super) fn written_key(op: &RequestOp) -> Option<&[u8]> {
    match &op.request {
        Some(RequestUnion::RequestPut(put)) => Some(&put.key),
        Some(RequestUnion::RequestDeleteRange(delete)) => Some(&delete.key),
        _ => None,
    }
}
