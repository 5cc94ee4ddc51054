//! The records themselves: put, watched and deleted together.

use super::lease::RegistrationLease;
use crate::etcd::proto::{
    Compare, DELETE, DeleteRangeRequest, KeyValue, PutRequest, RangeRequest, RequestOp,
    RequestUnion, ResponseOp, ResponseUnion, TargetUnion, TxnRequest, TxnResponse,
    WatchCreateRequest, equal, header_revision, operation,
};
use crate::etcd::{CallError, Session};
use crate::recipe::lease::{in_the_end, insist};
use crate::recipe::naming::ServiceRecord;
use crate::recipe::watcher::{WatchEnd, WatchEvent, Watcher};
use futures_util::future::select_all;
use std::sync::Arc;

/// One record: where it is to stand, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: Vec<u8>,
    pub(crate) value: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct RecordSet(pub(crate) Vec<Entry>);

/// In whose name the records are put.
#[derive(Debug)]
pub(crate) struct Ownership<'a> {
    pub(crate) lease: i64,
    /// Leases that were ours: what still stands under them is ours too.
    pub(crate) former: &'a [i64],
    /// Whatever stands there is replaced.
    pub(crate) replace: bool,
    /// What stands there without a lease is replaced if it is for the same address.
    pub(crate) reclaim: bool,
}

/// All records stand.
#[derive(Debug)]
pub(crate) struct PutOutcome {
    pub(crate) revision: i64,
    /// What stood there before and was not ours.
    pub(crate) replaced: Vec<KeyValue>,
}

/// What has happened to the records.
#[derive(Debug)]
pub(crate) enum RecordChange {
    /// This key is gone.
    Deleted(Vec<u8>),
    /// A record for the same address stands there now, without a lease.
    Overwritten,
    /// Something else stands there now.
    Taken(KeyValue),
    /// etcd no longer knows what happened since.
    Forgotten,
}

impl RecordSet {
    /// Puts all of them at once, unless something stands there that is not ours: then that is
    /// returned. It does no harm if it is done twice.
    pub(crate) async fn put(
        &self,
        etcd: &Session,
        claim: &Ownership<'_>,
    ) -> Result<Result<PutOutcome, KeyValue>, CallError> {
        let mut seen = vec![0; self.0.len()];
        loop {
            let compare = if claim.replace { Vec::new() } else { self.unchanged_since(&seen) };
            let reply = etcd.call(self.transaction(compare, claim.lease)).await?;
            if reply.succeeded {
                return Ok(Ok(self.outcome(reply, claim)));
            }
            let found = reply.responses.into_iter().map(found);
            for ((entry, seen), kv) in self.0.iter().zip(&mut seen).zip(found) {
                *seen = match kv {
                    Some(kv) if !entry.may_replace(&kv, claim) => return Ok(Err(kv)),
                    Some(kv) => kv.mod_revision,
                    None => 0,
                };
            }
        }
    }

    fn transaction(&self, compare: Vec<Compare>, lease: i64) -> TxnRequest {
        TxnRequest {
            compare,
            success: self.0.iter().map(|entry| entry.put(lease)).collect(),
            failure: self.0.iter().map(Entry::look).collect(),
        }
    }

    /// That the keys were last changed at these revisions; 0: that there is no such key.
    fn unchanged_since(&self, revisions: &[i64]) -> Vec<Compare> {
        let keys = self.0.iter().zip(revisions);
        keys.map(|(entry, revision)| equal(entry.key.clone(), TargetUnion::ModRevision(*revision)))
            .collect()
    }

    fn outcome(&self, reply: TxnResponse, claim: &Ownership<'_>) -> PutOutcome {
        let revision = header_revision(reply.header);
        let before = reply.responses.into_iter().map(|response| match response.response {
            Some(ResponseUnion::ResponsePut(put)) => put.prev_kv,
            _ => None,
        });
        let replaced = self
            .0
            .iter()
            .zip(before)
            .filter_map(|(entry, before)| before.filter(|kv| !entry.is(kv, claim)));
        PutOutcome { revision, replaced: replaced.collect() }
    }

