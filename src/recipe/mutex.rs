//! A place in the queue for a lock or for a leadership, as etcd's Go package `concurrency` lays it
//! out: a key for each who wants it, whose the oldest is has it.

use super::clock::Moment;
use super::keeper::Loss;
use super::session::{OwnLease, Tell, insist};
use super::watcher::{End, News, Watcher};
use crate::etcd::proto::{
    Compare, CompareTarget, DeleteRangeRequest, KeyValue, PutRequest, RangeRequest, RangeResponse,
    RequestOp, RequestUnion, ResponseUnion, TargetUnion, TxnRequest, TxnResponse,
    WatchCreateRequest,
};
use crate::etcd::{Fault, Session};
use crate::failure::{Failure, Kind};
use crate::input::prefix_end;
use crate::output::quote;
use std::sync::Arc;
use std::time::Duration;

/// etcd's `SortOrder` and `SortTarget`.
const ASCENDING: i32 = 1;
const DESCENDING: i32 = 2;
const BY_CREATION: i32 = 2;

const DELETE: i32 = 1;

/// Our place in a queue, and the lease that it stands and falls with.
#[derive(Debug)]
pub(crate) struct Claim {
    etcd: Arc<Session>,
    lease: OwnLease,
    /// The lease is that of the session around us, which others use too.
    shared: bool,
    prefix: Vec<u8>,
    key: Vec<u8>,
    /// The revision at which the key was created: who was first is decided by it.
    revision: i64,
}

impl Claim {
    /// Prepares a claim to what has this name.
    pub(crate) async fn open(
        etcd: Arc<Session>,
        name: &[u8],
        ttl: i64,
        tell: Tell,
    ) -> Result<Self, Fault> {
        let lease = OwnLease::grant(etcd.clone(), ttl, tell).await?;
        let prefix = [name, b"/"].concat();
        let key = [&*prefix, format!("{:x}", lease.id()).as_bytes()].concat();
        Ok(Self { etcd, lease, shared: false, prefix, key, revision: 0 })
    }

    /// Prepares a claim that ends with the session around us, at the latest. Two claims of a session
    /// to the same thing are two: each has a key of its own.
    pub(crate) async fn join(
        etcd: Arc<Session>,
        name: &[u8],
        lease: i64,
        tell: Tell,
    ) -> Result<Self, Failure> {
        let prefix = [name, b"/"].concat();
        let digits = format!("{lease:x}{:08x}{:x}", std::process::id(), Moment::now().ticks());
        let key = [&*prefix, digits.as_bytes()].concat();
        let shared = OwnLease::share(etcd.clone(), lease, tell).await;
        let lease = shared.map_err(|loss| match loss {
            Loss::Gone => {
                Failure::new(Kind::Lost, format!("lease {lease:016x} expired or was revoked"))
            }
            Loss::Expired(failure) | Loss::Unknown(failure) => failure,
        })?;
        Ok(Self { etcd, lease, shared: true, prefix, key, revision: 0 })
    }

    /// How many seconds the lease lives without being renewed.
    pub(crate) fn ttl(&self) -> i64 {
        self.lease.ttl()
    }

    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }

    /// The fencing token: the key's create revision.
    pub(crate) fn revision(&self) -> i64 {
        self.revision
    }

    /// Takes the last place in the queue. Returns who has the first, if somebody else has.
    pub(crate) async fn enter(&mut self, value: &[u8]) -> Result<Option<KeyValue>, Failure> {
        let request = self.entry(value);
        let reply = tokio::select! {
            biased;
            reply = insist(async || self.etcd.call(request.clone()).await) => reply?,
            loss = self.lease.lost(Duration::ZERO) => return Err(lost(&self.key, loss)),
        };
        let (own, first) = places(reply);
        self.revision = own;
        Ok(first.filter(|first| first.create_revision != own))
    }

    /// Puts the key if it is not there, so that it does no harm if the request arrives twice.
    fn entry(&self, value: &[u8]) -> TxnRequest {
        let absent = Compare {
            target: CompareTarget::Create.into(),
            key: self.key.clone(),
            target_union: Some(TargetUnion::CreateRevision(0)),
            ..Compare::default()
        };
        let put = PutRequest {
            key: self.key.clone(),
            value: value.to_vec(),
            lease: self.lease.id(),
            ..PutRequest::default()
        };
        let get = RangeRequest { key: self.key.clone(), ..RangeRequest::default() };
        let first = || operation(RequestUnion::RequestRange(first_created(&self.prefix)));
        TxnRequest {
            compare: vec![absent],
            success: vec![operation(RequestUnion::RequestPut(put)), first()],
            failure: vec![operation(RequestUnion::RequestRange(get)), first()],
        }
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
    pub(crate) async fn holder(&self) -> Result<Option<KeyValue>, Fault> {
        let reply = self.etcd.call(first_created(&self.prefix)).await?;
        Ok(reply.kvs.into_iter().next())
    }

    /// Whether a key is one that who wants the same thing would have made.
    pub(crate) fn is_akin(&self, key: &[u8]) -> bool {
        let tail = key.strip_prefix(&*self.prefix).unwrap_or_default();
        !tail.is_empty() && tail.iter().all(u8::is_ascii_hexdigit)
    }

    /// Gives the place up: the key is gone at once, and so is the lease if it is ours alone.
    pub(crate) async fn leave(self) -> Result<(), Fault> {
        if !self.shared {
            return self.lease.revoke().await;
        }
        let Self { etcd, key, .. } = self;
        let delete = DeleteRangeRequest { key, ..DeleteRangeRequest::default() };
        let end = Moment::now().after(etcd.options().command_timeout);
        match end.bound(insist(async || etcd.call(delete.clone()).await)).await {
            Some(deleted) => deleted.map(drop),
            None => etcd.call(delete).await.map(drop),
        }
    }
}

fn operation(request: RequestUnion) -> RequestOp {
    RequestOp { request: Some(request) }
}

/// The oldest key below a prefix.
pub(super) fn first_created(prefix: &[u8]) -> RangeRequest {
    RangeRequest {
        key: prefix.to_vec(),
        range_end: prefix_end(prefix),
        limit: 1,
        sort_order: ASCENDING,
        sort_target: BY_CREATION,
        ..RangeRequest::default()
    }
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
) -> Result<RangeResponse, Fault> {
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
async fn deleted(etcd: &Arc<Session>, key: &[u8], after: i64) -> Result<bool, Fault> {
    let request = WatchCreateRequest {
        key: key.to_vec(),
        start_revision: after.saturating_add(1),
        ..WatchCreateRequest::default()
    };
    let mut watcher = insist(async || Watcher::open(etcd.clone(), request.clone()).await).await?;
    loop {
        match watcher.next().await {
            Ok(News::Response(reply)) if reply.events.iter().any(|e| e.r#type == DELETE) => {
                return Ok(true);
            }
            Ok(_) => {}
            Err(End::Compacted { .. }) => return Ok(false),
            Err(End::Refused(fault)) => return Err(fault),
        }
    }
}

fn gone(key: &[u8]) -> Failure {
    let text = format!("key {} was deleted, or its lease expired or was revoked", quote(key));
    Failure::new(Kind::Lost, text)
}

fn lost(key: &[u8], loss: Loss) -> Failure {
    match loss {
        Loss::Gone => gone(key),
        Loss::Unknown(failure) => failure,
        Loss::Expired(failure) => failure.reworded(|why| {
            format!("the lease of key {} was not renewed in time: {why}", quote(key))
        }),
    }
}
