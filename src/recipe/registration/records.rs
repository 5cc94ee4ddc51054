//! The records of a registration: put, watched and deleted together.

use crate::etcd::proto::{
    Compare, DELETE, DeleteRangeRequest, KeyValue, PutRequest, RangeRequest, RequestOp,
    RequestUnion, ResponseOp, ResponseUnion, TargetUnion, TxnRequest, TxnResponse, equal,
    header_revision, operation,
};
use crate::etcd::{CallError, Range, Session};
use crate::recipe::lease::Lease;
use crate::recipe::naming::ServiceRecord;
use crate::recipe::retry::clean_up;
use crate::recipe::watcher::{WatchEnd, WatchEvent, Watcher};
use futures_util::future::select_all;
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: Vec<u8>,
    pub(crate) value: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct RecordSet(pub(crate) Vec<Entry>);

/// The owner of the records, and the values that it may replace.
#[derive(Debug)]
pub(crate) struct Ownership<'a> {
    pub(crate) lease: i64,
    /// Earlier leases of the same registration: records under them are its own.
    pub(crate) former: &'a [i64],
    pub(crate) replace: bool,
    /// A record for the same address is replaced if it has no lease.
    pub(crate) reclaim: bool,
}

#[derive(Debug)]
pub(crate) struct PutOutcome {
    pub(crate) revision: i64,
    /// Values of other owners that were replaced.
    pub(crate) replaced: Vec<KeyValue>,
}

#[derive(Debug)]
pub(crate) enum RecordChange {
    Deleted(Vec<u8>),
    /// A record for the same address without a lease has replaced one.
    Overwritten,
    Taken(KeyValue),
    Compacted,
}