    /// Waits until one of them is no longer what was put at this revision.
    pub(crate) async fn disturbance(
        &self,
        etcd: &Arc<Session>,
        revision: i64,
        lease: i64,
    ) -> Result<RecordChange, CallError> {
        let watches = self.0.iter().map(|entry| Box::pin(entry.disturbance(etcd, revision, lease)));
        select_all(watches).await.0
    }

    /// Deletes what still stands there of ours, and leaves the lease alone.
    pub(crate) async fn delete(
        &self,
        etcd: &Session,
        lease: &RegistrationLease,
    ) -> Result<(), CallError> {
        let success = self.0.iter().map(|entry| entry.delete(lease.id())).collect();
        let request = TxnRequest { success, ..TxnRequest::default() };
        let work = async || etcd.call_idempotent(request.clone()).await.map(drop);
        in_the_end(etcd, lease.expiry(), work).await
    }
}

impl Entry {
    /// Whether this is what we put there.
    fn is(&self, kv: &KeyValue, claim: &Ownership<'_>) -> bool {
        kv.value == self.value && (kv.lease == claim.lease || claim.former.contains(&kv.lease))
    }

    fn may_replace(&self, kv: &KeyValue, claim: &Ownership<'_>) -> bool {
        self.is(kv, claim) || (claim.reclaim && self.is_without_owner(kv))
    }

    /// Whether it is a record for this address that no lease stands behind: put by hand, and not by
    /// another registration.
    fn is_without_owner(&self, kv: &KeyValue) -> bool {
        let address = |value: &[u8]| ServiceRecord::decode(value).ok().map(|record| record.address);
        kv.lease == 0 && address(&kv.value).is_some_and(|other| address(&self.value) == Some(other))
    }

    fn put(&self, lease: i64) -> RequestOp {
        let Self { key, value } = self.clone();
        let put = PutRequest { key, value, lease, prev_kv: true, ..PutRequest::default() };
        operation(RequestUnion::RequestPut(put))
    }

    fn look(&self) -> RequestOp {
        let range = RangeRequest { key: self.key.clone(), ..RangeRequest::default() };
        operation(RequestUnion::RequestRange(range))
    }

    /// Deletes the key within a transaction, if it is ours.
    fn delete(&self, lease: i64) -> RequestOp {
        let compare = [TargetUnion::Value(self.value.clone()), TargetUnion::Lease(lease)];
        let compare = compare.map(|value| equal(self.key.clone(), value)).to_vec();
        let delete = DeleteRangeRequest { key: self.key.clone(), ..DeleteRangeRequest::default() };
        let success = vec![operation(RequestUnion::RequestDeleteRange(delete))];
        operation(RequestUnion::RequestTxn(TxnRequest { compare, success, failure: Vec::new() }))
    }

    async fn disturbance(
        &self,
        etcd: &Arc<Session>,
        revision: i64,
        lease: i64,
    ) -> Result<RecordChange, CallError> {
        let request = WatchCreateRequest {
            key: self.key.clone(),
            start_revision: revision.saturating_add(1),
            ..WatchCreateRequest::default()
        };
        let mut watcher =
            insist(async || Watcher::open(etcd.clone(), request.clone()).await).await?;
        let ours = Ownership { lease, former: &[], replace: false, reclaim: false };
        loop {
            let events = match watcher.next().await {
                Ok(WatchEvent::Response(response)) => response.events,
                Ok(WatchEvent::Lost { .. } | WatchEvent::Regained { .. }) => continue,
                Err(WatchEnd::Compacted { .. }) => return Ok(RecordChange::Forgotten),
                Err(WatchEnd::Refused(fault)) => return Err(fault),
            };
            for event in events {
                let kv = event.kv.unwrap_or_default();
                if event.r#type == DELETE {
                    return Ok(RecordChange::Deleted(kv.key));
                }
                if self.is_without_owner(&kv) {
                    return Ok(RecordChange::Overwritten);
                }
                if !self.is(&kv, &ours) {
                    return Ok(RecordChange::Taken(kv));
                }
            }
        }
    }
}

fn found(response: ResponseOp) -> Option<KeyValue> {
    match response.response {
        Some(ResponseUnion::ResponseRange(range)) => range.kvs.into_iter().next(),
        _ => None,
    }
}
