//! A place in the queue for a lock or for a leadership, as etcd's Go package `concurrency` lays it
//! out: a key for each who wants it, whose the oldest is has it.

use super::ahead::Ahead;
use super::keep_alive::LeaseLost;
use super::lease::{Lease, insist};
use super::watcher::{WatchEnd, WatchEvent, Watcher};
use crate::clock::Moment;
use crate::etcd::prefix_end;
use crate::etcd::proto::{
    Compare, CompareTarget, DELETE, DeleteRangeRequest, KeyValue, PutRequest, RangeRequest,
    RangeResponse, RequestOp, RequestUnion, ResponseUnion, TargetUnion, TxnRequest, TxnResponse,
    WatchCreateRequest,
};
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::go::quote;
use std::sync::Arc;
use std::time::Duration;

/// etcd's `SortOrder` and `SortTarget`.
const ASCENDING: i32 = 1;
const DESCENDING: i32 = 2;
const BY_CREATION: i32 = 2;

/// Our place in a queue, and the lease that it stands and falls with.
#[derive(Debug)]
pub(crate) struct Mutex {
    etcd: Arc<Session>,
    lease: Lease,
    prefix: Vec<u8>,
    key: Vec<u8>,
    /// The revision at which the key was created: who was first is decided by it.
    revision: i64,
}

impl Mutex {
    /// Prepares a claim to what has this name.
    pub(crate) fn new(etcd: Arc<Session>, name: &[u8], lease: Lease) -> Self {
        let prefix = [name, b"/"].concat();
        let mut tail = format!("{:x}", lease.id());
        if lease.is_borrowed() {
            // To Go's packages who has the same lease has the same place. But two commands of a session
            // that want the same lock are two: each has a key of its own. The separator keeps what follows
            // from being read as a part of the lease.
            tail.push_str(&format!("-{:08x}{:x}", std::process::id(), Moment::now().nanos()));
        }
        let key = [&*prefix, tail.as_bytes()].concat();
        Self { etcd, lease, prefix, key, revision: 0 }
    }

    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }

    /// The fencing token: the key's create revision.
    pub(crate) fn revision(&self) -> i64 {
        self.revision
    }

    pub(crate) fn lease(&self) -> &Lease {
        &self.lease
    }

    /// Takes the last place in the queue. Returns who has the first, if somebody else has.
    pub(crate) async fn enter(&mut self, value: &[u8]) -> Result<Option<KeyValue>, Failure> {
        let request = self.entry(value);
        let entered = insist(async || self.etcd.call(request.clone()).await);
        let reply = tokio::select! {
            biased;
            reply = entered => reply?,
            loss = self.lease.lost(Duration::ZERO) => return Err(lost(&self.key, loss)),
        };
        let (own, first) = places(reply);
        self.revision = own;
        Ok(first.filter(|first| first.create_revision != own))
    }

    /// Puts the key if it is not there, so that it does no harm if the request arrives twice.
    fn entry(&self, value: &[u8]) -> TxnRequest {
        let put = PutRequest {
            key: self.key.clone(),
            value: value.to_vec(),
            lease: self.lease.id(),
            ..PutRequest::default()
        };
        let get = RangeRequest { key: self.key.clone(), ..RangeRequest::default() };
        let first = || operation(RequestUnion::RequestRange(first_created(&self.prefix)));
        TxnRequest {
            compare: vec![created_at(&self.key, 0)],
            success: vec![operation(RequestUnion::RequestPut(put)), first()],
            failure: vec![operation(RequestUnion::RequestRange(get)), first()],
        }
    }

    /// What it waits for, when it has entered.
    pub(crate) fn ahead(&self) -> Ahead {
        let Self { etcd, prefix, revision, .. } = self;
        Ahead { etcd: etcd.clone(), prefix: prefix.clone(), revision: *revision }
    }

    /// Waits until all who came before are gone. Returns our own key as it is then.
    pub(crate) async fn wait(&mut self) -> Result<RangeResponse, Failure> {
        let Self { etcd, lease, prefix, key, revision, .. } = self;
        let reply = tokio::select! {
            biased;
            reply = turn(etcd, prefix, key, *revision) => reply?,
            loss = lease.lost(Duration::ZERO) => return Err(lost(key, loss)),
            failure = vanished(etcd, key, *revision) => return Err(failure),
        };
        match reply.kvs.first() {
            Some(kv) if kv.create_revision == *revision => Ok(reply),
            _ => Err(gone(key)),
        }
    }

    /// Waits until the claim is lost, or may be lost when `reserve` has passed.
    pub(crate) async fn lost(&mut self, reserve: Duration) -> Failure {
        let Self { etcd, lease, key, revision, .. } = self;
        let failure = tokio::select! {
            biased;
            loss = lease.lost(reserve) => lost(key, loss),
            failure = vanished(etcd, key, *revision) => failure,
        };
        failure.of_kind(Kind::Lost)
    }

    /// Who has the first place now.
    pub(crate) async fn holder(&self) -> Result<Option<KeyValue>, CallError> {
        let reply = self.etcd.call(first_created(&self.prefix)).await?;
        Ok(reply.kvs.into_iter().next())
    }

    /// Gives the place up: the key is gone at once, and so is the lease if it is our own. A key that
    /// somebody else has put stays theirs.
    pub(crate) async fn leave(self) -> Result<(), CallError> {
        if !self.lease.is_borrowed() {
            return self.lease.revoke().await;
        }
        let (etcd, request) = (self.etcd.clone(), self.exit());
        let exit = async || etcd.call_idempotent(request.clone()).await.map(drop);
        self.lease.finish(exit).await
    }

    /// Deletes the key if it is still the one that we put.
    fn exit(&self) -> TxnRequest {
        let delete = DeleteRangeRequest { key: self.key.clone(), ..DeleteRangeRequest::default() };
        TxnRequest {
            compare: vec![created_at(&self.key, self.revision)],
            success: vec![operation(RequestUnion::RequestDeleteRange(delete))],
            failure: Vec::new(),
        }
    }
}