impl RecordSet {
    /// Puts all records in one transaction, or returns the first value that may not be replaced.
    /// Idempotent.
    pub(crate) async fn put(
        &self,
        etcd: &Session,
        owner: &Ownership<'_>,
    ) -> Result<Result<PutOutcome, KeyValue>, CallError> {
        let mut seen = vec![0; self.0.len()];
        loop {
            let compare = if owner.replace { Vec::new() } else { self.unchanged_since(&seen) };
            let reply = etcd.call(self.transaction(compare, owner.lease)).await?;
            if reply.succeeded {
                return Ok(Ok(self.outcome(reply, owner)));
            }
            let current = reply.responses.into_iter().map(first_kv);
            for ((entry, seen), kv) in self.0.iter().zip(&mut seen).zip(current) {
                *seen = match kv {
                    Some(kv) if !entry.may_replace(&kv, owner) => return Ok(Err(kv)),
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
            failure: self.0.iter().map(Entry::read).collect(),
        }
    }

    /// Compares whether the keys were last changed at these revisions; 0 is an absent key.
    fn unchanged_since(&self, revisions: &[i64]) -> Vec<Compare> {
        let keys = self.0.iter().zip(revisions);
        keys.map(|(entry, revision)| equal(entry.key.clone(), TargetUnion::ModRevision(*revision)))
            .collect()
    }

    fn outcome(&self, reply: TxnResponse, owner: &Ownership<'_>) -> PutOutcome {
        let revision = header_revision(reply.header);
        let before = reply.responses.into_iter().map(|response| match response.response {
            Some(ResponseUnion::ResponsePut(put)) => put.prev_kv,
            _ => None,
        });
        let replaced = self
            .0
            .iter()
            .zip(before)
            .filter_map(|(entry, before)| before.filter(|kv| !entry.is_own(kv, owner)));
        PutOutcome { revision, replaced: replaced.collect() }
    }

    /// Waits until a record differs from what was put at this revision.
    pub(crate) async fn next_change(
        &self,
        etcd: &Arc<Session>,
        revision: i64,
        lease: i64,
        ttl: Duration,
    ) -> Result<RecordChange, CallError> {
        let watch = |entry| Box::pin(Entry::next_change(entry, etcd, revision, lease, ttl));
        let watches = self.0.iter().map(watch);
        select_all(watches).await.0
    }

    /// Deletes the records that are still as they were put, and keeps the lease.
    pub(crate) async fn delete(&self, etcd: &Session, lease: &Lease) -> Result<(), CallError> {
        let success = self.0.iter().map(|entry| entry.delete(lease.id())).collect();
        let request = TxnRequest { success, ..TxnRequest::default() };
        let work = async || etcd.call_idempotent(request.clone()).await.map(drop);
        let expiry = *lease.expiry().borrow();
        clean_up(etcd, expiry, work).await
    }
}

impl Entry {
    fn is_own(&self, kv: &KeyValue, owner: &Ownership<'_>) -> bool {
        kv.value == self.value && (kv.lease == owner.lease || owner.former.contains(&kv.lease))
    }

    fn may_replace(&self, kv: &KeyValue, owner: &Ownership<'_>) -> bool {
        self.is_own(kv, owner) || (owner.reclaim && self.is_unowned(kv))
    }

    /// Returns whether a value is a record for this address without a lease, which was put by hand.
    fn is_unowned(&self, kv: &KeyValue) -> bool {
        let address = |value: &[u8]| ServiceRecord::decode(value).ok().map(|record| record.address);
        kv.lease == 0 && address(&kv.value).is_some_and(|other| address(&self.value) == Some(other))
    }

    fn put(&self, lease: i64) -> RequestOp {
        let Self { key, value } = self.clone();
        let put = PutRequest { key, value, lease, prev_kv: true, ..PutRequest::default() };
        operation(RequestUnion::RequestPut(put))
    }

    fn read(&self) -> RequestOp {
        let range = RangeRequest { key: self.key.clone(), ..RangeRequest::default() };
        operation(RequestUnion::RequestRange(range))
    }

    /// Deletes the key within a transaction, if its value is still this record under this lease.
    fn delete(&self, lease: i64) -> RequestOp {
        let compare = [TargetUnion::Value(self.value.clone()), TargetUnion::Lease(lease)];
        let compare = compare.map(|value| equal(self.key.clone(), value)).to_vec();
        let delete = DeleteRangeRequest { key: self.key.clone(), ..DeleteRangeRequest::default() };
        let success = vec![operation(RequestUnion::RequestDeleteRange(delete))];
        operation(RequestUnion::RequestTxn(TxnRequest { compare, success, failure: Vec::new() }))
    }

    async fn next_change(
        &self,
        etcd: &Arc<Session>,
        revision: i64,
        lease: i64,
        ttl: Duration,
    ) -> Result<RecordChange, CallError> {
        let range = Range { key: self.key.clone(), end: Vec::new() };
        let mut watcher = Watcher::after(etcd, range, revision).await?.expect_life_under_ttl(ttl);
        let own = Ownership { lease, former: &[], replace: false, reclaim: false };
        loop {
            let events = match watcher.next().await {
                Ok(WatchEvent::Response(response)) => response.events,
                Ok(WatchEvent::Lost { .. } | WatchEvent::Regained { .. }) => continue,
                Err(WatchEnd::Compacted { .. } | WatchEnd::Reverted { .. }) => {
                    return Ok(RecordChange::Compacted);
                }
                Err(WatchEnd::Refused(fault)) => return Err(fault),
            };
            for event in events {
                let kv = event.kv.unwrap_or_default();
                if event.r#type == DELETE {
                    return Ok(RecordChange::Deleted(kv.key));
                }
                if self.is_unowned(&kv) {
                    return Ok(RecordChange::Overwritten);
                }
                if !self.is_own(&kv, &own) {
                    return Ok(RecordChange::Taken(kv));
                }
            }
        }
    }
}

fn first_kv(response: ResponseOp) -> Option<KeyValue> {
    match response.response {
        Some(ResponseUnion::ResponseRange(range)) => range.kvs.into_iter().next(),
        _ => None,
    }
}