/// Whether a key was created at a revision; at 0: whether it is absent.
fn created_at(key: &[u8], revision: i64) -> Compare {
    Compare {
        target: CompareTarget::Create.into(),
        key: key.to_vec(),
        target_union: Some(TargetUnion::CreateRevision(revision)),
        ..Compare::default()
    }
}

fn operation(request: RequestUnion) -> RequestOp {
    RequestOp { request: Some(request) }
}

/// The keys below a prefix, the oldest first.
pub(crate) fn by_creation(prefix: &[u8]) -> RangeRequest {
    RangeRequest {
        key: prefix.to_vec(),
        range_end: prefix_end(prefix),
        sort_order: ASCENDING,
        sort_target: BY_CREATION,
        ..RangeRequest::default()
    }
}

/// The oldest key below a prefix.
pub(crate) fn first_created(prefix: &[u8]) -> RangeRequest {
    RangeRequest { limit: 1, ..by_creation(prefix) }
}

/// The youngest key below a prefix that was created before a revision.
fn last_before(prefix: &[u8], revision: i64) -> RangeRequest {
    RangeRequest {
        sort_order: DESCENDING,
        max_create_revision: revision.saturating_sub(1),
        ..first_created(prefix)
    }
}

/// Our key's create revision, and the oldest key, as the answer to an entry has them.
fn places(reply: TxnResponse) -> (i64, Option<KeyValue>) {
    let now = reply.header.map_or(0, |header| header.revision);
    let mut own = now;
    let mut first = None;
    for (number, response) in reply.responses.into_iter().enumerate() {
        let Some(ResponseUnion::ResponseRange(range)) = response.response else { continue };
        let kv = range.kvs.into_iter().next();
        if number == 0 {
            own = kv.map_or(now, |kv| kv.create_revision);
        } else {
            first = kv;
        }
    }
    (own, first)
}

async fn turn(
    etcd: &Arc<Session>,
    prefix: &[u8],
    key: &[u8],
    revision: i64,
) -> Result<RangeResponse, CallError> {
    loop {
        let older = last_before(prefix, revision);
        let reply = insist(async || etcd.call(older.clone()).await).await?;
        let now = reply.header.map_or(0, |header| header.revision);
        let Some(kv) = reply.kvs.into_iter().next() else { break };
        deleted(etcd, &kv.key, now).await?;
    }
    let own = RangeRequest { key: key.to_vec(), ..RangeRequest::default() };
    insist(async || etcd.call(own.clone()).await).await
}

/// Waits until our own key is gone. That it was overwritten does not matter.
async fn vanished(etcd: &Arc<Session>, key: &[u8], revision: i64) -> Failure {
    let own = RangeRequest { key: key.to_vec(), ..RangeRequest::default() };
    let mut seen = revision;
    loop {
        match deleted(etcd, key, seen).await {
            Ok(true) => return gone(key),
            Ok(false) => {}
            Err(fault) => return fault.while_trying("cannot watch the key"),
        }
        let reply = match insist(async || etcd.call(own.clone()).await).await {
            Ok(reply) => reply,
            Err(fault) => return fault.while_trying("cannot read the key"),
        };
        if reply.kvs.first().is_none_or(|kv| kv.create_revision != revision) {
            return gone(key);
        }
        seen = reply.header.map_or(seen, |header| header.revision);
    }
}

/// Waits for the deletion of a key after a revision; false if etcd has forgotten what happened.
pub(crate) async fn deleted(
    etcd: &Arc<Session>,
    key: &[u8],
    after: i64,
) -> Result<bool, CallError> {
    let request = WatchCreateRequest {
        key: key.to_vec(),
        start_revision: after.saturating_add(1),
        ..WatchCreateRequest::default()
    };
    let mut watcher = insist(async || Watcher::open(etcd.clone(), request.clone()).await).await?;
    loop {
        match watcher.next().await {
            Ok(WatchEvent::Response(reply)) if reply.events.iter().any(|e| e.r#type == DELETE) => {
                return Ok(true);
            }
            Ok(_) => {}
            Err(WatchEnd::Compacted { .. }) => return Ok(false),
            Err(WatchEnd::Refused(fault)) => return Err(fault),
        }
    }
}

fn gone(key: &[u8]) -> Failure {
    let text = format!("key {} was deleted, or its lease expired or was revoked", quote(key));
    Failure::new(Kind::Lost, text)
}

fn lost(key: &[u8], loss: LeaseLost) -> Failure {
    match loss {
        LeaseLost::Gone => gone(key),
        LeaseLost::Unknown(failure) => failure,
        LeaseLost::Expired(failure) => failure.reworded(|why| {
            format!("the lease of key {} was not renewed in time: {why}", quote(key))
        }),
    }
}
